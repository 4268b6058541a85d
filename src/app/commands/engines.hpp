// Compiler and model over a compiler session, for commands that answer as the server would and register nothing.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <variant>

#include "app/commands/compiler_session.hpp"
#include "app/config.hpp"
#include "base/result.hpp"
#include "base/work_pool.hpp"
#include "llm/client.hpp"
#include "pg/pool.hpp"
#include "pitboss/answer.hpp"
#include "pitboss/services.hpp"
#include "tools/sql_pitboss.hpp"

namespace pf::app {

// Where a model is set, and the settings do not ask for the compiler alone, it is heard as the server hears it.
[[nodiscard]] bool hears_model(const Config& config);

class Engines {
 public:
    // The session must be open, and outlive it.
    Engines(const Config& config, CompilerSession& session);
    ~Engines();

    // Makes the model's client. Errors: invalid_request for settings that cannot work.
    Result<void> open();

    // As the server answers a sentence (pitboss::answer), by the settings' generator; no answer of before is used.
    // Readings are tried on the rule role, read-only.
    Result<std::variant<pitboss::Answer, pitboss::Clarification>> answer(const LoadedModel& loaded,
                                                                         const std::string& sentence);

    // The same in the form of what the compiler alone makes: a question is ambiguous. Needs a stack as sql::guard does.
    Result<tools::Interpretation> interpret(const LoadedModel& loaded, const std::string& sentence);

 private:
    tools::SqlPitboss& generator_of(const LoadedModel& loaded);

    const Config& config_;
    CompilerSession& session_;
    WorkPool pool_{1};
    std::unique_ptr<pg::Pool> rule_;
    std::unique_ptr<llm::Client> model_;
    std::map<const LoadedModel*, std::unique_ptr<tools::SqlPitboss>> generators_;
    pitboss::Services services_;
};

}  // namespace pf::app
