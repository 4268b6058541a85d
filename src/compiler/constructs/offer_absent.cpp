// Rows of a table that are not there: "guests without episodes", "policies nobody bought", "empty playlists".
#include <algorithm>
#include <optional>
#include <vector>

#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

constexpr float likely = 0.4F;          // link of a table said to be asked for: part of its name, or what it means
constexpr float near_meaning = 0.3F;    // cosine from which a verb is taken to be about a table
constexpr float only_referrer = 0.75F;  // link of rows that alone refer to the subject
constexpr std::size_t most_referrers = 4;

// "coupons not assigned to anyone": rows of which nothing refers to them, in words that name no table.
struct Absence {
    TableMention subject;
    TokenSet negation;
    int from = 0, to = 0;  // what is said of the rows that are not there
    bool any = false;      // "anything", "nobody": whatever they are
    bool never = false;    // "never came", "not seen this year": whatever it is, unless something is named
};

// Where the clause of a token ends.
int end_of_clause(const OptionBuilder& b, int at) {
    int end = at;
    while (end < b.size() && (end == at || !b.token(end).stop_before) && !b.is(end, WordClass::and_, WordClass::but))
        ++end;
    return end;
}

bool says_zero(const OptionBuilder& b, int at) {
    if (at < 0) return false;
    const auto& token = b.token(at);
    return token.number && !token.ordinal && *token.number == 0;
}

// The table said last before a token, by its name or by a kind of its rows ("customers" of partners), nothing but its
// own clause between.
std::optional<TableMention> subject_before(const OptionBuilder& b, int at) {
    std::optional<TableMention> last;
    const auto take = [&](const TableMention& mention) {
        if (mention.end > at || mention.link < likely || b.stop_between(mention.begin, at)) return;
        if (!last || mention.begin > last->begin || (mention.begin == last->begin && mention.link > last->link))
            last = mention;
    };
    for (const auto& mention : b.tables()) take(mention);
    for (const auto& kind : b.kinds()) take({kind.begin, kind.end, kind.table, {}, likely});
    return last;
}

bool has_span(const OptionBuilder& b, int from, int to) {
    return std::any_of(b.spans().begin(), b.spans().end(),
                       [=](const TimeSpan& span) { return span.begin >= from && span.begin < to; });
}

// "never bought anything", "nobody has used", "not assigned to anyone"
std::optional<Absence> absence_at(const OptionBuilder& b, int at) {
    const bool yet_to = b.is(at, WordClass::yet) && b.is(at + 1, WordClass::to);
    if (!yet_to && !b.is(at, WordClass::negation)) return std::nullopt;
    const auto subject = subject_before(b, at);
    if (!subject) return std::nullopt;
    Absence made{*subject, tokens_in(at, at + (yet_to ? 2 : 1)), subject->end, end_of_clause(b, at)};
    made.never = yet_to || b.is(at, WordClass::never_word) || has_span(b, at, made.to);
    for (int k = made.from; k < made.to; ++k)
        if (b.is(k, WordClass::any_row, WordClass::nobody_word)) {
            made.any = true;
            mark(made.negation, k);
        }
    return made;
}

// "empty playlists"
std::optional<Absence> unreferenced_at(const OptionBuilder& b, int at) {
    if (!b.is(at, WordClass::unreferenced)) return std::nullopt;
    for (const auto& mention : b.tables())
        if (mention.begin == at + 1 && mention.link >= 0.9F)
            return Absence{mention, tokens_in(at, at + 1), at + 1, at + 1, true, false};
    return std::nullopt;
}

struct Referrer {
    int table;
    float near;      // the nearest word said
    TokenSet words;  // that are near, or near to everything
};

std::vector<Referrer> referrers_of(const OptionBuilder& b, const Absence& absence) {
    const auto& schema = b.schema();
    std::vector<Referrer> found;
    for (const int e : schema.edges_of(absence.subject.table)) {
        const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
        if (edge.to != absence.subject.table || edge.from == edge.to) continue;
        if (std::any_of(found.begin(), found.end(), [&](const Referrer& r) { return r.table == edge.from; })) continue;
        Referrer made{edge.from, -1, {}};
        for (int k = absence.from; k < absence.to; ++k) {
            if (has(absence.negation, k) || b.is(k, WordClass::stop_word)) continue;
            const float near = nearness(b.word(k), {edge.from, -1}, schema);
            made.near = std::max(made.near, near);
            if (near >= near_meaning || b.is(k, WordClass::referring_verb)) mark(made.words, k);
        }
        found.push_back(made);
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& x, const auto& y) { return x.near > y.near; });
    return found;
}

