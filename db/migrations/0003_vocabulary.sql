-- Words that people kept while asking: metrics, dimensions, filters and synonyms beside those of the semantic model.

CREATE TABLE pattern_factory.vocabulary (
    name text NOT NULL CHECK (octet_length(name) BETWEEN 1 AND 120),
    kind text NOT NULL CHECK (kind IN ('metric', 'dimension', 'filter', 'synonym')),
    definition text NOT NULL CHECK (octet_length(definition) BETWEEN 1 AND 2000), -- SQL, as in pattern-factory.yaml
    date_column text NOT NULL DEFAULT '' CHECK (octet_length(date_column) <= 2000),
    description text NOT NULL DEFAULT '' CHECK (octet_length(description) <= 2000),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX vocabulary_name_idx ON pattern_factory.vocabulary (lower(name));
