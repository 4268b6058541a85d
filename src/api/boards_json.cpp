#include "api/boards_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "api/cells.hpp"
#include "api/json_fields.hpp"
#include "api/json_writer.hpp"
#include "api/page_parameters.hpp"

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
    json.member("created_at", board.created_at).member("changed_at", board.changed_at).key("linked_at");
    if (board.linked_at.empty())
        json.null();
    else
        json.string(board.linked_at);
    json.member("made_by", board.makers.made_by).member("changed_by", board.makers.changed_by);
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

// The parameters of a look. Errors: invalid_request, where it is no search of an address.
Result<std::vector<Parameter>> look_parameters(const std::string& look) {
    auto target = parse_target("/?" + look);
    if (!target) return target.error();
    return std::move(target->query);
}

std::vector<std::string> hidden_columns(const std::vector<Parameter>& look) {
    std::vector<std::string> hidden;
    for (const auto& [name, value] : look)
        if (name == "hide") hidden.push_back(value);
    return hidden;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// How a chart is drawn, and nothing else of a look.
std::string chart_of(const std::vector<Parameter>& look) {
    constexpr std::array<std::string_view, 7> kept{"chart", "x", "y", "of", "by", "layout", "each"};
    std::string text;
    for (const auto& [name, value] : look)
        if (std::find(kept.begin(), kept.end(), name) != kept.end())
            text += fmt::format("{}{}={}", text.empty() ? "" : "&", name, percent_encode(value));
    return text;
}

void write_linked_tile(JsonWriter& json, const pitboss::Tile& tile) {
    const auto look = look_parameters(tile.look);
    std::string title = tile.title;
    if (title.empty() && tile.result) title = tile.result->title;
    if (title.empty()) title = tile.sentence;
    json.begin_object().member("tile_id", tile.id).member("kind", tile.kind).member("title", title);
    json.member("text", tile.text).member("look", look ? chart_of(*look) : "");
    write_place(json, tile.place);
    json.key("result");
    if (tile.result) {
        auto columns = tile.result->columns;
        const auto hidden = look ? hidden_columns(*look) : std::vector<std::string>();
        std::erase_if(columns, [&](const auto& column) { return contains(hidden, column.name); });
        if (!look) columns.clear();
        json.begin_object().member("made_at", tile.result->made_at).key("columns");
        write_columns(json, columns);
        json.end_object();
    } else {
        json.null();
    }
    json.end_object();
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

std::string encode_link(const std::string& token) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().member("token", token).member("path", "/shared#" + token).end_object();
    return out;
}

std::string encode_linked_board(const pitboss::Board& board) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().member("name", board.name).key("tiles").begin_array();
    for (const auto& tile : board.tiles) write_linked_tile(json, tile);
    json.end_array().end_object();
    return out;
}

Result<pitboss::PageRequest> linked_rows(const pitboss::Tile& tile, const std::vector<Parameter>& query) {
    for (const auto& parameter : query)
        if (parameter.name == "filter") return invalid("filter is not a parameter here.");
    auto request = page_request(query);
    if (!request) return request.error();
    auto look = look_parameters(tile.look);
    if (!look) return look.error();
    auto hidden = hidden_columns(*look);
    std::erase_if(*look, [](const Parameter& parameter) {
        constexpr std::array<std::string_view, 4> rows{"where", "filter", "sort", "dir"};
        return std::find(rows.begin(), rows.end(), parameter.name) == rows.end();
    });
    auto shown = page_request(*look);
    if (!shown) return shown.error();
    if (request->sort.empty() && !request->group) {
        request->sort = std::move(shown->sort);
        std::erase_if(request->sort, [&](const pitboss::Sort& sort) { return contains(hidden, sort.column); });
    }
    request->within = pitboss::Within{std::move(shown->where), std::move(shown->filter), std::move(hidden)};
    return request;
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
