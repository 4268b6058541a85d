#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdio>
#include <iostream>
#include <map>
#include <memory>
#include <string>

#include "app/commands/commands.hpp"
#include "app/database.hpp"
#include "app/run_loop.hpp"
#include "app/semantic_model.hpp"
#include "base/work_pool.hpp"
#include "compiler/compile.hpp"
#include "sql/guard.hpp"
#include "tools/sql_pitboss.hpp"

namespace pf::app {
namespace {

constexpr auto load_timeout = std::chrono::seconds(60);
constexpr std::size_t max_line_bytes = 1u << 20;

// A compiler and the policy its SQL is held to.
struct Loaded {
    std::shared_ptr<const context::Snapshot> snapshot;
    compiler::Compiler compiler;

    explicit Loaded(std::shared_ptr<const context::Snapshot> made)
        : snapshot(std::move(made)), compiler(context::ontology_of(snapshot), snapshot->values) {}
};

struct Compiled {
    compiler::Compilation compilation;
    Result<std::string> sql = std::string();  // of the best reading, guarded; the guard's reason when it refuses
    double elapsed_us = 0;
};

Compiled compile_sentence(const Loaded& loaded, std::string_view sentence) {
    const auto began = Clock::now();
    Compiled compiled{loaded.compiler.compile(sentence)};
    compiled.elapsed_us = std::chrono::duration<double, std::micro>(Clock::now() - began).count();
    if (compiled.compilation.readings.empty()) return compiled;
    auto guarded = sql::guard(compiled.compilation.readings[0].sql, loaded.snapshot->policy);
    if (guarded)
        compiled.sql = guarded->text();
    else
        compiled.sql = guarded.error();
    return compiled;
}

boost::json::object answer_of(const Compiled& compiled) {
    boost::json::object answer;
    const auto& [compilation, sql, elapsed_us] = compiled;
    if (!sql) {
        answer["status"] = "error";
        answer["message"] = sql.error().message;
    } else {
        answer["status"] = tools::to_string(compilation.status);
        if (!sql->empty()) answer["sql"] = *sql;
    }
    if (!compilation.readings.empty()) {
        answer["confidence"] = compilation.readings[0].confidence;
        answer["reading"] = compilation.readings[0].reading;
    }
    if (!compilation.message.empty() && sql) answer["message"] = compilation.message;
    if (!compilation.unknown.empty()) {
        boost::json::array unknown;
        for (const auto& word : compilation.unknown) unknown.emplace_back(word.word);
        answer["unknown"] = std::move(unknown);
    }
    answer["elapsed_us"] = elapsed_us;
    return answer;
}

class Session {
 public:
    explicit Session(const Config& config) : config_(config) {}

    Result<void> open() {
        auto database = open_database(config_);
        if (!database) return database.error();
        database_ = std::make_unique<Database>(std::move(*database));
        auto file = read_model_file(config_, false);
        if (!file) return file.error();
        model_file_ = std::move(*file);
        if (database_->cluster) {
            if (auto prepared = run_to_end(loop_, prepare_database(*database_, config_)); !prepared)
                return prepared.error();
            if (config_.semantic_model.empty()) model_file_ = *read_model_file(config_, true);
        }
        auto connection = run_to_end(loop_, pg::Connection::connect(database_->rule, Clock::now() + load_timeout));
        if (!connection) return connection.error();
        connection_ = std::move(*connection);
        return {};
    }

    // "" is the schemas of the settings. Loaded once each.
    Result<const Loaded*> load(const std::string& schema) {
        if (const auto known = loaded_.find(schema); known != loaded_.end()) return known->second.get();
        const auto schemas = schema.empty() ? config_.schema_list() : std::vector<std::string>{schema};
        auto snapshot =
            run_to_end(loop_, load_semantic_model(*connection_, schemas, model_file_, Clock::now() + load_timeout));
        if (!snapshot) return snapshot.error();
        return loaded_.emplace(schema, std::make_unique<Loaded>(std::move(*snapshot))).first->second.get();
    }

