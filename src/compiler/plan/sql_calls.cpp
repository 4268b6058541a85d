#include <fmt/format.h>

#include <array>
#include <utility>

#include "compiler/plan/functions.hpp"
#include "compiler/plan/sql_reader.hpp"
#include "compiler/print/heads.hpp"
#include "compiler/print/postgres.hpp"

namespace pf::compiler::plan {
namespace {

std::optional<Aggregate> aggregate_named(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, Aggregate>, 13> names{
        {{"count", Aggregate::count},
         {"sum", Aggregate::sum},
         {"avg", Aggregate::avg},
         {"min", Aggregate::min},
         {"max", Aggregate::max},
         {"stddev", Aggregate::stddev},
         {"stddev_samp", Aggregate::stddev},
         {"bool_and", Aggregate::every},
         {"every", Aggregate::every},
         {"bool_or", Aggregate::some},
         {"array_agg", Aggregate::list},
         {"string_agg", Aggregate::list},
         {"percentile_cont", Aggregate::median}}};
    for (const auto& [known, aggregate] : names)
        if (known == name) return aggregate;
    return std::nullopt;
}

std::optional<WindowFunction> window_named(std::string_view name) {
    for (int i = 1; i <= static_cast<int>(WindowFunction::last_value); ++i)
        if (print::window_name(static_cast<WindowFunction>(i)) == name) return static_cast<WindowFunction>(i);
    return std::nullopt;
}

// frameOptions of PostgreSQL's parsenodes.h.
constexpr std::int64_t frame_rows = 0x4, frame_groups = 0x8, frame_from_first = 0x20, frame_to_last = 0x100,
                       frame_to_current = 0x400, frame_exclusions = 0x38000;

}  // namespace

const Term* SqlReader::function(const Object& call) {
    const auto names = sql::names(call, "funcname");
    if (names.empty() || names.size() > 2 || (names.size() == 2 && names[0] != "pg_catalog"))
        beyond("a function of another schema", call);
    const auto name = names.back();
    if (sql::flag(call, "func_variadic")) beyond("VARIADIC", call);
    if (const auto found = aggregate_named(name)) return aggregate(*found, call);
    const auto args = terms_of(call, "args");
    const auto* window = sql::child(call, "over").if_object();
    if (const auto found = window_named(name); found && window) {
        Term made;
        made.kind = Term::Kind::window;
        made.window = *found;
        made.args = args;
        return over(made, *window);
    }
    for (const auto* clause : {"over", "agg_order", "agg_filter", "agg_distinct", "agg_star"})
        if (sql::has(call, clause)) beyond(fmt::format("the aggregate {}", name), call);
    if (const auto* made = special_function(name, args)) return made;
    return plain_function(name, args, call);
}

// Those that the algebra has an operation for.
const Term* SqlReader::special_function(std::string_view name, const TermList& args) {
    if (name == "now" && args.empty()) return now_moment();
    if (name == "lower" && args.size() == 1) return terms_.call(Op::lower, args);
    if (name == "round" && (args.size() == 1 || args.size() == 2)) return terms_.call(Op::round, args);
    if (name == "make_date" && args.size() == 3) {
        const auto said = fmt::format("{:0>4}-{:0>2}-{:0>2}", args[0]->text, args[1]->text, args[2]->text);
        if (const auto moment = date_of_text(said)) return terms_.moment(*moment);
    }
    if (name == "date" && args.size() == 1) return terms_.cast(args[0], "date");
    if (args.size() != 2) return nullptr;
    if (name == "extract" || name == "date_part")
        return args[0]->kind == Term::Kind::text ? part(args[0]->text, args[1]) : nullptr;
    if (name == "date_trunc" && args[0]->kind == Term::Kind::text)
        return truncated(print::part_named(args[0]->text), args[1]);
    if (name == "position") return terms_.function("strpos", args);
    return nullptr;
}

const Term* SqlReader::plain_function(std::string_view name, const TermList& args, const Object& call) {
    const auto* function = find_function(name);
    if (!function) beyond(fmt::format("the function {}", name), call);
    const auto count = static_cast<int>(args.size());
    if (count < function->least || count > function->most)
        beyond(fmt::format("the function {} of {} arguments", name, count), call);
    return terms_.function(function->name, args);
}

const Term* SqlReader::aggregate(Aggregate aggregate, const Object& call) {
    Term made;
    made.kind = Term::Kind::aggregate;
    made.aggregate = aggregate;
    const auto args = aggregate == Aggregate::median ? TermList{percentile(call)} : terms_of(call, "args");
    const bool rows = aggregate == Aggregate::count && sql::flag(call, "agg_star");
    const std::size_t most = aggregate == Aggregate::list ? 2 : 1;
    if (args.size() > most || (args.empty() && !rows)) beyond("an aggregate of so many arguments", call);
    made.args = args;
    made.distinct = sql::flag(call, "agg_distinct");
    if (sql::has(call, "agg_filter")) made.filter = condition(sql::child(call, "agg_filter"));
    std::vector<OrderKey> keys;
    if (aggregate != Aggregate::median)
        for (const auto& item : sql::list(call, "agg_order")) {
            const auto sort = sql::as_node(item);
            if (sort.kind != "SortBy") beyond("an order of an odd kind", call);
            keys.push_back(order_key(*sort.fields, term(sql::child(*sort.fields, "node"))));
        }
    made.order = keys;
    const auto* window = sql::child(call, "over").if_object();
    if (!window) return terms_.make(made);
    if (!keys.empty()) beyond("an ordered aggregate over a window", call);
    made.kind = Term::Kind::window;
    return over(made, *window);
}

// percentile_cont(0.5) WITHIN GROUP (ORDER BY x)
const Term* SqlReader::percentile(const Object& call) {
    const auto args = terms_of(call, "args");
    const auto& order = sql::list(call, "agg_order");
    if (args.size() != 1 || args[0]->text != "0.5" || order.size() != 1)
        beyond("a percentile other than the median", call);
    const auto sort = sql::as_node(order[0]);
    if (sort.kind != "SortBy") beyond("an order of an odd kind", call);
    return term(sql::child(*sort.fields, "node"));
}

const Term* SqlReader::over(Term made, const Object& window) {
    const auto& definition = *window_definition(&window);
    const auto partition = terms_of(definition, "partitionClause");
    std::vector<OrderKey> keys;
    for (const auto& item : sql::list(definition, "orderClause")) {
        const auto sort = sql::as_node(item);
        if (sort.kind != "SortBy") beyond("an order of an odd kind", definition);
        keys.push_back(order_key(*sort.fields, term(sql::child(*sort.fields, "node"))));
    }
    made.partition = partition;
    made.order = keys;
    frame(made, sql::number(definition, "frameOptions"), definition);
    return terms_.make(made);
}

void SqlReader::frame(Term& made, std::int64_t options, const Object& window) {
    if (options & (frame_groups | frame_exclusions)) beyond("a window frame of this kind", window);
    const bool from_first = options & frame_from_first;
    if (from_first && (options & frame_to_current)) {
        made.running = options & frame_rows;
        return;
    }
    // the whole partition: the order does not matter to an aggregate
    if (from_first && (options & frame_to_last) && made.window == WindowFunction::none) {
        made.order = {};
        return;
    }
    beyond("a window frame of this kind", window);
}

const sql::json::object* SqlReader::window_definition(const Object* window) {
    const auto name = sql::text(*window, "name");
    if (sql::has(*window, "refname")) beyond("a window made of another", *window);
    if (name.empty()) return window;
    for (const auto& item : sql::list(*scopes_.back()->select, "windowClause")) {
        const auto found = sql::as_node(item);
        if (found.kind == "WindowDef" && sql::text(*found.fields, "name") == name) return found.fields;
    }
    beyond("a window that is not defined", *window);
}

}  // namespace pf::compiler::plan
