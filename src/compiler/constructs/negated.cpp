// Negated conditions: a value that differs, rows that do not belong (NOT IN), or rows taken away as a set (EXCEPT).
#include <algorithm>

#include "compiler/constructs/constructs.hpp"

namespace pf::compiler::constructs {
namespace {

using Negative = Choices::Negative;

bool stands_apart(const Option& o, Negative negative) {
    const bool differs = negative == Negative::differs;
    if (o.role == Role::number) return o.excluded && !(differs && o.op == Op::between);  // "a price not between"
    return o.role == Role::value && o.op == Op::ne && !differs;
}

bool divide(Draft& draft) {
    for (const auto* o : draft.chosen.conditions)
        (stands_apart(*o, draft.choices.negative) ? draft.negatives : draft.said).push_back(o);
    draft.conditions = draft.said;
    // "never rated above 8" says nothing of a single rating
    if (draft.choices.negative == Negative::differs && !draft.negatives.empty()) return false;
    if (!draft.choices.rest_negative) return true;
    if (draft.negatives.empty()) return false;
    const int from = draft.negatives.front()->begin;
    draft.conditions.clear();
    for (const auto* o : draft.said) (o->begin > from ? draft.rest : draft.conditions).push_back(o);
    return !draft.rest.empty();
}

// The tables whose rows remain: of what is shown, else the first that is asked about.
std::vector<int> hosts_of(int table, const Draft& draft) {
    std::vector<int> hosts;
    for (const auto& shown : draft.query.select)
        if (const int host = look_at(*shown.term).column.table; host >= 0 && host != table) hosts.push_back(host);
    if (!hosts.empty()) return hosts;
    const auto other = std::find_if(draft.outer.begin(), draft.outer.end(), [table](int t) { return t != table; });
    if (other != draft.outer.end()) hosts.push_back(*other);
    return hosts;
}

bool choose(Draft& draft) {
    if (draft.choices.negative != Negative::not_in) return true;
    for (const auto* o : draft.negatives) {
        Belonging rows{.table = o->column.table,
                       .hosts = hosts_of(o->column.table, draft),
                       .inside = {draft.write.opposite(*o)},
                       .negated = true};
        for (const auto* c : draft.rest) {
            rows.inside.push_back(draft.write.condition(*c));
            rows.required.push_back(c->column.table);
        }
        if (rows.hosts.empty() || !add_belonging(std::move(rows), draft, draft.where)) return false;
        draft.moves |= made_not_in;
    }
    return true;
}

bool combine(Draft& draft) {
    if (draft.choices.negative != Negative::except || draft.negatives.empty()) return true;
    auto& query = draft.query;
    if (!shows_bare_rows(query) || !query.order.empty()) return false;
    plan::Query taken;
    taken.select = query.select;
    Conditions where;
    for (const auto* o : draft.negatives) where.push_back(draft.write.opposite(*o));
    for (const auto* o : draft.rest) where.push_back(draft.write.condition(*o));
    taken.where = draft.write.closed(where);
    if (!draft.join(taken)) return false;
    draft.combine(plan::SetOperation::except, std::move(taken));
    draft.moves |= made_except;
    return true;
}

}  // namespace

void vary_negated(const Chosen& chosen, Variants& variants) {
    if (!chosen.negates()) return;
    variants.vary_heads([](Choices& c) { c.negative = Negative::not_in; });
    variants.vary_heads([](Choices& c) { c.negative = Negative::except; });
}

void vary_negated_rest(const Chosen& chosen, Variants& variants) {
    if (!chosen.negates() || chosen.literals.size() < 2) return;
    for (const auto kind : {Negative::not_in, Negative::except})
        variants.vary_heads([kind](Choices& c) {
            c.negative = kind;
            c.rest_negative = true;
        });
}

const Construct negated{.name = "negated", .divide = divide, .choose = choose, .combine = combine};

}  // namespace pf::compiler::constructs
