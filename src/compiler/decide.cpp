#include "compiler/decide.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/utf8.hpp"
#include "compiler/conventions.hpp"
#include "compiler/doubts.hpp"
#include "compiler/plan/fingerprint.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/print/postgres.hpp"
#include "compiler/rank/confidence.hpp"
#include "compiler/rank/rank.hpp"
#include "compiler/word_class.hpp"

namespace pf::compiler {
namespace {

constexpr std::size_t max_sentence_bytes = 16 * 1024;

std::string quoted_list(const std::vector<UnknownWord>& words) {
    std::string made;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i) made += i + 1 == words.size() ? " and " : ", ";
        made += "“" + words[i].word + "”";
    }
    return made;
}

Verdict refuse(std::string message, std::string hint) {
    return {.status = Status::not_understood,
            .confidence = {},
            .unknown = {},
            .message = std::move(message),
            .hint = std::move(hint)};
}

Verdict refuse_length() { return refuse("The sentence is too long.", "Say it in fewer than 200 words."); }

Verdict refuse_words(const std::vector<UnknownWord>& words, const Suggester& suggester) {
    return refuse("I do not understand " + quoted_list(words) + ".", suggester.hint());
}

Verdict refuse_without_plans(const std::vector<UnknownWord>& unknown, const Context& context,
                             const Suggester& suggester) {
    if (!unknown.empty()) return refuse_words(unknown, suggester);
    for (const auto& option : context.analysis.options)
        if (option.aggregate == Summary::share) {
            const auto rows = context.schema.readable(option.column);
            return refuse("Which of the " + rows + "? A share counts those that meet a condition.",
                          "Say, for example: what share of " + rows + " are …, or have …");
        }
    return refuse("I do not see what is asked for.", suggester.hint());
}

// Who names an entity and no column means the entity: its naming columns stand for it, not its key.
void prefer_names(std::vector<Plan>& plans, const Analysis& analysis, const SchemaIndex& schema) {
    if (plans.empty() || !(plans[0].moves & (implied_key | table_as_key))) return;
    for (const auto& token : analysis.sentence.tokens)
        if (says_key(token) || token.stem == "number") return;
    const auto body = plan::fingerprint_of_rows(plans[0].query, schema);
    for (std::size_t i = 1; i < plans.size(); ++i)
        if (leaves_choice_of_columns(plans[i]) &&
            !(plans[i].moves & (implied_key | table_as_key | implied_all | table_as_all | made_distinct)) &&
            plan::fingerprint_of_rows(plans[i].query, schema) == body) {
            std::swap(plans[0].score, plans[i].score);
            std::swap(plans[0], plans[i]);
            return;
        }
}

// Whether a word of it is one that somebody defined for the database.
bool says_vocabulary(const Analysis& analysis) {
    return std::any_of(analysis.meant.begin(), analysis.meant.end(), [](const Meant& word) { return word.table >= 0; });
}

// Moves the plan that leaves out least to the front; among equals the ranking decides. True when it says it all.
bool prefer_accounted(std::vector<Plan>& plans, const Analysis& analysis, const SchemaIndex& schema) {
    if (plans.empty()) return false;
    std::size_t best = 0;
    int least = unaccounted(plans[0], analysis, schema);
    for (std::size_t i = 1; i < std::min(plans.size(), ranked_plans) && least > 0; ++i) {
        if (plans[i].score < plans[0].score - bounds.accounted_behind) break;
        if (const int left = unaccounted(plans[i], analysis, schema); left < least) {
            least = left;
            best = i;
        }
    }
    if (best > 0) {
        std::swap(plans[0].score, plans[best].score);
        std::rotate(plans.begin(), plans.begin() + static_cast<std::ptrdiff_t>(best),
                    plans.begin() + static_cast<std::ptrdiff_t>(best) + 1);
    }
    return least == 0;
}

// Whether the first plan's columns are nobody's choice: the sentence named an entity and no column of it.
bool leaves_columns_open(const Plan& plan) {
    return leaves_choice_of_columns(plan) && std::none_of(plan.chosen.begin(), plan.chosen.end(), [](const Option* o) {
               return o->role == Role::count || (o->role == Role::select && o->column.column >= 0);
           });
}

// What speaks for the first plan.
struct Standing {
    // With a semantic model made for it, a sentence that a plan accounts for word by word is taken at its word, and
    // short commands follow the product's conventions. With the bare catalogue only what was learned decides: measured
    // on databases nobody described, accounting alone is right in half of the cases (docs/compiler.md). A command that
    // only names an entity leaves nothing to learn.
    bool described = false;
    bool accounted = false;     // described, and it says the whole sentence
    bool by_rows = false;       // other columns of the same rows are no other answer
    bool whole_entity = false;  // whole rows are shown by convention
    float confidence = 0;
    float same_rows = 0;  // weight of the plans that choose its rows, where only the columns are open

