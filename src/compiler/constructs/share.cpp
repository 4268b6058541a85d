// "the share of patterns in health that are …": which rows are counted, and which of them make the share.
#include <algorithm>
#include <array>
#include <map>

#include "compiler/constructs/constructs.hpp"
#include "compiler/word_class.hpp"

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

// "by rating", "per rating": of each group among all.
bool says_groups(const Analysis& analysis) {
    const auto& tokens = analysis.sentence.tokens;
    return std::any_of(tokens.begin(), tokens.end(), [](const Token& token) {
        return token.is(WordClass::by, WordClass::per, WordClass::each, WordClass::every);
    });
}

// "cancellation rate": the word before it is a condition.
bool tells(const Option& rate, const Draft& draft) {
    const auto before = static_cast<std::size_t>(rate.begin - 1);
    return std::any_of(draft.conditions.begin(), draft.conditions.end(),
                       [before](const Option* o) { return o->covers.test(before); });
}

bool filter(const Option& share, Draft& draft) {
    const int counted = share.column.table, verb = verb_behind(share, draft);
    const bool splits = verb < static_cast<int>(draft.chosen.analysis.sentence.tokens.size());
    Conditions stay, counting;
    std::map<int, Conditions> elsewhere;  // by table: rows of it that must belong to a counted row
    for (std::size_t i = 0; i < draft.where.size(); ++i) {
        const auto& condition = draft.where[i];
        const int table = condition.table;
        if (splits && i < draft.conditions.size() && draft.conditions[i]->begin < verb) {
            if (table != counted) return false;
            stay.push_back(condition);
        } else {
            (table == counted ? counting : elsewhere[table]).push_back(condition);
        }
    }
    for (const auto& source : draft.query.required)
        if (source.table != counted) elsewhere[source.table];
    draft.query.required.clear();
    for (auto& [table, inside] : elsewhere)
        if (!add_belonging({.table = table, .hosts = {counted}, .inside = std::move(inside)}, draft, counting))
            return false;
    begin_list(counting);
    begin_list(stay);
    draft.where = std::move(stay);
    if (share.how == share_of_those && !tells(share, draft)) return false;
    const bool of_all = share.how != share_of_those && shows_plain(draft.query) && says_groups(draft.chosen.analysis);
    if (counting.empty() && !of_all) return false;
    const auto& write = draft.write;
    const auto* open = write.of(share);
    const auto* made = counting.empty() ? write.share_of_all(share.column)
                                        : write.share(share.column, write.terms.all_of(write.closed(counting)));
    for (auto& shown : draft.query.select)
        if (shown.term == open) shown.term = made;
    return true;
}

bool choose(Draft& draft) {
    const auto& all = draft.chosen.all;
    return std::all_of(all.begin(), all.end(),
                       [&](const Option* o) { return o->aggregate != Summary::share || filter(*o, draft); });
}

}  // namespace

const Construct share{.name = "share", .choose = choose};

}  // namespace pf::compiler::constructs
