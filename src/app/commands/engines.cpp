#include "app/commands/engines.hpp"

#include <optional>
#include <utility>

#include "app/language_model.hpp"
#include "app/run_loop.hpp"
#include "sql/guard.hpp"

namespace pf::app {
namespace {

constexpr auto answer_timeout = std::chrono::seconds(120);

Task<bool> use(tools::SqlPitboss& generator, std::shared_ptr<const model::Snapshot> snapshot) {
    co_await generator.use(std::move(snapshot));
    co_return true;
}

using Made = Result<std::variant<pitboss::Answer, pitboss::Clarification>>;

// run_to_end() wants a value that can be made of nothing.
Task<std::optional<Made>> answered(pitboss::Services& services, std::string sentence) {
    RequestContext context;
    context.deadline = context.started + answer_timeout;
    co_return co_await pitboss::answer(services, std::move(sentence), {}, services.engine, 0, false, context);
}

}  // namespace

bool hears_model(const Config& config) {
    return config.generator != "compiler" && !(config.openai_api_key.empty() && config.openai_base_url.empty());
}

Engines::Engines(const Config& config, CompilerSession& session) : config_(config), session_(session) {}
Engines::~Engines() = default;

Result<void> Engines::open() {
    auto model = make_language_model(config_);
    if (!model) return model.error();
    model_ = std::move(*model);
    pg::Pool::Settings settings;
    settings.connection = session_.rule_login();
    settings.size = 2;
    rule_ = std::make_unique<pg::Pool>(session_.loop().get_executor(), std::move(settings));
    services_.rule = rule_.get();
    services_.engine = *tools::engine_named(config_.generator);
    services_.limits.max_cost = config_.max_cost;
    services_.limits.check_timeout = std::chrono::milliseconds(config_.check_timeout_ms);
    return {};
}

tools::SqlPitboss& Engines::generator_of(const LoadedModel& loaded) {
    auto& generator = generators_[&loaded];
    if (!generator) {
        generator = std::make_unique<tools::SqlPitboss>(pool_, model_.get(), config_.model_values,
                                                        static_cast<int>(config_.model_samples));
        run_to_end(session_.loop(), use(*generator, loaded.snapshot));
    }
    return *generator;
}

Result<std::variant<pitboss::Answer, pitboss::Clarification>> Engines::answer(const LoadedModel& loaded,
                                                                              const std::string& sentence) {
    services_.generator = &generator_of(loaded);
    if (auto possible = services_.generator->can(services_.engine); !possible) return possible.error();
    return *run_to_end(session_.loop(), answered(services_, sentence));
}

Result<tools::Interpretation> Engines::interpret(const LoadedModel& loaded, const std::string& sentence) {
    const auto made = answer(loaded, sentence);
    tools::Interpretation told;
    if (!made) {
        if (made.error().kind != ErrorKind::not_understood) return made.error();
        told.message = made.error().message;
        for (const auto& word : made.error().unknown) told.unknown.push_back({word.word, 0, word.suggestions, {}});
        return told;
    }
    if (const auto* sure = std::get_if<pitboss::Answer>(&*made)) {
        told.status = compiler::Status::ok;
        told.readings.push_back(sure->generated);
        return told;
    }
    const auto& question = std::get<pitboss::Clarification>(*made);
    told.status = compiler::Status::ambiguous;
    told.message = question.question;
    for (const auto& offered : question.readings)
        if (auto guarded = sql::guard(offered.sql, loaded.snapshot->policy))
            told.readings.push_back({std::move(*guarded), offered.reading, offered.confidence, ""});
    return told;
}

}  // namespace pf::app
