// A language model that answers a conversation. Interface: the OpenAI-compatible client, and a fake in tests.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"

namespace pf::llm {

struct Message {
    std::string role;  // "system", "user", "assistant"
    std::string content;
};

class Client {
 public:
    virtual ~Client() = default;
    // The model's reply, at most 256 KiB. Errors: unavailable (out of reach, refused, rate limited: message says which
    // and never holds the key or the reply's text), timeout, cancelled.
    virtual Task<Result<std::string>> complete(std::vector<Message> conversation, Deadline deadline) = 0;
    [[nodiscard]] virtual std::string name() const = 0;  // the model's name, for a person
};

}  // namespace pf::llm
