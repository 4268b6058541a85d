#include "compiler/rank/cue_agreement.hpp"

#include "compiler/word_class.hpp"

#include <algorithm>
#include <cassert>

namespace pf::compiler {
namespace {

struct Does {  // what a plan does, its subqueries included
    bool negation = false, group = false, distinct = false, average = false, sum = false, extreme = false,
         count = false, compares = false, part_of_text = false, alternative = false, both = false, order = false,
         ascending = false, descending = false;
};

void see(const plan::TermView& term, Does& does) {
    does.average |= term.aggregate == Summary::avg;
    does.sum |= term.aggregate == Summary::sum;
    does.extreme |=
        term.aggregate == Summary::min || term.aggregate == Summary::max || term.aggregate == Summary::range;
    does.count |= term.aggregate == Summary::count;
    does.distinct |= term.distinct;
}

void see(const plan::Shape& query, Does& does);

void see(const plan::ConditionShape& c, Does& does) {
    see(c.left, does);
    does.negation |=
        c.negated || c.op == Op::ne || c.op == Op::not_contains || c.op == Op::is_null || c.op == Op::not_null;
    does.part_of_text |= c.op == Op::contains || c.op == Op::starts || c.op == Op::ends || c.op == Op::not_contains;
    does.alternative |= c.any_of;
    if (c.kind == plan::ConditionView::Kind::terms) see(c.right, does);
    if (!c.inside) return;
    does.compares |= !c.membership;
    see(*c.inside, does);
}

// All but the order of the outermost query.
void see(const plan::Shape& query, Does& does) {
    for (const auto& term : query.select) see(term, does);
    for (const auto& key : query.order) see(key.term, does);
    for (const auto* conditions : {&query.where, &query.having, &query.filter})
        for (const auto& c : *conditions) see(c, does);
    does.count |= query.count_rows;
    does.group |= !query.group.empty();
    does.distinct |= query.distinct;
    does.negation |= query.operation == plan::SetOperation::except;
    does.both |= query.operation == plan::SetOperation::intersect;
    does.alternative |= query.operation == plan::SetOperation::unite;
    does.extreme |= query.limit > 0;
    if (query.right) see(*query.right, does);
}

Does does_of(const plan::Shape& query) {
    Does does;
    see(query, does);
    if (query.order.empty()) return does;
    does.order = true;
    (query.order.front().descending ? does.descending : does.ascending) = true;
    return does;
}

float verdict(bool asked, bool done) { return asked == done ? 0.F : asked ? 1.F : -1.F; }

}  // namespace

Cues cues_of(const Analysis& analysis) {
    const auto& tokens = analysis.sentence.tokens;
    const auto says = [&](auto... of) {
        return std::any_of(tokens.begin(), tokens.end(),
                           [&](const Token& token) { return token.kind == Token::Kind::word && token.is(of...); });
    };
    const bool superlative = std::any_of(tokens.begin(), tokens.end(), [](const Token& token) {
        const auto* measure = measure_cue(token.word);
        return superlative_cue(token.word) != 0 || (measure && !measure->comparative) || token.is(WordClass::top);
    });
    Cues cues;
    cues.negation =
        std::any_of(tokens.begin(), tokens.end(), [](const Token& token) { return token.is(WordClass::negation); });
    cues.each = says(WordClass::each_cue);
    cues.distinct = says(WordClass::distinct_cue);
    cues.average = says(WordClass::average_cue);
    cues.total = says(WordClass::total_cue);
    cues.extreme = superlative || says(WordClass::extreme_cue);
    cues.many = says(WordClass::many_cue);
    cues.compared = cues.average && says(WordClass::than_cue);
    cues.part_of_text = says(WordClass::part_of_text_cue);
    cues.alternative = says(WordClass::or_word);
    cues.both = says(WordClass::both);
    cues.order = says(WordClass::order_cue);
    cues.falling = says(WordClass::descending);
    cues.rising = says(WordClass::ascending, WordClass::alphabetical) && !cues.falling;
    for (std::size_t t = 0; t < tokens.size(); ++t) {
        if (t > 0 && !tokens[t].stop_before && (tokens[t].capital || tokens[t].kind == Token::Kind::quoted))
            cues.capitals.set(t);
        if (tokens[t].is(WordClass::month)) cues.months.set(t);
    }
    return cues;
}

CueAgreement cue_agreement(const Plan& plan, const Cues& cues, const Analysis& analysis) {
    const auto does = does_of(plan.shape);
    const auto left = analysis.content & ~plan.covered;
    float last_words = 0;
    for (auto t = analysis.sentence.tokens.size(); t-- > 0 && !plan.covered.test(t);) last_words += left.test(t);
    CueAgreement f;
    f["cue_negation"] = verdict(cues.negation, does.negation);
    f["cue_groups"] = verdict(cues.each, does.group);
    f["cue_distinct"] = verdict(cues.distinct, does.distinct);
    f["cue_average"] = verdict(cues.average, does.average);
    f["cue_sum"] = verdict(cues.total, does.sum);
    f["cue_extreme"] = verdict(cues.extreme, does.extreme);
    f["cue_count"] = verdict(cues.many, does.count);
    f["cue_comparison"] = verdict(cues.compared, does.compares);
    f["cue_part_of_text"] = verdict(cues.part_of_text, does.part_of_text);
    f["cue_alternative"] = verdict(cues.alternative, does.alternative);
    f["cue_both"] = verdict(cues.both, does.both);
    f["cue_order"] = verdict(cues.order, does.order);
    f["cue_direction"] = (cues.falling && does.ascending) || (cues.rising && does.descending) ? 1.F : 0.F;
    f["capitals_left"] = static_cast<float>((cues.capitals & ~plan.covered).count());
    f["months_left"] = static_cast<float>((cues.months & ~plan.covered).count());
    f["last_words_left"] = last_words;
    assert(f.complete());
    return f;
}

}  // namespace pf::compiler
