-- 'both': the rule compiler and a model came to the same rows.
ALTER TABLE pattern_factory.rule_versions DROP CONSTRAINT rule_versions_generator_check;
ALTER TABLE pattern_factory.rule_versions
    ADD CONSTRAINT rule_versions_generator_check CHECK (generator IN ('compiler', 'model', 'both'));
