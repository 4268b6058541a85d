// The chat-completions format (platform.openai.com, API reference "Chat"): a request's body, as much of it as the
// server at hand takes, and what a reply says, whole or in pieces.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "llm/client.hpp"

namespace pf::llm {

// What of the format a server takes. It is asked for everything first; what it refuses is left out from then on.
struct Dialect {
    enum class Limit { max_tokens, max_completion_tokens, none };
    bool schema = true;       // response_format: one JSON object {"sql"|"error"}
    bool temperature = true;  // reasoning models have their own
    bool stream = true;
    bool stream_usage = true;  // stream_options: tokens at a stream's end
    bool system_role = true;   // else its text stands before the first message
    Limit limit = Limit::max_tokens;
    friend bool operator==(const Dialect&, const Dialect&) = default;
};

[[nodiscard]] std::string request_body(const std::string& model, const Request& request, const Dialect& dialect,
                                       int max_tokens);

// What to try after a refusal (HTTP 400 or 422) with this body: without what it names, or without everything that is
// not needed. Nothing when there is nothing left to leave out, or the body speaks of the conversation itself.
[[nodiscard]] std::optional<Dialect> without_what_is_refused(const Dialect& dialect, const std::string& body);

// Does a refusal say that the conversation is too long?
[[nodiscard]] bool says_too_long(std::string_view body);

struct ChatReply {
    // How it ended. From not_json to failed the server is not well; from no_choice on this one answer is of no use.
    enum class End {
        text,
        not_json,
        no_completion,
        broken,
        failed,
        no_choice,
        cut,
        withheld,
        tool_call,
        empty,
        thoughts_only
    };
    End end = End::not_json;
    std::string text;  // without thoughts. A refusal is {"error": its words}
    std::optional<std::int64_t> prompt_tokens, completion_tokens;
    int status = 0;  // failed: the HTTP status that an error inside the reply gives itself; else 0
};

// `body` of HTTP 200: one JSON document, or events (text/event-stream; HTML standard, "Server-sent events").
[[nodiscard]] ChatReply read_chat_reply(std::string_view body, std::string_view content_type);

}  // namespace pf::llm
