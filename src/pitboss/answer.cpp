#include "pitboss/answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "pg/errors.hpp"
#include "pg/pool.hpp"
#include "pitboss/after_loss.hpp"
#include "pitboss/kept_answers.hpp"
#include "pitboss/near_rules.hpp"
#include "pitboss/samples.hpp"
#include "tools/sql_pitboss.hpp"

namespace pf::pitboss {
namespace {

constexpr std::int64_t digest_cap = 100'000;  // rows read to tell two readings apart
constexpr std::int64_t values_cap = 20'000;   // … a reading from a statement of the model, value by value

tools::Trials trials_on_rule_role(Services& services, Deadline deadline) {
    return {[&services, deadline](const sql::GuardedSql& query) -> Task<Result<void>> {
                auto plan = co_await check_on_rule_role(services, query, deadline);
                if (!plan) co_return plan.error();
                co_return Result<void>();
            },
            [&services, deadline](const sql::GuardedSql& query) -> Task<Result<tools::RowsDigest>> {
                auto lease = co_await services.rule->acquire(deadline);
                if (!lease) co_return lease.error();
                co_return co_await tools::digest_values(**lease, query, values_cap,
                                                        sooner(deadline, services.limits.check_timeout));
            },
            [&services, deadline](std::string sentence) -> Task<std::vector<tools::PromptExample>> {
                co_return co_await near_rules(services, std::move(sentence),
                                              sooner(deadline, services.limits.check_timeout));
            }};
}

struct CountedReadings {
    std::vector<tools::GeneratedSql> readings;
    std::vector<std::int64_t> rows;  // of each
    bool alike = false;              // all that were offered return the same rows, of which there are some
};

// The readings that return different rows, best first, and how many. That all return none says nothing of them: then
// all are kept. One that fails or takes too long is dropped; behind a lock none can be told from the others, and
// dropping it would choose for the person.
Task<Result<CountedReadings>> distinct_readings(Services& services, std::vector<tools::GeneratedSql> readings,
                                                Deadline deadline) {
    CountedReadings kept;
    std::vector<tools::RowsDigest> digests;
    bool dropped = false;
    auto lease = co_await services.rule->acquire(deadline);
    for (auto& reading : readings) {
        if (!lease) break;
        auto digest = co_await tools::digest_rows(**lease, reading.sql, digest_cap,
                                                  sooner(deadline, services.limits.check_timeout));
        if (!digest) {
            if ((**lease).last_sqlstate() == pg::lock_not_available) co_return digest.error();
            if (lease->operator->()->broken()) lease = co_await services.rule->acquire(deadline);
            dropped = true;
            continue;
        }
        if (digest->rows > 0 && std::find(digests.begin(), digests.end(), *digest) != digests.end()) continue;
        digests.push_back(*digest);
        kept.rows.push_back(digest->rows);
        kept.readings.push_back(std::move(reading));
    }
    kept.alike = kept.rows.size() == 1 && kept.rows.front() > 0 && !dropped;
    if (kept.readings.empty())
        co_return make_error(ErrorKind::unavailable, "The readings of this sentence could not be tried in time.",
                             "Say it in other words.");
    co_return kept;
}

Task<Clarification> clarification_of(Services& services, CountedReadings counted, std::string question,
                                     Deadline deadline) {
    auto samples = co_await samples_of(services, counted.readings, counted.rows, deadline);
    Clarification clarification;
    clarification.question =
        question.empty() ? "This can be read in more than one way. Which do you mean?" : std::move(question);
    for (std::size_t i = 0; i < counted.readings.size(); ++i)
        clarification.readings.push_back({counted.readings[i].n, counted.readings[i].reading, counted.rows[i],
                                          counted.readings[i].sql.text(), counted.readings[i].confidence,
                                          std::move(samples[i]), said_words(counted.readings[i].words)});
    co_return clarification;
}

// What a person may choose while the model is asked.
std::vector<Progress::Offered> offered_of(const std::vector<tools::GeneratedSql>& readings) {
    std::vector<Progress::Offered> offered;
    for (const auto& reading : readings) offered.push_back({reading.n, reading.reading});
    return offered;
}

// The words of content that the compiler's reading does nothing with: “shiny” and “blue”.
std::string left_out(const tools::GeneratedSql& reading, std::string_view sentence) {
    std::vector<std::string_view> left;
    for (const auto& word : reading.words)
        if (word.role == compiler::WordRole::none && reading.generator == "compiler")
            left.push_back(sentence.substr(word.offset, word.length));
    std::string made;
    for (std::size_t i = 0; i < left.size(); ++i)
        made += fmt::format("{}“{}”", i == 0 ? "" : i + 1 == left.size() ? " and " : ", ", left[i]);
    return made;
}

// The one that a person chose. A sentence that has come to have one reading only has nothing else to choose.
Result<tools::GeneratedSql> chosen_of(std::vector<tools::GeneratedSql> readings, int n) {
    if (readings.size() == 1) return std::move(readings.front());
    for (auto& reading : readings)
        if (reading.n == n) return std::move(reading);
    return make_error(ErrorKind::invalid_request, fmt::format("n must be between 1 and {}.", readings.size()));
}

// What was kept of the sentence: what a person chose, and what a model wrote where the compiler alone does not answer.
Task<std::optional<Answer>> answer_of_before(Services& services, const std::string& sentence, std::string sentence_key,
                                             Deadline deadline) {
    auto kept = co_await kept_answer(services, std::move(sentence_key), deadline);
    if (!kept) co_return std::nullopt;
    const auto compilers = co_await services.generator->interpret(sentence);
    if (!kept->chosen && compilers && compilers->status == compiler::Status::ok) co_return std::nullopt;
    if (compilers)
        for (const auto& reading : compilers->readings)
            if (reading.sql.text() == kept->generated.sql.text()) kept->generated.words = reading.words;
    co_return Answer{std::move(kept->generated), kept->chosen, true, std::move(kept->model)};
}

}  // namespace

Task<Result<std::variant<Answer, Clarification>>> answer(Services& services, std::string sentence,
                                                         std::string sentence_key, tools::Engine engine, int chosen,
                                                         bool ask_left_out, const RequestContext& context) {
    using Made = std::variant<Answer, Clarification>;
    const Deadline deadline = context.deadline;
    if (chosen <= 0 && !sentence_key.empty())
        if (auto kept = co_await answer_of_before(services, sentence, std::move(sentence_key), deadline))
            co_return Made(std::move(*kept));
    auto trials = trials_on_rule_role(services, deadline);
    std::vector<Progress::Offered> offered;
    trials.asks_model = [&](const auto& readings) { context.progress(Stage::model, offered = offered_of(readings)); };
    trials.received = [&](std::size_t bytes) { context.progress(Stage::model, offered, bytes); };
    auto generation = co_await services.generator->generate(sentence, engine, trials, deadline);
    if (!generation) co_return generation.error();
    auto readings = std::move(generation->readings);
    const auto without = ask_left_out && chosen == 0 ? left_out(readings.front(), sentence) : std::string();
    if (chosen > 0) {
        auto one = chosen_of(std::move(readings), chosen);
        if (!one) co_return one.error();
        readings = {std::move(*one)};
    } else if (readings.size() > 1 || !generation->question.empty() || !without.empty()) {
        auto counted = co_await distinct_readings(services, std::move(readings), deadline);
        if (!counted) co_return counted.error();
        if (counted->readings.size() == 1 && generation->question.empty() && !without.empty())
            generation->question = without + " would change nothing. Run it without, or say it in other words.";
        if (chosen != likeliest_reading && (!counted->alike || !generation->question.empty()))
            co_return Made(
                co_await clarification_of(services, std::move(*counted), std::move(generation->question), deadline));
        readings = std::move(counted->readings);
    }
    auto& one = readings.front();
    const bool heard = one.generator != "compiler";
    co_return Made(Answer{std::move(one), chosen > 0, false, heard ? services.generator->model_name() : std::string(),
                          std::move(generation->use)});
}

Task<Result<std::variant<Answer, Clarification>>> corrected(Services& services, std::string sentence, std::string sql) {
    auto written = co_await services.generator->by_person(std::move(sentence), std::move(sql));
    if (!written) co_return written.error();
    co_return std::variant<Answer, Clarification>(Answer{std::move(*written), true, false, {}});
}

Task<Result<tools::QueryPlan>> check_on_rule_role(Services& services, const sql::GuardedSql& query, Deadline deadline) {
    auto lease = co_await services.rule->acquire(deadline);
    if (!lease) co_return lease.error();
    auto plan = co_await tools::check_query(**lease, query, services.limits.max_cost,
                                            sooner(deadline, services.limits.check_timeout));
    if (plan || !is_loss(**lease, plan.error())) co_return plan;
    lease = co_await acquire_after_loss(*services.rule, deadline);
    if (!lease) co_return lease.error();
    co_return co_await tools::check_query(**lease, query, services.limits.max_cost,
                                          sooner(deadline, services.limits.check_timeout));
}

}  // namespace pf::pitboss
