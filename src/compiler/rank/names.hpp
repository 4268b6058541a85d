// Names of roles, aggregates, operators and moves, under which what is learned of them is kept: an enumerator may move,
// its name stays. One table an enumeration.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "compiler/move_names.hpp"
#include "compiler/plan.hpp"
#include "compiler/rank/feature_key.hpp"

namespace pf::compiler {

struct RoleName {
    Role role;
    Piece name;
    Piece shared;  // where a word is only shared with other parts
};
inline constexpr std::array<RoleName, role_count> role_names{{
    {Role::select, "show", "~show"},
    {Role::count, "count", "~count"},
    {Role::order, "order", "~order"},
    {Role::order_count, "ordercount", "~ordercount"},
    {Role::value, "value", "~value"},
    {Role::number, "number", "~number"},
    {Role::date, "date", "~date"},
    {Role::compare, "compare", "~compare"},
    {Role::null_test, "null", "~null"},
    {Role::having, "having", "~having"},
    {Role::absent, "absent", "~absent"},
    {Role::limit, "limit", "~limit"},
    {Role::each, "each", "~each"},
    {Role::window, "window", "~window"},
}};

struct SummaryName {
    Summary aggregate;
    Piece name;
    char sign;  // in the name of a pattern
};
inline constexpr std::array<SummaryName, 10> summary_names{{
    {Summary::none, "", 'c'},
    {Summary::count, "count", 'n'},
    {Summary::sum, "sum", 's'},
    {Summary::avg, "avg", 'a'},
    {Summary::min, "min", 'l'},
    {Summary::max, "max", 'h'},
    {Summary::range, "range", 'r'},
    {Summary::share, "share", 'p'},
    {Summary::median, "median", 'm'},
    {Summary::other, "other", 'o'},
}};

struct OpName {
    Op op;
    Piece name;
    std::string_view sign;  // in the name of a pattern
};
// Of the others: the last.
inline constexpr std::array<OpName, 14> op_names{{
    {Op::eq, "eq", "="},
    {Op::ne, "ne", "!"},
    {Op::lt, "lt", "<"},
    {Op::le, "le", "<="},
    {Op::gt, "gt", ">"},
    {Op::ge, "ge", ">="},
    {Op::between, "between", "b"},
    {Op::contains, "contains", "%"},
    {Op::starts, "starts", "^"},
    {Op::ends, "ends", "$"},
    {Op::not_contains, "notcontains", "!%"},
    {Op::is_null, "null", "0"},
    {Op::not_null, "notnull", "1"},
    {Op::function, "other", "?"},
}};

[[nodiscard]] constexpr const RoleName& names_of(Role role) { return role_names[static_cast<std::size_t>(role)]; }
[[nodiscard]] constexpr const SummaryName& names_of(Summary aggregate) {
    return summary_names[static_cast<std::size_t>(aggregate)];
}
[[nodiscard]] constexpr const OpName& names_of(Op op) {
    const auto* const found =
        std::find_if(op_names.begin(), op_names.end() - 1, [op](const OpName& n) { return n.op == op; });
    return *found;
}
static_assert(std::all_of(role_names.begin(), role_names.end(),
                          [](const RoleName& n) { return &names_of(n.role) == &n; }));
static_assert(std::all_of(summary_names.begin(), summary_names.end(),
                          [](const SummaryName& n) { return &names_of(n.aggregate) == &n; }));

// "0" … "11"
inline constexpr std::array<Piece, 12> digits{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"};

}  // namespace pf::compiler
