// The language model that the settings ask for, and what can be told of it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/config.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "llm/openai_client.hpp"
#include "pitboss/model_state.hpp"

namespace pf::app {

// Null when neither a key nor a base URL is set: then nothing is ever sent anywhere. Errors: invalid_request.
[[nodiscard]] Result<std::unique_ptr<llm::OpenAiClient>> make_language_model(const Config& config);

// `model` may be null. `values`: whether it is told what cells hold.
[[nodiscard]] pitboss::ModelState language_model_state(const llm::OpenAiClient* model, bool values);

// Asks it for a few words. Errors: as of llm::Client::complete.
Task<Result<pitboss::ModelAnswer>> check_language_model(llm::OpenAiClient& model, Deadline deadline);

}  // namespace pf::app
