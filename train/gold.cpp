#include "gold.hpp"

#include <algorithm>

#include "compiler/plan/from_sql.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/print/like_pattern.hpp"

namespace pf::train {
namespace {

using namespace compiler::plan;

// Fills the lists of a gold from its shapes.
class Collector {
 public:
    explicit Collector(Gold& gold) : gold_(gold) {}

    void add(const Shape& shape, bool negative) {
        add_tables(shape, negative);
        for (const auto& c : shape.where) add(c, gold_.where, negative);
        for (const auto& c : shape.having) add(c, gold_.having, negative);
        for (const auto& c : shape.filter) add(c, gold_.where, negative);
        if (shape.right) add(*shape.right, shape.operation == SetOperation::except ? !negative : negative);
    }

 private:
    void add_tables(const Shape& shape, bool negative) {
        for (const auto& entry : shape.from) {
            if (entry.derived) add(kept(*entry.derived), negative);
            if (entry.source.table >= 0)
                (negative || is_missing(entry, shape) ? gold_.absent : gold_.tables).push_back(entry.source.table);
            if (entry.on) add_joined(*entry.on);
        }
    }

    // LEFT JOIN … WHERE its column IS NULL: rows without a partner.
    static bool is_missing(const FromEntry& entry, const Shape& shape) {
        return entry.optional && std::any_of(shape.where.begin(), shape.where.end(), [&](const ConditionShape& c) {
                   return c.op == Op::is_null && c.left.column.table == entry.source.table &&
                          c.left.instance == entry.source.instance;
               });
    }

    void add_joined(const Term& on) {
        if (is_call(on, Op::all_of))
            for (const auto* part : on.args) add_joined(*part);
        if (is_call(on, Op::eq)) add_joined(look_at(*on.args[0]).column, look_at(*on.args[1]).column);
    }
    void add_joined(ColumnId one, ColumnId other) {
        if (one.column >= 0 && other.column >= 0) gold_.joined.emplace_back(one, other);
    }

    void add(const ConditionShape& c, std::vector<GoldCondition>& list, bool negative) {
        list.push_back({&c, negative});
        if (c.kind == ConditionView::Kind::terms && c.op == Op::eq) add_joined(c.left.column, c.right.column);
        if (c.kind == ConditionView::Kind::other) return add_inner(*c.term, negative);
        if (!c.inside) return;
        if (c.membership && !c.inside->select.empty()) add_joined(c.left.column, c.inside->select[0].column);
        add(*c.inside, negative != (c.membership && c.negated));
    }

    // Rows that exist, or do not.
    void add_inner(const Term& term, bool negative) {
        walk(term, Into::this_query, [&](const Term& part) {
            if (part.query) add(kept(*part.query), negative != part.negated);
        });
    }

    const Shape& kept(const Query& query) {
        return *gold_.further.emplace_back(std::make_shared<const Shape>(shape_of(query)));
    }

    Gold& gold_;
};

// A pattern with "%" at its ends, as the condition on a text that it is.
void read_pattern(ConditionShape& c) {
    if (c.kind != ConditionView::Kind::other) return;
    const auto* term = c.term;
    const bool negated = is_call(*term, Op::negation);
    if (negated) term = term->args[0];
    if (!is_call(*term, Op::like) && !is_call(*term, Op::matches)) return;
    if (term->args[1]->kind != Term::Kind::text) return;
    const auto text = compiler::print::like_text(term->args[1]->text);
    c.kind = ConditionView::Kind::literal;
    c.op = !text ? Op::eq : negated ? Op::not_contains : text->op;
    c.value = term->args[1]->text;
    while (c.value.starts_with('%')) c.value.remove_prefix(1);
    while (c.value.ends_with('%')) c.value.remove_suffix(1);
}

void join_edges(Gold& gold, const compiler::SchemaIndex& schema) {
    walk(gold.query, Into::subqueries, [&](const auto& part) {
        if constexpr (std::is_same_v<std::decay_t<decltype(part)>, Query>)
            for (const auto& entry : part.from) {
                if (entry.edge < 0) continue;
                const auto& to = part.from[static_cast<std::size_t>(entry.to)].source;
                for (const auto& [theirs, own] : joined_columns(entry, schema))
                    gold.joined.push_back({{to.table, theirs}, {entry.source.table, own}});
            }
    });
}

}  // namespace

std::shared_ptr<const Gold> read_gold(std::string_view sql, const compiler::SchemaIndex& schema) {
    auto gold = std::make_shared<Gold>();
    auto read = from_sql(sql, Terms(gold->arena), schema);
    if (!read) return nullptr;
    gold->query = std::move(*read);
    gold->shape = shape_of(gold->query);
    for (auto* list : {&gold->shape.where, &gold->shape.having, &gold->shape.filter})
        for (auto& c : *list) read_pattern(c);
    join_edges(*gold, schema);
    Collector(*gold).add(gold->shape, false);
    gold->shown = &gold->shape;
    if (gold->shape.from.size() == 1 && gold->shape.from.front().derived) gold->shown = gold->further.front().get();
    return gold;
}

std::shared_ptr<const Gold> read_gold(const std::vector<std::string>& golds, const compiler::SchemaIndex& schema) {
    for (const auto& sql : golds)
        if (auto read = read_gold(sql, schema)) return read;
    return nullptr;
}

}  // namespace pf::train
