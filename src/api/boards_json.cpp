#include "api/boards_json.hpp"

#include <fmt/format.h>

#include "api/cells.hpp"
#include "api/json_fields.hpp"
#include "api/json_writer.hpp"

namespace pf::api {
namespace {

using pitboss::BoardBounds;

void write_place(JsonWriter& json, const pitboss::Place& place) {
    json.member("x", std::int64_t{place.x}).member("y", std::int64_t{place.y});
    json.member("w", std::int64_t{place.w}).member("h", std::int64_t{place.h});
}

void write_tile(JsonWriter& json, const pitboss::Tile& tile) {
    json.begin_object().member("tile_id", tile.id).member("kind", tile.kind).member("rule_id", tile.rule_id);
    json.member("sentence", tile.sentence).member("title", tile.title).member("text", tile.text);
    json.member("look", tile.look);
    write_place(json, tile.place);
    json.key("result");
    if (tile.result) {
        const auto& result = *tile.result;
        json.begin_object().member("title", result.title).member("view", result.view).member("rows", result.rows);
        json.member("made_at", result.made_at).key("columns");
        write_columns(json, result.columns);
        json.end_object();
    } else {
        json.null();
    }
    json.end_object();
}

void write_board_members(JsonWriter& json, const pitboss::Board& board) {
    json.member("board_id", board.id).member("name", board.name);
    json.member("tile_count", static_cast<std::int64_t>(board.tile_count));
    json.member("created_at", board.created_at).member("changed_at", board.changed_at);
}

Error invalid(std::string message) { return make_error(ErrorKind::invalid_request, std::move(message)); }

// Reads a text into `text` where the object has it.
template <class Text>
Result<void> take_text(const boost::json::object& object, std::string_view field, std::size_t most, Text& text) {
    if (!find_field(object, field)) return {};
    auto read = text_field(object, field, most);
    if (!read) return read.error();
    text = std::move(*read);
    return {};
}

template <class Words>
Result<void> take_words(const boost::json::object& object, Words& words) {
    for (const auto& [field, text, most] : {std::tuple{"kind", &words.kind, std::size_t{20}},
                                            {"rule_id", &words.rule_id, std::size_t{200}},
                                            {"title", &words.title, BoardBounds::name_bytes},
                                            {"text", &words.text, BoardBounds::text_bytes},
                                            {"look", &words.look, BoardBounds::look_bytes}})
        if (auto taken = take_text(object, field, most, *text); !taken) return taken.error();
    return {};
}

Result<int> whole(const boost::json::object& object, std::string_view field, int least, int most) {
    auto read = whole_field(object, field, least, most, fmt::format(" from {} to {}.", least, most));
    if (!read) return read.error();
    return static_cast<int>(*read);
}

Result<pitboss::TilePlace> tile_place(const boost::json::value& entry) {
    if (!entry.is_object()) return invalid("places must be a list of {tile_id, x, y, w, h}.");
    const auto& object = entry.as_object();
    pitboss::TilePlace read;
    auto tile_id = text_field(object, "tile_id", 64);
    if (!tile_id) return tile_id.error();
    read.tile_id = std::move(*tile_id);
    for (const auto& [field, number, least, most] : {std::tuple{"x", &read.place.x, 0, BoardBounds::columns - 1},
                                                     {"y", &read.place.y, 0, BoardBounds::last_row},
                                                     {"w", &read.place.w, 1, BoardBounds::columns},
                                                     {"h", &read.place.h, 1, BoardBounds::height}}) {
        auto taken = whole(object, field, least, most);
        if (!taken) return taken.error();
        *number = *taken;
    }
    return read;
}

}  // namespace

std::string encode_boards(const std::vector<pitboss::Board>& boards) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("boards").begin_array();
    for (const auto& board : boards) {
        json.begin_object();
        write_board_members(json, board);
        json.end_object();
    }
    json.end_array().end_object();
    return out;
}

std::string encode_board(const pitboss::Board& board) {
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    write_board_members(json, board);
    json.key("tiles").begin_array();
    for (const auto& tile : board.tiles) write_tile(json, tile);
    json.end_array().end_object();
    return out;
}

std::string encode_tile(const pitboss::Tile& tile) {
    std::string out;
    JsonWriter json(out);
    write_tile(json, tile);
    return out;
}

Result<std::string> decode_board_name(std::string_view body) {
    const auto object = parse_json_object(body, "The body");
    if (!object) return object.error();
    return text_field(*object, "name", BoardBounds::name_bytes);
}

Result<pitboss::BoardChange> decode_board_change(std::string_view body) {
    const auto object = parse_json_object(body, "The body");
    if (!object) return object.error();
    pitboss::BoardChange change;
    if (auto taken = take_text(*object, "name", BoardBounds::name_bytes, change.name); !taken) return taken.error();
    const auto* places = find_field(*object, "places");
    if (!places) return change;
    if (!places->is_array()) return invalid("places must be a list of {tile_id, x, y, w, h}.");
    if (places->as_array().size() > BoardBounds::tiles)
        return invalid(fmt::format("places has more than {} tiles.", BoardBounds::tiles));
    for (const auto& entry : places->as_array()) {
        auto place = tile_place(entry);
        if (!place) return place.error();
        change.places.push_back(std::move(*place));
    }
    return change;
}

Result<pitboss::NewTile> decode_new_tile(std::string_view body) {
    const auto object = parse_json_object(body, "The body");
    if (!object) return object.error();
    pitboss::NewTile tile;
    if (!find_field(*object, "kind")) return invalid("kind is missing.");
    if (auto taken = take_words(*object, tile); !taken) return taken.error();
    for (const auto& [field, number, most] :
         {std::tuple{"w", &tile.w, BoardBounds::columns}, {"h", &tile.h, BoardBounds::height}}) {
        if (!find_field(*object, field)) continue;
        auto taken = whole(*object, field, 1, most);
        if (!taken) return taken.error();
        *number = *taken;
    }
    if (!find_field(*object, "x") && !find_field(*object, "y")) return tile;
    for (const auto& [field, number, most] :
         {std::tuple{"x", &tile.x, BoardBounds::columns - 1}, {"y", &tile.y, BoardBounds::last_row}}) {
        auto taken = whole(*object, field, 0, most);
        if (!taken) return taken.error();
        *number = *taken;
    }
    return tile;
}

Result<pitboss::TileChange> decode_tile_change(std::string_view body) {
    const auto object = parse_json_object(body, "The body");
    if (!object) return object.error();
    pitboss::TileChange change;
    if (auto taken = take_words(*object, change); !taken) return taken.error();
    return change;
}

}  // namespace pf::api
