-- A board's read-only link.
ALTER TABLE pattern_factory.boards
    -- SHA-256 (hex) of its token; NULL: there is none.
    ADD COLUMN link_digest text COLLATE "C" UNIQUE CHECK (octet_length(link_digest) = 64),
    ADD COLUMN linked_at timestamptz;
