// The client against a separate server of misbehaving replies, when one is there: PF_BAD_MODEL_SERVER names its script
// (else
// ../shared/faults/badllm.js beside the checkout), run as `node SCRIPT PORT`; it answers POST
// /MODE/v1/chat/completions. Without it these are skipped: tests/unit/llm has the same kinds.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "llm/openai_client.hpp"
#include "llm/reply.hpp"
#include "support/cluster.hpp"

namespace pf::llm {
namespace {

using namespace std::chrono_literals;

std::string script() {
    if (const char* named = std::getenv("PF_BAD_MODEL_SERVER")) return named;
    return PF_SOURCE_DIR "/../shared/faults/badllm.js";
}

sockaddr_in local(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return address;
}

int free_port() {
    const int probe = socket(AF_INET, SOCK_STREAM, 0);
    auto address = local(0);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(probe, reinterpret_cast<sockaddr*>(&address), size), 0);
    getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size);
    close(probe);
    return ntohs(address.sin_port);
}

bool listens(int port) {
    const int probe = socket(AF_INET, SOCK_STREAM, 0);
    const auto address = local(port);
    const bool open = connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    close(probe);
    return open;
}

class BadModelServer : public testing::Test {
 protected:
    static void SetUpTestSuite() {
        if (!std::filesystem::exists(script())) return;
        port_ = free_port();
        const auto port = std::to_string(port_), file = script();
        pid_ = fork();
        if (pid_ == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            execlp("node", "node", file.c_str(), port.c_str(), nullptr);
            _exit(127);
        }
        for (int tries = 0; tries < 500 && !listens(port_); ++tries) usleep(20'000);
    }
    static void TearDownTestSuite() {
        if (pid_ <= 0) return;
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
        pid_ = 0;
    }
    void SetUp() override {
        if (pid_ <= 0) GTEST_SKIP() << "there is no " << script();
        ASSERT_TRUE(listens(port_));
    }

    static Result<Reply> ask(const std::string& mode, std::chrono::milliseconds time) {
        asio::io_context loop;  // outlives the client, whose thread ends its calls there
        auto client = test::must(make_openai_client(
            {"sk-OURS", "http://127.0.0.1:" + std::to_string(port_) + "/" + mode + "/v1", "test-model", 4}));
        return test::run(loop, client->complete({{{"user", "Find all"}}}, Clock::now() + time));
    }

    static inline int port_ = 0;
    static inline pid_t pid_ = 0;
};

TEST_F(BadModelServer, EveryKindEndsInANamedErrorOrATextThatIsJudgedLater) {
    struct Case {
        const char* mode;
        const char* outcome;  // kind of the error, or "text"
    };
    const Case cases[] = {{"ok", "text"},
                          {"drop", "text"},
                          {"multi", "text"},
                          {"md", "text"},
                          {"prose", "text"},
                          {"xss", "text"},
                          {"nul", "text"},
                          {"bidi", "text"},
                          {"big", "text"},
                          {"empty", "unavailable"},
                          {"notjson", "unavailable"},
                          {"trunc", "unavailable"},
                          {"http500", "unavailable"},
                          {"http429", "unavailable"},
                          {"http401", "unavailable"},
                          {"slow", "timeout"},
                          {"hang", "timeout"},
                          {"huge", "unavailable"},
                          {"deep", "unavailable"},
                          {"redirect", "unavailable"},
                          {"gzipbomb", "unavailable"},
                          {"nullc", "unavailable"},
                          {"choices0", "unavailable"},
                          {"badutf8", "unavailable"},
                          {"nosuchmode", "unavailable"}};
    for (const auto& [mode, outcome] : cases) {
        const auto started = Clock::now();
        // The bomb's maker needs its time to pack it; what never ends has to end at a deadline soon enough to wait for.
        const auto limit = std::string_view(mode) == "gzipbomb" ? 30s : 3s;
        const auto answer = ask(mode, limit);
        EXPECT_LT(Clock::now() - started, limit + 2s) << mode;
        EXPECT_EQ(answer ? "text" : std::string(to_string(answer.error().kind)), outcome) << mode;
        if (answer) continue;
        const auto said = answer.error().message + answer.error().hint + answer.error().detail;
        EXPECT_GT(answer.error().message.size(), 20u) << mode;
        for (const auto* secret : {"SECRET", "sk-", "boom", "502", "169.254"})
            EXPECT_EQ(said.find(secret), std::string::npos) << mode << ": " << said;
    }
}

TEST_F(BadModelServer, WhatIsSqlInATextIsFoundAndWhatIsNotIsSaid) {
    EXPECT_EQ(*sql_from_reply(ask("md", 3s)->text), "SELECT 1");
    EXPECT_EQ(*sql_from_reply(ask("multi", 3s)->text), "SELECT 1; DELETE FROM data.orders");
    EXPECT_EQ(sql_from_reply(ask("prose", 3s)->text).error().kind, ErrorKind::not_understood);
}

}  // namespace
}  // namespace pf::llm
