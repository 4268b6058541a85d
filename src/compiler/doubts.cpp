#include "compiler/doubts.hpp"

#include <algorithm>
#include <array>

#include "compiler/lexicon.hpp"
#include "compiler/rank/cue_agreement.hpp"
#include "compiler/word_class.hpp"

namespace pf::compiler {
namespace {

using Tokens = std::vector<Token>;

bool is_extreme(const plan::TermView& term) {
    return term.aggregate == Summary::max || term.aggregate == Summary::min || term.aggregate == Summary::range;
}

// "in the same year as Nora"
bool says_same_as(const Tokens& tokens) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (!tokens[i].is(WordClass::same)) continue;
        for (auto k = i + 1; k < std::min(i + 6, tokens.size()); ++k)
            if (tokens[k].is(WordClass::as)) return true;
    }
    return false;
}

bool ranks(const Token& token) { return superlative_cue(token.word) != 0 || measure_cue(token.word) != nullptr; }

// "over 100", of which no condition knows.
bool drops_a_number(const Plan& plan, const Analysis& analysis) {
    const auto& tokens = analysis.sentence.tokens;
    for (std::size_t i = 0; i < tokens.size(); ++i)
        if (tokens[i].number && !plan.covered.test(i)) return true;
    return false;
}

// "highest first", of rows in no order.
bool drops_an_order(const Plan& plan, const Analysis& analysis) {
    const auto& tokens = analysis.sentence.tokens;
    if (!plan.shape.order.empty()) return false;
    for (std::size_t i = 1; i < tokens.size(); ++i)
        if (ranks(tokens[i]) && !plan.covered.test(i)) return true;
    return false;
}

// "without a fax", "all cities but Rome", of rows that have one.
bool drops_a_negation(const Plan& plan, const Analysis& analysis) {
    const auto& tokens = analysis.sentence.tokens;
    auto cues = cues_of(analysis);
    for (std::size_t i = 1; i + 1 < tokens.size(); ++i) cues.negation |= tokens[i].is(WordClass::but);
    return cue_agreement(plan, cues, analysis)["cue_negation"] > 0;
}

// A second sentence of which a word is not heard: "… Sort by price."
bool drops_a_later_sentence(const Plan& plan, const Analysis& analysis) {
    const auto& tokens = analysis.sentence.tokens;
    bool later = false;
    for (std::size_t i = 1; i < tokens.size(); ++i) {
        later |= tokens[i].stop_before;
        if (later && analysis.content.test(i) && !plan.covered.test(i)) return true;
    }
    return false;
}

// "clients in Germny": a text that the data does not hold, in a column that was guessed for it. What is quoted, or said
// to be a part of a text, is searched for as it is.
bool searches_for_what_is_not_there(const Plan& plan, const Analysis& analysis) {
    const auto& tokens = analysis.sentence.tokens;
    const auto cues = cues_of(analysis);
    return !cues.part_of_text && std::any_of(plan.chosen.begin(), plan.chosen.end(), [&](const Option* option) {
        if (option->role != Role::value || option->op != Op::contains) return false;
        for (int at = option->begin; at < option->end; ++at)
            if (tokens[static_cast<std::size_t>(at)].kind == Token::Kind::quoted) return false;
        return true;
    });
}

// "guests of the newest episode", of which one row is kept: an episode has more than one guest.
bool keeps_one_of_several(const Plan& plan, const Analysis& analysis) {
    const auto& shape = plan.shape;
    if (shape.limit != 1 || shape.offset != 0 || shape.from.size() < 2 || shape.order.empty()) return false;
    const auto& tokens = analysis.sentence.tokens;
    const int ordered = shape.order.front().term.column.table;
    const auto shows = [&](int table) {
        return std::any_of(shape.select.begin(), shape.select.end(),
                           [table](const plan::TermView& shown) { return shown.column.table == table; });
    };
    const auto is_one = [&](const TableMention& mention) {
        return mention.table == ordered && mention.begin > 0 &&
               superlative_cue(tokens[static_cast<std::size_t>(mention.begin) - 1].word) != 0;
    };
    const auto are_several = [&](const TableMention& mention) {
        const auto& last = tokens[static_cast<std::size_t>(mention.end) - 1];
        return mention.table != ordered && shows(mention.table) && last.word.ends_with('s') && last.word != last.stem;
    };
    for (const auto& one : analysis.tables)
        if (is_one(one))
            for (const auto& several : analysis.tables)
                if (several.end < one.begin && are_several(several)) return true;
    return false;
}

