#include "llm/verdict.hpp"

#include <utility>

#include "llm/chat_format.hpp"

namespace pf::llm {
namespace {

std::string later(const std::optional<std::chrono::seconds>& wait) {
    return wait && wait->count() > 1 ? "Try again in " + std::to_string(wait->count()) + " seconds."
                                     : "Try again in a moment.";
}

Verdict judge_status(int status, const net::HttpReply& reply, const std::string& server, const std::string& model) {
    Verdict verdict;
    verdict.retry_after = reply.retry_after;
    const auto error = [&](std::string what, std::string hint) {
        verdict.text = make_error(ErrorKind::unavailable, server + what + " (HTTP " + std::to_string(status) + ")",
                                  std::move(hint));
        return std::move(verdict);
    };
    if (status == 400 || status == 413 || status == 422) {
        if (status == 413 || says_too_long(reply.body))
            return error(" cannot read this much at once", "Choose a model that reads more, or fewer tables.");
        verdict.maybe_format = true;
        return error(" refused the request", "Check PF_MODEL, or ask for less.");
    }
    verdict.counts = true;
    verdict.again = status >= 500 || status == 408 || status == 425 || status == 429;
    if (status == 401 || status == 403) return error(" refused the API key", "Check OPENAI_API_KEY.");
    if (status == 402) return error(" wants to be paid first", "Check the account behind OPENAI_API_KEY.");
    if (status == 404)
        return error(" does not know this address or the model " + model, "Check OPENAI_BASE_URL and PF_MODEL.");
    if (status == 429) return error(" has had too many requests", later(reply.retry_after));
    if (status >= 300 && status < 400)
        return error(" sent us elsewhere, which is not followed", "Set OPENAI_BASE_URL to its final address.");
    if (verdict.again) return error(" failed", later(reply.retry_after));
    return error(" refused the request", "Check PF_MODEL, or ask for less.");
}

Verdict judge_reply(const net::HttpReply& reply, const std::string& server, const std::string& model) {
    auto said = read_chat_reply(reply.body, reply.content_type);
    if (said.end == ChatReply::End::failed && said.status != 0) return judge_status(said.status, reply, server, model);
    Verdict verdict;
    verdict.prompt_tokens = said.prompt_tokens;
    verdict.completion_tokens = said.completion_tokens;
    const auto unusable = [&](const char* what, const char* hint = "Try again.") {
        verdict.text = make_error(ErrorKind::unavailable, server + what, hint);
        return std::move(verdict);
    };
    const auto unwell = [&](const char* what) {
        verdict.counts = true;
        return unusable(what, "Check OPENAI_BASE_URL, or try again.");
    };
    switch (said.end) {
        case ChatReply::End::text: break;
        case ChatReply::End::not_json: return unwell(" answered with something that is not JSON");
        case ChatReply::End::no_completion: return unwell(" answered with something that is no chat completion");
        case ChatReply::End::failed: return unwell(" answered with an error and no chat completion");
        case ChatReply::End::broken: verdict.again = true; return unwell(" broke off its answer");
        case ChatReply::End::no_choice: return unusable(" gave no answer");
        case ChatReply::End::cut:
            return unusable(" broke off its answer at its length limit", "Raise PF_MODEL_MAX_TOKENS, or ask for less.");
        case ChatReply::End::withheld: return unusable(" withheld its answer: its filter of contents forbids it");
        case ChatReply::End::tool_call:
            return unusable(" wants to call a tool instead of answering",
                            "Choose a model, or a template of it, that answers in text.");
        case ChatReply::End::empty: return unusable(" gave an empty answer");
        case ChatReply::End::thoughts_only:
            return unusable(" thought and gave an empty answer", "Raise PF_MODEL_MAX_TOKENS, or try again.");
    }
    if (said.text.size() > net::HttpClient::max_body_bytes) return unusable(" answered with more than 256 KiB");
    verdict.text = std::move(said.text);
    return verdict;
}

}  // namespace

Verdict judge(const net::HttpOutcome& outcome, const std::string& server, const std::string& model) {
    if (outcome.reply && outcome.reply->status == 200) return judge_reply(*outcome.reply, server, model);
    if (outcome.reply) return judge_status(static_cast<int>(outcome.reply->status), *outcome.reply, server, model);
    Verdict verdict;
    verdict.text = outcome.reply.error();
    const auto kind = outcome.reply.error().kind;
    verdict.counts = kind == ErrorKind::unavailable || kind == ErrorKind::timeout;
    verdict.again = outcome.broken_off;
    return verdict;
}

}  // namespace pf::llm
