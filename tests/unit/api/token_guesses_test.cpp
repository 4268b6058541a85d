#include "api/token_guesses.hpp"

#include <gtest/gtest.h>

namespace pf::api {
namespace {

using namespace std::chrono_literals;

ServerSettings few() {
    ServerSettings settings;
    settings.guesses_per_client = 3;
    settings.client_guess_pause = 6s;
    settings.guesses_in_all = 5;
    settings.guess_pause = 2s;
    return settings;
}

TEST(TokenGuesses, AreSlowedForEachClient) {
    TokenGuesses guesses(few());
    const auto now = Clock::now();
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(guesses.wait("10.0.0.1", now), 0s);
        guesses.wrong("10.0.0.1", std::to_string(i), now);
    }
    EXPECT_EQ(guesses.wait("10.0.0.1", now), 6s);
    EXPECT_EQ(guesses.wait("10.0.0.2", now), 0s) << "another client is not to blame";
    EXPECT_EQ(guesses.wait("10.0.0.1", now + 5s), 1s);
    EXPECT_EQ(guesses.wait("10.0.0.1", now + 6s), 0s);
    guesses.wrong("10.0.0.1", "3", now + 6s);
    EXPECT_EQ(guesses.wait("10.0.0.1", now + 6s), 6s);
    EXPECT_EQ(guesses.counts().wrong, 4u);
    EXPECT_EQ(guesses.counts().refused, 3u);
}

TEST(TokenGuesses, CountTheSameOnce) {
    TokenGuesses guesses(few());
    const auto now = Clock::now();
    for (int i = 0; i < 100; ++i) guesses.wrong("10.0.0.1", "a cookie of yesterday", now);
    EXPECT_EQ(guesses.wait("10.0.0.1", now), 0s);
    EXPECT_EQ(guesses.counts().wrong, 1u);
}

TEST(TokenGuesses, AreSlowedForAllTogetherButForWhoHasShownTheRightOne) {
    TokenGuesses guesses(few());
    const auto now = Clock::now();
    guesses.right("10.0.0.9", now);
    for (int i = 0; i < 5; ++i) guesses.wrong("10.0.1." + std::to_string(i), "x", now);
    EXPECT_EQ(guesses.wait("10.0.2.1", now), 2s);
    EXPECT_EQ(guesses.wait("10.0.0.9", now), 0s);
    for (int i = 0; i < 3; ++i) guesses.wrong("10.0.0.9", std::to_string(i), now);
    EXPECT_EQ(guesses.wait("10.0.0.9", now), 6s) << "its own wrong ones count";
    EXPECT_EQ(guesses.wait("10.0.2.1", now + 60s), 0s);
}

TEST(TokenGuesses, RememberABoundedNumberOfClients) {
    TokenGuesses guesses({});
    auto now = Clock::now();
    for (int i = 0; i < 30'000; ++i) guesses.wrong("client " + std::to_string(i), "x", now += 1ms);
    EXPECT_LE(guesses.clients(), 10'000u);
}

}  // namespace
}  // namespace pf::api
