#include "compiler/compile.hpp"

#include <algorithm>
#include <cmath>

#include "base/ascii.hpp"
#include "compiler/decide.hpp"
#include "compiler/follow_up.hpp"
#include "compiler/parts.hpp"
#include "compiler/plan/fingerprint.hpp"
#include "compiler/plan/from_sql.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/print/english.hpp"
#include "compiler/print/postgres.hpp"
#include "compiler/print/result_names.hpp"
#include "compiler/rank/option_features.hpp"
#include "compiler/rank/rank.hpp"
#include "compiler/said_words.hpp"
#include "compiler/search.hpp"
#include "compiler/spelling.hpp"

namespace pf::compiler {
namespace {

// What of the verdict needs no plans.
Compilation written(Verdict verdict) {
    Compilation made;
    made.status = verdict.status;
    made.unknown = std::move(verdict.unknown);
    made.leaves_words_out = verdict.leaves_words_out;
    made.message = std::move(verdict.message);
    made.hint = std::move(verdict.hint);
    return made;
}

constexpr std::size_t longest_word = 120, longest_follow_up = 1000;

SchemaIndex index_of(std::shared_ptr<const model::Ontology> ontology, std::shared_ptr<const model::ValueIndex> values) {
    const auto& vocabulary = ontology->vocabulary;
    const bool defines = !vocabulary.definitions.empty() || !vocabulary.refused.empty();
    SchemaIndex plain(std::move(ontology), std::move(values));
    return defines ? SchemaIndex(plain, std::make_shared<const Definitions>(plain)) : plain;
}

}  // namespace

struct Compiler::Impl {
    SchemaIndex schema;
    Suggester suggester;
    Impl(std::shared_ptr<const model::Ontology> ontology, std::shared_ptr<const model::ValueIndex> values)
        : schema(index_of(std::move(ontology), std::move(values))), suggester(schema) {}
};

Compiler::Compiler(std::shared_ptr<const model::Ontology> ontology, std::shared_ptr<const model::ValueIndex> values)
    : impl_(std::make_unique<Impl>(std::move(ontology), std::move(values))) {
    (void)Model::shipped();  // read now, not while the first sentence waits
}
Compiler::~Compiler() = default;
Compiler::Compiler(Compiler&&) noexcept = default;

std::vector<std::string> Compiler::refused() const {
    const auto* definitions = impl_->schema.definitions();
    return definitions ? definitions->refused() : std::vector<std::string>{};
}

std::vector<Candidate> Compiler::candidates(std::string_view word) const {
    return impl_->suggester.candidates(lower(word.substr(0, longest_word)));
}

const std::vector<int>& Compiler::naming_columns(int table) const { return impl_->schema.naming_columns(table); }

std::string Compiler::corrected(std::string_view sentence) const {
    if (refuse_unreadable(sentence, impl_->schema)) return {};
    return corrected_text(sentence, tokenise(sentence, Spelling(impl_->schema)));
}

std::vector<std::string> Compiler::whole_sentences(std::string_view before, std::string_view sentence) const {
    if (refuse_unreadable(before, impl_->schema) || refuse_unreadable(sentence, impl_->schema)) return {};
    return compiler::whole_sentences(before, sentence, impl_->schema);
}

bool Compiler::refers_back(std::string_view sentence) {
    return sentence.size() <= longest_follow_up && compiler::refers_back(tokenise(sentence));
}

namespace {

// The terms of the plans are in `analysis`.
struct Compiled {
    Analysis analysis;
    std::vector<Plan> plans;  // best first
    Verdict verdict;
};

Compiled compiled(std::string_view sentence, const SchemaIndex& schema, const Suggester& suggester) {
    const auto& learned = Model::shipped();
    Compiled made;
    made.analysis = analyse(sentence, schema);  // tokens → links → options
    const Context context(made.analysis, schema, learned);
    score_options(made.analysis, context, learned);
    made.plans = search_plans(made.analysis, schema);
    rank_plans(made.plans, context, learned);
    made.verdict = decide(made.plans, context, learned, suggester);
    return made;
}

// The verdict in words: the first plans as SQL whose columns say what they are, and as English.
Compilation written(Compiled of, const SchemaIndex& schema) {
    const auto confidence = of.verdict.confidence;
    auto made = written(std::move(of.verdict));
    std::vector<const plan::Query*> shown;
    for (std::size_t i = 0; i < confidence.size(); ++i) shown.push_back(&of.plans[i].query);
    const auto told = print::told_apart(shown, schema);
    plan::Arena names;
    for (std::size_t i = 0; i < shown.size(); ++i)
        made.readings.push_back({print::to_postgres(print::with_names(*shown[i], schema, names), schema), told[i],
                                 confidence[i], said_words(of.plans[i], of.analysis, schema)});
    return made;
}

// Of the plan that is the query: of the first its confidence, of the others their share of what it leaves.
double probability_of(const plan::Query& query, const Compiled& made, const SchemaIndex& schema) {
    if (made.verdict.confidence.empty()) return 0;
    const auto wanted = plan::fingerprint_of_result(query, schema);
    const double first = made.verdict.confidence.front();
    for (std::size_t i = 0; i < made.plans.size(); ++i)
        if (plan::fingerprint_of_result(made.plans[i].query, schema) == wanted)
            return i == 0
                       ? first
                       : std::min<double>(bounds.further * first * std::exp(made.plans[i].score - made.plans[0].score),
                                          1 - first);
    return 0;
}

}  // namespace

Relevant Compiler::relevant(std::string_view sentence) const {
    if (refuse_unreadable(sentence, impl_->schema)) return {};
    return find_relevant(sentence, impl_->schema);
}

Compilation Compiler::compile(std::string_view sentence) const {
    const auto& schema = impl_->schema;
    if (auto unreadable = refuse_unreadable(sentence, schema)) return written(std::move(*unreadable));
    return written(compiled(sentence, schema, impl_->suggester), schema);
}

SentenceParts Compiler::parts(std::string_view sentence) const {
    const auto& schema = impl_->schema;
    if (refuse_unreadable(sentence, schema)) return {};
    const auto made = compiled(sentence, schema, impl_->suggester);
    if (made.verdict.status == Status::not_understood || made.verdict.confidence.empty()) return {};
    const auto& first = made.plans.front();
    const Understand understand = [&](std::string_view other) -> std::optional<Clauses> {
        const auto less = compiled(other, schema, impl_->suggester);
        if (less.verdict.status != Status::ok) return std::nullopt;
        return clauses_of(less.plans.front().query);
    };
    return {print::to_english(first.query, schema), parts_of(sentence, made.analysis, first, schema, understand)};
}

ReadBack Compiler::read_back(std::string_view sentence, std::string_view sql) const {
    const auto& schema = impl_->schema;
    plan::Arena arena;
    const auto query = plan::from_sql(sql, plan::Terms(arena), schema);
    if (!query) return {};
    ReadBack made;
    made.reading = print::to_english(*query, schema);
    for (const auto& shown : print::with_names(*query, schema, arena).select) made.names.emplace_back(shown.name);
    if (!refuse_unreadable(sentence, schema))
        made.probability = probability_of(*query, compiled(sentence, schema, impl_->suggester), schema);
    return made;
}

}  // namespace pf::compiler
