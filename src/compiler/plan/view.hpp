// A flat look at terms and conditions that are simple: one column or an expression of two, aggregated or not, compared
// with one thing. For features and for all that asks "which column is this about". Way in: view_of().
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "compiler/plan/algebra.hpp"
#include "compiler/plan/summary.hpp"
#include "compiler/schema_index.hpp"

namespace pf::compiler::plan {

struct TermView {
    Summary aggregate = Summary::none;
    bool distinct = false;
    Expression expression = Expression::column;
    Unit unit = Unit::none;  // of a bucket, of a duration
    Windowed windowed = Windowed::none;
    ColumnId column;  // column -1: of rows, or all columns of the table
    ColumnId other;
    int instance = 0;
    const Term* filter = nullptr;  // of a share
    friend bool operator==(const TermView&, const TermView&) = default;
};
// Nothing for a term that is not simple. Casts and the number a text begins with are looked through.
[[nodiscard]] std::optional<TermView> view_of(const Term& term);
// Of any term: what is not simple is `other` of the first column in it.
[[nodiscard]] TermView look_at(const Term& term);

// How long units last, as numbers of SQL; empty where days are longer. A year is the mean one of the Julian calendar.
struct DurationUnit {
    Unit unit = Unit::none;
    std::string_view in_seconds, in_days;
};
inline constexpr std::array<DurationUnit, 7> duration_units{{{Unit::second, "1", ""},
                                                             {Unit::minute, "60", ""},
                                                             {Unit::hour, "3600", ""},
                                                             {Unit::day, "86400", "1"},
                                                             {Unit::week, "604800", "7"},
                                                             {Unit::month, "2629800", "30.4375"},
                                                             {Unit::year, "31557600", "365.25"}}};
// The time between two moments in fractions of a unit: extract(epoch FROM until - from) / 3600, or days / 7.
struct DurationView {
    const Term* from = nullptr;
    const Term* until = nullptr;
    Unit unit = Unit::none;
};
[[nodiscard]] std::optional<DurationView> duration_of(const Term& term);

struct ConditionView {
    enum class Kind : std::uint8_t { literal, date, null_test, flag, subquery, terms, other };
    Kind kind = Kind::literal;
    TermView left;
    Op op = Op::eq;                  // without case: eq, ne; a date: during, ge or lt
    std::string_view value, value2;  // literal
    bool number_literal = false;
    bool indexed = false;  // a text compared as written
    bool any_of = false;   // joined to the condition before it by OR
    bool negated = false;
    bool membership = false;                         // subquery: IN; else a comparison with its one value
    const Moment *from = nullptr, *until = nullptr;  // date
    const Query* subquery = nullptr;
    TermView right;              // terms
    const Term* term = nullptr;  // that it is a look at
};
// Nothing for a condition that is not simple, or that is several.
[[nodiscard]] std::optional<ConditionView> view_of_condition(const Term& term);

}  // namespace pf::compiler::plan
