// Two keys to one table, told apart by words of role: "routes from Zurich to Lisbon", "transfers out of Marketing into
// Support".
#include <algorithm>
#include <map>

#include "compiler/constructs/constructs.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/word_class.hpp"

namespace pf::compiler::constructs {
namespace {

using plan::FromEntry;
using plan::Term;

const JoinEdge& edge_at(int e, const SchemaIndex& schema) { return schema.edges()[static_cast<std::size_t>(e)]; }

// All keys between the holder of this one and the table it refers to.
std::vector<int> rivals_of(int e, const SchemaIndex& schema) {
    const auto& edge = edge_at(e, schema);
    std::vector<int> rivals;
    for (const int other : schema.edges_of(edge.from))
        if (edge_at(other, schema).from == edge.from && edge_at(other, schema).to == edge.to) rivals.push_back(other);
    return rivals;
}

// How well the word before a value says the role that the key's name has; 0 not at all.
int fit(const Token& token, int e, const SchemaIndex& schema) {
    const auto& edge = edge_at(e, schema);
    int best = 0;
    for (const auto& word : schema.words_of({edge.from, edge.from_columns[0]})) {
        if (word.stem == token.stem) best = std::max(best, 3);
        const bool leaves = token.is(WordClass::leaving) && is(word.word, WordClass::leaving_name);
        const bool reaches = token.is(WordClass::reaching_side) && is(word.word, WordClass::reaching_name);
        if (leaves || reaches) best = std::max(best, 2);
    }
    return best;
}

constexpr int reach = 4;  // tokens before a value in which its role is said

// The key that the words before the value name; -1 when none does, or several do.
int key_said(const Option& value, const std::vector<int>& rivals, const Chosen& chosen) {
    const auto& tokens = chosen.analysis.sentence.tokens;
    if (value.end < static_cast<int>(tokens.size()) &&
        !is_at(tokens, value.end, WordClass::stop_word))  // "Rita entered"
        for (const int e : rivals)
            if (fit(tokens[static_cast<std::size_t>(value.end)], e, chosen.schema) == 3) return e;
    for (int at = value.begin - 1; at >= std::max(0, value.begin - reach); --at) {
        int best = 0, found = -1;
        for (const int e : rivals) {
            const int how = fit(tokens[static_cast<std::size_t>(at)], e, chosen.schema);
            if (how > best) found = e;
            if (how > 0 && how == best) found = -1;
            best = std::max(best, how);
        }
        if (found >= 0) return found;
    }
    return -1;
}

// The entry of a table that its holder has several keys to; -1 none.
int entry_of_roles(const plan::Query& query, const SchemaIndex& schema) {
    for (std::size_t i = 0; i < query.from.size(); ++i) {
        const auto& entry = query.from[i];
        if (entry.edge >= 0 && edge_at(entry.edge, schema).to == entry.source.table &&
            edge_at(entry.edge, schema).from != entry.source.table && rivals_of(entry.edge, schema).size() > 1)
            return static_cast<int>(i);
    }
    return -1;
}

const Term* of_instance(const Term* term, plan::Source source, int instance, const plan::Terms& terms) {
    return plan::rewrite(term, terms, [&](const Term* part) {
        if (part->source != source) return part;
        auto made = *part;
        made.source.instance = instance;
        return terms.make(made);
    });
}

// The first of them that none of the conditions has; -1 without one.
int key_left(const std::vector<int>& rivals, const std::map<std::size_t, int>& keys) {
    const auto taken = [&](int e) {
        return std::any_of(keys.begin(), keys.end(), [e](const auto& known) { return known.second == e; });
    };
    const auto free = std::find_if(rivals.begin(), rivals.end(), [&](int e) { return !taken(e); });
    return free == rivals.end() ? -1 : *free;
}

// Two rows that are named and of which a word says no role, or of one only: in the order of the keys.
void take_keys_in_order(const std::vector<std::size_t>& unsaid, const std::vector<int>& rivals,
                        std::map<std::size_t, int>& keys) {
    for (const auto i : unsaid)
        if (const int key = key_left(rivals, keys); key >= 0) keys[i] = key;
}

// Each condition's key, by its place in `where`; empty when nothing is said of one of several.
std::map<std::size_t, int> keys_said(const FromEntry& entry, const Draft& draft) {
    const auto rivals = rivals_of(entry.edge, draft.chosen.schema);
    std::map<std::size_t, int> keys;
    std::vector<std::size_t> unsaid;
    for (std::size_t i = 0; i < draft.where.size() && i < draft.conditions.size(); ++i) {
        if (draft.where[i].table != entry.source.table) continue;
        const int key = key_said(*draft.conditions[i], rivals, draft.chosen);
        if (key < 0)
            unsaid.push_back(i);
        else
            keys[i] = key;
    }
    if (unsaid.empty()) return keys;
    if (draft.choices.pair != Choices::Pair::roles || keys.size() + unsaid.size() != 2) return {};
    take_keys_in_order(unsaid, rivals, keys);
    return keys;
}

bool combine(Draft& draft) {
    const bool pair = draft.choices.pair == Choices::Pair::roles;
    auto& query = draft.query;
    const int at = entry_of_roles(query, draft.chosen.schema);
    if (at < 0 || query.right || draft.choices.semi) return !pair;
    auto entry = query.from[static_cast<std::size_t>(at)];
    const auto keys = keys_said(entry, draft);
    const bool shown = std::any_of(query.select.begin(), query.select.end(), [&](const plan::Shown& each) {
        return look_at(*each.term).column.table == entry.source.table;
    });
    if (keys.empty() || shown) return !pair;
    std::map<int, int> instances;  // of the table, by key
    for (const auto& [i, key] : keys) {
        const auto [found, fresh] = instances.emplace(key, static_cast<int>(instances.size()));
        if (fresh && found->second == 0) query.from[static_cast<std::size_t>(at)].edge = key;
        if (fresh && found->second > 0)
            query.from.push_back({{entry.source.table, found->second}, nullptr, false, key, entry.to, nullptr});
        auto& term = draft.where[i].term;
        term = of_instance(term, entry.source, found->second, draft.write.terms);
    }
    if (pair && instances.size() < 2) return false;
    draft.close();
    return true;
}

}  // namespace

const Construct roles{.name = "roles", .combine = combine};

}  // namespace pf::compiler::constructs
