// Any server that speaks OpenAI's chat-completions API (platform.openai.com, API reference "Chat"), through libcurl.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "llm/client.hpp"

namespace pf::llm {

struct OpenAiSettings {
    std::string api_key;                                 // empty: no Authorization header (local models)
    std::string base_url = "https://api.openai.com/v1";  // from configuration only; redirects are not followed
    std::string model = "gpt-4o";
    int max_in_flight = 8;  // one more is refused at once with `unavailable`
};

// The client has one thread of its own that drives all its calls; none waits on a thread of a WorkPool. Cancelling the
// coroutine that waits in complete() ends the call at once. Destroying the client ends its calls with `cancelled`; the
// executors of its callers must still be alive then.
// Errors: invalid_request for settings that cannot work (no http or https URL, a password in it, control characters).
[[nodiscard]] Result<std::unique_ptr<Client>> make_openai_client(OpenAiSettings settings);

}  // namespace pf::llm
