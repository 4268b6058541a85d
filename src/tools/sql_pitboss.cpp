#include "tools/sql_pitboss.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "model/meaning_key.hpp"
#include "sql/guard.hpp"
#include "tools/named_columns.hpp"
#include "tools/prompt_context.hpp"
#include "tools/verdict.hpp"

namespace pf::tools {
namespace {

Generation of_compiler(Interpretation interpretation) {
    if (interpretation.status == compiler::Status::ok) return {std::move(interpretation.readings), {}};
    const bool choose = interpretation.leaves_words_out || interpretation.readings.size() == 1;
    return {std::move(interpretation.readings), choose ? std::move(interpretation.message) : std::string()};
}

// The compiler's readings that a person may choose from.
bool offers(const Interpretation& interpretation) { return interpretation.status != compiler::Status::not_understood; }

// Without the model: what the compiler offers, else why there is no answer. A model out of reach says less to the
// person than the compiler's own refusal does.
Result<Generation> without_model(Result<Interpretation> compilers, Error failure) {
    if (failure.kind == ErrorKind::cancelled) return failure;
    if (compilers && offers(*compilers)) {
        log::warn("the model gave no answer: {}", failure.message);
        return of_compiler(std::move(*compilers));
    }
    const Error refusal = compilers ? refusal_of(*compilers) : compilers.error();
    if (failure.kind == ErrorKind::unavailable || failure.kind == ErrorKind::timeout)
        failure.hint = refusal.message + (refusal.hint.empty() ? "" : " " + refusal.hint);
    else if (failure.hint.empty())
        failure.hint = refusal.hint;
    failure.unknown = refusal.unknown;
    return failure;
}

// The reading that returns the model's rows. None at all are no sign of agreement.
Task<std::optional<std::size_t>> same_rows(const std::vector<GeneratedSql>& readings, const WrittenSql& written,
                                           const Trials& trials) {
    for (std::size_t i = 0; i < readings.size(); ++i)
        if (readings[i].sql.text() == written.sql.text()) co_return i;
    if (!written.rows || written.rows->rows == 0) co_return std::nullopt;
    for (std::size_t i = 0; i < readings.size(); ++i) {
        const auto rows = co_await trials.digest(readings[i].sql);
        if (rows && *rows == *written.rows) co_return i;
        if (!rows && rows.error().kind == ErrorKind::cancelled) co_return std::nullopt;
    }
    co_return std::nullopt;
}

std::string reading_of(const compiler::ReadBack& read, const WrittenSql& written, const std::string& model) {
    if (!read.reading.empty()) return read.reading;
    return written.claim.empty() ? "what " + model + " wrote, which cannot be read back"
                                 : "as " + model + " says: " + written.claim;
}

// The model's statement with the compiler's names for the columns that PostgreSQL would call "sum" or "?column?". One
// whose ORDER BY goes by such a name stays as it was.
Task<sql::GuardedSql> named(WorkPool& pool, std::shared_ptr<const model::Snapshot> snapshot, sql::GuardedSql query,
                            std::vector<std::string> names, const Trials& trials) {
    auto renamed = co_await pool.run([&]() -> std::optional<sql::GuardedSql> {
        auto guarded = sql::guard(with_column_names(query.text(), names, snapshot->ontology), snapshot->policy);
        if (!guarded || guarded->text() == query.text()) return std::nullopt;
        return std::move(*guarded);
    });
    if (!renamed) co_return query;
    const auto runs = co_await trials.check(*renamed);
    if (!runs) co_return query;
    co_return std::move(*renamed);
}

// The verdict as what goes out. `model` is put among the readings by how likely it is.
Generation judged(std::vector<GeneratedSql> readings, GeneratedSql model, const Verdict& verdict) {
    for (std::size_t i = 0; i < readings.size(); ++i) readings[i].confidence = verdict.readings[i];
    model.confidence = verdict.model;
    if (verdict.whose == Verdict::Whose::model) return {{std::move(model)}, {}};
    if (verdict.whose == Verdict::Whose::reading) {
        auto& answer = readings[verdict.reading];
        if (verdict.agreed) answer.generator = "both";
        return {{std::move(answer)}, {}};
    }
    const bool alone = readings.empty();
    const auto behind = std::find_if(readings.begin(), readings.end(),
                                     [&](const auto& reading) { return reading.confidence < model.confidence; });
    readings.insert(behind, std::move(model));
    return {std::move(readings), alone ? "I am not sure of this. Do you mean it?"
                                       : "The rule compiler and the model read this differently. Which do you mean?"};
}

}  // namespace

SqlPitboss::SqlPitboss(WorkPool& pool, llm::Client* model, bool values, int samples)
    : pool_(pool), model_(model), values_(values), samples_(samples) {}

Task<> SqlPitboss::use(std::shared_ptr<const model::Snapshot> snapshot) {
    version_ = co_await pool_.run([snapshot = std::move(snapshot)] {
        return Version{snapshot,
                       std::make_shared<const compiler::Compiler>(model::ontology_of(snapshot), snapshot->values),
                       std::make_shared<RecentInterpretations<Interpretation>>(),
                       std::make_shared<RecentInterpretations<Generation>>(), model::meaning_key(snapshot->ontology)};
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

std::vector<int> SqlPitboss::naming_columns(int table) const { return version_.compiler->naming_columns(table); }

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

Task<Result<std::string>> SqlPitboss::said_in_full(std::string before, std::string sentence) {
    co_return co_await pool_.run(
        [compiler = version_.compiler, before = std::move(before), sentence = std::move(sentence)] {
            return tools::said_in_full(*compiler, before, sentence);
        });
}

Task<compiler::SentenceParts> SqlPitboss::parts(std::string sentence) {
    co_return co_await pool_.run(
        [compiler = version_.compiler, sentence = std::move(sentence)] { return compiler->parts(sentence); });
}

Task<Result<sql::GuardedSql>> SqlPitboss::guard(std::string sql) {
    co_return co_await pool_.run(
        [snapshot = version_.snapshot, sql = std::move(sql)] { return sql::guard(sql, snapshot->policy); });
}

Task<Result<GeneratedSql>> SqlPitboss::by_person(std::string sentence, std::string sql) {
    const auto compiler = version_.compiler;
    auto guarded = co_await guard(std::move(sql));
    if (!guarded) co_return guarded.error();
    auto read = co_await pool_.run([compiler, sentence = std::move(sentence), text = guarded->text()] {
        return compiler->read_back(sentence, text);
    });
    if (read.reading.empty()) read.reading = "what was written as SQL, which cannot be read back";
    co_return GeneratedSql{std::move(*guarded), std::move(read.reading), 1, "person"};
}

Result<void> SqlPitboss::can(Engine engine) const {
    if (model_ || engine == Engine::automatic || engine == Engine::compiler) return {};
    return make_error(ErrorKind::unavailable, "No model is set.",
                      "Set OPENAI_API_KEY or OPENAI_BASE_URL, or leave the generator to auto.");
}

Task<Result<Generation>> SqlPitboss::generate(std::string sentence, Engine engine, const Trials& trials,
                                              Deadline deadline) {
    if (auto possible = can(engine); !possible) co_return possible.error();
    const Version version = version_;
    auto compilers = co_await interpret_with(version, sentence);
    const bool sure = compilers && compilers->status == compiler::Status::ok;
    const bool heard = model_ && engine != Engine::compiler && !(engine == Engine::automatic && sure);
    if (heard)
        co_return co_await hear_model(version, std::move(sentence), std::move(compilers), engine, trials, deadline);
    if (compilers && offers(*compilers)) co_return of_compiler(std::move(*compilers));
    co_return compilers ? refusal_of(*compilers) : compilers.error();
}

Task<Result<Generation>> SqlPitboss::hear_model(Version version, std::string sentence, Result<Interpretation> compilers,
                                                Engine engine, const Trials& trials, Deadline deadline) {
    const auto key = fmt::format("{} {}", to_string(engine), sentence);
    if (const auto* known = version.heard->find(key)) co_return *known;
    PromptContext context{sentence, version.snapshot->ontology};
    context.relevant =
        co_await pool_.run([compiler = version.compiler, sentence] { return compiler->relevant(sentence); });
    context.values = values_;
    if (trials.examples) context.examples = co_await trials.examples(sentence);
    std::vector<GeneratedSql> offered;
    if (compilers && offers(*compilers) && engine != Engine::model) offered = compilers->readings;
    for (const auto& reading : offered)
        context.candidates.push_back({reading.reading, reading.sql.text(), reading.confidence});
    auto prompt = prompt_messages(context);
    if (!prompt) co_return prompt.error();
    if (trials.asks_model) trials.asks_model(offered);
    auto written = co_await write_sql(*model_, pool_, version.snapshot, *prompt, values_, trials, deadline);
    if (!written && engine == Engine::model) co_return written.error();
    if (!written) co_return without_model(std::move(compilers), written.error());

    std::vector<GeneratedSql> readings;
    if (compilers) readings = std::move(compilers->readings);
    Opinions opinions;
    opinions.same = co_await same_rows(readings, *written, trials);
    if (samples_ > 1 && !opinions.same) {
        written = co_await most_sampled(*model_, pool_, version.snapshot, std::move(*prompt), std::move(*written),
                                        samples_, trials, deadline);
        opinions.same = co_await same_rows(readings, *written, trials);
    }
    const auto read = co_await pool_.run([compiler = version.compiler, sentence, query = written->sql.text()] {
        return compiler->read_back(sentence, query);
    });
    auto query = co_await named(pool_, version.snapshot, written->sql, read.names, trials);
    GeneratedSql models{std::move(query), reading_of(read, *written, model_->name()), 0, "model",
                        static_cast<int>(readings.size()) + 1};
    for (const auto& reading : readings) opinions.readings.push_back(reading.confidence);
    opinions.agreeing = written->agreeing;
    opinions.differing = written->differing;
    if (!opinions.same) opinions.planned = read.probability;
    opinions.empty = written->rows && written->rows->rows == 0;
    auto verdict = verdict_of(opinions);
    if (engine == Engine::model) verdict.whose = Verdict::Whose::model;
    auto made = judged(std::move(readings), std::move(models), verdict);
    version.heard->add(key, made);
    made.use = std::move(written->use);
    co_return made;
}

}  // namespace pf::tools
