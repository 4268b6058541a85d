#include "llm/chat_format.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace pf::llm {
namespace {

using End = ChatReply::End;

ChatReply document(const std::string& message, const std::string& more = "") {
    return read_chat_reply(R"({"choices": [{"message": )" + message + more + "}]}", "application/json");
}

ChatReply events(const std::string& body) { return read_chat_reply(body, "text/event-stream; charset=utf-8"); }

std::string delta(const std::string& json, const std::string& finish = "null") {
    return R"(data: {"choices": [{"index": 0, "delta": )" + json + R"(, "finish_reason": )" + finish + "}]}\n\n";
}

TEST(ChatFormat, ReadsContentAsTextOrAsParts) {
    EXPECT_EQ(document(R"({"content": "SELECT 1\n"})").text, "SELECT 1\n");
    EXPECT_EQ(document(R"({"content": [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "SELECT "},
                                       {"type": "text", "text": "1"}, 5]})")
                  .text,
              "SELECT 1");
}

TEST(ChatFormat, LeavesThoughtsOut) {
    for (const auto* message : {R"({"content": "SELECT 1", "reasoning_content": "SELECT 2?"})",
                                R"({"content": "<think>\nSELECT 2?\n</think>\n\nSELECT 1"})",
                                R"({"content": "SELECT 2?\n</think>\nSELECT 1"})"})
        EXPECT_EQ(document(message).text, "SELECT 1") << message;
    for (const auto* message : {R"({"content": "<think>SELECT 2? and so on"})", R"({"content": "<think>x</think> "})",
                                R"({"content": null, "reasoning_content": "SELECT 2?"})",
                                R"({"content": [{"type": "thinking", "thinking": "SELECT 2?"}]})"})
        EXPECT_EQ(document(message).end, End::thoughts_only) << message;
}

TEST(ChatFormat, TurnsARefusalIntoAnAnswerThatSaysItCannot) {
    for (const auto* message : {R"({"content": null, "refusal": "I \"won't\"."})",
                                R"({"content": [{"type": "refusal", "refusal": "I \"won't\"."}]})"}) {
        const auto reply = document(message);
        ASSERT_EQ(reply.end, End::text) << message;
        EXPECT_EQ(boost::json::parse(reply.text), (boost::json::object{{"error", "I \"won't\"."}}));
    }
}

TEST(ChatFormat, NamesWhatIsNoAnswer) {
    EXPECT_EQ(document(R"({"content": null, "tool_calls": [{"function": {"name": "sql"}}]})").end, End::tool_call);
    EXPECT_EQ(document(R"({"content": "", "function_call": {"name": "sql"}})").end, End::tool_call);
    EXPECT_EQ(document(R"({"content": "SELECT"})", R"(, "finish_reason": "length")").end, End::cut);
    EXPECT_EQ(document(R"({"content": ""})", R"(, "finish_reason": "content_filter")").end, End::withheld);
    EXPECT_EQ(document(R"({"content": "  "})").end, End::thoughts_only);
    EXPECT_EQ(document(R"({"content": null})").end, End::empty);
    EXPECT_EQ(document("5").end, End::empty);
    EXPECT_EQ(read_chat_reply("{}", "").end, End::no_completion);
    EXPECT_EQ(read_chat_reply(R"({"choices": {}})", "").end, End::no_completion);
    EXPECT_EQ(read_chat_reply(R"({"choices": []})", "").end, End::no_choice);
    EXPECT_EQ(read_chat_reply("<html>", "text/html").end, End::not_json);
    EXPECT_EQ(read_chat_reply("", "").end, End::not_json);
}

TEST(ChatFormat, ReadsAnErrorThatCameAsSuccess) {
    EXPECT_EQ(read_chat_reply(R"({"error": {"code": 502, "message": "x"}})", "").status, 502);
    EXPECT_EQ(read_chat_reply(R"({"error": {"code": "rate", "message": "x"}})", "").status, 0);
    EXPECT_EQ(read_chat_reply(R"({"error": {"code": 7, "message": "x"}})", "").end, End::failed);
    EXPECT_EQ(events(delta(R"({"content": "SEL"})") + R"(data: {"error": {"code": 429}})" + "\n\n").status, 429);
}

TEST(ChatFormat, PutsAStreamTogether) {
    const auto reply = events(": keep-alive\r\n\r\n" + delta(R"({"role": "assistant", "content": ""})") +
                              delta(R"({"reasoning_content": "hm"})") + delta(R"({"content": "SELECT "})") +
                              delta(R"({"content": "1"})") + delta("{}", R"("stop")") +
                              R"(data: {"choices": [], "usage": {"prompt_tokens": 12, "completion_tokens": 3}})" +
                              "\r\n\r\ndata: [DONE]\n\n");
    EXPECT_EQ(reply.end, End::text);
    EXPECT_EQ(reply.text, "SELECT 1");
    EXPECT_EQ(reply.prompt_tokens, 12);
    EXPECT_EQ(reply.completion_tokens, 3);
}

