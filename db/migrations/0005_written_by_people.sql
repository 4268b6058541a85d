-- 'person': somebody wrote the SQL for the sentence, in place of what the engines made of it.
ALTER TABLE pattern_factory.rule_versions DROP CONSTRAINT rule_versions_generator_check;
ALTER TABLE pattern_factory.rule_versions
    ADD CONSTRAINT rule_versions_generator_check CHECK (generator IN ('compiler', 'model', 'both', 'person'));
