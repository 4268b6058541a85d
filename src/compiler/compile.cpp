#include "compiler/compile.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "base/utf8.hpp"
#include "compiler/conventions.hpp"
#include "compiler/emit_reading.hpp"
#include "compiler/emit_sql.hpp"
#include "compiler/option_features.hpp"
#include "compiler/rank.hpp"
#include "compiler/search.hpp"
#include "compiler/suggest.hpp"

namespace pf::compiler {
namespace {

constexpr std::size_t max_sentence_bytes = 16 * 1024;
constexpr std::size_t max_readings = 5;

std::string quoted_list(const std::vector<UnknownWord>& words) {
    std::string made;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i) made += i + 1 == words.size() ? " and " : ", ";
        made += "“" + words[i].word + "”";
    }
    return made;
}

// Everything of a query but what it shows.
std::uint64_t body_of(const Query& query) {
    auto body = query;
    body.select.clear();
    body.group.clear();
    body.distinct = false;
    if (body.right) {
        auto right = *body.right;
        right.select.clear();
        body.right = std::make_shared<const Query>(std::move(right));
    }
    return fingerprint(body);
}

// Who names an entity and no column means the entity: its naming columns stand for it, not its key.
void prefer_names(std::vector<Plan>& plans, const Analysis& analysis) {
    if (plans.empty() || !(plans[0].moves & (implied_key | table_as_key))) return;
    for (const auto& token : analysis.sentence.tokens)
        if (says_key(token) || token.stem == "number") return;
    const auto body = body_of(plans[0].query);
    for (std::size_t i = 1; i < plans.size(); ++i)
        if (leaves_choice_of_columns(plans[i]) &&
            !(plans[i].moves & (implied_key | table_as_key | implied_all | table_as_all | made_distinct)) &&
            body_of(plans[i].query) == body) {
            std::swap(plans[0].score, plans[i].score);
            std::swap(plans[0], plans[i]);
            return;
        }
}

}  // namespace

struct Compiler::Impl {
    SchemaIndex schema;
    Suggester suggester;
    Impl(std::shared_ptr<const model::Ontology> ontology, std::shared_ptr<const model::ValueIndex> values)
        : schema(std::move(ontology), std::move(values)), suggester(schema) {}
};

Compiler::Compiler(std::shared_ptr<const model::Ontology> ontology, std::shared_ptr<const model::ValueIndex> values)
    : impl_(std::make_unique<Impl>(std::move(ontology), std::move(values))) {
    (void)Weights::shipped();  // read now, not while the first sentence waits
}
Compiler::~Compiler() = default;
Compiler::Compiler(Compiler&&) noexcept = default;

