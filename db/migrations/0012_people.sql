-- Who made and who changed what people share, by name: '' for nobody with a name. And what was done, by whom.
ALTER TABLE pattern_factory.rules
    ADD COLUMN made_by text NOT NULL DEFAULT '' CHECK (octet_length(made_by) <= 400),
    ADD COLUMN changed_by text NOT NULL DEFAULT '' CHECK (octet_length(changed_by) <= 400);
ALTER TABLE pattern_factory.rule_versions
    ADD COLUMN made_by text NOT NULL DEFAULT '' CHECK (octet_length(made_by) <= 400);
ALTER TABLE pattern_factory.boards
    ADD COLUMN made_by text NOT NULL DEFAULT '' CHECK (octet_length(made_by) <= 400),
    ADD COLUMN changed_by text NOT NULL DEFAULT '' CHECK (octet_length(changed_by) <= 400);
ALTER TABLE pattern_factory.vocabulary
    ADD COLUMN made_by text NOT NULL DEFAULT '' CHECK (octet_length(made_by) <= 400),
    ADD COLUMN changed_by text NOT NULL DEFAULT '' CHECK (octet_length(changed_by) <= 400);

-- Neither values nor sentences nor secrets. The server's own role may add to it and read it, and nothing else.
CREATE TABLE pattern_factory.audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    who text NOT NULL DEFAULT '' CHECK (octet_length(who) <= 400),
    token text NOT NULL DEFAULT '' CHECK (octet_length(token) <= 400), -- its id
    what text NOT NULL CHECK (octet_length(what) BETWEEN 1 AND 60),
    about text NOT NULL DEFAULT '' CHECK (octet_length(about) <= 400), -- id or name of what it was done to
    outcome text NOT NULL DEFAULT 'ok' CHECK (octet_length(outcome) <= 60)
);
CREATE INDEX audit_at_idx ON pattern_factory.audit (at);

-- The only way in which that role can take something out of it: what is older than that many days, one at least.
CREATE FUNCTION pattern_factory.forget_audit(days integer) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $forget$DELETE FROM pattern_factory.audit WHERE at < now() - make_interval(days => greatest(days, 1))$forget$;
REVOKE EXECUTE ON FUNCTION pattern_factory.forget_audit(integer) FROM PUBLIC;
