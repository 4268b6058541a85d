#include "tools/model_author.hpp"

#include <algorithm>
#include <utility>

#include "llm/prompt.hpp"
#include "llm/reply.hpp"
#include "sql/guard.hpp"
#include "tools/mend/mend.hpp"

namespace pf::tools {
namespace {

// The statement through all that it must pass. An error that its author cannot mend is told apart by
// is_of_the_statement().
Task<Result<WrittenSql>> tried(WorkPool& pool, std::shared_ptr<const model::Snapshot> snapshot, std::string text,
                               const Trials& trials) {
    auto guarded = co_await pool.run(
        [snapshot, text] { return sql::guard(mended(text, snapshot->ontology, *snapshot->values), snapshot->policy); });
    if (!guarded) co_return guarded.error();
    auto checked = co_await trials.check(*guarded);
    if (!checked) co_return checked.error();
    WrittenSql written{std::move(*guarded), {}, {}, {}, 0, 0};
    auto rows = co_await trials.digest(written.sql);
    if (rows)
        written.rows = std::move(*rows);
    else if (is_of_the_statement(rows.error()) || rows.error().kind == ErrorKind::cancelled)
        co_return rows.error();
    co_return written;
}

void add(ModelUse& use, const llm::Reply& reply) {
    use.calls += reply.calls;
    use.usage.prompt_tokens += reply.usage.prompt_tokens;
    use.usage.completion_tokens += reply.usage.completion_tokens;
    use.usage.cost += reply.usage.cost;
    use.took += reply.took;
}

// Nothing where that cannot be told.
std::optional<bool> same_answer(const WrittenSql& one, const WrittenSql& other) {
    if (one.sql.text() == other.sql.text()) return true;
    if (!one.rows || !other.rows || (one.rows->rows == 0 && other.rows->rows == 0)) return std::nullopt;
    return *one.rows == *other.rows;
}

// Each statement with the samples that agree with it and that differ from it.
void count(std::vector<WrittenSql>& statements, WrittenSql sample) {
    bool told = true, known = false;
    for (auto& statement : statements) {
        const auto same = same_answer(statement, sample);
        told = told && same.has_value();
        if (!same) continue;
        known = known || *same;
        ++(*same ? statement.agreeing : statement.differing);
    }
    if (known || !told) return;
    for (const auto& statement : statements) sample.differing += 1 + statement.agreeing;
    statements.push_back(std::move(sample));
}

Error given_up(Error last, int attempts) {
    last.kind = ErrorKind::forbidden_sql;
    last.message = "Invalid SQL generated: " + last.message;
    last.hint = "The model was asked " + std::to_string(attempts) + (attempts == 1 ? " time." : " times.") +
                " Say it in other words.";
    return last;
}

// PostgreSQL's messages quote names and, at times, what a row holds: invalid input syntax for type integer: "Ada".
std::string without_quotations(const std::string& text) {
    std::string made;
    bool quoted = false;
    for (const char c : text) {
        if (c == '"') {
            if (!quoted) made += "\"…\"";
            quoted = !quoted;
        } else if (!quoted) {
            made += c;
        }
    }
    return made;
}

constexpr double sample_temperature = 0.7;

}  // namespace

bool is_of_the_statement(const Error& error) {
    switch (error.kind) {
        case ErrorKind::invalid_request:
        case ErrorKind::forbidden_sql:
        case ErrorKind::not_found:
        case ErrorKind::internal: return true;
        default: return false;
    }
}

Task<Result<WrittenSql>> write_sql(llm::Client& model, WorkPool& pool, std::shared_ptr<const model::Snapshot> snapshot,
                                   std::vector<llm::Message> conversation, bool values, const Trials& trials,
                                   Deadline deadline) {
    deadline = std::min(deadline, Clock::now() + model.time_for_a_rule());
    std::string before;
    ModelUse use{model.name(), 0, {}, {}};
    for (int attempt = 1;; ++attempt) {
        auto reply = co_await model.complete({conversation, 0, trials.received}, deadline);
        if (!reply) co_return reply.error();
        add(use, *reply);
        auto text = llm::sql_from_reply(reply->text);
        if (!text) co_return text.error();  // it says that it cannot: asking again gains nothing
        auto written = co_await tried(pool, snapshot, *text, trials);
        if (written) {
            written->use = std::move(use);
            written->claim = llm::claim_from_reply(reply->text);
            co_return written;
        }
        if (!is_of_the_statement(written.error())) co_return written.error();
        if (attempt == max_model_attempts || *text == before) co_return given_up(written.error(), attempt);
        auto repair = llm::render_prompt(
            "sql_pitboss_repair",
            {{"reason", values ? written.error().message : without_quotations(written.error().message)}});
        if (!repair) co_return repair.error();
        conversation.push_back({"assistant", std::move(reply->text)});
        conversation.push_back({"user", std::move(*repair)});
        before = std::move(*text);
    }
}

Task<WrittenSql> most_sampled(llm::Client& model, WorkPool& pool, std::shared_ptr<const model::Snapshot> snapshot,
                              std::vector<llm::Message> conversation, WrittenSql first, int samples,
                              const Trials& trials, Deadline deadline) {
    deadline = std::min(deadline, Clock::now() + model.time_for_a_rule());
    ModelUse use = first.use;
    std::vector<WrittenSql> statements;
    statements.push_back(std::move(first));
    const auto most = [&] {
        return std::ranges::max_element(statements, {}, [](const auto& statement) { return statement.agreeing; });
    };
    for (int asked = 1; asked < samples && 2 * (most()->agreeing + 1) <= samples; ++asked) {
        const auto reply = co_await model.complete({conversation, sample_temperature, trials.received}, deadline);
        if (!reply) break;
        add(use, *reply);
        auto text = llm::sql_from_reply(reply->text);
        if (!text) continue;
        auto written = co_await tried(pool, snapshot, *text, trials);
        if (!written) continue;
        written->claim = llm::claim_from_reply(reply->text);
        count(statements, std::move(*written));
    }
    auto chosen = std::move(*most());
    chosen.use = std::move(use);
    co_return chosen;
}

}  // namespace pf::tools
