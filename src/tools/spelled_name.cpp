#include "tools/spelled_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/hidden_characters.hpp"
#include "base/unicode.hpp"
#include "sql/identifier.hpp"
#include "tools/quoted_data.hpp"

namespace pf::tools {
namespace {

// PostgreSQL 15 manual, appendix C: what cannot be a column's or table's name without quotes.
bool is_reserved(std::string_view name) {
    static constexpr std::array words = {"all",
                                         "analyse",
                                         "analyze",
                                         "and",
                                         "any",
                                         "array",
                                         "as",
                                         "asc",
                                         "asymmetric",
                                         "authorization",
                                         "binary",
                                         "both",
                                         "case",
                                         "cast",
                                         "check",
                                         "collate",
                                         "collation",
                                         "column",
                                         "concurrently",
                                         "constraint",
                                         "create",
                                         "cross",
                                         "current_catalog",
                                         "current_date",
                                         "current_role",
                                         "current_schema",
                                         "current_time",
                                         "current_timestamp",
                                         "current_user",
                                         "default",
                                         "deferrable",
                                         "desc",
                                         "distinct",
                                         "do",
                                         "else",
                                         "end",
                                         "except",
                                         "false",
                                         "fetch",
                                         "for",
                                         "foreign",
                                         "freeze",
                                         "from",
                                         "full",
                                         "grant",
                                         "group",
                                         "having",
                                         "ilike",
                                         "in",
                                         "initially",
                                         "inner",
                                         "intersect",
                                         "into",
                                         "is",
                                         "isnull",
                                         "join",
                                         "lateral",
                                         "leading",
                                         "left",
                                         "like",
                                         "limit",
                                         "localtime",
                                         "localtimestamp",
                                         "natural",
                                         "not",
                                         "notnull",
                                         "null",
                                         "offset",
                                         "on",
                                         "only",
                                         "or",
                                         "order",
                                         "outer",
                                         "overlaps",
                                         "placing",
                                         "primary",
                                         "references",
                                         "returning",
                                         "right",
                                         "select",
                                         "session_user",
                                         "similar",
                                         "some",
                                         "symmetric",
                                         "table",
                                         "tablesample",
                                         "then",
                                         "to",
                                         "trailing",
                                         "true",
                                         "union",
                                         "unique",
                                         "user",
                                         "using",
                                         "variadic",
                                         "verbose",
                                         "when",
                                         "where",
                                         "window",
                                         "with"};
    return std::binary_search(words.begin(), words.end(), name);
}

bool stands_as_it_is(const Character& character) {
    if (!character.valid || character.code == '`') return false;
    return character.code == ' ' || !(is_blank(character.code) || is_hidden(character.code));
}

// U&"line\000Abreak": what does not show or would break the line, by its code.
std::string by_codes(std::string_view name) {
    std::string text = "U&\"";
    while (!name.empty()) {
        const auto character = first_character(name);
        const auto part = name.substr(0, character.bytes);
        name.remove_prefix(character.bytes);
        if (!character.valid) continue;  // no name of a UTF-8 database has it
        if (part == "\"" || part == "\\")
            text.append(part).append(part);
        else if (stands_as_it_is(character))
            text += part;
        else
            text += character.code > 0xffff ? fmt::format("\\+{:06X}", static_cast<unsigned>(character.code))
                                            : fmt::format("\\{:04X}", static_cast<unsigned>(character.code));
    }
    return text + "\"";
}

bool stands_as_it_is(std::string_view name) {
    while (!name.empty()) {
        const auto character = first_character(name);
        if (!stands_as_it_is(character)) return false;
        name.remove_prefix(character.bytes);
    }
    return true;
}

}  // namespace

std::string spelled_name(std::string_view name) {
    const bool plain = !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
                       std::all_of(name.begin(), name.end(),
                                   [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
    if (plain && !is_reserved(name)) return std::string(name);
    return stands_as_it_is(name) ? sql::quote_identifier(name) : by_codes(name);
}

}  // namespace pf::tools
