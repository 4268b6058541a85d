#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>

#include "app/commands/commands.hpp"
#include "app/commands/compiler_session.hpp"
#include "app/commands/engines.hpp"
#include "app/run_loop.hpp"
#include "base/work_pool.hpp"
#include "model/sentence.hpp"
#include "model/write_vocabulary.hpp"
#include "pitboss/said_words.hpp"
#include "tools/sql_pitboss.hpp"

namespace pf::app {
namespace {

constexpr std::size_t max_line_bytes = 1u << 20;

struct Asked {
    std::string sentence;
    bool changes_another = false;  // it was said in full
    Result<tools::Interpretation> made;
    bool heard = false;  // with the model
};

// A sentence, or the code of a predefined rule, behind another or none ("") as the chat reads it. `engines`: null for
// the compiler alone.
Asked ask(const LoadedModel& loaded, Engines* engines, std::string_view rule_code, std::string_view after) {
    const auto& ontology = loaded.snapshot->ontology;
    const auto fail = [](const Error& error) { return Asked{{}, false, error}; };
    const auto sentence = model::resolve_sentence(rule_code, ontology);
    if (!sentence) return fail(sentence.error());
    std::string before;
    if (!after.empty()) {
        auto resolved = model::resolve_sentence(after, ontology);
        if (!resolved) return fail(resolved.error());
        before = std::move(*resolved);
    }
    const bool predefined = *sentence != rule_code;
    const auto whole = predefined ? std::string() : tools::said_in_full(loaded.compiler, before, *sentence);
    if (!whole) {
        tools::Interpretation refused;
        refused.message = whole.error().message;
        refused.hint = whole.error().hint;
        return {*sentence, false, std::move(refused)};
    }
    const auto& read = whole->empty() ? *sentence : *whole;
    if (engines) return {read, !whole->empty(), engines->interpret(loaded, read), true};
    return {read, !whole->empty(), tools::interpret(loaded.compiler, *loaded.snapshot, read)};
}

// A sentence as it was typed, and as it was compiled.
struct Shown {
    std::string_view typed, sentence;
};

// What the words of the sentence became, as docs/protocol.md has it.
boost::json::array words_of(const tools::GeneratedSql& reading, const Shown& of) {
    auto words = pitboss::said_words(reading.words);
    pitboss::place(words, of.typed, of.sentence);
    boost::json::array made;
    for (const auto& word : words) {
        boost::json::object told{{"offset", word.offset}, {"length", word.length}, {"role", word.role}};
        if (!word.table.empty()) told["table"] = word.table;
        if (!word.column.empty()) told["column"] = word.column;
        if (!word.value.empty()) told["value"] = word.value;
        if (word.assumed) told["assumed"] = true;
        made.push_back(std::move(told));
    }
    return made;
}

boost::json::object reading_of(const tools::GeneratedSql& reading, const Shown& of) {
    boost::json::object told{
        {"sql", reading.sql.text()}, {"confidence", reading.confidence}, {"reading", reading.reading}};
    if (auto words = words_of(reading, of); !words.empty()) told["words"] = std::move(words);
    return told;
}

// What the person would be offered, best first.
boost::json::array readings_of(const tools::Interpretation& made, const Shown& of) {
    boost::json::array readings;
    for (const auto& offered : made.readings) readings.push_back(reading_of(offered, of));
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

boost::json::object answer_of(const Asked& asked, std::string_view rule_code) {
    const auto& [sentence, changes_another, made, heard] = asked;
    const Shown shown{changes_another ? sentence : rule_code, sentence};
    boost::json::object answer;
    if (!made) {
        answer["status"] = "error";
        answer["message"] = made.error().message;
        return answer;
    }
    answer["status"] = tools::to_string(made->status);
    if (!made->readings.empty()) {
        const auto& best = made->readings.front();
        for (auto& [key, value] : reading_of(best, shown)) answer[key] = std::move(value);
        if (heard && made->status == compiler::Status::ok) answer["generator"] = best.generator;
    }
    if (made->status == compiler::Status::ambiguous) answer["readings"] = readings_of(*made, shown);
    if (!made->message.empty()) answer["message"] = made->message;
    if (!made->unknown.empty()) {
        boost::json::array unknown;
        for (const auto& word : made->unknown) unknown.emplace_back(word.word);
        answer["unknown"] = std::move(unknown);
        if (!heard) answer["candidates"] = candidates_of(made->unknown);
    }
    if (!heard) answer["elapsed_us"] = made->compile_ms * 1000;
    return answer;
}

boost::json::object answer_line(CompilerSession& session, Engines* engines, const std::string& line) {
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
    const auto* after = object.if_contains("after");
    if (after && !after->is_string()) return fail("after is no text.");
    const auto asked = ask(**loaded, engines, std::string_view(rule->as_string()),
                           after ? std::string_view(after->as_string()) : std::string_view{});
    if (asked.changes_another) answer["sentence"] = asked.sentence;
    auto told = answer_of(asked, std::string_view(rule->as_string()));
    for (auto& [key, value] : told) answer[key] = std::move(value);
    return answer;
}

int compile_lines(CompilerSession& session, Engines* engines) {
    std::ios::sync_with_stdio(false);
    std::string line;
    while (std::getline(std::cin, line)) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        std::cout << boost::json::serialize(answer_line(session, engines, line)) << '\n';
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

// Of one sentence that the model was heard about.
int print_heard(const boost::json::object& answer) {
    const auto text = [](const boost::json::object& of, std::string_view part) {
        const auto* found = of.if_contains(part);
        return found ? std::string_view(found->as_string()) : std::string_view();
    };
    const auto sure = [](const boost::json::object& of) { return of.at("confidence").to_number<double>() * 100; };
    if (text(answer, "status") == "ok") {
        fmt::print("{}\n{}\n-- {:.0f} % sure, by {}\n", text(answer, "reading"), text(answer, "sql"), sure(answer),
                   text(answer, "generator"));
        return 0;
    }
    fmt::print("{}\n", text(answer, "message"));
    if (const auto* readings = answer.if_contains("readings"))
        for (const auto& reading : readings->as_array())
            fmt::print("  {} ({:.0f} % sure)\n    {}\n", text(reading.as_object(), "reading"),
                       sure(reading.as_object()), text(reading.as_object(), "sql"));
    return 1;
}

int compile_one(CompilerSession& session, Engines* engines, const CompileOptions& options) {
    auto loaded = session.load("");
    if (!loaded) {
        fmt::print(stderr, "pattern-factory: {}\n", loaded.error().message);
        return 3;
    }
    const auto asked = ask(**loaded, engines, options.sentence, options.after);
    const auto& made = asked.made;
    if (asked.changes_another) fmt::print("{}\n", asked.sentence);
    if (asked.heard) return print_heard(answer_of(asked, options.sentence));
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
        std::unique_ptr<Engines> engines;
        if (hears_model(config)) engines = std::make_unique<Engines>(config, *session);
        if (auto opened = engines ? engines->open() : Result<void>(); !opened) {
            fmt::print(stderr, "pattern-factory: {}\n", opened.error().message);
            return 2;
        }
        code = run_to_end(done, pool.run([&] {
            return options.jsonl ? compile_lines(*session, engines.get())
                                 : compile_one(*session, engines.get(), options);
        }));
    }
    return code;
}

}  // namespace pf::app
