// Sessions of browsers: what opens the server, how long, and what a restart knows of it.
#include "api/browser_sessions.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "api/people.hpp"
#include "base/files.hpp"

namespace pf::api {
namespace {

using Time = BrowserSessions::Time;
using std::chrono::hours;

const Time now{std::chrono::seconds(1'800'000'000)};
const BrowserSessions::Person ana{"a1a1a1a1", {"Ana Meier", "ana"}, Role::author};
const BrowserSessions::Person ben{"b2b2b2b2", {"Ben"}, Role::reader};

bool nobody(std::string_view) { return false; }

class SessionsFile : public ::testing::Test {
 protected:
    SessionsFile() {
        char name[] = "/tmp/pf-sessions-XXXXXX";
        folder_ = ::mkdtemp(name);
        file_ = folder_ / "data" / "sessions";
    }
    ~SessionsFile() override { std::filesystem::remove_all(folder_); }

    BrowserSessions kept(std::string rules = "rules") {
        BrowserSessions sessions(std::move(rules));
        const auto kept = sessions.keep_in(file_, now);
        EXPECT_TRUE(kept) << kept.error().message;
        return sessions;
    }
    std::filesystem::path folder_, file_;
};

TEST(BrowserSessions, KnowTheirCookieUntilTheirTimeIsOver) {
    BrowserSessions sessions;
    const auto begun = sessions.begin(ana, now + hours(1), now, nobody);
    EXPECT_EQ(begun.cookie.size(), 64u);
    const auto caller = sessions.by_hash(cookie_hash(begun.cookie), now);
    ASSERT_TRUE(caller);
    EXPECT_EQ(caller->name, "Ana Meier");
    EXPECT_EQ(caller->role, Role::author);
    EXPECT_EQ(caller->token, begun.caller.token);
    EXPECT_EQ(begun.cookie.find(caller->token.substr(8)), std::string::npos) << "its id tells nothing of it";
    EXPECT_TRUE(sessions.by_id(caller->token, now + hours(1) - std::chrono::seconds(1)));
    EXPECT_FALSE(sessions.by_id(caller->token, now + hours(1)));
    EXPECT_FALSE(sessions.by_hash(cookie_hash(begun.cookie), now + hours(1)));
    EXPECT_FALSE(sessions.by_hash(begun.cookie, now));
    EXPECT_FALSE(sessions.by_hash("", now));
    EXPECT_TRUE(sessions.end(cookie_hash(begun.cookie)));
    EXPECT_FALSE(sessions.by_hash(cookie_hash(begun.cookie), now));
    EXPECT_FALSE(sessions.by_id(caller->token, now));
    EXPECT_FALSE(sessions.end(cookie_hash(begun.cookie)));
}

TEST(BrowserSessions, AreKnownToPeople) {
    const auto sessions = std::make_shared<BrowserSessions>();
    const auto today = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto begun = sessions->begin(ana, today + hours(1), today, nobody);
    const People people("", std::nullopt, sessions);
    EXPECT_TRUE(people.wants_token());
    EXPECT_FALSE(people.takes_tokens());
    EXPECT_EQ(people.by_cookie(begun.cookie)->name, "Ana Meier");
    EXPECT_FALSE(people.by_token(begun.cookie)) << "it is no token of a tool";
    EXPECT_FALSE(people.by_token(""));
    EXPECT_FALSE(people.by_cookie(""));
    EXPECT_EQ(people.again(begun.caller)->role, Role::author);
    sessions->end(cookie_hash(begun.cookie));
    EXPECT_FALSE(people.again(begun.caller));
    EXPECT_FALSE(people.again({"", Role::admin, ""}));
    EXPECT_TRUE(People("", std::vector<User>{{"Ana Meier"}}).has("ana meier"));
}

TEST(BrowserSessions, GiveANameToOnePersonOnly) {
    BrowserSessions sessions;
    const auto name_of = [&](BrowserSessions::Person person, auto is_taken) {
        return sessions.begin(person, now + hours(1), now, is_taken).caller.name;
    };
    EXPECT_EQ(name_of(ana, nobody), "Ana Meier");
    EXPECT_EQ(name_of({"c3c3c3c3", {"ana MEIER", "ana2"}}, nobody), "ana MEIER (ana2)");
    EXPECT_EQ(name_of({"d4d4d4d4", {"Ana Meier", "ana2"}}, nobody), "Ana Meier (d4d4d4)");
    EXPECT_EQ(name_of(ana, nobody), "Ana Meier");
    EXPECT_EQ(name_of(ben, [](std::string_view name) { return name == "Ben"; }), "Ben (b2b2b2)");
    auto renamed = ana;
    renamed.names = {"Ana Roth"};
    EXPECT_EQ(name_of(renamed, nobody), "Ana Roth");
    EXPECT_EQ(name_of({"e5e5e5e5", {"Ana Meier"}}, nobody), "Ana Meier (e5e5e5)") << "it stands in the audit log";
}

TEST(BrowserSessions, AreBounded) {
    BrowserSessions sessions;
    const auto others = sessions.begin(ben, now + hours(1), now, nobody);
    const auto first = sessions.begin(ana, now + hours(1), now, nobody);
    for (int i = 0; i < 100; ++i) sessions.begin(ana, now + hours(2), now, nobody);
    EXPECT_LE(sessions.size(), 21u);
    EXPECT_FALSE(sessions.by_id(first.caller.token, now));
    EXPECT_TRUE(sessions.by_id(others.caller.token, now)) << "one person takes no room from others";
    sessions.begin(ben, now + hours(9), now + hours(3), nobody);
    EXPECT_EQ(sessions.size(), 1u) << "what is over is forgotten";
}

TEST_F(SessionsFile, IsKnownAgain) {
    std::string lasting, ended, over, name;
    {
        auto sessions = kept();
        lasting = sessions.begin(ana, now + hours(1), now, nobody).cookie;
        name = sessions.begin({"c3c3c3c3", {"Ana Meier"}}, now + hours(1), now, nobody).caller.name;
        ended = sessions.begin(ana, now + hours(1), now, nobody).cookie;
        over = sessions.begin(ben, now, now, nobody).cookie;
        sessions.end(cookie_hash(ended));
    }
    for (int start = 0; start < 3; ++start) {
        auto sessions = kept();
        EXPECT_EQ(sessions.by_hash(cookie_hash(lasting), now)->name, "Ana Meier");
        EXPECT_EQ(sessions.by_hash(cookie_hash(lasting), now)->role, Role::author);
        EXPECT_FALSE(sessions.by_hash(cookie_hash(ended), now));
        EXPECT_FALSE(sessions.by_hash(cookie_hash(over), now));
        EXPECT_EQ(sessions.begin({"c3c3c3c3", {"Ana Meier"}}, now + hours(1), now, nobody).caller.name, name);
    }
    struct stat state {};
    ASSERT_EQ(::stat(file_.c_str(), &state), 0);
    EXPECT_EQ(state.st_mode & 0777u, 0600u);
    const auto text = *read_file(file_);
    for (const auto& cookie : {lasting, ended}) EXPECT_EQ(text.find(cookie), std::string::npos);
}

TEST_F(SessionsFile, OfOtherRulesEndsSessionsAndKeepsNames) {
    const auto cookie = kept().begin(ana, now + hours(1), now, nobody).cookie;
    auto sessions = kept("other rules");
    EXPECT_FALSE(sessions.by_hash(cookie_hash(cookie), now));
    EXPECT_EQ(sessions.begin({"c3c3c3c3", {"Ana Meier"}}, now + hours(1), now, nobody).caller.name,
              "Ana Meier (c3c3c3)");
}

TEST_F(SessionsFile, ThatWasNotWrittenToItsEndLosesTheLastLineOnly) {
    const auto cookie = kept().begin(ana, now + hours(1), now, nobody).cookie;
    std::ofstream(file_, std::ios::app) << R"({"begun":"0123)";
    auto sessions = kept();
    EXPECT_TRUE(sessions.by_hash(cookie_hash(cookie), now));
    const auto another = sessions.begin(ben, now + hours(1), now, nobody).cookie;
    EXPECT_TRUE(kept().by_hash(cookie_hash(another), now));
    std::ofstream(file_, std::ios::app) << "\n[]\n{\"begun\":7}\n\xff\n{\"begun\":\"x\",\"of\":\"nobody\",\"role\":"
                                           "\"admin\",\"until\":9000000000}\n";
    EXPECT_EQ(kept().size(), 2u);
}

TEST_F(SessionsFile, DoesNotGrowForEver) {
    auto sessions = kept();
    for (int i = 0; i < 3'000; ++i) sessions.end(cookie_hash(sessions.begin(ana, now + hours(1), now, nobody).cookie));
    EXPECT_LT(std::filesystem::file_size(file_), 500'000u);
}

TEST_F(SessionsFile, OfOthersIsNotTaken) {
    const auto cookie = kept().begin(ana, now + hours(1), now, nobody).cookie;
    ::chmod(file_.c_str(), 0644);
    BrowserSessions sessions("rules");
    const auto refused = sessions.keep_in(file_, now);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("may be read or written by others"), std::string::npos);
    EXPECT_FALSE(sessions.by_hash(cookie_hash(cookie), now));
    EXPECT_TRUE(sessions.by_id(sessions.begin(ana, now + hours(1), now, nobody).caller.token, now));
}

}  // namespace
}  // namespace pf::api
