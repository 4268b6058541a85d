// "the share of patterns in health that are …": which rows are counted, and which of them make the share.
#include <algorithm>
#include <array>
#include <map>
#include <utility>

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

// "cancellation rate": the word before it is the condition that makes the rate.
bool tells(const Option& rate, const Option& condition) {
    return condition.covers.test(static_cast<std::size_t>(rate.begin - 1));
}

// "return rate": rows of the table that the word before it names.
bool tells_table(const Option& rate, const Draft& draft) {
    const auto& required = draft.query.required;
    const auto& tables = draft.chosen.analysis.tables;
    return std::any_of(required.begin(), required.end(), [&](const plan::Source& source) {
        return source.table != rate.column.table &&
               std::any_of(tables.begin(), tables.end(), [&](const TableMention& mention) {
                   return mention.table == source.table &&
                          mention.tokens.test(static_cast<std::size_t>(rate.begin - 1));
               });
    });
}

bool is_span(const Option* o) { return o->role == Role::date; }

// Conditions of the rows that are counted, and by table those of rows that must belong to them.
struct Part {
    Conditions own;
    std::map<int, Conditions> elsewhere;

    void add(const Condition& condition, int counted) {
        (condition.table == counted ? own : elsewhere[condition.table]).push_back(condition);
    }
    // False when nothing joins the tables.
    bool close(int counted, const Draft& draft) {
        for (auto& [table, inside] : elsewhere)
            if (!add_belonging({.table = table, .hosts = {counted}, .inside = std::move(inside)}, draft, own))
                return false;
        begin_list(own);
        return true;
    }
};

// Which rows are counted, and which of them make the share: what is said behind the verb; "of payments failed last
// month": the time is of all that are counted, where something else tells which make it, or where the share is that of
// each group. Of a rate, all that is not said right before it: "the cancellation rate of web orders".
std::pair<Part, Part> counted_and_meant(const Option& share, const Draft& draft) {
    const int counted = share.column.table, verb = verb_behind(share, draft);
    const bool splits = verb < static_cast<int>(draft.chosen.analysis.sentence.tokens.size());
    const bool spans_only = std::all_of(draft.conditions.begin(), draft.conditions.end(), is_span) &&
                            !(shows_plain(draft.query) && says_groups(draft.chosen.analysis));
    const auto is_of_all = [&](std::size_t i) {
        if (i >= draft.conditions.size()) return false;
        const auto& o = *draft.conditions[i];
        if (share.how == share_of_those) return !tells(share, o);
        return (splits && o.begin < verb) || (is_span(&o) && !spans_only && o.column.table == counted);
    };
    std::pair<Part, Part> parts;
    for (std::size_t i = 0; i < draft.where.size(); ++i)
        (is_of_all(i) ? parts.first : parts.second).add(draft.where[i], counted);
    for (const auto& source : draft.query.required)
        if (source.table != counted) parts.second.elsewhere[source.table];
    return parts;
}

// "the share of orders that is dine in, takeaway and delivery": of each value, which stands beside it.
void take_each_value(Draft& draft) {
    if (draft.choices.pair != Choices::Pair::versus || draft.same.empty()) return;
    const auto column = draft.conditions[draft.same.front().first]->column;
    for (std::size_t i = draft.conditions.size(); i-- > 0;)
        if (draft.conditions[i]->column == column) {
            draft.conditions.erase(draft.conditions.begin() + static_cast<std::ptrdiff_t>(i));
            draft.where.erase(draft.where.begin() + static_cast<std::ptrdiff_t>(i));
        }
    draft.same.clear();
}

// "the pass rate" of tests whose result is known.
bool take_known_only(const Option& share, const Conditions& meant, Draft& draft, Conditions& all) {
    bool any = false;
    for (const auto& condition : meant) {
        const auto& term = *condition.term;
        const auto id = look_at(term.args.empty() ? term : *term.args.front()).column;
        if (condition.table != share.column.table || id.column < 0 || plan::is_call(term, Op::not_null) ||
            plan::is_call(term, Op::is_null) || !draft.chosen.schema.column(id).nullable)
            continue;
        all.push_back(draft.write.null_test(id, Op::not_null));
        any = true;
    }
    return any;
}

bool filter(const Option& share, Draft& draft) {
    const bool of_each_value = draft.choices.pair == Choices::Pair::versus;
    take_each_value(draft);
    const auto& said = draft.conditions;
    if (share.how == share_of_those &&
        std::none_of(said.begin(), said.end(), [&](const Option* o) { return tells(share, *o); }) &&
        !tells_table(share, draft))
        return false;
    auto [all, meant] = counted_and_meant(share, draft);
    if (draft.choices.known_only && !take_known_only(share, meant.own, draft, all.own)) return false;
    draft.query.required.clear();
    if (!meant.close(share.column.table, draft) || !all.close(share.column.table, draft)) return false;
    draft.where = std::move(all.own);
    const bool of_all = share.how != share_of_those && shows_plain(draft.query) &&
                        (of_each_value || says_groups(draft.chosen.analysis));
    if (meant.own.empty() && !of_all) return false;
    const auto& write = draft.write;
    const auto* open = write.of(share);
    const auto* made =
        meant.own.empty() ? write.share_of_all(share) : write.share(share, write.terms.all_of(write.closed(meant.own)));
    for (auto& shown : draft.query.select)
        if (shown.term == open) shown.term = made;
    draft.share = {open, made};
    return true;
}

bool choose(Draft& draft) {
    const auto& all = draft.chosen.all;
    return std::all_of(all.begin(), all.end(), [&](const Option* o) {
        return o->aggregate != Summary::share || o->role != Role::select || filter(*o, draft);
    });
}

// "the share of each company, highest first"
bool order(Draft& draft) {
    for (auto& key : draft.query.order)
        if (key.term == draft.share.first) key.term = draft.share.second;
    return true;
}

}  // namespace

void vary_known_only(const Chosen& chosen, Variants& variants) {
    if (std::any_of(chosen.shown.begin(), chosen.shown.end(),
                    [](const Option* o) { return o->aggregate == Summary::share && o->how == share_of_those; }))
        variants.vary_heads([](Choices& c) { c.known_only = true; });
}

const Construct share{.name = "share", .choose = choose, .join = order};

}  // namespace pf::compiler::constructs