    [[nodiscard]] float enough_rows() const { return described ? bounds.rows_described : bounds.rows_bare; }
};

// The same for plans that choose the same rows of an entity and differ in what they show of them; 0: the rows are
// groups of something else. Groups that are rows each, such as films by how often they were rented, are rows of theirs.
std::uint64_t rows_chosen(const Plan& plan, const Context& context) {
    if (plan.query.group.empty()) return plan::fingerprint_of_rows(plan.query, context.schema);
    auto whole = plan;
    std::erase_if(whole.query.select, [&](const plan::Shown& shown) {  // what ranks them may be shown or not
        return std::any_of(plan.query.order.begin(), plan.query.order.end(),
                           [&](const plan::OrderKey& key) { return key.term == shown.term; });
    });
    whole.shape = plan::shape_of(whole.query);
    if (!show_whole_entity(whole, context.analysis, context.schema)) return 0;
    return plan::fingerprint(whole.query, context.schema);
}

// The weights of the plans relative to the first. Where the first accounts for the whole sentence, those that leave
// words out are no rivals of it.
std::vector<float> rival_weights(const std::vector<Plan>& plans, const Standing& standing, const Context& context) {
    const bool accounts = standing.accounted || (standing.by_rows && !standing.described);
    std::vector<float> weights;
    for (std::size_t i = 0; i < plans.size(); ++i) {
        const bool rival = i == 0 || !accounts || unaccounted(plans[i], context.analysis, context.schema) == 0;
        weights.push_back(rival ? std::exp(plans[i].score - plans[0].score) : 0.F);
    }
    return weights;
}

// The same rows under other columns is no ambiguity: an entity may be shown by its name, its key or all it has. Where
// nobody described the database, neither is how many they are.
float weight_of_same_rows(const std::vector<Plan>& plans, const Standing& standing, const std::vector<float>& weights,
                          std::uint64_t body, const Context& context) {
    const float rivals = std::accumulate(weights.begin(), weights.end(), 0.F);
    constexpr float least_weight = 0.002F;
    float same = 0;
    for (std::size_t i = 0; i < plans.size(); ++i)
        if (i == 0 || (weights[i] / rivals >= least_weight &&
                       (standing.whole_entity || leaves_choice_of_columns(plans[i]) ||
                        (!standing.described && (plans[i].moves & implied_count) != 0)) &&
                       rows_chosen(plans[i], context) == body))
            same += weights[i] / rivals;
    return same;
}

// How much of the trust that the first plan leaves is the others', each by its share of all weights.
std::vector<float> trust_behind(const std::vector<Plan>& plans, float confidence, std::size_t most) {
    float whole = 0;
    for (const auto& plan : plans) whole += std::exp(plan.score - plans[0].score);
    std::vector<float> trust(std::min(plans.size(), most), 0.F);
    for (std::size_t i = 1; i < trust.size(); ++i)
        trust[i] = std::min(1 - confidence, bounds.further * std::exp(plans[i].score - plans[0].score) / whole);
    return trust;
}

// The trust in a plan that is the first but for the group of those of which nothing is known: no word leaves it out,
// who means the one is served by the other, and the group stands there for what it is.
float trust_in_known_groups(const std::vector<Plan>& plans, float confidence, const SchemaIndex& schema) {
    constexpr std::size_t most = 8;
    if (plans[0].leaves_out || plans[0].query.group.empty()) return 0;
    const auto first = plan::fingerprint_of_result(plans[0].query, schema);
    const auto trust = trust_behind(plans, confidence, most);
    for (std::size_t i = 1; i < trust.size(); ++i) {
        if (!plans[i].leaves_out) continue;
        auto all = plans[i].query;
        std::erase_if(all.where, [&](const plan::Term* term) {
            return plan::is_call(*term, Op::not_null) &&
                   std::any_of(all.group.begin(), all.group.end(),
                               [&](const plan::Term* key) { return look_at(*key).column == look_at(*term).column; });
        });
        if (plan::fingerprint_of_result(all, schema) == first) return trust[i];
    }
    return 0;
}

