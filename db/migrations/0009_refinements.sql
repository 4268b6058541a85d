-- The rule that a rule goes on from ("and in France?"), and the folder that people keep it in.
ALTER TABLE pattern_factory.rules
    ADD COLUMN parent text REFERENCES pattern_factory.rules ON DELETE SET NULL,
    ADD COLUMN folder text NOT NULL DEFAULT '' CHECK (octet_length(folder) <= 400); -- '': none
CREATE INDEX rules_parent_idx ON pattern_factory.rules (parent);
