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
    {Role::join, "join", "~join"},
}};

struct AggregateName {
    Aggregate aggregate;
    Piece name;
    char sign;  // in the name of a pattern
};
inline constexpr std::array<AggregateName, 8> aggregate_names{{
    {Aggregate::none, "", 'c'},
    {Aggregate::count, "count", 'n'},
    {Aggregate::sum, "sum", 's'},
    {Aggregate::avg, "avg", 'a'},
    {Aggregate::min, "min", 'l'},
    {Aggregate::max, "max", 'h'},
    {Aggregate::range, "range", 'r'},
    {Aggregate::share, "share", 'p'},
}};

struct OpName {
    Op op;
    Piece name;
    std::string_view sign;  // in the name of a pattern
};
inline constexpr std::array<OpName, 13> op_names{{
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
}};

[[nodiscard]] constexpr const RoleName& names_of(Role role) { return role_names[static_cast<std::size_t>(role)]; }
[[nodiscard]] constexpr const AggregateName& names_of(Aggregate aggregate) {
    return aggregate_names[static_cast<std::size_t>(aggregate)];
}
[[nodiscard]] constexpr const OpName& names_of(Op op) { return op_names[static_cast<std::size_t>(op)]; }
static_assert(std::all_of(role_names.begin(), role_names.end(),
                          [](const RoleName& n) { return &names_of(n.role) == &n; }));
static_assert(std::all_of(aggregate_names.begin(), aggregate_names.end(),
                          [](const AggregateName& n) { return &names_of(n.aggregate) == &n; }));
static_assert(std::all_of(op_names.begin(), op_names.end(), [](const OpName& n) { return &names_of(n.op) == &n; }));

// "0" … "11"
inline constexpr std::array<Piece, 12> digits{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"};

}  // namespace pf::compiler
