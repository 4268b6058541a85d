#include "compiler/plan/shape.hpp"

#include <algorithm>

namespace pf::compiler::plan {
namespace {

std::shared_ptr<const Shape> kept(const Query* query) {
    return query ? std::make_shared<const Shape>(shape_of(*query)) : nullptr;
}

// One that is not simple stands as an `other` of what it begins with.
ConditionShape condition_shape(const Term& term) {
    if (const auto view = view_of_condition(term)) return {*view, kept(view->subquery)};
    ConditionShape made;
    made.kind = ConditionView::Kind::other;
    made.left = look_at(term);
    made.term = &term;
    return made;
}

void add(const Term& condition, std::vector<ConditionShape>& list) {
    if (is_call(condition, Op::all_of)) {
        for (const auto* part : condition.args) add(*part, list);
        return;
    }
    if (!is_call(condition, Op::any_of)) {
        list.push_back(condition_shape(condition));
        return;
    }
    for (const auto* part : condition.args) {
        list.push_back(condition_shape(*part));
        list.back().any_of = part != condition.args.front();
    }
}

std::vector<ConditionShape> shapes_of(const std::vector<const Term*>& conditions) {
    std::vector<ConditionShape> made;
    made.reserve(conditions.size());
    for (const auto* condition : conditions) add(*condition, made);
    return made;
}

Shape shape_of_ranked(const Query& query) {
    const auto& derived = *query.from.front().derived;
    auto inner = shape_of(derived);
    Shape made = inner;
    made.select.clear();
    for (const auto& shown : query.select)
        made.select.push_back(inner.select[static_cast<std::size_t>(shown.term->column)]);
    made.windowed = true;
    return made;
}

}  // namespace

bool counts_rows(const Query& query) {
    return query.from.size() == 1 && query.from[0].derived && query.select.size() == 1 && query.where.empty() &&
           query.group.empty() && query.operation == SetOperation::none && counts_rows(*query.select[0].term);
}

const Term* ranking_of_shown(const Query& query) {
    if (query.from.size() != 1 || !query.from[0].derived || query.where.size() != 1 || !query.group.empty() ||
        query.distinct || query.operation != SetOperation::none)
        return nullptr;
    const auto& inner = *query.from[0].derived;
    const auto& test = *query.where[0];
    const bool of_place = test.kind == Term::Kind::call && (test.op == Op::le || test.op == Op::eq) &&
                          test.args[0]->kind == Term::Kind::column && test.args[1]->kind == Term::Kind::number &&
                          test.args[0]->column + 1 == static_cast<int>(inner.select.size());
    const bool of_derived = std::all_of(query.select.begin(), query.select.end(), [&](const Shown& shown) {
        return shown.term->kind == Term::Kind::column && shown.term->source == query.from[0].source;
    });
    if (!of_place || !of_derived || query.select.size() + 1 != inner.select.size()) return nullptr;
    const auto& window = *inner.select.back().term;
    const bool ranks = window.kind == Term::Kind::window && window.window == WindowFunction::rank;
    return ranks && !window.partition.empty() ? &window : nullptr;
}

Shape shape_of(const Query& query) {
    if (counts_rows(query)) {
        auto inner = shape_of(*query.from.front().derived);
        inner.count_rows = true;
        return inner;
    }
    if (ranking_of_shown(query)) return shape_of_ranked(query);
    Shape made;
    made.select.reserve(query.select.size());
    for (const auto& shown : query.select) {
        made.select.push_back(look_at(*shown.term));
        if (const auto* filter = made.select.back().filter) add(*filter, made.filter);
    }
    made.distinct = query.distinct;
    made.from = query.from;
    made.where = shapes_of(query.where);
    for (const auto* term : query.group) made.group.push_back(look_at(*term));
    made.having = shapes_of(query.having);
    for (const auto& key : query.order) made.order.push_back({look_at(*key.term), key.descending});
    made.limit = std::max<std::int64_t>(query.limit, 0);
    made.offset = query.offset;
    made.operation = query.operation;
    made.right = kept(query.right);
    return made;
}

}  // namespace pf::compiler::plan
