#include "compiler/plan/types.hpp"

#include <algorithm>

#include "compiler/plan/functions.hpp"

namespace pf::compiler::plan {
namespace {

using T = model::TypeClass;

T type_of_shown(const Query& query, int column, const SchemaIndex& schema) {
    if (column < 0 || static_cast<std::size_t>(column) >= query.select.size()) return T::other;
    const auto& shown = query.select[static_cast<std::size_t>(column)];
    return shown.type ? *shown.type : type_of(*shown.term, {&query}, schema);
}

T type_of_column(const Term& term, const Scopes& scopes, const SchemaIndex& schema) {
    if (term.source.table >= 0) return schema.column({term.source.table, term.column}).type_class;
    const auto* entry = find_entry(term.source, scopes);
    return entry && entry->derived ? type_of_shown(*entry->derived, term.column, schema) : T::other;
}

T type_of_first(const Term& term, const Scopes& scopes, const SchemaIndex& schema) {
    return term.args.empty() ? T::other : type_of(*term.args.front(), scopes, schema);
}

T type_of_arithmetic(const Term& term, const Scopes& scopes, const SchemaIndex& schema) {
    const auto left = type_of(*term.args[0], scopes, schema), right = type_of(*term.args[1], scopes, schema);
    if (is_temporal(left) && is_temporal(right)) return left == T::date && right == T::date ? T::integer : T::interval;
    if (is_temporal(left) || is_temporal(right)) {
        const auto date = is_temporal(left) ? left : right, other = is_temporal(left) ? right : left;
        return other == T::interval ? T::timestamp : date;
    }
    if (left == T::interval || right == T::interval) return T::interval;
    if (left == T::integer && right == T::integer) return T::integer;
    return left == T::other && right == T::other ? T::other : T::number;
}

// "when": of its first value that is not null.
T type_of_choice(const Term& term, const Scopes& scopes, const SchemaIndex& schema) {
    for (std::size_t i = 1; i < term.args.size(); i += 2)
        if (term.args[i]->kind != Term::Kind::null) return type_of(*term.args[i], scopes, schema);
    return term.args.size() % 2 ? type_of(*term.args.back(), scopes, schema) : T::other;
}

T type_of_call(const Term& term, const Scopes& scopes, const SchemaIndex& schema) {
    switch (term.op) {
        case Op::add:
        case Op::subtract:
        case Op::multiply:
        case Op::remainder: return type_of_arithmetic(term, scopes, schema);
        case Op::divide: return type_of_first(term, scopes, schema) == T::interval ? T::interval : T::number;
        case Op::round:
        case Op::as_number:
        case Op::part:
        case Op::seconds: return T::number;
        case Op::quotient: return T::integer;
        case Op::age: return term.unit == Unit::day ? T::integer : T::number;
        case Op::concat:
        case Op::lower:
        case Op::field: return T::text;
        case Op::bucket: return T::timestamp;
        case Op::interval: return T::interval;
        case Op::negate:
        case Op::coalesce:
        case Op::nullif: return type_of_first(term, scopes, schema);
        case Op::cast: return type_named(term.text);
        case Op::function: {
            const auto* function = find_function(term.text);
            if (!function) return T::other;
            return function->gives == T::other ? type_of_first(term, scopes, schema) : function->gives;
        }
        case Op::when: return type_of_choice(term, scopes, schema);
        case Op::element: return T::json;
        case Op::item: return T::other;
        case Op::array: return T::array;
        default: return T::boolean;
    }
}

T type_of_aggregate(const Term& term, const Scopes& scopes, const SchemaIndex& schema) {
    switch (term.aggregate) {
        case Aggregate::count: return T::integer;
        case Aggregate::avg:
        case Aggregate::median:
        case Aggregate::stddev: return type_of_first(term, scopes, schema) == T::interval ? T::interval : T::number;
        case Aggregate::every:
        case Aggregate::some: return T::boolean;
        case Aggregate::list: return term.args.size() > 1 ? T::text : T::array;
        default: return type_of_first(term, scopes, schema);
    }
}

T type_of_window(const Term& term, const Scopes& scopes, const SchemaIndex& schema) {
    switch (term.window) {
        case WindowFunction::none: return type_of_aggregate(term, scopes, schema);
        case WindowFunction::row_number:
        case WindowFunction::rank:
        case WindowFunction::dense_rank:
        case WindowFunction::ntile: return T::integer;
        case WindowFunction::percent_rank: return T::number;
        default: return type_of_first(term, scopes, schema);
    }
}

T type_of_scalar(const Term& term, Scopes scopes, const SchemaIndex& schema) {
    if (!term.query || term.query->select.empty()) return T::other;
    scopes.push_back(term.query);
    return type_of(*term.query->select.front().term, scopes, schema);
}

}  // namespace

const FromEntry* find_entry(Source source, const Scopes& scopes) {
    for (auto scope = scopes.rbegin(); scope != scopes.rend(); ++scope) {
        const auto& from = (*scope)->from;
        const auto found =
            std::find_if(from.begin(), from.end(), [&](const FromEntry& entry) { return entry.source == source; });
        if (found != from.end()) return &*found;
    }
    return nullptr;
}

T type_of(const Term& term, const Scopes& scopes, const SchemaIndex& schema) {
    switch (term.kind) {
        case Term::Kind::column: return type_of_column(term, scopes, schema);
        case Term::Kind::number:
            return term.text.find_first_of(".eE") == std::string_view::npos ? T::integer : T::number;
        case Term::Kind::text: return T::text;
        case Term::Kind::moment:
            return term.moment.base == Moment::Base::now || term.moment.seconds || term.moment.floor != Unit::none ||
                           term.moment.shift
                       ? T::timestamp
                       : T::date;
        case Term::Kind::call: return type_of_call(term, scopes, schema);
        case Term::Kind::aggregate: return type_of_aggregate(term, scopes, schema);
        case Term::Kind::window: return type_of_window(term, scopes, schema);
        case Term::Kind::scalar: return type_of_scalar(term, scopes, schema);
        case Term::Kind::truth:
        case Term::Kind::exists:
        case Term::Kind::within:
        case Term::Kind::quantified: return T::boolean;
        case Term::Kind::all:
        case Term::Kind::null: return T::other;
    }
    return T::other;
}

T type_named(std::string_view type) {
    const auto is = [&](std::string_view name) { return type.starts_with(name); };
    if (type.ends_with("[]")) return T::array;
    if (is("int") && !is("interval")) return T::integer;
    if (is("bigint") || is("smallint")) return T::integer;
    if (is("numeric") || is("double") || is("real")) return T::number;
    if (is("text") || is("character") || is("varchar") || is("bpchar")) return T::text;
    if (is("timestamp")) return T::timestamp;
    if (is("time")) return T::time;
    if (is("date")) return T::date;
    if (is("interval")) return T::interval;
    if (is("boolean")) return T::boolean;
    if (is("json")) return T::json;
    return T::other;
}

bool is_temporal(T type) { return type == T::date || type == T::timestamp; }

}  // namespace pf::compiler::plan
