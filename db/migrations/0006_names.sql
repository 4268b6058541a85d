-- What people call a rule, and every name that its view has or had: an address that was given out goes on working.
ALTER TABLE pattern_factory.rules
    ADD COLUMN title text NOT NULL DEFAULT '' CHECK (octet_length(title) <= 400), -- '': its sentence
    ADD COLUMN note text NOT NULL DEFAULT '' CHECK (octet_length(note) <= 4000),
    ADD COLUMN starred boolean NOT NULL DEFAULT false;

CREATE TABLE pattern_factory.view_names (
    name text COLLATE "C" PRIMARY KEY,
    rule_id text NOT NULL REFERENCES pattern_factory.rules ON DELETE CASCADE
);
CREATE INDEX view_names_rule_idx ON pattern_factory.view_names (rule_id);
INSERT INTO pattern_factory.view_names (name, rule_id) SELECT DISTINCT view, rule_id FROM pattern_factory.views;
