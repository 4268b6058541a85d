#include "llm/chat_format.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/ascii.hpp"

namespace pf::llm {
namespace {

namespace json = boost::json;
using End = ChatReply::End;

constexpr std::string_view blanks = " \t\r\n";

// Strict schemas demand that every property is required; what is not said is null.
const json::value& answer_format() {
    static const json::value format = json::parse(R"({"type": "json_schema", "json_schema": {
        "name": "answer", "strict": true, "schema": {"type": "object",
        "properties": {"sql": {"type": ["string", "null"]}, "says": {"type": ["string", "null"]},
                       "error": {"type": ["string", "null"]}},
        "required": ["sql", "says", "error"], "additionalProperties": false}}})");
    return format;
}

json::array messages_of(const std::vector<Message>& conversation, bool system_role) {
    json::array messages;
    std::string before;
    for (const auto& message : conversation) {
        if (message.role == "system" && !system_role) {
            before += message.content + "\n\n";
            continue;
        }
        messages.push_back({{"role", message.role}, {"content", before + message.content}});
        before.clear();
    }
    return messages;
}

const json::object* object_in(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value ? value->if_object() : nullptr;
}

std::string_view text_in(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

// What has come of a reply so far.
struct Gathered {
    std::string content, refusal, finish;
    bool thoughts = false, tool_call = false, choice = false;
};

// A message's text, or that of its parts; parts that are thoughts are none.
void take_content(const json::value& content, Gathered& gathered) {
    if (content.is_string()) gathered.content += std::string_view(content.get_string());
    if (!content.is_array()) return;
    for (const auto& part : content.get_array()) {
        const auto* object = part.if_object();
        if (!object) continue;
        const auto type = text_in(*object, "type");
        if (type == "text" || type == "output_text") gathered.content += text_in(*object, "text");
        if (type == "refusal") gathered.refusal += text_in(*object, "refusal");
        gathered.thoughts = gathered.thoughts || type == "thinking" || type == "reasoning";
    }
}

// `message` of a reply, or `delta` of a stream's event.
void take_message(const json::object& message, Gathered& gathered) {
    if (const auto* content = message.if_contains("content")) take_content(*content, gathered);
    gathered.refusal += text_in(message, "refusal");
    for (const auto* key : {"reasoning_content", "reasoning", "thinking"})
        gathered.thoughts = gathered.thoughts || !text_in(message, key).empty();
    const auto* calls = message.if_contains("tool_calls");
    gathered.tool_call = gathered.tool_call || object_in(message, "function_call") ||
                         (calls && calls->is_array() && !calls->get_array().empty());
}

// Only the first choice: one was asked for.
void take_choices(const json::object& document, std::string_view key, Gathered& gathered) {
    const auto* choices = document.if_contains("choices");
    if (!choices || !choices->is_array() || choices->get_array().empty()) return;
    gathered.choice = true;
    const auto* choice = choices->get_array().front().if_object();
    if (!choice) return;
    if (const auto* message = object_in(*choice, key)) take_message(*message, gathered);
    if (const auto finish = text_in(*choice, "finish_reason"); !finish.empty()) gathered.finish = finish;
}

void take_usage(const json::object& document, ChatReply& reply) {
    const auto* usage = object_in(document, "usage");
    if (!usage) return;
    const auto count = [&](std::string_view key) -> std::optional<std::int64_t> {
        const auto* value = usage->if_contains(key);
        if (!value || !value->is_number()) return std::nullopt;
        boost::system::error_code failed;
        const auto number = value->to_number<std::int64_t>(failed);
        if (failed || number < 0) return std::nullopt;
        return std::min<std::int64_t>(number, 10'000'000);  // no model reads more; a budget must not end by one lie
    };
    if (const auto tokens = count("prompt_tokens")) reply.prompt_tokens = tokens;
    if (const auto tokens = count("completion_tokens")) reply.completion_tokens = tokens;
}

// Some servers answer 200 and then say {"error": {"code": 502, …}}.
bool take_error(const json::object& document, ChatReply& reply) {
    const auto* error = document.if_contains("error");
    if (!error || error->is_null()) return false;
    reply.end = End::failed;
    if (const auto* object = error->if_object())
        if (const auto* code = object->if_contains("code"); code && code->is_number()) {
            boost::system::error_code failed;
            const auto status = code->to_number<int>(failed);
            if (!failed && status >= 400 && status < 600) reply.status = status;
        }
    return true;
}

// The text behind <think>…</think>, which some models' templates open themselves; nothing when they never end.
std::optional<std::string_view> behind_thoughts(std::string_view text) {
    constexpr std::string_view open = "<think>", close = "</think>";
    text = trimmed(text, blanks);
    const auto end = text.find(close);
    if (text.starts_with(open)) {
        if (end == text.npos) return std::nullopt;
        return trimmed(text.substr(end + close.size()), blanks);
    }
    if (end == text.npos || text.substr(0, end).find(open) != text.npos) return text;
    return trimmed(text.substr(end + close.size()), blanks);
}

ChatReply finished(ChatReply reply, const Gathered& gathered) {
    const auto ended = [&](End end) {
        reply.end = end;
        return std::move(reply);
    };
    if (!gathered.choice) return ended(End::no_choice);
    if (gathered.finish == "content_filter") return ended(End::withheld);
    if (!gathered.refusal.empty()) {
        reply.text = json::serialize(json::object{{"error", gathered.refusal}});
        return ended(End::text);
    }
    if (gathered.finish == "length") return ended(End::cut);
    const auto text = behind_thoughts(gathered.content);
    if (text && !text->empty()) {
        // Untouched where there are no thoughts: what is quoted back to the model is what it said.
        reply.text = text->size() == trimmed(gathered.content, blanks).size() ? gathered.content : std::string(*text);
        return ended(End::text);
    }
    if (gathered.tool_call) return ended(End::tool_call);
    return ended(gathered.thoughts || !gathered.content.empty() ? End::thoughts_only : End::empty);
}

ChatReply read_document(std::string_view body) {
    ChatReply reply;
    boost::system::error_code failed;
    const auto parsed = json::parse(body, failed);
    if (failed) return reply;
    const auto* document = parsed.if_object();
    const auto* choices = document ? document->if_contains("choices") : nullptr;
    if (document && !choices && take_error(*document, reply)) return reply;
    reply.end = End::no_completion;
    if (!choices || !choices->is_array()) return reply;
    take_usage(*document, reply);
    Gathered gathered;
    take_choices(*document, "message", gathered);
    return finished(std::move(reply), gathered);
}

ChatReply read_events(std::string_view body) {
    ChatReply reply;
    Gathered gathered;
    bool done = false;
    for (std::size_t at = 0; at < body.size() && !done;) {
        const auto end = std::min(body.find('\n', at), body.size());
        auto line = body.substr(at, end - at);
        at = end + 1;
        if (!line.starts_with("data:")) continue;  // comments keep the connection alive; events have no names here
        line = trimmed(line.substr(5), blanks);
        if (line == "[DONE]") {
            done = true;
            break;
        }
        boost::system::error_code failed;
        const auto parsed = json::parse(line, failed);
        const auto* document = failed ? nullptr : parsed.if_object();
        if (!document) return reply;
        if (take_error(*document, reply)) return reply;
        take_choices(*document, "delta", gathered);
        take_usage(*document, reply);
    }
    if (!done && gathered.finish.empty()) {
        reply.end = End::broken;
        return reply;
    }
    return finished(std::move(reply), gathered);
}

}  // namespace

