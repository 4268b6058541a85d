#include "compiler/compile.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

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

}  // namespace

struct Compiler::Impl {
    SchemaIndex schema;
    Suggester suggester;
    Impl(std::shared_ptr<const context::Ontology> ontology, std::shared_ptr<const context::ValueIndex> values)
        : schema(std::move(ontology), std::move(values)), suggester(schema) {}
};

Compiler::Compiler(std::shared_ptr<const context::Ontology> ontology, std::shared_ptr<const context::ValueIndex> values)
    : impl_(std::make_unique<Impl>(std::move(ontology), std::move(values))) {}
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
    if (sentence.size() > max_sentence_bytes) return refuse("The sentence is too long.", "Say it in fewer than 200 words.");
    if (schema.tables() == 0) return refuse("There are no tables to ask about.", "Name tables under DATA in the semantic model, or load some data.");
    const auto& weights = Weights::shipped();

    auto analysis = analyse(sentence, schema);
    const Context context(analysis, schema, weights);
    score_options(analysis, context, weights);
    auto plans = search_plans(analysis, schema);
    rank_plans(plans, context, weights);

    result.unknown = impl_->suggester.unknown_words(analysis, plans);
    if (plans.empty()) {
        if (!result.unknown.empty()) return refuse("I do not understand " + quoted_list(result.unknown) + ".", impl_->suggester.hint());
        return refuse("I do not see what is asked for.", impl_->suggester.hint());
    }
    // Plans that say the same in other words count together.
    const float confidence = confidence_of(plans, context, weights);
    float whole = 0;
    for (const auto& plan : plans) whole += std::exp(plan.score - plans[0].score);
    for (const auto& plan : plans) {
        if (result.readings.size() >= max_readings) break;
        Reading reading;
        reading.sql = plan.sql;
        reading.reading = emit_reading(plan.query, schema);
        reading.confidence = result.readings.empty() ? confidence : std::min(1 - confidence, std::exp(plan.score - plans[0].score) / whole);
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
    if (confidence >= weights.accept) {
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
