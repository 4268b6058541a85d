-- Words that a refusal named, by day: what the vocabulary lacks. Only the words, not the sentences; those of a week.

CREATE TABLE pattern_factory.unknown_words (
    word text COLLATE "C" NOT NULL CHECK (octet_length(word) BETWEEN 1 AND 60), -- in small letters
    day date NOT NULL DEFAULT current_date,
    times integer NOT NULL DEFAULT 1 CHECK (times > 0),
    PRIMARY KEY (word, day)
);
