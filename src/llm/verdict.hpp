// What came back from a model's server → what it means for the caller, for the breaker and for another try.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "net/http_client.hpp"

namespace pf::llm {

struct Verdict {
    Result<std::string> text = std::string();         // never empty; an error never holds the reply's text or the key
    bool counts = false;                              // an error that says that the model is not there
    bool again = false;                               // the same may go well in a moment
    bool maybe_format = false;                        // it may be the request's form that was refused
    std::optional<std::chrono::seconds> retry_after;  // what the server asks for
    std::optional<std::int64_t> prompt_tokens, completion_tokens;
};

// `server` is what messages call it, `model` the name it was asked for.
[[nodiscard]] Verdict judge(const net::HttpOutcome& outcome, const std::string& server, const std::string& model);

}  // namespace pf::llm