// What is known once the first plan is fixed; it may be made to show whole rows.
void judge_first(std::vector<Plan>& plans, Standing& standing, const Context& context, const Model& model) {
    const auto& analysis = context.analysis;
    const auto& schema = context.schema;
    auto& first = plans[0];
    standing.confidence = confidence_of(plans, context, model);
    standing.confidence += trust_in_known_groups(plans, standing.confidence, schema);
    const auto body = rows_chosen(first, context);
    standing.by_rows = standing.described ||
                       (body != 0 && names_rows_of_an_entity(analysis) && unaccounted(first, analysis, schema) == 0);
    const auto rivals = rival_weights(plans, standing, context);
    const bool open = leaves_columns_open(first), covered = (analysis.content & ~first.covered).none();
    standing.whole_entity = standing.described && show_whole_entity(first, analysis, schema);
    if (standing.described && !standing.whole_entity) (void)show_each_value_once(first, analysis, schema);
    if (standing.by_rows && (covered || !standing.described) && (open || standing.whole_entity))
        standing.same_rows = weight_of_same_rows(plans, standing, rivals, body, context);
    // Nothing says which columns stand for the rows: all do.
    if (!standing.described && standing.same_rows >= standing.enough_rows() && standing.confidence < model.accept)
        standing.whole_entity = show_whole_entity(first, analysis, schema);
}

bool is_sure(const Plan& first, const Standing& standing, const Analysis& analysis, const Model& model) {
    if (standing.confidence < bounds.least || !doubt_about(first, analysis).empty()) return false;
    const float enough = is_command(analysis) ? bounds.command : bounds.question;
    return standing.confidence >= model.accept || standing.same_rows >= standing.enough_rows() ||
           (standing.accounted && standing.confidence >= enough);
}

// Whether the rows are those of tables, and not made of groups or counted.
bool shows_plain_rows(const Plan& plan) {
    return plan.shape.group.empty() && !plan.shape.count_rows && !plan.shape.windowed &&
           std::none_of(plan.shape.select.begin(), plan.shape.select.end(),
                        [](const plan::TermView& term) { return term.aggregate != Summary::none; });
}

// Readings of the same rows that only show other columns of them are one choice: the likeliest of them stands for all.
// Those that repeat one go behind the others; returns how many those are.
std::size_t tell_apart_by_rows(std::vector<Plan>& plans, const Context& context) {
    std::vector<std::uint64_t> seen;
    std::size_t apart = 0;
    for (std::size_t i = 0; i < std::min(plans.size(), ranked_plans); ++i) {
        const bool plain = shows_plain_rows(plans[i]);
        const auto rows = plain || !plans[i].query.group.empty() ? rows_chosen(plans[i], context) : 0;
        if (plain || rows != 0) {
            if (std::find(seen.begin(), seen.end(), rows) != seen.end()) continue;
            seen.push_back(rows);
        }
        const auto from = plans.begin() + static_cast<std::ptrdiff_t>(apart++);
        const auto at = plans.begin() + static_cast<std::ptrdiff_t>(i);
        std::rotate(from, at, at + 1);
    }
    return apart;
}

// Of each plan that would be shown.
std::vector<double> confidences(const std::vector<Plan>& plans, const Standing& standing) {
    const auto trust = trust_behind(plans, standing.confidence, max_readings);
    std::vector<double> made(trust.begin(), trust.end());
    // Whole rows are shown by convention: what can be wrong is which rows.
    made[0] =
        std::min(standing.whole_entity ? std::max(standing.confidence, standing.same_rows) : standing.confidence, 1.F);
    return made;
}

// Whether a table or a column is named, as good as in full, by words that the token is one of.
bool is_named(const Analysis& analysis, std::size_t at) {
    const auto names_it = [at](const auto& mention) { return mention.tokens.test(at) && mention.link >= 0.99F; };
    return std::any_of(analysis.columns.begin(), analysis.columns.end(), names_it) ||
           std::any_of(analysis.tables.begin(), analysis.tables.end(), names_it);
}

// "Delete all patterns": begins with a verb that changes data and names nothing.
bool asks_for_change(const Analysis& analysis) {
    const auto& tokens = analysis.sentence.tokens;
    return tokens.size() > 1 && tokens.front().is(WordClass::changing_verb) && !is_named(analysis, 0);
}

// "hello", "what can I ask?"
bool asks_for_nothing(const Analysis& analysis) {
    const auto& tokens = analysis.sentence.tokens;
    for (std::size_t i = 0; i < tokens.size(); ++i)
        if (!tokens[i].is(WordClass::small_talk, WordClass::stop_word) || is_named(analysis, i)) return false;
    return true;
}

// Words that none of the readings that would be offered does anything with: whichever is chosen, they are not heard.
TokenSet words_nobody_hears(const std::vector<Plan>& plans, std::size_t offered, const Context& context) {
    TokenSet left = context.analysis.content;
    for (std::size_t i = 0; i < std::min(offered, plans.size()); ++i)
        left &= words_left_out(plans[i], context.analysis, context.schema);
    return left;
}

