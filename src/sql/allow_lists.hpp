// What a query may call, compute with and cast to. Everything else is refused. Names are those of PostgreSQL 15's
// pg_catalog; a function stands here only if all functions of that name there are free of side effects, read nothing
// but their arguments, and are bounded by `Rule` where their cost is not that of their arguments.
#pragma once

#include <optional>
#include <string_view>

namespace pf::sql {

enum class FunctionKind {
    scalar,
    aggregate,    // also as a window function
    window,       // only with OVER
    ranking,      // with OVER or WITHIN GROUP
    ordered_set,  // only with WITHIN GROUP
    set_returning,
};

// How large the result is, measured by the arguments.
enum class Yields {
    value,      // small, whatever the arguments
    number,     // small, and a number
    same,       // one of the arguments, or part of one
    all,        // the arguments one behind the other
    collected,  // the arguments of all rows one behind the other
};

// What the arguments must be, beyond being allowed expressions (call_rules.cpp).
enum class Rule {
    none,
    array_fill,
    concat_ws,
    date_field,
    divide,
    encode,
    encoding_name,
    exp,
    format,
    headline,
    json_path,
    like_escape,
    make_interval,
    one_argument,
    pad,
    power,
    pretty,
    record_columns,
    regex,
    regex_replace,
    repeat,
    replace,
    round,
    search_config,
    separator,
    series,
    similar_escape,
    substring,
    template_text,
    whole_row,
};

struct Function {
    std::string_view name;
    FunctionKind kind;
    Yields yields;
    Rule rule = Rule::none;
    std::string_view columns = {};  // of a set-returning function, when they have names of their own: "key value"
};

enum class TypeFamily { number, text, padded_text, interval, other };

// Null when the name is not allowed.
[[nodiscard]] const Function* allowed_function(std::string_view name);
// The same for functions that PostgreSQL's own extensions bring (pg_trgm, fuzzystrmatch, unaccent): they may be called
// where the policy says that they are installed.
[[nodiscard]] const Function* allowed_extension_function(std::string_view name);
[[nodiscard]] std::optional<TypeFamily> allowed_type(std::string_view name);
[[nodiscard]] bool is_allowed_operator(std::string_view name);
[[nodiscard]] bool is_allowed_collation(std::string_view name);
// CURRENT_DATE and its like by the tree's name ("SVFOP_CURRENT_DATE"): the times, not the users. Gives its column name.
[[nodiscard]] std::optional<std::string_view> allowed_value_keyword(std::string_view operation);

// All of them, for tests and the documentation.
struct FunctionList {
    const Function* begin_;
    const Function* end_;
    [[nodiscard]] const Function* begin() const { return begin_; }
    [[nodiscard]] const Function* end() const { return end_; }
};
[[nodiscard]] FunctionList allowed_functions();
[[nodiscard]] FunctionList allowed_extension_functions();

}  // namespace pf::sql