 private:
    const Config& config_;
    asio::io_context loop_{1};
    std::unique_ptr<Database> database_;
    ModelFile model_file_;
    std::unique_ptr<pg::Connection> connection_;
    std::map<std::string, std::unique_ptr<Loaded>> loaded_;
};

boost::json::object answer_line(Session& session, const std::string& line) {
    boost::json::object answer;
    const auto fail = [&answer](std::string_view message) {
        answer["status"] = "error";
        answer["message"] = message;
        return answer;
    };
    if (line.size() > max_line_bytes) return fail("The line is longer than 1 MiB.");
    boost::system::error_code failed;
    const auto request = boost::json::parse(line, failed);
    if (failed || !request.is_object()) return fail("The line is no JSON object.");
    const auto& object = request.as_object();
    if (const auto* id = object.if_contains("id")) answer["id"] = *id;
    const auto* rule = object.if_contains("rule");
    const auto* schema = object.if_contains("schema");
    if (!rule || !rule->is_string()) return fail("rule is missing or no text.");
    if (schema && !schema->is_string()) return fail("schema is no text.");
    auto loaded = session.load(schema ? std::string(schema->as_string()) : std::string());
    if (!loaded) return fail(loaded.error().message);
    for (auto& [key, value] : answer_of(compile_sentence(**loaded, std::string_view(rule->as_string()))))
        answer[key] = std::move(value);
    return answer;
}

int compile_lines(Session& session) {
    std::ios::sync_with_stdio(false);
    std::string line;
    while (std::getline(std::cin, line)) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        std::cout << boost::json::serialize(answer_line(session, line)) << '\n';
        if (std::cin.rdbuf()->in_avail() <= 0) std::cout.flush();
    }
    return 0;
}

int compile_one(Session& session, const std::string& sentence) {
    auto loaded = session.load("");
    if (!loaded) {
        fmt::print(stderr, "pattern-factory: {}\n", loaded.error().message);
        return 3;
    }
    const auto [compilation, sql, elapsed_us] = compile_sentence(**loaded, sentence);
    if (!sql) {
        fmt::print(stderr, "pattern-factory: {}\n", sql.error().message);
        return 3;
    }
    if (compilation.status == compiler::Status::not_understood) {
        fmt::print("{}\n", compilation.message);
        for (const auto& word : compilation.unknown)
            if (!word.suggestions.empty())
                fmt::print("  {}: did you mean {}?\n", word.word, fmt::join(word.suggestions, ", "));
        if (!compilation.hint.empty()) fmt::print("{}\n", compilation.hint);
        return 1;
    }
    if (compilation.status == compiler::Status::ambiguous) {
        fmt::print("{}\n", compilation.message);
        for (const auto& reading : compilation.readings)
            fmt::print("  {} ({:.0f} % sure)\n    {}\n", reading.reading, reading.confidence * 100, reading.sql);
        return 1;
    }
    fmt::print("{}\n{}\n-- {:.0f} % sure, {:.2f} ms\n", compilation.readings[0].reading, *sql,
               compilation.readings[0].confidence * 100, elapsed_us / 1000);
    return 0;
}

}  // namespace

int compile(const Config& config, const CompileOptions& options) {
    if (options.jsonl != options.sentence.empty()) {
        fmt::print(stderr, "pattern-factory compile: give a sentence, or --jsonl and sentences on standard input.\n");
        return 2;
    }
    int code = 3;
    WorkPool pool(1);  // the guard needs a stack of known size
    {
        std::unique_ptr<Session> session;
        asio::io_context done;
        // PostgreSQL is started from this thread, which lives as long as the program; the rest runs on the pool's.
        session = std::make_unique<Session>(config);
        if (auto opened = session->open(); !opened) {
            fmt::print(stderr, "pattern-factory: {}\n", opened.error().message);
            return opened.error().kind == ErrorKind::invalid_request ? 2 : 3;
        }
        code = run_to_end(done, pool.run([&] {
            return options.jsonl ? compile_lines(*session) : compile_one(*session, options.sentence);
        }));
    }
    return code;
}

}  // namespace pf::app