// "accounts that were never posted to": a verb that names nothing, right behind "never".
TokenSet unknown_verb(const OptionBuilder& b, const Absence& absence) {
    const int never = first_of(absence.negation);
    if (b.is(never, WordClass::not_) && !b.is(never - 1, WordClass::has, WordClass::have, WordClass::had)) return {};
    for (int at = never + 1; at < absence.to; ++at) {
        if (b.is(at, WordClass::stop_word)) continue;
        if (!b.word(at).ends_with("ed")) return {};
        return b.is_value(at) ? TokenSet{} : tokens_in(at, at + 1);
    }
    return {};
}

void offer_referrers(OptionBuilder& b, const Absence& absence) {
    const auto said = [&](const TableMention& mention) {
        return mention.table != absence.subject.table && mention.link >= 0.4F && mention.begin >= absence.from &&
               mention.end <= absence.to;
    };
    // "items never sold", with a sold_at of sales: that is what is not there
    const auto names_more = [&](float least) {
        return std::any_of(b.columns().begin(), b.columns().end(), [&](const ColumnMention& mention) {
            return mention.link >= least && mention.begin >= absence.from && mention.end <= absence.to &&
                   (!absence.never || mention.column.table == absence.subject.table);
        });
    };
    if (std::any_of(b.tables().begin(), b.tables().end(), said)) return;
    if (!absence.any && names_more(0.8F)) return;
    const auto verb = absence.any || names_more(0.5F) ? TokenSet{} : unknown_verb(b, absence);
    if (!absence.any && verb.none() && names_more(0.5F)) return;
    auto found = referrers_of(b, absence);
    const bool alone = found.size() == 1;
    const bool known = std::any_of(found.begin(), found.end(), [](const Referrer& r) { return r.words.any(); });
    if (found.size() > most_referrers) found.resize(most_referrers);
    for (const auto& referrer : found) {
        const bool unknown = !absence.any && referrer.words.none();
        if (unknown && !absence.never && (known || verb.none())) continue;
        Option option;
        option.role = Role::absent;
        option.column = {referrer.table, -1};
        option.covers = absence.negation | (unknown ? verb : referrer.words);
        option.untaught = unknown;
        option.begin = option.cue = first_of(option.covers);
        option.end = option.begin + 1;
        const float near = std::max(0.F, referrer.near);
        option.link = alone ? only_referrer : std::min(0.9F, 0.3F + near);
        b.add(option);
    }
}

// "shifts without anyone assigned", "claims nobody works on": those that refer to nobody.
void offer_of_nobody(OptionBuilder& b, const Absence& absence) {
    constexpr float link = 0.6F;
    const auto& schema = b.schema();
    if (!absence.any) return;
    for (const int e : schema.edges_of(absence.subject.table)) {
        const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
        const ColumnId key{edge.from, edge.from_columns[0]};
        if (edge.from != absence.subject.table || edge.from_columns.size() != 1 || !schema.column(key).nullable ||
            !schema.is_person_table(edge.to))
            continue;
        Option option;
        option.role = Role::null_test;
        option.column = key;
        option.op = Op::is_null;
        option.covers = absence.negation;
        option.begin = option.cue = first_of(option.covers);
        option.end = option.begin + 1;
        option.how = 3;
        option.link = link;
        option.untaught = true;
        b.add(option);
    }
}

// "have yet to place an order"
int yet_to_before(const OptionBuilder& b, int at) {
    for (int k = at - 2; k >= std::max(0, at - 5); --k)
        if (b.is(k, WordClass::yet) && b.is(k + 1, WordClass::to)) return k;
    return -1;
}

}  // namespace

void offer_absent(OptionBuilder& b, const TableMention& mention) {
    TokenSet negation;
    if (says_zero(b, mention.begin - 1))  // "with zero bookings"
        mark(negation, mention.begin - 1);
    else if (const int yet = yet_to_before(b, mention.begin); yet >= 0)
        negation = tokens_in(yet, yet + 2);
    else if (!negated_before(b.tokens(), mention.begin, 7, negation))
        return;
    auto absent = rows_of(mention, Role::absent);
    absent.covers |= negation;
    absent.cue = first_of(negation);
    b.add(absent);
}

void offer_unreferenced(OptionBuilder& b) {
    for (int at = 0; at < b.size(); ++at) {
        if (const auto absence = absence_at(b, at)) {
            offer_referrers(b, *absence);
            offer_of_nobody(b, *absence);
        }
        if (const auto absence = unreferenced_at(b, at)) offer_referrers(b, *absence);
    }
}

}  // namespace pf::compiler::constructs
