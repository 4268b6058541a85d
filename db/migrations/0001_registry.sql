-- The registry: which rules were run, what each version of them was, and which relation of rule_views holds its rows.
-- Runs as pf_owner where the four roles exist (docs/security.md, "Roles"), else as the server's one role.

DO $views$
BEGIN
    IF to_regnamespace('rule_views') IS NULL THEN
        CREATE SCHEMA rule_views;
        COMMENT ON SCHEMA rule_views IS 'Pattern Factory: the materialised view of each rule';
    END IF;
END $views$;

CREATE TABLE pattern_factory.rules (
    rule_id text PRIMARY KEY CHECK (octet_length(rule_id) BETWEEN 1 AND 200),
    name text NOT NULL,
    sentence text NOT NULL,
    -- SHA-256 (hex) of the sentence in lower case, spaces squeezed, without its final dot: one rule a sentence.
    sentence_key text NOT NULL UNIQUE,
    version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    last_run_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE pattern_factory.rule_versions (
    rule_id text NOT NULL REFERENCES pattern_factory.rules ON DELETE CASCADE,
    version integer NOT NULL,
    sentence text NOT NULL,
    sql text NOT NULL,
    reading text NOT NULL,
    generator text NOT NULL CHECK (generator IN ('compiler', 'model')),
    confidence double precision NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (rule_id, version)
);

CREATE TABLE pattern_factory.views (
    -- The relation in schema rule_views. It is named like the view, but for the moment between a rule's new version and
    -- the removal of its last one, while readers may still hold that.
    relation text PRIMARY KEY,
    view text NOT NULL,
    rule_id text NOT NULL REFERENCES pattern_factory.rules ON DELETE CASCADE,
    version integer NOT NULL,
    row_count bigint NOT NULL,
    columns jsonb NOT NULL,
    timings jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (rule_id, version)
);
CREATE INDEX views_view_idx ON pattern_factory.views (view, version DESC);
CREATE INDEX views_created_at_idx ON pattern_factory.views (created_at DESC);