// "policies of Miler", read as Miller: somebody else may be meant.
bool takes_a_name_for_another(const Plan& /*plan*/, const Analysis& analysis) {
    const auto& tokens = analysis.sentence.tokens;
    return std::any_of(tokens.begin(), tokens.end(), is_guessed_name);
}

bool misses_a_name(const Plan& plan, const Analysis& analysis) {
    return takes_a_name_for_another(plan, analysis) || takes_a_lesser_name(plan, analysis);
}

// "apartment numbers", "room count": the last word of a longer name.
bool ends_a_name(const Analysis& analysis, int token) {
    return std::any_of(analysis.columns.begin(), analysis.columns.end(), [token](const ColumnMention& mention) {
        return mention.link >= 0.9F && mention.begin < token && mention.end == token + 1;
    });
}

// "the number of guests", of a column that is called number.
bool drops_a_count(const Plan& plan, const Analysis& analysis) {
    const auto& tokens = analysis.sentence.tokens;
    const auto is_counted = [&](const TableMention& mention) {
        const int noun = mention.begin - (is_at(tokens, mention.begin - 1, WordClass::the) ? 3 : 2);
        return mention.link >= 0.9F && is_at(tokens, noun, WordClass::count_noun) &&
               is_at(tokens, noun + 1, WordClass::of) && !ends_a_name(analysis, noun);
    };
    auto cues = cues_of(analysis);
    cues.many = std::any_of(analysis.tables.begin(), analysis.tables.end(), is_counted);
    return cues.many && cue_agreement(plan, cues, analysis)["cue_count"] > 0;
}

// "how old are the orgs", of which one figure is made that nobody asked for.
bool averages_unasked(const Plan& plan, const Analysis& analysis) {
    return plan.shape.group.empty() && cue_agreement(plan, cues_of(analysis), analysis)["cue_average"] < 0;
}

// "doctors who work on Saturdays", of the day on which they were hired: a date that nobody named is of what the verb
// before it says only where its name says so too.
bool guesses_what_happened(const Plan& plan, const Analysis& analysis) {
    const auto& tokens = analysis.sentence.tokens;
    return std::any_of(plan.chosen.begin(), plan.chosen.end(), [&](const Option* o) {
        if (o->role != Role::date || o->expression == Expression::column) return false;
        int verb = o->begin - 1;
        while (verb > 0 && is_stop_word(tokens[static_cast<std::size_t>(verb)].word)) --verb;
        const auto at = static_cast<std::size_t>(std::max(verb, 0));
        const auto behind_who = [&] {
            return is_at(tokens, verb - 1, WordClass::who, WordClass::that, WordClass::which) ||
                   is_at(tokens, verb - 1, WordClass::have, WordClass::has, WordClass::was, WordClass::were);
        };
        const auto says_so = [&](const ColumnMention& mention) {
            return mention.column == o->column && mention.tokens.test(at) && mention.link >= linked_by_letters;
        };
        return verb > 0 && o->begin - verb <= 3 && behind_who() &&
               std::none_of(analysis.columns.begin(), analysis.columns.end(), says_so);
    });
}

bool misses_a_part_of_time(const Plan& plan, const Analysis& analysis) {
    return drops_a_part_of_time(plan, analysis) || guesses_what_happened(plan, analysis);
}

bool drops_a_quality(const Plan& plan, const Analysis& analysis) { return unheard_quality(plan, analysis).has_value(); }

bool drops_a_unit(const Plan& plan, const Analysis& analysis) { return !uses_units(plan, analysis); }

