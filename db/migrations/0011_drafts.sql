-- An answer that is unsure, or has no rows, is a draft until a person keeps it.
ALTER TABLE pattern_factory.rules ADD COLUMN draft boolean NOT NULL DEFAULT false;
CREATE INDEX rules_draft_idx ON pattern_factory.rules (last_run_at DESC) WHERE draft;
