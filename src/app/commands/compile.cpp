#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>

#include "app/commands/commands.hpp"
#include "app/commands/compiler_session.hpp"
#include "app/run_loop.hpp"
#include "base/work_pool.hpp"
#include "model/sentence.hpp"
#include "model/write_vocabulary.hpp"
#include "tools/sql_pitboss.hpp"

namespace pf::app {
namespace {

constexpr std::size_t max_line_bytes = 1u << 20;

// A sentence, or the code of a predefined rule, as the chat reads it.
Result<tools::Interpretation> interpret(const LoadedModel& loaded, std::string_view rule_code) {
    const auto sentence = model::resolve_sentence(rule_code, loaded.snapshot->ontology);
    if (!sentence) return sentence.error();
    return tools::interpret(loaded.compiler, *loaded.snapshot, *sentence);
}

// What the person would be offered, best first.
boost::json::array readings_of(const tools::Interpretation& made) {
    boost::json::array readings;
    for (const auto& offered : made.readings) {
        readings.push_back(boost::json::object{
            {"sql", offered.sql.text()}, {"confidence", offered.confidence}, {"reading", offered.reading}});
    }
    return readings;
}

// {"revenue": [{"kind": "metric", "is": "sum(payment.amount)", "says": "total amount of payment"}, …], …}
boost::json::object candidates_of(const std::vector<compiler::UnknownWord>& words) {
    boost::json::object made;
    for (const auto& word : words) {
        boost::json::array list;
        for (const auto& candidate : word.candidates)
            list.push_back({{"kind", model::to_string(candidate.definition.kind)},
                            {"is", candidate.definition.is},
                            {"says", candidate.says}});
        made[word.word] = std::move(list);
    }
    return made;
}

boost::json::object answer_of(const Result<tools::Interpretation>& made) {
    boost::json::object answer;
    if (!made) {
        answer["status"] = "error";
        answer["message"] = made.error().message;
        return answer;
    }
    answer["status"] = tools::to_string(made->status);
    if (!made->readings.empty()) {
        const auto& best = made->readings.front();
        answer["sql"] = best.sql.text();
        answer["confidence"] = best.confidence;
        answer["reading"] = best.reading;
    }
    if (made->status == compiler::Status::ambiguous) answer["readings"] = readings_of(*made);
    if (!made->message.empty()) answer["message"] = made->message;
    if (!made->unknown.empty()) {
        boost::json::array unknown;
        for (const auto& word : made->unknown) unknown.emplace_back(word.word);
        answer["unknown"] = std::move(unknown);
        answer["candidates"] = candidates_of(made->unknown);
    }
    answer["elapsed_us"] = made->compile_ms * 1000;
    return answer;
}

boost::json::object answer_line(CompilerSession& session, const std::string& line) {
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
    for (auto& [key, value] : answer_of(interpret(**loaded, std::string_view(rule->as_string()))))
        answer[key] = std::move(value);
    return answer;
}

int compile_lines(CompilerSession& session) {
    std::ios::sync_with_stdio(false);
    std::string line;
    while (std::getline(std::cin, line)) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        std::cout << boost::json::serialize(answer_line(session, line)) << '\n';
        if (std::cin.rdbuf()->in_avail() <= 0) std::cout.flush();
    }
    return 0;
}

void print_candidates(const std::vector<compiler::UnknownWord>& words) {
    for (const auto& word : words)
        for (const auto& candidate : word.candidates)
            fmt::print("  {}: {}?  ({}: {})\n", word.word, candidate.says, candidate.definition.name,
                       candidate.definition.is);
}

int compile_one(CompilerSession& session, const std::string& sentence) {
    auto loaded = session.load("");
    if (!loaded) {
        fmt::print(stderr, "pattern-factory: {}\n", loaded.error().message);
        return 3;
    }
    const auto made = interpret(**loaded, sentence);
    if (!made) {
        fmt::print(stderr, "pattern-factory: {}\n", made.error().message);
        return made.error().kind == ErrorKind::invalid_request ? 2 : 3;
    }
    if (made->status == compiler::Status::not_understood) {
        fmt::print("{}\n", made->message);
        for (const auto& word : made->unknown)
            if (!word.suggestions.empty())
                fmt::print("  {}: did you mean {}?\n", word.word, fmt::join(word.suggestions, ", "));
        print_candidates(made->unknown);
        if (!made->hint.empty()) fmt::print("{}\n", made->hint);
        return 1;
    }
    if (made->status == compiler::Status::ambiguous) {
        fmt::print("{}\n", made->message);
        for (const auto& reading : made->readings)
            fmt::print("  {} ({:.0f} % sure)\n    {}\n", reading.reading, reading.confidence * 100, reading.sql.text());
        print_candidates(made->unknown);
        return 1;
    }
    const auto& best = made->readings.front();
    fmt::print("{}\n{}\n-- {:.0f} % sure, {:.2f} ms\n", best.reading, best.sql.text(), best.confidence * 100,
               made->compile_ms);
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
        std::unique_ptr<CompilerSession> session;
        asio::io_context done;
        // PostgreSQL is started from this thread, which lives as long as the program; the rest runs on the pool's.
        session = std::make_unique<CompilerSession>(config);
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
