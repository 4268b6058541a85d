#include "api/metrics.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace pf::api {
namespace {

bool has_line(const std::string& text, const std::string& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST(Metrics, CountsRulesByOutcomeAndDuration) {
    Metrics metrics;
    metrics.count_rule("ok", 0.004);
    metrics.count_rule("ok", 0.005);
    metrics.count_rule("not_understood", 0.2);
    metrics.count_rule("timeout", 60);
    const auto text = metrics.text({});
    EXPECT_TRUE(has_line(text, "pf_rules_total{outcome=\"ok\"} 2")) << text;
    EXPECT_TRUE(has_line(text, "pf_rules_total{outcome=\"not_understood\"} 1"));
    EXPECT_TRUE(has_line(text, "pf_rule_duration_seconds_bucket{le=\"0.0025\"} 0"));
    EXPECT_TRUE(has_line(text, "pf_rule_duration_seconds_bucket{le=\"0.005\"} 2"));
    EXPECT_TRUE(has_line(text, "pf_rule_duration_seconds_bucket{le=\"30\"} 3"));
    EXPECT_TRUE(has_line(text, "pf_rule_duration_seconds_bucket{le=\"+Inf\"} 4"));
    EXPECT_TRUE(has_line(text, "pf_rule_duration_seconds_count 4"));
}

TEST(Metrics, ShowWhatIsTrueNow) {
    Metrics metrics;
    metrics.count_response(200);
    metrics.count_response(404);
    const auto text = metrics.text({3, 2, 1, {{"build", 6, 2, 5}}});
    EXPECT_TRUE(has_line(text, "pf_http_responses_total{status=\"404\"} 1")) << text;
    EXPECT_TRUE(has_line(text, "pf_connections 3"));
    EXPECT_TRUE(has_line(text, "pf_sessions 2"));
    EXPECT_TRUE(has_line(text, "pf_rules_running 1"));
    EXPECT_TRUE(has_line(text, "pf_database_connections{role=\"build\",state=\"busy\"} 4"));
    EXPECT_TRUE(has_line(text, "pf_token_guesses_total{outcome=\"wrong\"} 0"));
    EXPECT_TRUE(has_line(text, "pf_database_waiting{role=\"build\"} 5"));
    EXPECT_TRUE(has_line(text, "# TYPE process_resident_memory_bytes gauge"));
    EXPECT_FALSE(has_line(text, "process_resident_memory_bytes 0"));
}

pitboss::ModelState some_model() {
    pitboss::ModelState model;
    model.configured = true;
    model.breaker = "open";
    model.calling = 2;
    model.waiting = 5;
    model.ever = {1200, 80, 0.0325};
    model.today = {200, 30, 0.01};
    model.outcomes = {{"ok", 3}, {"timeout", 1}};
    model.durations = {{0.5, 3}, {std::numeric_limits<double>::infinity(), 1}};
    model.seconds = 31.5;
    return model;
}

TEST(Metrics, ShowWhatTheLanguageModelCosts) {
    const auto text = Metrics().text({0, 0, 0, {}, some_model()});
    for (const auto* line :
         {"pf_model_requests_total{outcome=\"ok\"} 3", "pf_model_requests_total{outcome=\"timeout\"} 1",
          "pf_model_request_duration_seconds_bucket{le=\"0.5\"} 3",
          "pf_model_request_duration_seconds_bucket{le=\"+Inf\"} 4", "pf_model_request_duration_seconds_count 4",
          "pf_model_request_duration_seconds_sum 31.5", "pf_model_tokens_total{kind=\"prompt\"} 1200",
          "pf_model_tokens_total{kind=\"completion\"} 80", "pf_model_cost_total 0.0325", "pf_model_tokens_today 230",
          "pf_model_cost_today 0.01", "pf_model_calling 2", "pf_model_waiting 5", "pf_model_breaker_open 1"})
        EXPECT_TRUE(has_line(text, line)) << line << "\n" << text;
    EXPECT_EQ(Metrics().text({}).find("pf_model_"), std::string::npos) << "where none is set";
}

TEST(Metrics, AreWholeLinesWithANameAndANumber) {
    Metrics metrics;
    metrics.count_rule("ok", 0.004);
    const auto text = metrics.text({1, 1, 1, {{"app", 1, 1, 0}}, some_model()});
    ASSERT_TRUE(text.ends_with("\n"));
    for (std::size_t at = 0; at < text.size();) {
        const auto line = text.substr(at, text.find('\n', at) - at);
        at += line.size() + 1;
        if (line.starts_with("# HELP ") || line.starts_with("# TYPE ")) continue;
        const auto space = line.rfind(' ');
        ASSERT_NE(space, std::string::npos) << line;
        EXPECT_EQ(line.find_first_not_of("0123456789.e+-", space + 1), std::string::npos) << line;
    }
}

}  // namespace
}  // namespace pf::api
