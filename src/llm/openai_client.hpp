// Any server that speaks OpenAI's chat-completions API (platform.openai.com, API reference "Chat"), through libcurl:
// OpenAI, Azure, vLLM, llama.cpp's server, Ollama and their like.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "llm/breaker.hpp"
#include "llm/client.hpp"
#include "llm/ledger.hpp"

namespace pf::llm {

struct OpenAiSettings {
    std::string api_key;                                 // empty: none is shown (local models)
    std::string base_url = "https://api.openai.com/v1";  // from configuration only; redirects are not followed
    std::string model = "gpt-4o";
    int max_in_flight = 8;                      // calls at a time; others wait their turn
    std::chrono::milliseconds timeout{30'000};  // of a rule, all its calls together
    std::chrono::milliseconds connect_timeout{10'000};
    std::chrono::milliseconds silence_timeout{20'000};  // until the first byte, and between two
    int max_tokens = 4096;                              // of an answer, thoughts included
    bool allow_plain_http = false;                      // show the key to another machine without TLS
    Prices prices = {};
    Budget budget = {};
    Breaker::Limits breaker = {};
};

// What can be told of a client; no secrets.
struct ClientState {
    std::string name, base_url;
    bool key = false;  // is one set?
    Breaker::State breaker = Breaker::State::closed;
    std::optional<std::chrono::system_clock::time_point> failing_since;
    std::string last_failure;
    std::size_t calling = 0, waiting = 0;
    std::optional<std::chrono::milliseconds> last_took;  // of the last call that was answered
    std::string left_out;                                // what the server refused: "response_format, temperature"
};

// The client has one thread of its own that drives all its calls; none waits on a thread of a WorkPool. Cancelling the
// coroutine that waits in complete() ends the call at once and frees its slot. Destroying the client ends its calls
// with `cancelled`; the executors of its callers must still be alive then. All of it is of one executor's thread.
class OpenAiClient : public Client {
 public:
    // Asks for a few words, as a rule would, also while the breaker is open: says whether the model answers, and how
    // fast. Errors: as of complete().
    virtual Task<Result<Reply>> check(Deadline deadline) = 0;

    [[nodiscard]] virtual ClientState state() const = 0;
    [[nodiscard]] virtual const Ledger& ledger() const = 0;
};

// Errors: invalid_request for settings that cannot work (endpoint.hpp), an empty name, no call at a time.
[[nodiscard]] Result<std::unique_ptr<OpenAiClient>> make_openai_client(OpenAiSettings settings);

}  // namespace pf::llm