std::string request_body(const std::string& model, const Request& request, const Dialect& dialect, int max_tokens) {
    json::object body{{"model", model}, {"messages", messages_of(request.conversation, dialect.system_role)}};
    if (dialect.temperature) body["temperature"] = request.temperature;
    if (dialect.limit == Dialect::Limit::max_tokens) body["max_tokens"] = max_tokens;
    if (dialect.limit == Dialect::Limit::max_completion_tokens) body["max_completion_tokens"] = max_tokens;
    if (dialect.schema) body["response_format"] = answer_format();
    body["stream"] = dialect.stream;
    if (dialect.stream && dialect.stream_usage) body["stream_options"] = {{"include_usage", true}};
    return json::serialize(body);
}

bool says_too_long(std::string_view body) {
    const auto text = lower(body);
    constexpr std::array<std::string_view, 5> signs{"context_length", "context length", "context size",
                                                    "maximum context", "prompt is too long"};
    return std::any_of(signs.begin(), signs.end(), [&](auto sign) { return text.find(sign) != text.npos; });
}

std::optional<Dialect> without_what_is_refused(const Dialect& dialect, const std::string& body) {
    boost::system::error_code failed;
    const auto parsed = json::parse(body, failed);
    std::string named = lower(body);
    if (const auto* document = failed ? nullptr : parsed.if_object())
        if (const auto* error = object_in(*document, "error"))
            if (const auto parameter = text_in(*error, "param"); !parameter.empty())
                named = lower(parameter) + " " + lower(text_in(*error, "message"));
    if (named.find("content_filter") != named.npos || named.find("model_not_found") != named.npos) return std::nullopt;
    const auto names = [&](std::string_view word) { return named.find(word) != named.npos; };

    Dialect narrower = dialect;
    if (names("response_format") || names("json_schema") || names("structured output")) narrower.schema = false;
    if (names("temperature")) narrower.temperature = false;
    if (names("stream_options") || names("include_usage"))
        narrower.stream_usage = false;
    else if (names("stream"))
        narrower.stream = false;
    if (names("'system'") || names("system role") || names("\"system\"")) narrower.system_role = false;
    if (names("max_completion_tokens"))
        narrower.limit =
            dialect.limit == Dialect::Limit::max_tokens ? Dialect::Limit::max_completion_tokens : Dialect::Limit::none;
    else if (names("max_tokens"))
        narrower.limit = Dialect::Limit::none;
    if (narrower != dialect) return narrower;
    if (says_too_long(body)) return std::nullopt;
    // It does not say what: the format, which fewest servers know, and then everything that can be left out.
    if (dialect.schema) {
        narrower.schema = false;
        return narrower;
    }
    narrower = {false, false, false, false, dialect.system_role, Dialect::Limit::none};
    if (narrower != dialect) return narrower;
    return std::nullopt;
}

ChatReply read_chat_reply(std::string_view body, std::string_view content_type) {
    const auto start = trimmed(body, blanks);
    const bool events = lower(content_type).starts_with("text/event-stream") || start.starts_with("data:");
    return events ? read_events(body) : read_document(body);
}

}  // namespace pf::llm