// Fills `unknown` where no reading that would be offered hears a word.
Verdict verdict_of(std::vector<Plan>& plans, Standing& standing, std::vector<UnknownWord>& unknown,
                   const Context& context, const Model& model, const Suggester& suggester) {
    if (asks_for_change(context.analysis))
        return refuse("A rule only reads: nothing is changed or removed by a sentence.",
                      "Say which rows you want to see.");
    if (asks_for_nothing(context.analysis)) return refuse("Say what you want to see.", suggester.hint());
    if (plans.empty()) return refuse_without_plans(unknown, context, suggester);
    judge_first(plans, standing, context, model);
    if (context.analysis.sentence.truncated) return refuse_length();
    Verdict verdict;
    verdict.confidence = confidences(plans, standing);
    const auto best_guess = [&](Verdict refusal) {
        refusal.confidence = {verdict.confidence.front()};
        return refusal;
    };
    const bool trusted = standing.confidence >= bounds.unheard;
    if (!unknown.empty() && !trusted) return best_guess(refuse_words(unknown, suggester));
    const bool sure = is_sure(plans[0], standing, context.analysis, model);
    if (unknown.empty() && sure) {
        verdict.status = Status::ok;
        verdict.confidence.resize(1);
        return verdict;
    }
    if (verdict.confidence.size() < 2)
        return best_guess(unknown.empty() ? refuse("I am not sure what is asked for.", suggester.hint())
                                          : refuse_words(unknown, suggester));
    if (sure) {  // but for the word: the one reading without it
        verdict.confidence.resize(1);
    } else if (const auto apart = tell_apart_by_rows(plans, context); apart > 1) {
        verdict.confidence = confidences(plans, standing);
        verdict.confidence.resize(std::min(verdict.confidence.size(), apart));
    }
    auto unheard = words_nobody_hears(plans, verdict.confidence.size(), context);
    const auto quality = unheard_quality(plans[0], context.analysis);
    if (quality) unheard.set(static_cast<std::size_t>(*quality));
    // "who work at": the ranking has weighed that a general word is not used, unless it trusts no reading
    if (unheard.any() && (!trusted || drops_a_measure(plans[0], context.analysis) || quality)) {
        unknown = suggester.words_at(context.analysis, unheard);
        return best_guess(refuse_words(unknown, suggester));
    }
    verdict.status = Status::ambiguous;
    if (unknown.empty()) {  // a general word: the ranking has weighed that it is not used
        const auto& tokens = context.analysis.sentence.tokens;
        for (std::size_t i = 0; i < tokens.size(); ++i)
            if (tokens[i].classes.any() || model.words.contains(tokens[i].word)) unheard.reset(i);
        unknown = suggester.words_at(context.analysis, unheard);
    }
    verdict.leaves_words_out = !unknown.empty();
    verdict.message = unknown.empty() ? "This can be read in several ways. Choose one, or say it more exactly."
                                      : "I do not understand " + quoted_list(unknown) +
                                            ". Choose a reading without it, or say it in other words.";
    return verdict;
}

}  // namespace

Verdict decide(std::vector<Plan>& plans, const Context& context, const Model& model, const Suggester& suggester) {
    const auto& analysis = context.analysis;
    const auto& schema = context.schema;
    Standing standing;
    standing.described =
        !schema.ontology().rules.empty() || only_names_an_entity(analysis) || says_vocabulary(analysis);
    prefer_names(plans, analysis, schema);
    count_entities_once(plans, analysis, schema, standing.described);
    if (standing.described) standing.accounted = prefer_accounted(plans, analysis, schema);
    auto unknown = suggester.unknown_words(analysis, plans, model);
    auto verdict = verdict_of(plans, standing, unknown, context, model, suggester);
    verdict.unknown = std::move(unknown);
    for (std::size_t i = 0; i < verdict.confidence.size(); ++i)
        plans[i].sql = print::to_postgres(plans[i].query, schema);
    if (verdict.status == Status::ambiguous) verdict.unknown = suggester.left_out(analysis, plans);
    return verdict;
}

std::optional<Verdict> refuse_unreadable(std::string_view sentence, const SchemaIndex& schema) {
    if (sentence.size() > max_sentence_bytes) return refuse_length();
    if (!is_utf8(sentence) || holds_control_characters(sentence))
        return refuse("The sentence holds characters that are no text.", "Type it again.");
    if (schema.tables() == 0)
        return refuse("There are no tables to ask about.",
                      "Name tables under DATA in the semantic model, or load some data.");
    return std::nullopt;
}

}  // namespace pf::compiler
