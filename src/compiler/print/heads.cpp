#include "compiler/print/heads.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_set>

#include "compiler/plan/view.hpp"
#include "sql/identifier.hpp"

namespace pf::compiler::print {
namespace {

using namespace plan;

std::string_view unit_head(Unit unit) {
    static constexpr std::array<std::string_view, 10> heads{"part",    "second", "minute", "hour",    "day",
                                                            "weekday", "week",   "month",  "quarter", "year"};
    return heads[static_cast<std::size_t>(unit)];
}

std::string_view duration_head(Unit unit) {
    switch (unit) {
        case Unit::second: return "seconds";
        case Unit::minute: return "minutes";
        case Unit::hour: return "hours";
        case Unit::week: return "weeks";
        case Unit::month: return "months";
        case Unit::year: return "years";
        default: return "days";
    }
}

std::string_view call_head(const Term& term) {
    switch (term.op) {
        case Op::part:
        case Op::bucket: return unit_head(term.unit);
        case Op::age: return duration_head(term.unit);
        case Op::add: return "sum";
        case Op::multiply: return "product";
        case Op::divide:  // by a number: in another unit
            if (const auto said = duration_of(term)) return duration_head(said->unit);
            return term.args[1]->kind == Term::Kind::number && term.args[0]->kind != Term::Kind::column
                       ? head_of(*term.args[0])
                       : "ratio";
        case Op::quotient: return "ratio";
        case Op::remainder: return "rest";
        case Op::concat: return "text";
        case Op::seconds: return "seconds";
        case Op::field:
        case Op::element: return term.args[1]->kind == Term::Kind::text ? term.args[1]->text : "element";
        case Op::subtract: {
            const auto view = view_of(term);
            if (view && view->windowed == Windowed::change) return "change";
            return view && view->aggregate == Summary::range ? "range" : "difference";
        }
        case Op::round: {
            const auto view = view_of(term);
            if (view && view->aggregate == Summary::share) return "share";
            if (view && view->windowed == Windowed::growth) return "growth";
            const auto inner = head_of(*term.args[0]);
            return inner.empty() && term.args[0]->kind == Term::Kind::aggregate ? aggregate_name(*term.args[0]) : inner;
        }
        case Op::cast:
            return term.args[0]->kind == Term::Kind::call && term.args[0]->op == Op::bucket
                       ? unit_head(term.args[0]->unit)
                       : "";
        case Op::is_true: return head_of(*term.args[0]);
        default: return term.op >= Op::all_of ? "holds" : "";
    }
}

std::string call_name(const Term& term, const Scopes& scopes, const SchemaIndex& schema) {
    switch (term.op) {
        case Op::coalesce: return "coalesce";
        case Op::nullif: return "nullif";
        case Op::round: return "round";
        case Op::lower: return "lower";
        case Op::as_number: return "substring";
        case Op::function: return std::string(term.text);
        case Op::part: return "date_part";
        case Op::bucket: return "date_trunc";
        case Op::seconds: return "extract";
        case Op::interval: return "interval";
        case Op::array: return "array";
        case Op::when: return "case";
        case Op::is_true:
        case Op::cast: return natural_name(*term.args[0], scopes, schema);
        default: return "";
    }
}

std::string derived_name(const Term& term, const Scopes& scopes, const SchemaIndex& schema) {
    const auto* entry = find_entry(term.source, scopes);
    if (!entry || !entry->derived) return "";
    const auto names = column_names(*entry->derived, schema);
    const auto index = static_cast<std::size_t>(term.column);
    return index < names.size() ? names[index] : "";
}

}  // namespace

std::string cut_to(std::string name, std::size_t bytes) {
    if (name.size() <= bytes) return name;
    while (bytes > 0 && (static_cast<unsigned char>(name[bytes]) & 0xC0U) == 0x80U) --bytes;
    name.resize(bytes);
    return name;
}

std::string_view head_of(const Term& term) {
    switch (term.kind) {
        case Term::Kind::call: return call_head(term);
        case Term::Kind::window:
            return term.window == WindowFunction::none && term.aggregate == Aggregate::sum && term.running
                       ? "running_total"
                       : "";
        case Term::Kind::number:
        case Term::Kind::text:
        case Term::Kind::truth:
        case Term::Kind::null: return "value";
        case Term::Kind::moment: return "date";
        case Term::Kind::within:
        case Term::Kind::quantified: return "holds";
        default: return "";
    }
}

const Defined* defined_by(const Term& term, const SchemaIndex& schema) {
    if (term.kind == Term::Kind::column) return schema.defined({term.source.table, term.column});
    if (term.kind != Term::Kind::aggregate || term.args.size() != 1 || term.filter) return nullptr;
    const auto* defined = defined_by(*term.args[0], schema);
    const auto view = view_of(term);
    return defined && view && view->aggregate == defined->summary && term.distinct == defined->distinct ? defined
                                                                                                        : nullptr;
}

std::string head_of(const Term& term, const SchemaIndex& schema) {
    if (is_call(term, Op::divide) && term.args[0]->kind == Term::Kind::aggregate && defined_by(*term.args[0], schema))
        return "average_" + head_of(*term.args[0], schema);
    if (!defined_by(term, schema)) return std::string(head_of(term));
    const auto& column = term.kind == Term::Kind::column ? term : *term.args[0];
    auto head = schema.column({column.source.table, column.column}).name;
    std::replace(head.begin(), head.end(), ' ', '_');
    return head;
}

bool is_document_key(const plan::Term& term, const SchemaIndex& schema) {
    return term.kind == plan::Term::Kind::column && term.source.table >= 0 && term.column >= 0 &&
           schema.column({term.source.table, term.column}).document >= 0;
}

std::string natural_name(const Term& term, const Scopes& scopes, const SchemaIndex& schema) {
    switch (term.kind) {
        case Term::Kind::column:
            if (const auto* defined = schema.defined({term.source.table, term.column}))
                return natural_name(*defined->row, scopes, schema);
            return term.source.table >= 0 ? schema.column({term.source.table, term.column}).name
                                          : derived_name(term, scopes, schema);
        case Term::Kind::call: return call_name(term, scopes, schema);
        case Term::Kind::aggregate: return std::string(aggregate_name(term));
        case Term::Kind::window:
            return std::string(term.window == WindowFunction::none ? aggregate_name(term) : window_name(term.window));
        case Term::Kind::exists: return "exists";
        case Term::Kind::scalar: {
            if (!term.query || term.query->select.empty()) return "";
            auto inner = scopes;
            inner.push_back(term.query);
            return natural_name(*term.query->select.front().term, inner, schema);
        }
        default: return "";
    }
}

std::vector<std::string> column_names(const Query& query, const SchemaIndex& schema) {
    std::vector<std::string> names;
    const bool many = query.select.size() > 32;
    std::unordered_set<std::string> seen;  // of many
    const auto taken = [&](const std::string& name) {
        return many ? seen.contains(name) : std::find(names.begin(), names.end(), name) != names.end();
    };
    for (const auto& shown : query.select) {
        std::string name(shown.name.empty() ? head_of(*shown.term, schema) : std::string(shown.name));
        if (name.empty()) name = natural_name(*shown.term, {&query}, schema);
        if (name.empty()) name = fmt::format("column{}", names.size() + 1);
        const auto first = name = cut_to(name, sql::max_identifier_bytes);
        for (int n = 2; taken(name); ++n)
            name = cut_to(first, sql::max_identifier_bytes - 1 - std::to_string(n).size()) + fmt::format("_{}", n);
        if (many) seen.insert(name);
        names.push_back(std::move(name));
    }
    return names;
}

std::string_view aggregate_name(const Term& term) {
    switch (term.aggregate) {
        case Aggregate::none: return "";
        case Aggregate::count: return "count";
        case Aggregate::sum: return "sum";
        case Aggregate::avg: return "avg";
        case Aggregate::min: return "min";
        case Aggregate::max: return "max";
        case Aggregate::median: return "percentile_cont";
        case Aggregate::stddev: return "stddev";
        case Aggregate::every: return "bool_and";
        case Aggregate::some: return "bool_or";
        case Aggregate::list: return term.args.size() > 1 ? "string_agg" : "array_agg";
        case Aggregate::defined: return "";
    }
    return "";
}

std::string_view window_name(WindowFunction function) {
    static constexpr std::array<std::string_view, 10> names{
        "", "row_number", "rank", "dense_rank", "percent_rank", "ntile", "lag", "lead", "first_value", "last_value"};
    return names[static_cast<std::size_t>(function)];
}

}  // namespace pf::compiler::print
