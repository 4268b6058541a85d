// Boards: results, charts and texts beside each other, as people lay them out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "pg/connection.hpp"
#include "pitboss/makers.hpp"
#include "pitboss/results.hpp"
#include "pitboss/services.hpp"

namespace pf::pitboss {

struct Place {  // on a grid of 12 columns, from 0
    int x = 0, y = 0, w = 6, h = 6;
};

struct BoardBounds {
    static constexpr std::size_t boards = 500, tiles = 60;
    static constexpr std::size_t name_bytes = 400, text_bytes = 10'000, look_bytes = 4'000;
    static constexpr int columns = 12, last_row = 2'000, height = 24;
};

// What a tile's rule has made.
struct TileResult {
    std::string title, view;
    std::int64_t rows = 0;
    std::string made_at;  // UTC, ISO 8601, milliseconds, Z
    std::vector<ResultColumn> columns;
};

struct Tile {
    std::string id;
    std::string kind;      // rows, chart or text
    std::string rule_id;   // of rows and charts
    std::string sentence;  // the rule's, also when it is gone
    std::string title;     // empty: the rule's
    std::string text;      // of a text
    std::string look;      // what of the result is shown, as parameters of its page's address
    Place place;
    std::optional<TileResult> result;  // nothing: a text, or the rule is gone
};

struct Board {
    std::string id, name;
    std::size_t tile_count = 0;
    std::string created_at, changed_at;
    std::string linked_at;  // when its read-only link was made; empty: there is none
    Makers makers;
    std::vector<Tile> tiles;  // filled by board(), from the top left to the bottom right
};

struct TilePlace {
    std::string tile_id;
    Place place;
};

struct BoardChange {  // what is not there stays as it is
    std::optional<std::string> name;
    std::vector<TilePlace> places;
};

struct NewTile {
    std::string kind, rule_id, title, text, look;
    int w = 6, h = 6;
    std::optional<int> x, y;  // both, or it stands below the others
};

struct TileChange {  // what is not there stays as it is
    std::optional<std::string> kind, rule_id, title, text, look;
};

// `by`: who changes it. Each change is told to every server's sessions. Errors of all: not_found; invalid_request where
// a bound is passed.
class Boards {
 public:
    explicit Boards(Services& services) : services_(services) {}

    Task<Result<std::vector<Board>>> list(Deadline deadline);  // last changed first
    Task<Result<Board>> board(std::string id, Deadline deadline);
    Task<Result<Board>> add(std::string name, std::string by, Deadline deadline);
    Task<Result<Board>> change(std::string id, BoardChange change, std::string by, Deadline deadline);
    Task<Result<void>> remove(std::string id, std::string by, Deadline deadline);

    Task<Result<Tile>> pin(std::string board_id, NewTile tile, std::string by, Deadline deadline);
    Task<Result<Tile>> change_tile(std::string board_id, std::string tile_id, TileChange change, std::string by,
                                   Deadline deadline);
    Task<Result<void>> unpin(std::string board_id, std::string tile_id, std::string by, Deadline deadline);

    // A token that opens this board to be read, in place of the one before; only its digest is kept.
    Task<Result<std::string>> link(std::string id, std::string by, Deadline deadline);
    Task<Result<void>> unlink(std::string id, std::string by, Deadline deadline);
    // The board that a link's token opens, with its tiles. Errors: not_found for any other token.
    Task<Result<Board>> linked(std::string token, Deadline deadline);

 private:
    Task<Result<pg::Rows>> changed(std::string id, std::vector<pg::Query> work, std::string by, Deadline deadline);
    Task<Result<Tile>> tile(std::string board_id, std::string tile_id, Deadline deadline);

    Services& services_;
};

}  // namespace pf::pitboss
