#include "app/language_model.hpp"

#include <gtest/gtest.h>

namespace pf::app {
namespace {

TEST(LanguageModel, IsNoneWithoutAKeyAndABaseUrl) {
    Config config;
    config.model = "gpt-4o";
    const auto model = make_language_model(config);
    ASSERT_TRUE(model);
    EXPECT_EQ(*model, nullptr);
    const auto state = language_model_state(nullptr, true);
    EXPECT_FALSE(state.configured);
    EXPECT_TRUE(state.sends.empty());
}

TEST(LanguageModel, IsOpenAisWithAKeyAloneAndAnyWithABaseUrlAlone) {
    Config config;
    config.openai_api_key = "sk-SECRET";
    EXPECT_EQ((*make_language_model(config))->state().base_url, "https://api.openai.com/v1");
    config.openai_api_key.clear();
    config.openai_base_url = "http://127.0.0.1:11434/v1";
    const auto local = make_language_model(config);
    ASSERT_TRUE(local && *local);
    EXPECT_FALSE((*local)->state().key);
    config.openai_api_key = "sk-SECRET";
    config.openai_base_url = "http://model.example/v1";
    EXPECT_FALSE(make_language_model(config));
}

TEST(LanguageModel, TellsNoKey) {
    Config config;
    config.openai_api_key = "sk-SECRET";
    config.model_daily_tokens = 5'000;
    const auto model = make_language_model(config);
    const auto state = language_model_state(model->get(), true);
    EXPECT_TRUE(state.configured && state.key);
    EXPECT_EQ(state.daily_tokens, 5'000);
    EXPECT_EQ(state.sends.size(), language_model_state(model->get(), false).sends.size() + 1) << "the values";
    for (const auto& text : {state.name, state.address, state.last_failure, state.left_out})
        EXPECT_EQ(text.find("SECRET"), std::string::npos);
}

TEST(LanguageModelSettings, ThatCannotBeAreRefused) {
    EXPECT_TRUE(check({}));
    const auto refused = [](auto change) {
        Config config;
        change(config);
        return !check(config);
    };
    EXPECT_TRUE(refused([](Config& c) { c.model_timeout_ms = 0; }));
    EXPECT_TRUE(refused([](Config& c) { c.model_calls = 0; }));
    EXPECT_TRUE(refused([](Config& c) { c.model_max_tokens = 0; }));
    EXPECT_TRUE(refused([](Config& c) { c.model_daily_tokens = -1; }));
    EXPECT_TRUE(refused([](Config& c) { c.model_daily_cost = 5; })) << "no price, so nothing would ever be counted";
    EXPECT_FALSE(refused([](Config& c) {
        c.model_daily_cost = 5;
        c.model_prompt_price = 2.5;
    }));
}

}  // namespace
}  // namespace pf::app
