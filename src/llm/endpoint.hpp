// Where a model answers, and how the key is shown there: checked settings.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace pf::llm {

struct Endpoint {
    std::string url;                   // of the chat-completions route; https, or http
    std::string host;                  // for messages
    bool this_machine = false;         // loopback: never asked through a proxy
    bool openai = false;               // OpenAI's own server
    std::vector<std::string> headers;  // hold the key
};

// `base_url` is what chat/completions is appended to; it may end in ?api-version=… as Azure's do, whose key goes in a
// header of its own (Azure OpenAI, REST API reference). Errors: invalid_request for what cannot work or would show the
// key: no http or https URL, a password in it, control characters, and a key over plain HTTP to another machine unless
// `allow_plain_http`.
[[nodiscard]] Result<Endpoint> endpoint_of(const std::string& base_url, const std::string& api_key,
                                           bool allow_plain_http);

}  // namespace pf::llm
