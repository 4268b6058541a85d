#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdio>
#include <string>
#include <vector>

#include "app/commands/commands.hpp"
#include "app/commands/compiler_session.hpp"
#include "app/run_loop.hpp"
#include "base/work_pool.hpp"
#include "model/sentence.hpp"
#include "tools/prompt_context.hpp"
#include "tools/sql_pitboss.hpp"

namespace pf::app {
namespace {

int fail(const Error& error) {
    fmt::print(stderr, "pattern-factory: {}\n", error.message);
    return error.kind == ErrorKind::invalid_request ? 2 : 3;
}

// What the compiler would offer where it asks back.
std::vector<tools::PromptCandidate> candidates_of(const Result<tools::Interpretation>& made) {
    std::vector<tools::PromptCandidate> candidates;
    if (made && made->status != compiler::Status::not_understood)
        for (const auto& offered : made->readings)
            candidates.push_back({offered.reading, offered.sql.text(), offered.confidence});
    return candidates;
}

Result<std::vector<llm::Message>> messages_for(const LoadedModel& loaded, const std::string& rule_code, bool values) {
    auto sentence = model::resolve_sentence(rule_code, loaded.snapshot->ontology);
    if (!sentence) return sentence.error();
    if (*sentence == rule_code)
        if (auto whole = tools::said_in_full(loaded.compiler, {}, *sentence); whole && !whole->empty())
            *sentence = std::move(*whole);
    const auto made = tools::interpret(loaded.compiler, *loaded.snapshot, *sentence);
    return tools::prompt_messages(
        {*sentence, loaded.snapshot->ontology, loaded.compiler.relevant(*sentence), values, {}, candidates_of(made)});
}

int print_prompt(CompilerSession& session, const Config& config, const PromptOptions& options) {
    const auto loaded = session.load("");
    if (!loaded) return fail(loaded.error());
    const auto messages = messages_for(**loaded, options.sentence, config.model_values);
    if (!messages) return fail(messages.error());
    boost::json::array list;
    for (const auto& message : *messages) list.push_back({{"role", message.role}, {"content", message.content}});
    if (options.json)
        fmt::print("{}\n", boost::json::serialize(list));
    else
        for (const auto& message : *messages) fmt::print("[{}]\n{}\n\n", message.role, message.content);
    return 0;
}

}  // namespace

int prompt(const Config& config, const PromptOptions& options) {
    WorkPool pool(1);  // the guard needs a stack of known size
    CompilerSession session(config);
    if (const auto opened = session.open(); !opened) return fail(opened.error());
    asio::io_context done;
    return run_to_end(done, pool.run([&] { return print_prompt(session, config, options); }));
}

}  // namespace pf::app
