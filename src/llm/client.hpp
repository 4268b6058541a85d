// A language model that answers a conversation. Interface: the OpenAI-compatible client, and a fake in tests.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"

namespace pf::llm {

struct Message {
    std::string role;  // "system", "user", "assistant"
    std::string content;
};

struct Request {
    std::vector<Message> conversation;
    double temperature = 0;  // a model that has none of its own choosing is asked without
    // Hears how many bytes of the server's answer have come, on the caller's executor and a few times a second at most;
    // never after complete() has returned.
    std::function<void(std::size_t bytes)> progress = {};
};

struct Usage {
    int prompt_tokens = 0, completion_tokens = 0;  // as the server counts them; a token for four bytes when it does not
    double cost = 0;                               // by the configured prices
};

struct Reply {
    std::string text;                   // at most 256 KiB, never empty; nothing of it is trusted
    Usage usage = {};                   // of all calls
    std::chrono::milliseconds took{0};  // from the first call's start, waits between calls included
    int calls = 1;                      // HTTP requests: one more for each that was tried again
};

class Client {
 public:
    virtual ~Client() = default;

    // The model's reply. Errors:
    //   unavailable: out of reach, refused, failed, rate limited, no chat completion, a tool call; or no call was made:
    //                all slots are taken, it has failed too often of late (the breaker is open), today's budget is
    //                spent
    //   timeout:     no answer by the deadline, or nothing heard for too long
    //   cancelled
    // The message says which, and never holds the key or the reply's text. What counts for the breaker is what says
    // that the model is not there: timeouts and every `unavailable` of a call that was made, but
    // those that are about this one conversation.
    virtual Task<Result<Reply>> complete(Request request, Deadline deadline) = 0;

    [[nodiscard]] virtual std::string name() const = 0;  // the model's name, for a person

    // How long one rule may wait for the model, all its calls together.
    [[nodiscard]] virtual std::chrono::milliseconds time_for_a_rule() const { return std::chrono::seconds(30); }
};

}  // namespace pf::llm