TEST(ChatFormat, ReadsAStreamThatIsNotCalledOneAndOneWithoutBlanks) {
    EXPECT_EQ(read_chat_reply("data:{\"choices\":[{\"delta\":{\"content\":\"SELECT 1\"}}]}\n\ndata:[DONE]", "").text,
              "SELECT 1");
}

TEST(ChatFormat, TakesAStreamThatStopsInTheMiddleForBroken) {
    EXPECT_EQ(events(delta(R"({"content": "SELECT name FROM"})")).end, End::broken);
    EXPECT_EQ(events("").end, End::broken);
    EXPECT_EQ(events("data: {\"choices\"\n\n").end, End::not_json);
    EXPECT_EQ(events(delta(R"({"content": "SELECT"})", R"("length")")).end, End::cut);
}

TEST(ChatFormat, BelievesNoTokensThatCannotBe) {
    const auto tokens = [](const std::string& count) {
        return read_chat_reply(R"({"choices": [], "usage": {"prompt_tokens": )" + count + "}}", "").prompt_tokens;
    };
    EXPECT_EQ(tokens("17"), 17);
    EXPECT_EQ(tokens("-1"), std::nullopt);
    EXPECT_EQ(tokens("\"17\""), std::nullopt);
    EXPECT_EQ(tokens("1e300"), std::nullopt);
    EXPECT_EQ(tokens("9000000000000000"), 10'000'000);
}

TEST(ChatFormat, WritesOnlyWhatADialectHas) {
    const Request request{{{"system", "S"}, {"user", "U"}, {"assistant", "A"}}};
    EXPECT_EQ(
        boost::json::parse(request_body("m", request, {false, false, false, false, false, Dialect::Limit::none}, 9)),
        boost::json::parse(R"({"model": "m", "stream": false, "messages": [
                  {"role": "user", "content": "S\n\nU"}, {"role": "assistant", "content": "A"}]})"));
    const auto full = boost::json::parse(request_body("m", {request.conversation, 0.5}, {}, 9)).as_object();
    EXPECT_EQ(full.at("temperature"), 0.5);
    EXPECT_EQ(full.at("max_tokens"), 9);
    EXPECT_EQ(full.at("messages").as_array().size(), 3u);
    EXPECT_TRUE(full.contains("response_format") && full.contains("stream_options"));
}

TEST(ChatFormat, LeavesOutWhatARefusalNames) {
    struct Case {
        const char* body;
        Dialect wanted;
    };
    using Limit = Dialect::Limit;
    const Case cases[] = {
        // OpenAI's reasoning models
        {R"({"error": {"message": "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", "param": "max_tokens", "code": "unsupported_parameter"}})",
         {true, true, true, true, true, Limit::max_completion_tokens}},
        {R"({"error": {"message": "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.", "param": "temperature"}})",
         {true, false, true, true, true, Limit::max_tokens}},
        {R"({"error": {"message": "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.", "param": null}})",
         {false, true, true, true, true, Limit::max_tokens}},
        {R"({"error": {"message": "Unsupported value: 'messages[0].role' does not support 'system' with this model.", "param": "messages[0].role"}})",
         {true, true, true, true, false, Limit::max_tokens}},
        // servers that name it in words of their own
        {R"({"error": {"message": "This response_format type is unavailable now"}})",
         {false, true, true, true, true, Limit::max_tokens}},
        {R"({"detail": [{"loc": ["body", "stream_options"], "msg": "extra fields not permitted"}]})",
         {true, true, true, false, true, Limit::max_tokens}},
        {"System role not supported", {true, true, true, true, false, Limit::max_tokens}},
        // and one that does not
        {"Bad Request", {false, true, true, true, true, Limit::max_tokens}},
    };
    for (const auto& [body, wanted] : cases) {
        const auto narrower = without_what_is_refused({}, body);
        ASSERT_TRUE(narrower) << body;
        EXPECT_TRUE(*narrower == wanted) << body;
    }
}

TEST(ChatFormat, GivesUpWhenThereIsNothingLeftToLeaveOut) {
    std::optional<Dialect> dialect = Dialect{};
    int steps = 0;
    while ((dialect = without_what_is_refused(*dialect, "Bad Request"))) ASSERT_LT(++steps, 4);
    EXPECT_EQ(steps, 2);
    EXPECT_FALSE(without_what_is_refused(
        {}, R"({"error": {"code": "context_length_exceeded", "message": "maximum context length is 4096 tokens"}})"));
    EXPECT_FALSE(without_what_is_refused({}, R"({"error": {"code": "content_filter", "message": "x"}})"));
}

}  // namespace
}  // namespace pf::llm