// In the order of the names.
constexpr std::array<bool (*)(const Plan&, const Analysis&), doubt_names.size()> doubts{drops_a_unit,
                                                                                        drops_a_measure,
                                                                                        drops_a_comparison,
                                                                                        misses_a_part_of_time,
                                                                                        drops_a_number,
                                                                                        drops_an_order,
                                                                                        drops_a_negation,
                                                                                        drops_a_rank_in_groups,
                                                                                        keeps_one_of_several,
                                                                                        drops_a_later_sentence,
                                                                                        drops_a_count,
                                                                                        drops_a_quality,
                                                                                        searches_for_what_is_not_there,
                                                                                        repeats_rows_for_any,
                                                                                        averages_unasked,
                                                                                        misses_a_name};

}  // namespace

std::string_view doubt_about(const Plan& plan, const Analysis& analysis) {
    for (std::size_t i = 0; i < doubts.size(); ++i)
        if (doubts[i](plan, analysis)) return doubt_names[i];
    return {};
}

std::bitset<doubt_names.size()> doubts_about(const Plan& plan, const Analysis& analysis) {
    std::bitset<doubt_names.size()> held;
    for (std::size_t i = 0; i < doubts.size(); ++i) held.set(i, doubts[i](plan, analysis));
    return held;
}

bool drops_a_rank_in_groups(const Plan& plan, const Analysis& analysis) {
    const auto& tokens = analysis.sentence.tokens;
    const auto& query = plan.shape;
    if (query.windowed ||
        (!query.group.empty() && query.limit == 0 && std::any_of(query.select.begin(), query.select.end(), is_extreme)))
        return false;
    bool ranked = false;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        ranked |=
            superlative_cue(tokens[i].word) != 0 || (measure_cue(tokens[i].word) && tokens[i].word.ends_with("est"));
        if (!ranked || i == 0) continue;
        const bool of_each = tokens[i].is(WordClass::each, WordClass::every) &&
                             tokens[i - 1].is(WordClass::of, WordClass::for_, WordClass::in, WordClass::from);
        if (of_each || tokens[i].is(WordClass::per)) return true;
    }
    return false;
}

bool repeats_rows_for_any(const Plan& plan, const Analysis& analysis) {
    const auto& tokens = analysis.sentence.tokens;
    const auto& shape = plan.shape;
    if (shape.from.size() < 2 || !shape.group.empty() || shape.distinct || shape.count_rows) return false;
    const auto shows = [&](int table) {
        return std::any_of(shape.select.begin(), shape.select.end(),
                           [table](const plan::TermView& shown) { return shown.column.table == table; });
    };
    return std::any_of(analysis.tables.begin(), analysis.tables.end(), [&](const TableMention& any) {
        return is_at(tokens, any.begin - 1, WordClass::a, WordClass::an) &&
               is_at(tokens, any.begin - 2, WordClass::holding_verb) && shows(any.table) &&
               std::any_of(analysis.tables.begin(), analysis.tables.end(), [&](const TableMention& rows) {
                   return rows.end < any.begin && rows.table != any.table && shows(rows.table);
               });
    });
}

bool takes_a_lesser_name(const Plan& plan, const Analysis& analysis) {
    constexpr float in_full = 0.99F;
    const auto& mentioned = analysis.mentioned_tables;
    const auto is_exact = [&](const ColumnMention& mention) {
        return mention.link >= in_full && mention.by == LinkedBy::stem &&
               std::find(mentioned.begin(), mentioned.end(), mention.column.table) != mentioned.end();
    };
    return std::any_of(analysis.columns.begin(), analysis.columns.end(), [&](const ColumnMention& named) {
        if (!is_exact(named)) return false;
        bool lesser = false, used = false;
        for (const auto* option : plan.chosen) {
            if (((option->covers | option->shared) & named.tokens).none()) continue;
            used |= option->column == named.column || option->other == named.column;
            lesser |= std::any_of(analysis.columns.begin(), analysis.columns.end(), [&](const ColumnMention& mention) {
                return mention.column == option->column && mention.link <= linked_by_letters &&
                       (mention.tokens & named.tokens).any();
            });
        }
        return lesser && !used;
    });
}

bool ranks_rows(const plan::Shape& query) {
    if (!query.order.empty() || std::any_of(query.select.begin(), query.select.end(), is_extreme)) return true;
    return std::any_of(query.where.begin(), query.where.end(),
                       [](const plan::ConditionShape& c) { return c.inside && ranks_rows(*c.inside); });
}