Compilation Compiler::compile(std::string_view sentence) const {
    const auto& schema = impl_->schema;
    Compilation result;
    auto refuse = [&](std::string message, std::string hint) {
        result.status = Status::not_understood;
        result.message = std::move(message);
        result.hint = std::move(hint);
        return result;
    };
    if (sentence.size() > max_sentence_bytes)
        return refuse("The sentence is too long.", "Say it in fewer than 200 words.");
    if (!is_utf8(sentence) || holds_control_characters(sentence))
        return refuse("The sentence holds characters that are no text.", "Type it again.");
    if (schema.tables() == 0)
        return refuse("There are no tables to ask about.",
                      "Name tables under DATA in the semantic model, or load some data.");
    const auto& weights = Weights::shipped();

    auto analysis = analyse(sentence, schema);
    const Context context(analysis, schema, weights);
    score_options(analysis, context, weights);
    auto plans = search_plans(analysis, schema);
    rank_plans(plans, context, weights);

    prefer_names(plans, analysis);
    // With a semantic model made for it, a sentence that a plan accounts for word by word is taken at its word, and
    // short commands follow the product's conventions. With the bare catalogue only what was learned decides: measured
    // on databases nobody described, accounting alone is right in half of the cases (docs/compiler.md). A command that
    // only names an entity leaves nothing to learn.
    const bool described = !schema.ontology().rules.empty() || only_names_an_entity(analysis);
    if (described) count_entities_once(plans, schema);
    const bool accounted = described && prefer_accounted(plans, analysis, schema);
    result.unknown = impl_->suggester.unknown_words(analysis, plans);
    if (plans.empty()) {
        if (!result.unknown.empty())
            return refuse("I do not understand " + quoted_list(result.unknown) + ".", impl_->suggester.hint());
        for (const auto& option : analysis.options)
            if (option.aggregate == Aggregate::share) {
                const auto rows = schema.readable(option.column);
                return refuse("Which of the " + rows + "? A share counts those that meet a condition.",
                              "Say, for example: what share of " + rows + " are …, or have …");
            }
        return refuse("I do not see what is asked for.", impl_->suggester.hint());
    }
    // Plans that say the same in other words count together.
    const float confidence = confidence_of(plans, context, weights);
    float whole = 0;
    for (const auto& plan : plans) whole += std::exp(plan.score - plans[0].score);
    const bool by_rows = described || (plans[0].query.group.empty() && names_rows_of_an_entity(analysis) &&
                                       unaccounted(plans[0], analysis, schema) == 0);
    // The same rows under other columns is no ambiguity: an entity may be shown by its name, its key or all it has.
    // So is it where nobody described the database, when the sentence only names the entity and which of its rows; nor
    // does it ask then how many they are. Where the first plan accounts for the whole sentence, those that leave words
    // out are no rivals of it.
    std::vector<float> shares;
    for (std::size_t i = 0; i < plans.size(); ++i)
        shares.push_back(i > 0 && (accounted || (by_rows && !described)) && unaccounted(plans[i], analysis, schema) > 0
                             ? 0.F
                             : std::exp(plans[i].score - plans[0].score));
    const float rivals = std::accumulate(shares.begin(), shares.end(), 0.F);
    float same_rows = 0;
    const bool covered = (analysis.content & ~plans[0].covered).none();
    const auto body = by_rows ? body_of(plans[0].query) : 0;
    const bool choice = leaves_choice_of_columns(plans[0]) &&
                        std::none_of(plans[0].chosen.begin(), plans[0].chosen.end(), [](const Option* o) {
                            return o->role == Role::count || (o->role == Role::select && o->column.column >= 0);
                        });
    bool whole_entity = described && show_whole_entity(plans[0], analysis, schema);
    if (by_rows && (covered || !described) && (choice || whole_entity))
        for (std::size_t i = 0; i < plans.size(); ++i)
            if (i == 0 || ((whole_entity || leaves_choice_of_columns(plans[i]) ||
                            (!described && (plans[i].moves & implied_count) != 0)) &&
                           body_of(plans[i].query) == body))
                same_rows += shares[i] / rivals;
    const float sure_of_rows = described ? 0.55F : 0.8F;
    // Nothing says which columns stand for the rows: all do.
    if (!described && same_rows >= sure_of_rows && confidence < weights.accept)
        whole_entity = show_whole_entity(plans[0], analysis, schema);
    for (const auto& plan : plans) {
        if (result.readings.size() >= max_readings) break;
        Reading reading;
        reading.sql = plan.sql;
        reading.reading = emit_reading(plan.query, schema);
        // Whole rows are shown by convention: what can be wrong is which rows.
        reading.confidence = result.readings.empty()
                                 ? (whole_entity ? std::max(confidence, same_rows) : confidence)
                                 : std::min(1 - confidence, std::exp(plan.score - plans[0].score) / whole);
        result.readings.push_back(std::move(reading));
    }
    if (analysis.sentence.truncated) {
        result.readings.clear();
        return refuse("The sentence is too long.", "Say it in fewer than 200 words.");
    }
    if (!result.unknown.empty()) {
        result.readings.resize(1);
        return refuse("I do not understand " + quoted_list(result.unknown) + ".", impl_->suggester.hint());
    }
    // A plan that says the whole sentence needs less of the ranking's trust, and a short command less than a question.
    const float enough = is_command(analysis) ? 0.25F : 0.5F;
    if (uses_units(plans[0], analysis) &&
        (confidence >= weights.accept || same_rows >= sure_of_rows || (accounted && confidence >= enough))) {
        result.status = Status::ok;
        result.readings.resize(1);
        return result;
    }
    if (result.readings.size() < 2) {
        return refuse("I am not sure what is asked for.", impl_->suggester.hint());
    }
    result.status = Status::ambiguous;
    result.message = "This can be read in several ways. Choose one, or say it more exactly.";
    return result;
}

}  // namespace pf::compiler
