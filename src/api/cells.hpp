// PostgreSQL's text format to JSON, by column type (docs/protocol.md, "Cells").
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/json_writer.hpp"
#include "pitboss/supervisor.hpp"

namespace pf::api {

enum class CellKind : std::uint8_t { text, boolean, integer, floating, decimal };

// `type` as format_type() prints it.
[[nodiscard]] CellKind cell_kind(std::string_view type);

// A number only where JavaScript's double reads back the same value; else a string.
void write_cell(JsonWriter& json, CellKind kind, std::string_view text);

// {"name":…,"type":…} of each column, as an array.
void write_columns(JsonWriter& json, const std::vector<pitboss::ResultColumn>& columns);

// Rows as arrays in the order of `columns`. Cells of more than `max_characters` are cut there and end in "…".
void write_rows(JsonWriter& json, const std::vector<pitboss::ResultColumn>& columns,
                std::span<const pitboss::Cells> rows, std::optional<std::size_t> max_characters = std::nullopt);

// The first `max_characters` code points of `text` and "…"; nothing when it is not longer than that.
[[nodiscard]] std::optional<std::string> shortened(std::string_view text, std::size_t max_characters);

}  // namespace pf::api
