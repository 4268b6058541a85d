// Any server that speaks OpenAI's chat-completions API (platform.openai.com, API reference "Chat"), through libcurl.
#pragma once

#include <memory>
#include <string>

#include "base/work_pool.hpp"
#include "llm/client.hpp"

namespace pf::llm {

struct OpenAiSettings {
    std::string api_key;
    std::string base_url = "https://api.openai.com/v1";  // from configuration only; redirects are not followed
    std::string model = "gpt-4o";
    int max_in_flight = 8;
};

// Calls block on threads of `pool`. The settings are copied.
[[nodiscard]] std::unique_ptr<Client> make_openai_client(OpenAiSettings settings, WorkPool& pool);

}  // namespace pf::llm
