-- What each run of a rule found and took. Runs before this have it only as far as their view still stands.

ALTER TABLE pattern_factory.rule_versions
    ADD COLUMN row_count bigint,
    ADD COLUMN total_ms double precision; -- from the request to its registration

UPDATE pattern_factory.rule_versions n
SET row_count = v.row_count, total_ms = (v.timings->>'total')::double precision
FROM pattern_factory.views v
WHERE v.rule_id = n.rule_id AND v.version = n.version;
