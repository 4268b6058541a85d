#include "pitboss/boards.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/ascii.hpp"
#include "base/secret.hpp"
#include "base/utf8.hpp"
#include "pg/pool.hpp"
#include "tools/register_view.hpp"

namespace pf::pitboss {
namespace {

constexpr std::size_t id_bytes = 8;
constexpr std::size_t token_bytes = 32;

#define PF_UTC(column) "to_char(" column " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
#define PF_BOARD_COLUMNS \
    "b.board_id, b.name, " PF_UTC("b.created_at") ", " PF_UTC(                                      \
        "b.changed_at") ", (SELECT count(*) FROM pattern_factory.board_tiles t WHERE t.board_id = " \
                        "b.board_id), " PF_UTC("b.linked_at") ", b.made_by, b.changed_by FROM pattern_factory.boards b "

constexpr sql::Literal list_boards = "SELECT " PF_BOARD_COLUMNS "ORDER BY b.changed_at DESC, b.board_id LIMIT 1000";
constexpr sql::Literal find_board = "SELECT " PF_BOARD_COLUMNS "WHERE b.board_id = $1";
// $1 board, $2 one of its tiles or '' for all.
constexpr sql::Literal find_tiles =
    "SELECT t.tile_id, t.kind, t.rule_id, coalesce(r.sentence, t.sentence), t.title, t.text, t.look, t.x, t.y, t.w, "
    "t.h, r.title, v.view, v.row_count, v.columns, " PF_UTC(
        "v.created_at") " FROM pattern_factory.board_tiles t LEFT JOIN pattern_factory.rules r USING (rule_id) "
                        "LEFT JOIN pattern_factory.views v ON v.rule_id = r.rule_id AND v.version = r.version "
                        "WHERE t.board_id = $1 AND ($2 = '' OR t.tile_id = $2) ORDER BY t.y, t.x, t.tile_id";
#undef PF_BOARD_COLUMNS
#undef PF_UTC

// $1 board, $2 name, $3 how many there may be, $4 who makes it.
constexpr sql::Literal add_board =
    "INSERT INTO pattern_factory.boards (board_id, name, made_by) SELECT $1, $2, $4 "
    "WHERE (SELECT count(*) FROM pattern_factory.boards) < $3::bigint RETURNING board_id";
// $1 board, $2 digest or NULL.
constexpr sql::Literal keep_link =
    "UPDATE pattern_factory.boards SET link_digest = $2::text, linked_at = CASE WHEN $2::text IS NOT NULL THEN now() "
    "END "
    "WHERE board_id = $1";
// By what the token digests to: how long it takes tells nothing of a token.
constexpr sql::Literal find_link = "SELECT board_id FROM pattern_factory.boards WHERE link_digest = $1";
constexpr sql::Literal rename_board = "UPDATE pattern_factory.boards SET name = $2 WHERE board_id = $1";
constexpr sql::Literal remove_board = "DELETE FROM pattern_factory.boards WHERE board_id = $1 RETURNING board_id";
// $1 board, $2 who. Whoever changes a board's tiles holds its row meanwhile, so that their number keeps its bound.
constexpr sql::Literal hold_board =
    "UPDATE pattern_factory.boards SET changed_at = now(), changed_by = coalesce(nullif($2, ''), "
    "changed_by) WHERE board_id = $1 RETURNING board_id";
// $1 board, $2 a list of {tile, x, y, w, h}.
constexpr sql::Literal move_tiles =
    "UPDATE pattern_factory.board_tiles t SET x = p.x, y = p.y, w = p.w, h = p.h "
    "FROM jsonb_to_recordset($2::jsonb) AS p(tile text, x smallint, y smallint, w smallint, h smallint) "
    "WHERE t.board_id = $1 AND t.tile_id = p.tile";
// $1 board, $2 tile, $3 kind, $4 rule, $5 title, $6 text, $7 look, $8 x, $9 y (NULL: below the others), $10 w, $11 h,
// $12 how many tiles there may be.
constexpr sql::Literal add_tile =
    "INSERT INTO pattern_factory.board_tiles (tile_id, board_id, kind, rule_id, sentence, title, text, look, x, y, w, "
    "h) "
    "SELECT $2, $1, $3, $4, coalesce((SELECT sentence FROM pattern_factory.rules WHERE rule_id = $4), ''), $5, $6, $7, "
    "coalesce($8::smallint, 0), coalesce($9::smallint, (SELECT least(coalesce(max(t.y + t.h), 0), 2000) "
    "FROM pattern_factory.board_tiles t WHERE t.board_id = $1)), $10::smallint, $11::smallint "
    "WHERE (SELECT count(*) FROM pattern_factory.board_tiles t WHERE t.board_id = $1) < $12::bigint "
    "AND EXISTS (SELECT FROM pattern_factory.boards WHERE board_id = $1) AND ($3 = 'text' OR EXISTS (SELECT FROM "
    "pattern_factory.rules WHERE rule_id = $4)) RETURNING tile_id";
// $1 board, $2 tile, then as above; NULL: as it is.
constexpr sql::Literal change_tile_words =
    "UPDATE pattern_factory.board_tiles t SET kind = coalesce($3, kind), rule_id = coalesce($4, rule_id), "
    "sentence = coalesce((SELECT r.sentence FROM pattern_factory.rules r WHERE r.rule_id = coalesce($4, t.rule_id)), "
    "sentence), title = coalesce($5, title), text = coalesce($6, text), look = coalesce($7, look) "
    "WHERE t.board_id = $1 AND t.tile_id = $2 RETURNING t.tile_id";
// What stands on a board is kept.
constexpr sql::Literal keep_rule = "UPDATE pattern_factory.rules SET draft = false WHERE rule_id = $1 AND draft";
constexpr sql::Literal remove_tile =
    "DELETE FROM pattern_factory.board_tiles WHERE board_id = $1 AND tile_id = $2 RETURNING tile_id";

Board board_of(const pg::Rows& rows, int i) {
    Board board;
    board.id = rows.text(i, 0);
    board.name = rows.text(i, 1);
    board.created_at = rows.text(i, 2);
    board.changed_at = rows.text(i, 3);
    board.tile_count = static_cast<std::size_t>(rows.integer(i, 4));
    board.linked_at = rows.text(i, 5);
    board.makers = {std::string(rows.text(i, 6)), std::string(rows.text(i, 7))};
    return board;
}

std::vector<Tile> tiles_of(const pg::Rows& rows) {
    std::vector<Tile> tiles;
    for (int i = 0; i < rows.size(); ++i) {
        Tile& tile = tiles.emplace_back();
        tile.id = rows.text(i, 0);
        tile.kind = rows.text(i, 1);
        tile.rule_id = rows.text(i, 2);
        tile.sentence = rows.text(i, 3);
        tile.title = rows.text(i, 4);
        tile.text = rows.text(i, 5);
        tile.look = rows.text(i, 6);
        const auto whole = [&](int column) { return static_cast<int>(rows.integer(i, column)); };
        tile.place = {whole(7), whole(8), whole(9), whole(10)};
        if (tile.kind == "text" || rows.is_null(i, 12)) continue;
        tile.result = TileResult{.title = std::string(rows.text(i, 11)),
                                 .view = std::string(rows.text(i, 12)),
                                 .rows = rows.integer(i, 13),
                                 .made_at = std::string(rows.text(i, 15)),
                                 .columns = columns_from_json(rows.text(i, 14))};
    }
    return tiles;
}

Error bad(std::string message, std::string hint = {}) {
    return make_error(ErrorKind::invalid_request, std::move(message), std::move(hint));
}

Error no_such_board(std::string_view id) {
    return make_error(ErrorKind::not_found, fmt::format("There is no board \"{}\".", id.substr(0, 64)),
                      "It may have been deleted; GET /api/boards lists the boards there are.");
}

Error no_such_tile(std::string_view id) {
    return make_error(ErrorKind::not_found, fmt::format("The board has no tile \"{}\".", id.substr(0, 64)),
                      "It may have been taken off; reload the board.");
}

bool is_id(std::string_view id) { return !id.empty() && id.size() <= 64 && id.find('\0') == std::string_view::npos; }

Result<void> check_text(std::string_view field, std::string_view text, std::size_t most) {
    if (!is_utf8(text) || holds_control_characters(text))
        return bad(fmt::format("{} must be text without control characters.", field));
    if (text.size() > most) return bad(fmt::format("{} is longer than {} bytes.", field, most));
    return {};
}

Result<void> check_words(const TileChange& tile) {
    for (const auto& [field, text, most] : {std::tuple{"rule_id", &tile.rule_id, std::size_t{200}},
                                            {"title", &tile.title, BoardBounds::name_bytes},
                                            {"text", &tile.text, BoardBounds::text_bytes},
                                            {"look", &tile.look, BoardBounds::look_bytes}})
        if (*text)
            if (auto checked = check_text(field, **text, most); !checked) return checked.error();
    if (tile.kind && *tile.kind != "rows" && *tile.kind != "chart" && *tile.kind != "text")
        return bad("kind must be \"rows\", \"chart\" or \"text\".");
    return {};
}

Result<void> check_place(const Place& place) {
    using Bounds = BoardBounds;
    if (place.x < 0 || place.w < 1 || place.w > Bounds::columns || place.x + place.w > Bounds::columns)
        return bad(fmt::format("A tile must lie within the {} columns: x from 0, w from 1.", Bounds::columns));
    if (place.y < 0 || place.y > Bounds::last_row) return bad(fmt::format("y must be 0 to {}.", Bounds::last_row));
    if (place.h < 1 || place.h > Bounds::height) return bad(fmt::format("h must be 1 to {}.", Bounds::height));
    return {};
}

Result<void> check_name(std::string& name) {
    name = std::string(trimmed(name));
    if (name.empty()) return bad("name is missing.");
    return check_text("name", name, BoardBounds::name_bytes);
}

pg::Query word_of(std::string_view id) {
    return {sql::Statement("NOTIFY ")
                .name(tools::events_channel)
                .literal(", ")
                .value(boost::json::serialize(boost::json::object{{"board", id}}))};
}

}  // namespace

Task<Result<std::vector<Board>>> Boards::list(Deadline deadline) {
    auto lease = co_await services_.app->acquire(deadline);
    if (!lease) co_return lease.error();
    auto rows = co_await (**lease).query(list_boards, {}, deadline);
    if (!rows) co_return rows.error();
    std::vector<Board> boards;
    for (int i = 0; i < rows->size(); ++i) boards.push_back(board_of(*rows, i));
    co_return boards;
}

Task<Result<Board>> Boards::board(std::string id, Deadline deadline) {
    if (!is_id(id)) co_return no_such_board("");
    auto lease = co_await services_.app->acquire(deadline);
    if (!lease) co_return lease.error();
    std::vector<pg::Query> queries;
    queries.push_back({find_board, {id}});
    queries.push_back({find_tiles, {id, ""}});
    auto read = co_await (**lease).pipeline(std::move(queries), deadline);
    if (!read) co_return read.error();
    if ((*read)[0].empty()) co_return no_such_board(id);
    auto board = board_of((*read)[0], 0);
    board.tiles = tiles_of((*read)[1]);
    co_return board;
}

Task<Result<Board>> Boards::add(std::string name, std::string by, Deadline deadline) {
    if (auto checked = check_name(name); !checked) co_return checked.error();
    const auto id = random_token(id_bytes);
    {
        auto lease = co_await services_.app->acquire(deadline);
        if (!lease) co_return lease.error();
        std::vector<pg::Query> queries;
        queries.push_back({add_board, {id, name, std::to_string(BoardBounds::boards), std::move(by)}});
        queries.push_back(word_of(id));
        auto added = co_await (**lease).pipeline(std::move(queries), deadline);
        if (!added) co_return added.error();
        if ((*added)[0].empty())
            co_return bad(fmt::format("There are {} boards already.", BoardBounds::boards), "Delete one first.");
    }
    co_return co_await board(id, deadline);
}

Task<Result<Board>> Boards::change(std::string id, BoardChange change, std::string by, Deadline deadline) {
    std::vector<pg::Query> work;
    if (change.name) {
        if (auto checked = check_name(*change.name); !checked) co_return checked.error();
        work.push_back({rename_board, {id, change.name}});
    }
    if (change.places.size() > BoardBounds::tiles)
        co_return bad(fmt::format("places has more than {} tiles.", BoardBounds::tiles));
    boost::json::array places;
    for (const auto& [tile_id, place] : change.places) {
        if (auto checked = check_place(place); !checked) co_return checked.error();
        if (!is_id(tile_id)) co_return no_such_tile("");
        places.push_back({{"tile", tile_id}, {"x", place.x}, {"y", place.y}, {"w", place.w}, {"h", place.h}});
    }
    if (!places.empty()) work.push_back({move_tiles, {id, boost::json::serialize(places)}});
    auto done = co_await changed(id, std::move(work), std::move(by), deadline);
    if (!done) co_return done.error();
    co_return co_await board(std::move(id), deadline);
}

Task<Result<void>> Boards::remove(std::string id, std::string by, Deadline deadline) {
    std::vector<pg::Query> work;
    work.push_back({remove_board, {id}});
    auto removed = co_await changed(std::move(id), std::move(work), std::move(by), deadline);
    if (!removed) co_return removed.error();
    co_return Result<void>();
}

Task<Result<Tile>> Boards::pin(std::string board_id, NewTile tile, std::string by, Deadline deadline) {
    TileChange words{tile.kind, tile.rule_id, tile.title, tile.text, tile.look};
    if (auto checked = check_words(words); !checked) co_return checked.error();
    const bool placed = tile.x && tile.y;
    const Place place{placed ? *tile.x : 0, placed ? *tile.y : 0, tile.w, tile.h};
    if (auto checked = check_place(place); !checked) co_return checked.error();
    if (tile.kind == "text") tile.rule_id.clear();
    const auto id = random_token(id_bytes);
    pg::Param x, y;
    if (placed) {
        x = std::to_string(place.x);
        y = std::to_string(place.y);
    }
    std::vector<pg::Query> work;
    work.push_back(
        {add_tile,
         {board_id, id, tile.kind, tile.rule_id, tile.title, tile.text, tile.look, std::move(x), std::move(y),
          std::to_string(place.w), std::to_string(place.h), std::to_string(BoardBounds::tiles)}});
    work.push_back({keep_rule, {tile.rule_id}});
    auto pinned = co_await changed(board_id, std::move(work), std::move(by), deadline);
    if (!pinned) co_return pinned.error();
    if (!pinned->empty()) co_return co_await this->tile(std::move(board_id), id, deadline);
    auto known = co_await board(board_id, deadline);
    if (!known) co_return known.error();
    if (known->tiles.size() >= BoardBounds::tiles)
        co_return bad(fmt::format("A board has at most {} tiles.", BoardBounds::tiles),
                      "Take one off, or begin another board.");
    co_return make_error(ErrorKind::not_found, fmt::format("There is no rule \"{}\".", tile.rule_id.substr(0, 100)),
                         "GET /api/rules lists the rules there are.");
}

Task<Result<Tile>> Boards::change_tile(std::string board_id, std::string tile_id, TileChange change, std::string by,
                                       Deadline deadline) {
    if (auto checked = check_words(change); !checked) co_return checked.error();
    if (!is_id(tile_id)) co_return no_such_tile("");
    std::vector<pg::Query> work;
    const auto rule_id = change.rule_id;
    work.push_back({change_tile_words,
                    {board_id, tile_id, std::move(change.kind), std::move(change.rule_id), std::move(change.title),
                     std::move(change.text), std::move(change.look)}});
    if (rule_id) work.push_back({keep_rule, {rule_id}});
    auto done = co_await changed(board_id, std::move(work), std::move(by), deadline);
    if (!done) co_return done.error();
    co_return co_await tile(std::move(board_id), std::move(tile_id), deadline);
}

Task<Result<void>> Boards::unpin(std::string board_id, std::string tile_id, std::string by, Deadline deadline) {
    if (!is_id(tile_id)) co_return no_such_tile("");
    std::vector<pg::Query> work;
    work.push_back({remove_tile, {board_id, tile_id}});
    auto removed = co_await changed(std::move(board_id), std::move(work), std::move(by), deadline);
    if (!removed) co_return removed.error();
    if (removed->empty()) co_return no_such_tile(tile_id);
    co_return Result<void>();
}

Task<Result<std::string>> Boards::link(std::string id, std::string by, Deadline deadline) {
    auto token = random_token(token_bytes);
    std::vector<pg::Query> work;
    work.push_back({keep_link, {id, sha256_hex(token)}});
    auto kept = co_await changed(std::move(id), std::move(work), std::move(by), deadline);
    if (!kept) co_return kept.error();
    co_return token;
}

Task<Result<void>> Boards::unlink(std::string id, std::string by, Deadline deadline) {
    std::vector<pg::Query> work;
    work.push_back({keep_link, {id, std::nullopt}});
    auto kept = co_await changed(std::move(id), std::move(work), std::move(by), deadline);
    if (!kept) co_return kept.error();
    co_return Result<void>();
}

Task<Result<Board>> Boards::linked(std::string token, Deadline deadline) {
    const auto nowhere = make_error(ErrorKind::not_found, "This link leads nowhere.",
                                    "It was ended, or it is not whole; ask who sent it.");
    if (token.size() != 2 * token_bytes) co_return nowhere;
    std::string id;
    {
        auto lease = co_await services_.app->acquire(deadline);
        if (!lease) co_return lease.error();
        const auto found = co_await (**lease).query(find_link, pg::params(sha256_hex(token)), deadline);
        if (!found) co_return found.error();
        if (found->empty()) co_return nowhere;
        id = found->text(0, 0);
    }
    co_return co_await board(std::move(id), deadline);
}

// Does `work` to a board and tells every session. Value: what the first statement of `work` returned.
Task<Result<pg::Rows>> Boards::changed(std::string id, std::vector<pg::Query> work, std::string by, Deadline deadline) {
    if (!is_id(id)) co_return no_such_board("");
    auto lease = co_await services_.app->acquire(deadline);
    if (!lease) co_return lease.error();
    std::vector<pg::Query> all;
    all.push_back({"BEGIN"});
    all.push_back({hold_board, {id, std::move(by)}});
    for (auto& query : work) all.push_back(std::move(query));
    all.push_back(word_of(id));
    all.push_back({"COMMIT"});
    auto done = co_await (**lease).pipeline(std::move(all), deadline);
    if (!done) co_return done.error();
    if ((*done)[1].empty()) co_return no_such_board(id);
    co_return (*done)[2];
}

Task<Result<Tile>> Boards::tile(std::string board_id, std::string tile_id, Deadline deadline) {
    auto lease = co_await services_.app->acquire(deadline);
    if (!lease) co_return lease.error();
    auto rows = co_await (**lease).query(find_tiles, pg::params(board_id, tile_id), deadline);
    if (!rows) co_return rows.error();
    if (rows->empty()) co_return no_such_tile(tile_id);
    co_return std::move(tiles_of(*rows).front());
}

}  // namespace pf::pitboss
