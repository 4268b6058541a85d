// "the share of patterns in health that are …": which rows are counted, and which of them make the share.
#include <algorithm>
#include <array>
#include <map>

#include "compiler/constructs/constructs.hpp"

namespace pf::compiler::constructs {
namespace {

bool is_verb_of_clause(std::string_view word) {
    constexpr std::array<std::string_view, 14> verbs{"are",  "is",  "was",   "were", "have",  "has",     "had",
                                                     "that", "who", "which", "with", "whose", "without", "come"};
    return std::find(verbs.begin(), verbs.end(), word) != verbs.end();
}

// The verb behind which the filter stands; the end of the sentence when all conditions are the filter.
int verb_behind(const Option& share, const Draft& draft) {
    const auto last = static_cast<int>(draft.chosen.analysis.sentence.tokens.size());
    int verb = share.end;
    while (verb < last && !is_verb_of_clause(draft.chosen.word(verb))) ++verb;
    const bool splits = verb < last && !draft.conditions.empty() && draft.conditions.back()->begin >= verb;
    return splits ? verb : last;
}

bool filter(const Option& share, Draft& draft) {
    auto& query = draft.query;
    const int counted = share.column.table, verb = verb_behind(share, draft);
    const bool splits = verb < static_cast<int>(draft.chosen.analysis.sentence.tokens.size());
    std::vector<Condition> stay;
    std::map<int, std::vector<Condition>> elsewhere;  // by table: rows of it that must belong to a counted row
    for (std::size_t i = 0; i < query.where.size(); ++i) {
        const auto& condition = query.where[i];
        const int table = condition.left.column.table;
        if (splits && i < draft.conditions.size() && draft.conditions[i]->begin < verb) {
            if (table != counted) return false;
            stay.push_back(condition);
        } else {
            (table == counted ? query.filter : elsewhere[table]).push_back(condition);
        }
    }
    for (const int table : query.required)
        if (table != counted) elsewhere[table];
    query.required.clear();
    for (auto& [table, inside] : elsewhere)
        if (!add_belonging({.table = table, .hosts = {counted}, .inside = std::move(inside)}, draft, query.filter))
            return false;
    begin_list(query.filter);
    begin_list(stay);
    query.where = std::move(stay);
    return !query.filter.empty();
}

bool choose(Draft& draft) {
    const auto& all = draft.chosen.all;
    return std::all_of(all.begin(), all.end(),
                       [&](const Option* o) { return o->aggregate != Aggregate::share || filter(*o, draft); });
}

}  // namespace

const Construct share{.name = "share", .choose = choose};

}  // namespace pf::compiler::constructs
