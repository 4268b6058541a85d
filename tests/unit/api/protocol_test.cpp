#include "api/protocol.hpp"

#include <gtest/gtest.h>

#include "unit/api/golden.hpp"

namespace pf::api {
namespace {

namespace json = boost::json;
using testing::golden;
using testing::golden_text;
using testing::same_json;

const SystemTime noon = SystemTime{std::chrono::seconds{1763987400}};  // 2025-11-24T12:30:00Z
const std::string rule_id = "rule_1732430862456";
const std::string session = "5b1f0c7e9a2d4c6f8e3b7a9d1c5f2e40";

void expect_golden(const std::string& name, const std::string& encoded) {
    const json::value frame = json::parse(encoded);
    EXPECT_TRUE(same_json(frame, golden(name).at("frame"))) << name << " became " << encoded;
}

template <class Frame>
Frame decoded(const std::string& name) {
    const auto frame = decode_client_frame(golden_text(golden(name)));
    if (const auto* bad = std::get_if<BadFrame>(&frame)) ADD_FAILURE() << name << ": " << bad->error.message;
    return std::get<Frame>(frame);
}

BadFrame refused(std::string_view text) {
    const auto frame = decode_client_frame(text);
    const auto* bad = std::get_if<BadFrame>(&frame);
    if (!bad) ADD_FAILURE() << "accepted: " << text.substr(0, 100);
    return bad ? *bad : BadFrame{};
}

pitboss::RuleOutcome outcome_of_the_golden_result() {
    pitboss::RuleOutcome outcome;
    outcome.rule_id = rule_id;
    outcome.rule = "find_all_patterns";
    outcome.view = "rule_find_all_patterns_1732430862456";
    outcome.rows = 5;
    outcome.columns = {{"id", "bigint"},
                       {"name", "text"},
                       {"weight", "numeric(10,2)"},
                       {"score", "double precision"},
                       {"active", "boolean"},
                       {"tags", "text[]"},
                       {"data", "jsonb"},
                       {"created_at", "timestamp with time zone"}};
    outcome.preview = {
        {"1", "Feature factory", "12.50", "0.25", "t", "{a,b}", "{\"k\": 1}", "2025-11-20 08:00:00+00"},
        {"9007199254740993", "„Naïve“ <b>cache</b>\n2nd line", "1234567890.1234567890", "NaN", "f", "{}", "null", {}},
        {{}, {}, {}, {}, {}, {}, {}, {}}};
    outcome.sql = "SELECT id, name, weight, score, active, tags, data, created_at FROM public.patterns";
    outcome.reading = "All patterns.";
    outcome.generator = "compiler";
    outcome.confidence = 0.97;
    outcome.version = 2;
    outcome.timings = {0.41204, 0.9, 3.25, 0.8, 6.1};
    outcome.words = {{0, 6, "none", "", "", "", false},
                     {7, 6, "order", "patterns", "created_at", "10", true},
                     {14, 8, "table", "patterns", "", "", false}};
    return outcome;
}

TEST(Protocol, CutsTheCellsOfAQuestionsRowsAndLeavesOutWhatDoesNotFit) {
    pitboss::Sample sample{{{"a", "text"}}, {{std::string(1'000, 'x')}}, false};
    sample.columns.resize(10, {"b", "text"});
    sample.rows.assign(5, pitboss::Cells(10, std::string(1'000, 'x')));
    const auto text = encode_clarify({rule_id, "Which?", {{1, "one", 5, {}, 0, sample}}}, "", noon);
    const auto shown = json::parse(text).at("readings").at(0).at("sample").at("rows").as_array();
    EXPECT_LT(text.size(), 2 * max_sample_bytes);
    ASSERT_FALSE(shown.empty());
    EXPECT_LT(shown.size(), 5u);
    EXPECT_EQ(std::string_view(shown.at(0).at(0).as_string()), std::string(max_sample_characters, 'x') + "…");
}

TEST(Protocol, DecodesTheGoldenClientFrames) {
    const auto run = decoded<RunRule>("run_rule");
    EXPECT_EQ(run.rule_code, "Find all patterns");
    EXPECT_EQ(run.rule_id, rule_id);
    EXPECT_EQ(decoded<RunRule>("run_rule_after").after, "Find all orgs in Germany");
    EXPECT_EQ(run.after, "");
    EXPECT_EQ(decoded<RunRule>("run_rule_from").from, "rule_1732430862455");
    EXPECT_EQ(run.from, "");
    EXPECT_EQ(run.sql, "");
    EXPECT_EQ(decoded<RunRule>("run_rule_sql").sql, "SELECT name FROM patterns");
    EXPECT_FALSE(run.ask_left_out);
    EXPECT_TRUE(decoded<RunRule>("run_rule_ask_left_out").ask_left_out);
    EXPECT_EQ(decoded<RunRule>("run_rule_without_id").rule_code, "LIST_ORGS");
    EXPECT_EQ(decoded<RunRule>("run_rule_without_id").rule_id, "");
    EXPECT_EQ(decoded<CancelRule>("cancel_rule").rule_id, rule_id);
    EXPECT_EQ(decoded<ChooseReading>("choose_reading").rule_id, rule_id);
    EXPECT_EQ(decoded<ChooseReading>("choose_reading").n, 2);
    EXPECT_EQ(decoded<Resume>("resume").after, 41);
    EXPECT_EQ(decoded<Resume>("resume").session, session);
}

TEST(Protocol, AnswersEachInvalidGoldenFrameWithItsError) {
    int seen = 0;
    for (const auto& name : testing::golden_names()) {
        const json::object file = golden(name);
        if (!file.contains("error")) continue;
        ++seen;
        const BadFrame bad = refused(golden_text(file));
        json::object answer = json::parse(encode_error(bad.error, "", bad.rule_id, noon)).as_object();
        answer.erase("timestamp");
        EXPECT_TRUE(same_json(answer, file.at("error"))) << name << " became " << json::serialize(answer);
    }
    EXPECT_GE(seen, 13);
}

TEST(Protocol, EveryGoldenFileIsNamedByItsFileAndHasADirection) {
    for (const auto& name : testing::golden_names()) {
        const json::object file = golden(name);
        EXPECT_EQ(file.at("name").as_string(), name);
        const auto direction = file.at("direction").as_string();
        EXPECT_TRUE(direction == "client" || direction == "server") << name;
    }
}

TEST(Protocol, EncodesTheGoldenServerFrames) {
    expect_golden("hello",
                  encode_hello({"0.1.0", "", "", {"compiler", "model"}}, session, 41, {"Ana", Role::author, "t1"}));
    expect_golden("error_forbidden",
                  encode_denial(*check_frame({"Ana", Role::reader, "t1"}, "run_rule"), rule_id, noon));
    expect_golden("rule_progress", encode_progress(rule_id, {Stage::materialise, std::chrono::milliseconds{12}}));
    expect_golden(
        "rule_progress_model",
        encode_progress(rule_id, {Stage::model,
                                  std::chrono::milliseconds{812},
                                  {{1, "Patterns a guest talked about."}, {2, "Patterns created by a guest."}},
                                  2048}));
    expect_golden("rule_result", encode_result(outcome_of_the_golden_result(), noon, 42));
    expect_golden(
        "clarify",
        encode_clarify({rule_id,
                        "Which of these do you mean?",
                        {{1,
                          "Patterns a guest talked about.",
                          38,
                          {},
                          0,
                          pitboss::Sample{{{"id", "bigint"}, {"name", "text"}}, {{"4", "Blue Ocean"}}, true},
                          {{0, 8, "table", "patterns", "", "", false}, {12, 6, "table", "guests", "", "", false}}},
                         {2, "Patterns created by a guest.", std::nullopt}}},
                       "patterns_of_guests", noon, 44));
    expect_golden("error", encode_error({ErrorKind::forbidden_sql,
                                         "Invalid SQL generated: the function pg_sleep is not allowed."},
                                        "find_all_patterns", rule_id, noon, 45));
    expect_golden("error_not_understood", encode_error({ErrorKind::not_understood,
                                                        "I do not know \"blue\" and \"widgets\".",
                                                        "Ask about patterns, episodes, guests, orgs or posts.",
                                                        {{"blue", 5, {"Blue Ocean"}}, {"widgets", 10, {}}}},
                                                       "find_blue_widgets", rule_id, noon, 46));
    expect_golden("error_without_rule",
                  encode_error({ErrorKind::invalid_request, "The frame is not valid JSON."}, "", "", noon));
    expect_golden("event_views_refresh",
                  encode_views_refresh({{"rule_find_all_patterns_1732430862456", "find_all_patterns"}}));
    expect_golden("event_views_refresh_several",
                  encode_views_refresh({{"rule_find_all_guests_1732430862455", ""},
                                        {"rule_find_all_patterns_1732430862456", "find_all_patterns"}}));
    expect_golden("event_boards_refresh", encode_boards_refresh("5b1f0c7e9a2d4c6f"));
    expect_golden("event_session_resumed", encode_session_resumed(session, 1, {rule_id}));
}

TEST(Protocol, TakesAGeneratorOfItsListAndNoOther) {
    const auto frame = [](const std::string& generator) {
        return R"({"type":"run_rule","rule_code":"Find all orgs","generator":)" + generator + "}";
    };
    EXPECT_EQ(std::get<RunRule>(decode_client_frame(frame("\"both\""))).generator, tools::Engine::both);
    for (const char* generator : {"\"gpt\"", "\"\"", "3"})
        EXPECT_EQ(refused(frame(generator)).error.kind, ErrorKind::invalid_request) << generator;
}

TEST(Protocol, SaysOneRowInTheSingular) {
    pitboss::RuleOutcome outcome;
    outcome.rule_id = "7";
    outcome.rule = "count_patterns";
    outcome.view = "rule_count_patterns_7";
    outcome.rows = 1;
    outcome.columns = {{"count", "bigint"}};
    outcome.preview = {{"60"}};
    outcome.sql = "SELECT count(*) AS count FROM public.patterns";
    outcome.generator = "model";
    outcome.confidence = 0.5;
    outcome.timings = {812.5, 1, 2, 1, 817};
    expect_golden("rule_result_one_row", encode_result(outcome, noon, 43));
}

TEST(Protocol, KeepsThePreciseTextOfNumbers) {
    const std::string encoded = encode_result(outcome_of_the_golden_result(), noon, 42);
    EXPECT_NE(encoded.find("12.50,0.25,true"), std::string::npos) << encoded;
}

TEST(Protocol, NeverSendsTheDetailOfAnError) {
    Error error = make_error(ErrorKind::internal, "Something failed here.");
    error.detail = "password=secret";
    EXPECT_EQ(encode_error(error, "", "", noon).find("secret"), std::string::npos);
}

TEST(Protocol, CutsLongCellsInPreviewsOnly) {
    auto outcome = outcome_of_the_golden_result();
    std::string umlauts;
    for (int i = 0; i < 2'001; ++i) umlauts += "ä";
    outcome.preview = {{"1", umlauts, {}, {}, {}, {}, {}, {}}};
    const auto frame = json::parse(encode_result(outcome, noon));
    const std::string cell(frame.at("preview").at(0).at(1).as_string());
    EXPECT_EQ(cell, umlauts.substr(0, 4'000) + "…");
    outcome.preview[0][1] = umlauts.substr(2);
    EXPECT_EQ(json::parse(encode_result(outcome, noon)).at("preview").at(0).at(1).as_string(), umlauts.substr(2));
}

TEST(Protocol, LeavesOutRowsThatMakeAPreviewTooLarge) {
    pitboss::RuleOutcome outcome;
    outcome.columns.assign(100, {"wide", "text"});
    outcome.preview.assign(20, pitboss::Cells(100, std::string(1'000, 'x')));
    const std::string encoded = encode_result(outcome, noon);
    EXPECT_EQ(json::parse(encoded).at("preview").as_array().size(), 2u);
    EXPECT_LT(encoded.size(), 400'000u);
}

TEST(Protocol, RefusesAnOverlongSentenceByItsLength) {
    const std::string long_sentence(max_rule_code_bytes + 1, 'x');
    EXPECT_EQ(refused(R"({"type":"run_rule","rule_code":")" + long_sentence + "\"}").error.message,
              "rule_code is 16385 bytes long; at most 16384 are accepted.");
    const auto longest = decode_client_frame(R"({"type":"run_rule","rule_code":")" + long_sentence.substr(1) + "\"}");
    EXPECT_EQ(std::get<RunRule>(longest).rule_code.size(), max_rule_code_bytes);
}

TEST(Protocol, AcceptsEmojiAndEscapesInSentences) {
    const auto frame = decode_client_frame(R"({"type":"run_rule","rule_code":"find 🦄 \u0007 \"x\""})");
    EXPECT_EQ(std::get<RunRule>(frame).rule_code, "find 🦄 \a \"x\"");
}

TEST(Protocol, TakesNullForALeftOutRuleId) {
    const auto frame = decode_client_frame(R"({"type":"run_rule","rule_code":"Find all patterns","rule_id":null})");
    EXPECT_EQ(std::get<RunRule>(frame).rule_id, "");
}

TEST(Protocol, RefusesNestingThatWouldExhaustTheStack) {
    EXPECT_EQ(refused(std::string(100'000, '[')).error.message, "The frame is not valid JSON.");
    EXPECT_EQ(refused("\xff\xfe").error.message, "The frame is not valid JSON.");
    EXPECT_EQ(refused("").error.message, "The frame is not valid JSON.");
}

TEST(Protocol, AcceptsAWholeNumberWrittenAsAFloat) {
    const auto frame = decode_client_frame(R"({"type":"resume","after":3.0,"session":"s"})");
    EXPECT_EQ(std::get<Resume>(frame).after, 3);
    for (const char* after : {"1e300", "-1", "0.5", "\"3\"", "true", "9223372036854775808"})
        EXPECT_EQ(refused(std::string(R"({"type":"resume","session":"s","after":)") + after + "}").error.message,
                  "after must be a whole number, 0 or more.")
            << after;
}

TEST(RuleRequestBody, MayLeaveOutTypeAndNameAReading) {
    const auto body = decode_rule_request(R"({"rule_code":"Find all patterns","rule_id":"7","reading":2})");
    const auto& run = std::get<RunRule>(body);
    EXPECT_EQ(run.rule_id, "7");
    EXPECT_EQ(run.reading, 2);
}

TEST(RuleRequestBody, RefusesAnotherFrameAndAFalseReading) {
    const auto message = [](std::string_view text) {
        return std::get<BadFrame>(decode_rule_request(text)).error.message;
    };
    EXPECT_EQ(message(R"({"type":"cancel_rule","rule_id":"7"})"), "type must be run_rule here, or be left out.");
    EXPECT_EQ(message(R"({"rule_code":"x","reading":0})"), "reading must be a whole number from 1 to 100.");
    EXPECT_EQ(message("{}"), "rule_code is missing.");
}

}  // namespace
}  // namespace pf::api
