#include "api/people.hpp"

#include <gtest/gtest.h>

namespace pf::api {
namespace {

std::chrono::sys_days today() { return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()); }

std::vector<User> users() {
    return {{"Ana",
             Role::reader,
             {{"t1", "laptop", token_hash("anas token"), ""}, {"t2", "tool", token_hash("anas tool"), ""}}},
            {"Ben", Role::author, {{"t3", "", token_hash("bens token"), "", today() - std::chrono::days(1)}}}};
}

TEST(People, AreKnownByTheirTokensAndCookies) {
    const People people("the shared one", users());
    EXPECT_TRUE(people.wants_token());
    const auto ana = people.by_token("anas tool");
    ASSERT_TRUE(ana);
    EXPECT_EQ(ana->name, "Ana");
    EXPECT_EQ(ana->role, Role::reader);
    EXPECT_EQ(ana->token, "t2");
    EXPECT_EQ(people.by_cookie(cookie_of("anas token"))->token, "t1");
    EXPECT_FALSE(people.by_token(token_hash("anas token"))) << "what the file holds opens nothing";
    EXPECT_FALSE(people.by_cookie(token_hash("anas token")));
    EXPECT_FALSE(people.by_token(cookie_of("anas token")));
    EXPECT_FALSE(people.by_token(""));
    EXPECT_EQ(people.by_token("the shared one")->role, Role::admin);
    EXPECT_EQ(people.by_token("the shared one")->name, "");
}

TEST(People, AreNotKnownByATokenThatHasExpired) { EXPECT_FALSE(People("", users()).by_token("bens token")); }

TEST(People, LoseTheirTokensAndRolesAtOnce) {
    People people("", users());
    const auto ana = *people.by_token("anas token"), tool = *people.by_token("anas tool");
    auto changed = users();
    changed[0].role = Role::author;
    changed[0].tokens.erase(changed[0].tokens.begin());
    const auto changes = people.use(changed);
    ASSERT_EQ(changes.size(), 2u);
    EXPECT_EQ(changes[0].what + " " + changes[0].about, "token_revoked t1 of Ana: laptop");
    EXPECT_EQ(changes[1].what + " " + changes[1].about, "role_changed Ana: author");
    EXPECT_FALSE(people.again(ana));
    EXPECT_EQ(people.again(tool)->role, Role::author);
    EXPECT_FALSE(people.again({"Ben", Role::admin, "t2"})) << "of somebody else by now";
    EXPECT_FALSE(people.again({"", Role::admin, "PF_TOKEN"})) << "there is no shared token";
}

TEST(People, NeedNoNameWhereNoTokenIsWanted) {
    const People people("", std::nullopt);
    EXPECT_FALSE(people.wants_token());
    EXPECT_EQ(people.by_token("")->role, Role::admin);
    EXPECT_EQ(people.again(*people.by_cookie("x"))->role, Role::admin);
    EXPECT_FALSE(People("", std::vector<User>()).by_token("")) << "a file without users lets nobody in";
}

}  // namespace
}  // namespace pf::api
