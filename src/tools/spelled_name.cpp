#include "tools/spelled_name.hpp"

#include <algorithm>
#include <array>

#include "sql/identifier.hpp"

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

}  // namespace

std::string spelled_name(std::string_view name) {
    const bool plain = !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
                       std::all_of(name.begin(), name.end(),
                                   [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
    return plain && !is_reserved(name) ? std::string(name) : sql::quote_identifier(name);
}

}  // namespace pf::tools
