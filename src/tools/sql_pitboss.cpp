#include "tools/sql_pitboss.hpp"

#include <utility>

#include "base/log.hpp"
#include "llm/prompt.hpp"
#include "llm/reply.hpp"
#include "sql/guard.hpp"
#include "tools/prompt_context.hpp"

namespace pf::tools {
namespace {

Error refusal_of(const Interpretation& interpretation) {
    Error error{ErrorKind::not_understood, interpretation.message, interpretation.hint};
    for (const auto& word : interpretation.unknown) error.unknown.push_back({word.word, word.offset, word.suggestions});
    return error;
}

}  // namespace

std::string_view to_string(compiler::Status status) {
    switch (status) {
        case compiler::Status::ok: return "ok";
        case compiler::Status::ambiguous: return "ambiguous";
        case compiler::Status::not_understood: return "not_understood";
    }
    return "not_understood";
}

Result<Interpretation> interpret(const compiler::Compiler& compiler, const model::Snapshot& snapshot,
                                 std::string_view sentence) {
    const auto began = Clock::now();
    auto compilation = compiler.compile(sentence);
    Interpretation made;
    made.compile_ms = std::chrono::duration<double, std::milli>(Clock::now() - began).count();
    made.status = compilation.status;
    made.unknown = std::move(compilation.unknown);
    made.leaves_words_out = compilation.leaves_words_out;
    made.message = std::move(compilation.message);
    made.hint = std::move(compilation.hint);
    const bool understood = made.status != compiler::Status::not_understood;
    if (!understood && made.message.empty()) made.message = "I did not understand this sentence.";

    const std::size_t wanted = made.status == compiler::Status::ambiguous ? compilation.readings.size() : 1;
    Error refused;
    for (std::size_t i = 0; i < wanted && i < compilation.readings.size(); ++i) {
        auto& reading = compilation.readings[i];
        auto guarded = sql::guard(reading.sql, snapshot.policy);
        if (guarded)
            made.readings.push_back({std::move(*guarded), std::move(reading.reading), reading.confidence, "compiler"});
        else
            refused = guarded.error();
    }
    if (!understood) return made;
    if (made.readings.empty()) return refused;
    return made;
}

SqlPitboss::SqlPitboss(WorkPool& pool, llm::Client* model) : pool_(pool), model_(model) {}

Task<> SqlPitboss::use(std::shared_ptr<const model::Snapshot> snapshot) {
    version_ = co_await pool_.run([snapshot = std::move(snapshot)] {
        return Version{snapshot,
                       std::make_shared<const compiler::Compiler>(model::ontology_of(snapshot), snapshot->values),
                       std::make_shared<RecentInterpretations<Interpretation>>()};
    });
    for (const auto& entry : version_.compiler->refused()) log::warn("{}", entry);
}

std::shared_ptr<const model::Snapshot> SqlPitboss::snapshot() const { return version_.snapshot; }

Task<std::vector<std::string>> SqlPitboss::refused(std::shared_ptr<const model::Snapshot> snapshot) {
    co_return co_await pool_.run([snapshot = std::move(snapshot)] {
        return compiler::Compiler(model::ontology_of(snapshot), snapshot->values).refused();
    });
}

std::vector<std::string> SqlPitboss::refused() const { return version_.compiler->refused(); }

Task<std::vector<compiler::Candidate>> SqlPitboss::candidates(std::string word) {
    co_return co_await pool_.run(
        [compiler = version_.compiler, word = std::move(word)] { return compiler->candidates(word); });
}

Task<Result<Interpretation>> SqlPitboss::interpret(std::string sentence) {
    return interpret_with(version_, std::move(sentence));
}

Task<Result<Interpretation>> SqlPitboss::interpret_with(Version version, std::string sentence) {
    if (const auto* known = version.recent->find(sentence)) co_return *known;
    auto made = co_await pool_.run(
        [version, sentence] { return tools::interpret(*version.compiler, *version.snapshot, sentence); });
    if (made) {
        auto kept = *made;
        kept.compile_ms = 0;
        version.recent->add(std::move(sentence), std::move(kept));
    }
    co_return made;
}

Result<std::string> said_in_full(const compiler::Compiler& compiler, std::string_view before, std::string_view typed) {
    auto corrected = compiler.corrected(typed);
    const auto sentence = corrected.empty() ? std::string(typed) : corrected;
    if (before.empty()) {
        if (!compiler::Compiler::refers_back(sentence) || compiler.compile(sentence).status == compiler::Status::ok)
            return corrected;
        return make_error(ErrorKind::not_understood,
                          "“" + sentence + "” goes on from another rule, and there is none before it.",
                          "Say the whole sentence.");
    }
    auto whole = compiler.whole_sentences(before, sentence);
    if (whole.empty()) return corrected;
    std::string best;
    for (auto& one : whole) {
        const auto status = compiler.compile(one).status;
        if (status == compiler::Status::ok) return std::move(one);
        if (status == compiler::Status::ambiguous && best.empty()) best = std::move(one);
    }
    if (!best.empty()) return best;
    if (compiler.compile(sentence).status != compiler::Status::not_understood) return corrected;
    return make_error(ErrorKind::not_understood,
                      "I do not see what “" + sentence + "” changes in “" + std::string(before) + "”.",
                      "Say the whole sentence.");
}

Task<Result<std::string>> SqlPitboss::said_in_full(std::string before, std::string sentence) {
    co_return co_await pool_.run(
        [compiler = version_.compiler, before = std::move(before), sentence = std::move(sentence)] {
            return tools::said_in_full(*compiler, before, sentence);
        });
}

Task<Result<Generation>> SqlPitboss::generate(std::string sentence, const Check& check, Deadline deadline) {
    const Version version = version_;
    auto interpreted = co_await interpret_with(version, sentence);
    if (interpreted && interpreted->status == compiler::Status::ok)
        co_return Generation{std::move(interpreted->readings), {}};
    if (interpreted && interpreted->status == compiler::Status::ambiguous) {
        const bool choose = interpreted->leaves_words_out || interpreted->readings.size() == 1;
        co_return Generation{std::move(interpreted->readings),
                             choose ? std::move(interpreted->message) : std::string()};
    }
    const Error refusal = interpreted ? refusal_of(*interpreted) : interpreted.error();
    if (!model_) co_return refusal;
    co_return co_await ask_model(version, std::move(sentence), refusal, check, deadline);
}

Task<Result<Generation>> SqlPitboss::ask_model(Version version, std::string sentence, Error refusal, const Check& check,
                                               Deadline deadline) {
    const auto values = prompt_values(sentence, version.snapshot->ontology);
    auto system = llm::render_prompt("sql_pitboss", values);
    if (!system) co_return system.error();
    std::vector<llm::Message> conversation{{"system", std::move(*system)}, {"user", sentence}};

    Error last = refusal;
    for (int attempt = 1; attempt <= max_model_attempts; ++attempt) {
        auto reply = co_await model_->complete(conversation, deadline);
        if (!reply) {
            // Out of reach: the compiler's own refusal says more to the person than a missing model does.
            Error error = reply.error();
            if (error.kind == ErrorKind::unavailable) {
                error.hint = refusal.message + (refusal.hint.empty() ? "" : " " + refusal.hint);
                error.unknown = refusal.unknown;
            }
            co_return error;
        }
        auto text = llm::sql_from_reply(*reply);
        if (!text) {
            if (text.error().kind ==
                ErrorKind::not_understood) {  // the model says it cannot: asking again gains nothing
                Error error = text.error();
                error.unknown = refusal.unknown;
                if (error.hint.empty()) error.hint = refusal.hint;
                co_return error;
            }
            last = text.error();
        } else {
            auto guarded =
                co_await pool_.run([version, query = *text] { return sql::guard(query, version.snapshot->policy); });
            if (guarded) {
                auto checked = co_await check(*guarded);
                if (checked) {
                    GeneratedSql made{std::move(*guarded), {}, 0.0, "model"};
                    made.reading = "written by " + model_->name();
                    co_return Generation{{std::move(made)}, {}};
                }
                last = checked.error();
                if (last.kind == ErrorKind::unavailable || last.kind == ErrorKind::cancelled) co_return last;
            } else {
                last = guarded.error();
            }
        }
        auto repair = llm::render_prompt("sql_pitboss_repair", {{"reason", last.message}});
        if (!repair) co_return repair.error();
        conversation.push_back({"assistant", *reply});
        conversation.push_back({"user", std::move(*repair)});
    }
    last.message = "Invalid SQL generated: " + last.message;
    last.hint = "The model was asked " + std::to_string(max_model_attempts) + " times. Say it in other words.";
    last.unknown = refusal.unknown;
    co_return last;
}

}  // namespace pf::tools
