-- Boards: results, charts and texts that people lay out beside each other on a grid of 12 columns.

CREATE TABLE pattern_factory.boards (
    board_id text COLLATE "C" PRIMARY KEY CHECK (octet_length(board_id) BETWEEN 1 AND 64),
    name text NOT NULL CHECK (octet_length(name) BETWEEN 1 AND 400),
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE pattern_factory.board_tiles (
    tile_id text COLLATE "C" PRIMARY KEY CHECK (octet_length(tile_id) BETWEEN 1 AND 64),
    board_id text COLLATE "C" NOT NULL REFERENCES pattern_factory.boards ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('rows', 'chart', 'text')),
    -- No foreign key: a tile outlives its rule, and says so; `sentence` is the rule's when it was pinned.
    rule_id text NOT NULL DEFAULT '',
    sentence text NOT NULL DEFAULT '',
    title text NOT NULL DEFAULT '' CHECK (octet_length(title) <= 400), -- '': the rule's
    text text NOT NULL DEFAULT '' CHECK (octet_length(text) <= 10000),
    look text NOT NULL DEFAULT '' CHECK (octet_length(look) <= 4000), -- parameters of the result's address
    x smallint NOT NULL CHECK (x >= 0),
    y smallint NOT NULL CHECK (y BETWEEN 0 AND 2000),
    w smallint NOT NULL CHECK (w BETWEEN 1 AND 12 AND x + w <= 12),
    h smallint NOT NULL CHECK (h BETWEEN 1 AND 24)
);
CREATE INDEX board_tiles_board_idx ON pattern_factory.board_tiles (board_id);
