#include "sql/guard.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>

#include "app/commands/commands.hpp"
#include "app/commands/compiler_session.hpp"
#include "app/run_loop.hpp"
#include "base/work_pool.hpp"

namespace pf::app {
namespace {

constexpr std::size_t max_line_bytes = 1u << 20;

// The next line, cut where it is too long to be kept; false at the end.
bool read_line(std::streambuf& from, std::string& line) {
    constexpr int end = std::char_traits<char>::eof();
    line.clear();
    int c = from.sbumpc();
    if (c == end) return false;
    for (; c != end && c != '\n'; c = from.sbumpc())
        if (line.size() <= max_line_bytes) line += static_cast<char>(c);
    return true;
}

std::string sentence_of(const Error& error) {
    return error.hint.empty() ? error.message : error.message + " " + error.hint;
}

boost::json::object answer_line(CompilerSession& session, const std::string& line) {
    boost::json::object answer{{"id", nullptr}, {"verdict", "refuse"}, {"reason", ""}, {"deparsed", ""}};
    const auto refuse = [&answer](std::string_view reason) {
        answer["reason"] = reason;
        return answer;
    };
    if (line.size() > max_line_bytes) return refuse("The line is longer than 1 MiB.");
    boost::system::error_code failed;
    const auto request = boost::json::parse(line, failed);
    if (failed || !request.is_object()) return refuse("The line is no JSON object.");
    const auto& object = request.as_object();
    if (const auto* id = object.if_contains("id")) answer["id"] = *id;
    const auto* sql = object.if_contains("sql");
    const auto* schema = object.if_contains("schema");
    if (!sql || !sql->is_string()) return refuse("sql is missing or no text.");
    if (schema && !schema->is_string()) return refuse("schema is no text.");
    const auto loaded = session.load(schema ? std::string(schema->as_string()) : std::string());
    if (!loaded) return refuse(sentence_of(loaded.error()));
    const auto guarded = sql::guard(std::string_view(sql->as_string()), (*loaded)->snapshot->policy);
    if (!guarded) return refuse(sentence_of(guarded.error()));
    answer["verdict"] = "accept";
    answer["deparsed"] = guarded->text();
    return answer;
}

int guard_lines(CompilerSession& session) {
    // A database that cannot be read is no verdict about any line.
    if (const auto loaded = session.load(""); !loaded) {
        fmt::print(stderr, "pattern-factory: {}\n", sentence_of(loaded.error()));
        return 3;
    }
    std::ios::sync_with_stdio(false);
    auto& input = *std::cin.rdbuf();
    std::string line;
    while (read_line(input, line)) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        std::cout << boost::json::serialize(answer_line(session, line)) << '\n';
        if (input.in_avail() <= 0) std::cout.flush();
    }
    return 0;
}

}  // namespace

int guard(const Config& config, const GuardOptions& options) {
    if (!options.jsonl) {
        fmt::print(stderr, "pattern-factory guard: give --jsonl, and statements on standard input.\n");
        return 2;
    }
    WorkPool pool(1);  // the guard needs a stack of known size
    asio::io_context done;
    // PostgreSQL is started from this thread, which lives as long as the program; the rest runs on the pool's.
    CompilerSession session(config);
    if (auto opened = session.open(); !opened) {
        fmt::print(stderr, "pattern-factory: {}\n", sentence_of(opened.error()));
        return opened.error().kind == ErrorKind::invalid_request ? 2 : 3;
    }
    return run_to_end(done, pool.run([&] { return guard_lines(session); }));
}

}  // namespace pf::app
