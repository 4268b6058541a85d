// The JSON of boards (docs/protocol.md, "Boards").
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/url.hpp"
#include "base/result.hpp"
#include "pitboss/boards.hpp"

namespace pf::api {

[[nodiscard]] std::string encode_boards(const std::vector<pitboss::Board>& boards);
[[nodiscard]] std::string encode_board(const pitboss::Board& board);
[[nodiscard]] std::string encode_tile(const pitboss::Tile& tile);

[[nodiscard]] std::string encode_link(const std::string& token);
// What a link shows: no names of rules, views or hidden columns, no conditions.
[[nodiscard]] std::string encode_linked_board(const pitboss::Board& board);

// What a reader of a link asks of a tile's rows, within what the tile shows. Errors: invalid_request.
[[nodiscard]] Result<pitboss::PageRequest> linked_rows(const pitboss::Tile& tile, const std::vector<Parameter>& query);

// Bodies; what they hold is checked further by pitboss::Boards.
[[nodiscard]] Result<std::string> decode_board_name(std::string_view body);
[[nodiscard]] Result<pitboss::BoardChange> decode_board_change(std::string_view body);
[[nodiscard]] Result<pitboss::NewTile> decode_new_tile(std::string_view body);
[[nodiscard]] Result<pitboss::TileChange> decode_tile_change(std::string_view body);

}  // namespace pf::api