bool uses_units(const Plan& plan, const Analysis& analysis) {
    const auto& tokens = analysis.sentence.tokens;
    for (std::size_t i = 1; i < tokens.size(); ++i)
        if (tokens[i - 1].number && plan.covered.test(i - 1) && !plan.covered.test(i) &&
            unit_of_measure(tokens[i].word))
            return false;
    return true;
}

TokenSet measures_left_out(const Plan& plan, const Analysis& analysis) {
    TokenSet left;
    if (ranks_rows(plan.shape)) return left;
    const auto& tokens = analysis.sentence.tokens;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const auto named = [i](const auto& mention) { return mention.tokens.test(i); };
        if ((measure_cue(tokens[i].word) || tokens[i].is(WordClass::late_word)) && !plan.covered.test(i) &&
            std::none_of(analysis.columns.begin(), analysis.columns.end(), named) &&
            std::none_of(analysis.tables.begin(), analysis.tables.end(), named))
            left.set(i);
    }
    return left;
}

namespace {

// "how tall are the orgs"
bool asks_how(const Tokens& tokens, int at) {
    return is_at(tokens, at - 1, WordClass::how) &&
           is_at(tokens, at + 1, WordClass::is, WordClass::are, WordClass::was, WordClass::were) &&
           !is_at(tokens, at, WordClass::many, WordClass::much);
}

// "tall orgs"
bool qualifies_rows(const Analysis& analysis, int at) {
    return is_at(analysis.sentence.tokens, at, WordClass::quality_adjective) &&
           std::any_of(analysis.tables.begin(), analysis.tables.end(),
                       [at](const TableMention& mention) { return mention.begin == at + 1 && mention.link >= 0.9F; });
}

}  // namespace

std::optional<int> unheard_quality(const Plan& plan, const Analysis& analysis) {
    const auto& tokens = analysis.sentence.tokens;
    for (int at = 0; at < static_cast<int>(tokens.size()); ++at) {
        const auto i = static_cast<std::size_t>(at);
        if (!plan.covered.test(i) && !analysis.linked.test(i) && (asks_how(tokens, at) || qualifies_rows(analysis, at)))
            return at;
    }
    return std::nullopt;
}

bool drops_a_measure(const Plan& plan, const Analysis& analysis) { return measures_left_out(plan, analysis).any(); }

bool drops_a_part_of_time(const Plan& plan, const Analysis& analysis) {
    const auto& tokens = analysis.sentence.tokens;
    bool grouped = false;  // "per method and month"
    for (std::size_t i = 1; i < tokens.size(); ++i) {
        const auto& before = tokens[i - 1];
        const bool asks = before.is(WordClass::each, WordClass::per, WordClass::every, WordClass::by);
        grouped |= asks;
        if (value_of(tokens[i].word, WordClass::date_part).empty() || plan.covered.test(i)) continue;
        if (asks || (grouped && before.is(WordClass::and_))) return true;
    }
    return false;
}

bool drops_a_comparison(const Plan& plan, const Analysis& analysis) {
    const auto& tokens = analysis.sentence.tokens;
    const auto in_group = [](const auto& option) { return option.role == Role::compare && option.group.column >= 0; };
    if (std::any_of(analysis.options.begin(), analysis.options.end(), in_group) &&
        std::none_of(plan.chosen.begin(), plan.chosen.end(), [&](const Option* option) { return in_group(*option); }))
        return true;  // "than the average of their department", of all departments
    const auto& where = plan.shape.where;
    if (says_same_as(tokens) && (plan.moves & (made_self_join | self_pairs)) == 0 &&
        std::none_of(where.begin(), where.end(), [](const plan::ConditionShape& c) { return c.inside != nullptr; }))
        return true;
    const bool versus =
        std::any_of(tokens.begin(), tokens.end(), [](const Token& token) { return token.is(WordClass::versus); });
    return versus && plan.shape.group.empty() && plan.shape.select.size() < 2;
}

}  // namespace pf::compiler
