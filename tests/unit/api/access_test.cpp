// Who may do what: every route and every frame has its role, and what has none is an admin's.
#include "api/access.hpp"

#include <gtest/gtest.h>

#include <set>

#include "api/protocol.hpp"

namespace pf::api {
namespace {

const Caller reader{"Ana", Role::reader, "t1"}, author{"Ben", Role::author, "t2"}, admin{"Cleo", Role::admin, "t3"};

TEST(Access, GivesEachFrameARole) {
    std::set<std::string_view> types(client_frame_types.begin(), client_frame_types.end()), known;
    for (const auto& frame : frame_access()) EXPECT_TRUE(known.insert(frame.type).second) << frame.type;
    EXPECT_EQ(known, types);
}

TEST(Access, LetsNoReaderRunARule) {
    for (const char* type : {"run_rule", "choose_reading", "cancel_rule"}) {
        EXPECT_EQ(check_frame(reader, type)->needed, Role::author) << type;
        EXPECT_FALSE(check_frame(author, type)) << type;
    }
    EXPECT_FALSE(check_frame(reader, "resume"));
    EXPECT_EQ(check_route(reader, Method::post, "/api/rules")->needed, Role::author);
    EXPECT_FALSE(check_route(author, Method::post, "/api/rules"));
    EXPECT_FALSE(check_route(reader, Method::get, "/api/rules"));
}

TEST(Access, LetsReadersChangeNothing) {
    const std::set<std::string_view> changes_nothing = {"/api/sign-out", "/api/readings", "/api/readings/parts"};
    for (const auto& [method, pattern, least, what] : route_access())
        if (method != Method::get && !changes_nothing.contains(pattern))
            EXPECT_TRUE(least && *least > Role::reader) << to_string(method) << " " << pattern;
}

TEST(Access, RemembersWhateverChangesSomething) {
    const std::set<std::string_view> changes_nothing = {"/api/readings", "/api/readings/parts"};
    for (const auto& [method, pattern, least, what] : route_access())
        if (method != Method::get && method != Method::patch && !changes_nothing.contains(pattern))
            EXPECT_NE(what, "") << to_string(method) << " " << pattern;
}

TEST(Access, TakesAnAdminForWhatItDoesNotKnow) {
    EXPECT_EQ(check_route(author, Method::post, "/api/new")->needed, Role::admin);
    EXPECT_EQ(check_route(author, Method::get, "/api/new")->needed, Role::admin);
    EXPECT_FALSE(check_route(admin, Method::post, "/api/new"));
    EXPECT_EQ(check_frame(author, "new")->needed, Role::admin);
}

TEST(Access, LetsWhoHasShownNothingToTheProbesToSignInAndToABoardsLinkOnly) {
    for (const auto& [method, pattern, least, what] : route_access()) {
        const bool open = pattern == "/healthz" || pattern == "/readyz" || pattern.starts_with("/api/shared") ||
                          pattern.starts_with("/sign-in");
        EXPECT_EQ(check_route(std::nullopt, method, pattern).has_value(), !open || method != Method::get) << pattern;
    }
}

TEST(Access, NamesTheRoleThatIsNeeded) {
    const Response refused = problem(*check_route(reader, Method::delete_, "/api/rules/{id}"));
    EXPECT_EQ(refused.status, 403);
    EXPECT_NE(refused.body.find(R"("kind":"forbidden")"), std::string::npos) << refused.body;
    EXPECT_NE(refused.body.find(R"("role_needed":"author")"), std::string::npos) << refused.body;
}

}  // namespace
}  // namespace pf::api
