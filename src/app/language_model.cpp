#include "app/language_model.hpp"

#include <limits>

namespace pf::app {
namespace {

pitboss::ModelState::Spent spent_of(const llm::Spent& spent) {
    return {spent.prompt_tokens, spent.completion_tokens, spent.cost};
}

}  // namespace

Result<std::unique_ptr<llm::OpenAiClient>> make_language_model(const Config& config) {
    if (config.openai_api_key.empty() && config.openai_base_url.empty()) return std::unique_ptr<llm::OpenAiClient>();
    llm::OpenAiSettings settings;
    settings.api_key = config.openai_api_key;
    if (!config.openai_base_url.empty()) settings.base_url = config.openai_base_url;
    settings.model = config.model;
    settings.max_in_flight = static_cast<int>(config.model_calls);
    settings.timeout = std::chrono::milliseconds(config.model_timeout_ms);
    settings.connect_timeout = std::chrono::milliseconds(config.model_connect_timeout_ms);
    settings.silence_timeout = std::chrono::milliseconds(config.model_silence_timeout_ms);
    settings.max_tokens = static_cast<int>(config.model_max_tokens);
    settings.allow_plain_http = config.model_allow_plain_http;
    settings.prices = {config.model_prompt_price, config.model_completion_price};
    settings.budget = {config.model_daily_tokens, config.model_daily_cost};
    return llm::make_openai_client(std::move(settings));
}

pitboss::ModelState language_model_state(const llm::OpenAiClient* model, bool values) {
    pitboss::ModelState told;
    if (!model) return told;
    auto state = model->state();
    const auto& ledger = model->ledger();
    told.configured = true;
    told.name = std::move(state.name);
    told.address = std::move(state.base_url);
    told.key = state.key;
    told.breaker = llm::to_string(state.breaker);
    told.failing_since = state.failing_since;
    told.last_failure = std::move(state.last_failure);
    told.left_out = std::move(state.left_out);
    told.sends = {"the sentence", "names, types, keys and comments of the tables and columns that rules may read",
                  "the semantic model's descriptions and words", "readings and rules near the sentence, with their SQL",
                  "its own SQL of before, and why that was refused"};
    if (values)
        told.sends.insert(told.sends.begin() + 2, "values of their columns: samples, and what the sentence names");
    told.calling = state.calling;
    told.waiting = state.waiting;
    told.last_took = state.last_took;
    told.ever = spent_of(ledger.ever());
    told.today = spent_of(ledger.today(std::chrono::system_clock::now()));
    told.daily_tokens = ledger.budget().tokens;
    told.daily_cost = ledger.budget().cost;
    told.outcomes = ledger.outcomes();
    for (std::size_t i = 0; i < ledger.durations().size(); ++i)
        told.durations.push_back(
            {i < llm::Ledger::bounds.size() ? llm::Ledger::bounds[i] : std::numeric_limits<double>::infinity(),
             ledger.durations()[i]});
    told.seconds = ledger.seconds();
    return told;
}

Task<Result<pitboss::ModelAnswer>> check_language_model(llm::OpenAiClient& model, Deadline deadline) {
    const auto reply = co_await model.check(deadline);
    if (!reply) co_return reply.error();
    co_return pitboss::ModelAnswer{reply->took, reply->calls,
                                   reply->usage.prompt_tokens + reply->usage.completion_tokens};
}

}  // namespace pf::app
