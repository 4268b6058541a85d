#include <fmt/format.h>

#include <cstdio>
#include <iterator>
#include <memory>
#include <string>

#include "app/commands/commands.hpp"
#include "app/commands/compiler_session.hpp"
#include "app/commands/engines.hpp"
#include "app/evaluation/same_rows.hpp"
#include "app/evaluation/score.hpp"
#include "app/evaluation/suite.hpp"
#include "app/run_loop.hpp"
#include "base/files.hpp"
#include "base/work_pool.hpp"
#include "model/sentence.hpp"
#include "sql/guard.hpp"
#include "tools/sql_pitboss.hpp"

namespace pf::app {
namespace {

constexpr auto run_timeout = std::chrono::seconds(30);  // the rule role's statement_timeout is sooner
constexpr int max_rows = 10'000;

Task<Result<std::vector<Row>>> run_read_only(pg::Connection& connection, sql::GuardedSql query) {
    std::vector<pg::Query> queries;
    queries.push_back({"BEGIN READ ONLY"});
    queries.push_back({sql::Statement("SELECT * FROM (").guarded(query).literal(") AS q LIMIT ").number(max_rows + 1)});
    queries.push_back({"ROLLBACK"});
    auto done = co_await connection.pipeline(std::move(queries), Clock::now() + run_timeout);
    if (!done) {
        if (connection.in_transaction())
            co_await connection.query(sql::Literal("ROLLBACK"), {}, Clock::now() + run_timeout);
        co_return done.error();
    }
    const pg::Rows& found = (*done)[1];
    if (found.size() > max_rows)
        co_return make_error(ErrorKind::invalid_request, fmt::format("It returns more than {} rows.", max_rows));
    std::vector<Row> rows;
    for (int i = 0; i < found.size(); ++i) {
        auto& row = rows.emplace_back();
        for (int column = 0; column < found.columns(); ++column)
            row.push_back(found.is_null(i, column) ? Cell() : Cell(std::string(found.text(i, column))));
    }
    co_return rows;
}

class Examiner {
 public:
    // `engines`: null for the compiler alone.
    Examiner(CompilerSession& session, Engines* engines, const LoadedModel& model)
        : session_(session), engines_(engines), model_(model) {}

    Verdict examine(const Question& question) {
        Verdict verdict;
        verdict.sentence = question.sentence;
        verdict.construct = question.construct;
        verdict.line = question.line;
        verdict.refusal_expected = question.refused;
        const auto sentence = model::resolve_sentence(question.sentence, model_.snapshot->ontology);
        auto made = sentence ? interpret(*sentence) : Result<tools::Interpretation>(sentence.error());
        if (!made) {
            verdict.status = "error";
            verdict.why = made.error().message;
            return verdict;
        }
        verdict.status = tools::to_string(made->status);
        verdict.compile_ms = made->compile_ms;
        if (!made->readings.empty()) verdict.sql = made->readings.front().sql.text();
        if (question.refused)
            judge_refusal(verdict, *made);
        else
            judge_readings(verdict, *made, question);
        return verdict;
    }

 private:
    Result<tools::Interpretation> interpret(const std::string& sentence) {
        return engines_ ? engines_->interpret(model_, sentence)
                        : tools::interpret(model_.compiler, *model_.snapshot, sentence);
    }

    static void judge_refusal(Verdict& verdict, const tools::Interpretation& made) {
        verdict.right = made.status == compiler::Status::not_understood;
        if (!verdict.right) verdict.why = "it should be refused";
    }

    void judge_readings(Verdict& verdict, const tools::Interpretation& made, const Question& question) {
        std::vector<std::vector<Row>> wanted;
        for (const auto& text : question.sql) {
            auto rows = run(text);
            if (!rows) {
                verdict.why = fmt::format("the expected SQL does not run: {}", rows.error().message);
                return;
            }
            wanted.push_back(std::move(*rows));
        }
        if (question.rows) wanted.push_back(*question.rows);
        if (made.readings.empty()) {
            verdict.why = made.message;
            return;
        }
        for (std::size_t i = 0; i < made.readings.size(); ++i) {
            const auto got = run_to_end(session_.loop(), run_read_only(session_.connection(), made.readings[i].sql));
            const bool right = got && is_one_of(*got, wanted, question.ordered);
            if (i == 0) verdict.right = right;
            if (i == 0 && !right) verdict.why = got ? "it returns other rows" : got.error().message;
            if (right && made.status == compiler::Status::ambiguous) verdict.offered = true;
        }
    }

    static bool is_one_of(const std::vector<Row>& got, const std::vector<std::vector<Row>>& wanted, bool ordered) {
        for (const auto& rows : wanted)
            if (same_rows(got, rows, ordered)) return true;
        return false;
    }

    // What a file says is right is held to the same guard as what is compiled.
    Result<std::vector<Row>> run(const std::string& text) {
        auto guarded = sql::guard(text, model_.snapshot->policy);
        if (!guarded) return guarded.error();
        return run_to_end(session_.loop(), run_read_only(session_.connection(), std::move(*guarded)));
    }

    CompilerSession& session_;
    Engines* engines_;
    const LoadedModel& model_;
};

Result<Suite> read_suite_file(const std::string& name) {
    const auto text = read_file(name);
    if (!text) return make_error(ErrorKind::invalid_request, fmt::format("{}: the file cannot be read.", name));
    return read_suite(*text, name);
}

int fail(const Error& error) {
    fmt::print(stderr, "pattern-factory: {}\n", error.message);
    if (!error.hint.empty()) fmt::print(stderr, "  {}\n", error.hint);
    return error.kind == ErrorKind::invalid_request ? 2 : 3;
}

int eval_suite(CompilerSession& session, Engines* engines, const Suite& suite, const EvalOptions& options) {
    const auto model = session.load("");
    if (!model) return fail(model.error());
    Examiner examiner(session, engines, **model);
    std::vector<Verdict> verdicts;
    for (const auto& question : suite.questions) verdicts.push_back(examiner.examine(question));
    const auto evaluation = evaluate(std::move(verdicts), suite.floors);
    if (options.json)
        fmt::print("{}\n", json_of(evaluation));
    else
        fmt::print("{}", table_of(evaluation, options.misses));
    return evaluation.below.empty() ? 0 : 1;
}

}  // namespace

int eval(const Config& config, const EvalOptions& options) {
    const auto suite = read_suite_file(options.file);
    if (!suite) return fail(suite.error());
    WorkPool pool(1);  // the guard needs a stack of known size
    // PostgreSQL is started from this thread, which lives as long as the program; the rest runs on the pool's.
    CompilerSession session(config);
    if (auto opened = session.open(); !opened) return fail(opened.error());
    std::unique_ptr<Engines> engines;
    if (hears_model(config)) engines = std::make_unique<Engines>(config, session);
    if (auto opened = engines ? engines->open() : Result<void>(); !opened) return fail(opened.error());
    asio::io_context done;
    return run_to_end(done, pool.run([&] { return eval_suite(session, engines.get(), *suite, options); }));
}

}  // namespace pf::app
