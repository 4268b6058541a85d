-- 'both': the rule compiler and a model came to the same rows.
ALTER TABLE pattern_factory.rule_versions DROP CONSTRAINT rule_versions_generator_check;
ALTER TABLE pattern_factory.rule_versions
    ADD CONSTRAINT rule_versions_generator_check CHECK (generator IN ('compiler', 'model', 'both'));

-- What a version's SQL was made for, so that the same sentence need not be put to a model, or asked about, again: the
-- state of tables and vocabulary (SHA-256, hex), the model that was heard ('' none), whether a person chose the reading.
ALTER TABLE pattern_factory.rule_versions
    ADD COLUMN meaning_key text NOT NULL DEFAULT '',
    ADD COLUMN model text NOT NULL DEFAULT '' CHECK (octet_length(model) <= 400),
    ADD COLUMN chosen boolean NOT NULL DEFAULT false;
