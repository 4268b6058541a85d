#include "api/cells.hpp"

#include <algorithm>

#include "base/unicode.hpp"

namespace pf::api {
namespace {

constexpr std::string_view max_safe_integer = "9007199254740992";  // 2^53
constexpr std::size_t safe_digits = 15;                            // std::numeric_limits<double>::digits10

bool is_safe_integer(std::string_view text) {
    if (!text.empty() && text[0] == '-') text.remove_prefix(1);
    if (text.size() != max_safe_integer.size()) return text.size() < max_safe_integer.size();
    return text <= max_safe_integer;
}

// A decimal of at most 15 significant digits survives the way through a double (C++ standard,
// [numeric.limits.members]).
bool is_safe_decimal(std::string_view text) {
    if (text.find('.') == std::string_view::npos) return is_safe_integer(text);
    std::size_t digits = 0;
    for (const char c : text)
        if (c >= '0' && c <= '9' && (digits > 0 || c != '0')) ++digits;
    return digits <= safe_digits;
}

}  // namespace

CellKind cell_kind(std::string_view type) {
    if (type == "smallint" || type == "integer" || type == "bigint") return CellKind::integer;
    if (type == "boolean") return CellKind::boolean;
    if (type == "real" || type == "double precision") return CellKind::floating;
    if (type == "numeric" || (type.starts_with("numeric(") && type.ends_with(')'))) return CellKind::decimal;
    return CellKind::text;
}

void write_cell(JsonWriter& json, CellKind kind, std::string_view text) {
    switch (kind) {
        case CellKind::boolean:
            if (text == "t" || text == "true") {
                json.boolean(true);
                return;
            }
            if (text == "f" || text == "false") {
                json.boolean(false);
                return;
            }
            break;
        case CellKind::integer:
        case CellKind::decimal:
            if (is_json_number(text) && is_safe_decimal(text)) {
                json.number_text(text);
                return;
            }
            break;
        case CellKind::floating:
            if (is_json_number(text)) {
                json.number_text(text);
                return;
            }
            break;
        case CellKind::text: break;
    }
    json.string(text);
}

void write_columns(JsonWriter& json, const std::vector<pitboss::ResultColumn>& columns) {
    json.begin_array();
    for (const auto& column : columns)
        json.begin_object().member("name", column.name).member("type", column.type).end_object();
    json.end_array();
}

void write_rows(JsonWriter& json, const std::vector<pitboss::ResultColumn>& columns,
                std::span<const pitboss::Cells> rows, std::optional<std::size_t> max_characters) {
    std::vector<CellKind> kinds;
    for (const auto& column : columns) kinds.push_back(cell_kind(column.type));
    json.begin_array();
    for (const auto& row : rows) {
        json.begin_array();
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (!row[i]) {
                json.null();
                continue;
            }
            const auto cut = max_characters ? shortened(*row[i], *max_characters) : std::nullopt;
            if (cut)
                json.string(*cut);
            else
                write_cell(json, i < kinds.size() ? kinds[i] : CellKind::text, *row[i]);
        }
        json.end_array();
    }
    json.end_array();
}

std::optional<std::string> shortened(std::string_view text, std::size_t max_characters) {
    if (text.size() <= max_characters) return std::nullopt;
    std::size_t at = 0;
    for (std::size_t seen = 0; at < text.size(); ++seen) {
        if (seen == max_characters) return std::string(text.substr(0, at)) + "…";
        at += first_character(text.substr(at)).bytes;
    }
    return std::nullopt;
}

}  // namespace pf::api
