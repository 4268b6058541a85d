// The algebra of plans: a relational algebra that composes. A Term is a value or a truth, made of terms (columns,
// literals, moments, operations, aggregates, windows, subqueries); a Query takes rows from relations (tables, derived
// tables), chooses, groups, orders and cuts them, and may be combined with another by a set operation.
// A term is immutable and lives in an Arena; copying a query copies pointers. The printers (print/postgres.hpp,
// print/english.hpp) and the reader of SQL (plan/from_sql.hpp) know nothing else; no SQL text stands in it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "model/ontology.hpp"

namespace pf::compiler::plan {

// A unit of calendar or clock. For `Op::part` also what a number of it means: month 1 … 12, weekday 1 Monday … 7,
// hour 0 … 23, week of ISO 8601, day of the month.
enum class Unit : std::uint8_t { none, second, minute, hour, day, weekday, week, month, quarter, year };

// A point in time that is known when the query runs.
struct Moment {
    enum class Base : std::uint8_t {
        today,   // current_date
        now,     // now()
        date,    // year-month-day
        latest,  // the last month-day that is not after today: "since March"
    } base = Base::today;
    std::int16_t year = 0, month = 0, day = 0;
    std::int32_t seconds = 0;  // of Base::date: after midnight
    Unit floor = Unit::none;   // cut down to the beginning of its week, month, quarter, year; before `shift`
    Unit shift_unit = Unit::none;
    std::int32_t shift = 0;  // then moved by so many units; negative: earlier
    Unit then_unit = Unit::none;
    std::int32_t then = 0;  // and moved again: the end of the day 30 days ago
    friend bool operator==(const Moment&, const Moment&) = default;
};

enum class Op : std::uint8_t {
    // numbers and texts
    add,
    subtract,  // of two dates too
    multiply,
    divide,    // as fractions, never as whole numbers; null by zero
    quotient,  // of whole numbers, rest dropped; fails by zero
    remainder,
    negate,
    concat,
    coalesce,
    nullif,
    round,  // (number, digits)
    lower,
    as_number,  // of a text: the number it begins with
    cast,       // Term::text names the type
    function,   // Term::text names it: any other function of PostgreSQL that only computes (functions.hpp)
    // dates; Term::unit says which
    part,      // its year, month, weekday …: a number
    bucket,    // the first moment of its day, month …
    age,       // whole units between (later, earlier); days: of their dates
    seconds,   // of a moment since 1970, of an interval
    interval,  // (number): so many units
    // documents and lists
    field,    // (json, key) as text
    element,  // (json, key or index) as json
    item,     // (array, index)
    array,    // of its arguments
    // choice: (condition, value)…, else-value last when the count is odd
    when,
    // truth
    all_of,
    any_of,
    negation,
    eq,
    ne,
    lt,
    le,
    gt,
    ge,
    between,     // (value, low, high), both inclusive
    during,      // (value, from, until): from inclusive, until exclusive
    same_text,   // equal but for case
    other_text,  // different, case aside
    contains,    // (text, part), case aside; the part is a literal
    starts,
    ends,
    not_contains,
    like,     // (text, pattern) as written, with case
    matches,  // … case aside
    one_of,   // (value, value…)
    none_of,
    is_null,
    not_null,
    is_true,      // a boolean taken as a condition
    has_element,  // (array, value): value = ANY(array)
};

enum class Aggregate : std::uint8_t {
    none,
    count,  // without argument: of rows
    sum,
    avg,
    min,
    max,
    median,
    stddev,
    every,
    some,
    list,    // (value): an array; (value, separator): a text
    defined  // (column): one that a metric defines and that is an aggregate itself
};

// What a window computes besides the aggregates.
enum class WindowFunction : std::uint8_t {
    none,
    row_number,
    rank,
    dense_rank,
    percent_rank,
    ntile,
    lag,
    lead,
    first_value,
    last_value
};

// A relation of a query, as its columns name it: the instance-th occurrence of a table, or a derived table. It is that
// of the innermost query round the column that has it in `from`, so a subquery that looks at the query round it counts
// on.
struct Source {
    int table = -1;    // index into the ontology; derived: `derived`
    int instance = 0;  // 1 is the second occurrence; of a derived table: its number, unique in the whole plan
    friend bool operator==(const Source&, const Source&) = default;
    friend auto operator<=>(const Source&, const Source&) = default;
};
inline constexpr int derived = -2;

struct Term;
struct Query;

struct OrderKey {
    const Term* term = nullptr;
    bool descending = false;
    enum class Nulls : std::uint8_t { last, first } nulls = Nulls::last;
};

struct Term {
    enum class Kind : std::uint8_t {
        column,  // source, column; of a derived table: index into its select list
        all,     // source: all columns of it
        number,  // text: digits as said
        text,    // text
        truth,   // negated: false
        null,
        moment,     // moment
        call,       // op, args, unit
        aggregate,  // aggregate, args (0 or 1, list: value and separator), distinct, filter, order; a count of rows
                    // may say by `source` whose rows are meant, which changes no result
        window,     // window or aggregate, args, filter, partition, order
        scalar,     // query: its one value
        exists,     // query: whether it has a row; negated: has none
        within,     // args[0] in the rows of query; negated: not in
        quantified  // args[0] op ANY (query); distinct: op ALL (query)
    } kind = Kind::null;
    Op op = Op::eq;
    Aggregate aggregate = Aggregate::none;
    WindowFunction window = WindowFunction::none;
    Unit unit = Unit::none;
    bool distinct = false;
    bool negated = false;
    bool running = false;  // of a window: from the first row to this one
    Source source;
    int column = -1;
    std::string_view text;  // in the arena; of a cast or a function: its name
    plan::Moment moment;
    std::span<const Term* const> args;
    const Term* filter = nullptr;
    std::span<const Term* const> partition;
    std::span<const OrderKey> order;
    const Query* query = nullptr;
    std::uint64_t hash = 0;  // equal for equal terms (Terms makes it)
};
// By value, subqueries too.
[[nodiscard]] bool same(const Term& a, const Term& b);
[[nodiscard]] inline bool is_call(const Term& term, Op op) { return term.kind == Term::Kind::call && term.op == op; }
[[nodiscard]] inline bool counts_rows(const Term& term) {  // count(*)
    return term.kind == Term::Kind::aggregate && term.aggregate == Aggregate::count && term.args.empty() &&
           !term.filter;
}

// One relation of FROM. The first has no join. `edge`: the join is that of a key of the model, to the entry `to`;
// -1: `on` says it (null: every row with every row).
struct FromEntry {
    Source source;
    const Query* derived = nullptr;
    bool optional = false;  // LEFT JOIN: rows without a partner stay
    int edge = -1;
    int to = -1;
    const Term* on = nullptr;
};

struct Shown {
    const Term* term = nullptr;
    std::string_view name;                      // head of the column; empty: the printer finds one
    std::optional<model::TypeClass> type = {};  // of a derived table's column, where its maker knows it
};

enum class SetOperation : std::uint8_t { none, intersect, except, unite, unite_all };

struct Query {
    std::vector<Shown> select;
    bool distinct = false;
    std::vector<const Term*> distinct_on;  // the first row, by `order`, of each
    std::vector<Source> required;          // must take part besides those of the terms; used up by join_tables()
    std::vector<FromEntry> from;
    std::vector<const Term*> where;  // all of them hold
    std::vector<const Term*> group;
    std::vector<const Term*> having;
    std::vector<OrderKey> order;  // with a set operation: of the whole, by what is shown
    std::int64_t limit = -1;      // -1: all rows
    std::int64_t offset = 0;
    SetOperation operation = SetOperation::none;
    const Query* right = nullptr;
};

}  // namespace pf::compiler::plan
