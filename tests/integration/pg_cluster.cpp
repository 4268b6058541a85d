// The private cluster's life: first and second start, what kills it, who may come in.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include "base/files.hpp"
#include "pg/os_account.hpp"
#include "support/cluster.hpp"

namespace pf::pg {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using test::must;
using test::soon;

// Empty when it cannot be read: a process may have ended since it was listed.
std::string text_of(const fs::path& path) { return read_file(path).value_or(""); }

// Every live process whose command line holds `text`.
std::set<pid_t> processes_with(const std::string& text) {
    std::set<pid_t> found;
    std::error_code failure;
    for (fs::directory_iterator entry("/proc", failure), end; !failure && entry != end; entry.increment(failure))
        if (const pid_t pid = std::atoi(entry->path().filename().c_str()); pid > 0 && pid != ::getpid())
            if (text_of(entry->path() / "cmdline").find(text) != std::string::npos) found.insert(pid);
    return found;
}

// One data folder for all tests of this file: initdb is the slow part.
class PgCluster : public ::testing::Test {
 protected:
    static void SetUpTestSuite() {
        folder_ = new test::TempFolder;
        data_dir_ = folder_->path() / "data";
    }
    static void TearDownTestSuite() { delete folder_; }

    static Result<std::unique_ptr<PrivateCluster>> start(std::uint64_t address_space_bytes = 0) {
        PrivateCluster::Settings settings;
        settings.data_dir = data_dir_;
        settings.address_space_bytes = address_space_bytes;
        return PrivateCluster::start(std::move(settings));
    }
    static fs::path cluster_folder() {
        for (const auto& entry : fs::directory_iterator(data_dir_))
            if (fs::exists(entry.path() / "PG_VERSION")) return entry.path();
        return {};
    }
    // The title that all processes of this cluster show.
    static std::string title() {
        std::istringstream conf(text_of(data_dir_ / "conf" / "postgresql.conf"));
        for (std::string line; std::getline(conf, line);)
            if (line.starts_with("cluster_name = '")) return "postgres: " + line.substr(16, line.size() - 17) + ":";
        return "no title";
    }
    template <class T>
    T run(Task<T> task) {
        return test::run(loop_, std::move(task));
    }
    std::unique_ptr<Connection> connect(const PrivateCluster& cluster, std::string_view role = "pf_admin") {
        return must(run(Connection::connect(cluster.connection(role), soon())));
    }
    std::string ask(Connection& connection, sql::Statement statement) {
        return std::string(must(run(connection.query(std::move(statement), {}, soon()))).text(0, 0));
    }
    static constexpr sql::Literal find_running =
        "SELECT 1 FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND (wait_event = 'PgSleep' OR (backend_xid IS "
        "NOT NULL AND query LIKE '%generate_series%'))";
    // A program that starts the cluster, runs `statement` in it, and dies by kill -9 in the middle.
    void start_in_a_program_that_is_killed(sql::Literal statement) {
        int ready[2];
        ASSERT_EQ(::pipe2(ready, O_CLOEXEC), 0);
        const pid_t program = ::fork();
        if (program == 0) {
            auto cluster = start();
            if (!cluster) ::_exit(1);
            asio::io_context loop(1);
            auto connection = test::run(loop, Connection::connect((*cluster)->connection("pf_admin"), soon()));
            if (!connection) ::_exit(1);
            asio::co_spawn(loop, (*connection)->script(statement, soon()),
                           [](std::exception_ptr, const Result<void>&) {});
            loop.restart();
            asio::io_context other(1);
            auto watcher = test::run(other, Connection::connect((*cluster)->connection("pf_admin"), soon()));
            for (bool running = false; watcher && !running;) {
                loop.poll();
                const auto found = test::run(other, (*watcher)->query(find_running, {}, soon()));
                if (!found) ::_exit(1);
                running = !found->empty();
            }
            [[maybe_unused]] const auto written = ::write(ready[1], "r", 1);
            ::pause();
            ::_exit(1);
        }
        ::close(ready[1]);
        char byte = 0;
        ASSERT_EQ(::read(ready[0], &byte, 1), 1);
        ::close(ready[0]);
        ::kill(program, SIGKILL);
        ::waitpid(program, nullptr, 0);
    }

    static inline test::TempFolder* folder_ = nullptr;
    static inline fs::path data_dir_;
    asio::io_context loop_{1};
};

TEST_F(PgCluster, FirstStartCreatesAndSecondStartIsQuick) {
    // What an initdb that was killed has left.
    fs::create_directories(data_dir_ / "pg15.new" / "base");
    std::ofstream(data_dir_ / "pg15.new" / "PG_VERSION") << "15\n";
    {
        auto first = must(start());
        EXPECT_TRUE(first->created());
        EXPECT_GT(first->pid(), 0);
    }
    const auto began = Clock::now();
    auto second = must(start());
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began);
    EXPECT_FALSE(second->created());
    EXPECT_EQ(ask(*connect(*second), sql::Literal("SELECT 1")), "1");
    RecordProperty("second_start_ms", static_cast<int>(took.count()));
    EXPECT_LT(took, 3s);  // measured 0.1 s; this machine may be busy
    const auto stopping = Clock::now();
    second.reset();
    RecordProperty("stop_ms", static_cast<int>((Clock::now() - stopping) / 1ms));
    EXPECT_TRUE(processes_with(title()).empty());
}

TEST_F(PgCluster, KeepsDurabilityOnAndListensOnNoPort) {
    auto cluster = must(start());
    auto admin = connect(*cluster);
    for (const char* setting : {"fsync", "full_page_writes", "synchronous_commit", "data_checksums"}) {
        sql::Statement show("SHOW ");
        EXPECT_EQ(ask(*admin, std::move(show.name(setting))), "on") << setting;
    }
    EXPECT_EQ(ask(*admin, sql::Literal("SHOW listen_addresses")), "");
    // The kernel's view: no listening TCP socket among the descriptors of the postmaster.
    std::set<std::string> sockets;
    for (const auto& entry : fs::directory_iterator("/proc/" + std::to_string(cluster->pid()) + "/fd")) {
        std::error_code failure;
        const std::string target = fs::read_symlink(entry.path(), failure).string();
        if (target.starts_with("socket:[")) sockets.insert(target.substr(8, target.size() - 9));
    }
    EXPECT_FALSE(sockets.empty());
    for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
        std::ifstream lines(table);
        for (std::string line; std::getline(lines, line);) {
            std::istringstream words(line);
            std::string number, local, remote, state, skip, inode;
            words >> number >> local >> remote >> state >> skip >> skip >> skip >> skip >> skip >> inode;
            EXPECT_EQ(sockets.count(inode), 0u) << line;
        }
    }
}

TEST_F(PgCluster, OnlyOneProgramUsesAFolder) {
    auto cluster = must(start());
    const auto second = start();
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::unavailable);
    EXPECT_NE(second.error().message.find(data_dir_.string()), std::string::npos);
    EXPECT_EQ(ask(*connect(*cluster), sql::Literal("SELECT 1")), "1");  // the first one does not notice
}

TEST_F(PgCluster, AnotherProgramMayShareWhatRuns) {
    auto first = must(start());
    PrivateCluster::Settings sharing;
    sharing.data_dir = data_dir_;
    sharing.may_share = true;
    {
        const auto second = must(PrivateCluster::start(sharing));
        EXPECT_TRUE(second->shared());
        EXPECT_FALSE(first->shared());
        EXPECT_EQ(ask(*connect(*second, "pf_rule"), sql::Literal("SELECT current_user")), "pf_rule");
    }
    EXPECT_EQ(ask(*connect(*first), sql::Literal("SELECT 1")), "1");  // the second one's end has stopped nothing
    first.reset();
    const auto alone = must(PrivateCluster::start(sharing));  // nothing runs: it starts the cluster itself
    EXPECT_FALSE(alone->shared());
}

TEST_F(PgCluster, NobodyElseComesIn) {
    auto cluster = must(start());
    // Neither as a role that is not for logins, nor into the other databases.
    auto settings = cluster->connection("pf_owner");
    EXPECT_FALSE(run(Connection::connect(settings, soon())));
    for (const auto& [role, database] :
         {std::pair("pf_app", "postgres"), std::pair("pf_rule", "template1"), std::pair("pf_admin", "template1")}) {
        settings = cluster->connection(role);
        settings.conninfo += std::string(" dbname=") + database;
        EXPECT_FALSE(run(Connection::connect(settings, soon()))) << role << " in " << database;
    }
    const fs::path sockets = data_dir_ / "run";
    struct stat found {};
    ASSERT_EQ(::stat(sockets.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 07777, 0700u);
    if (::geteuid() != 0) return;  // another user can be played by root only

    // Not even the user whom the server runs as, who may open the socket.
    for (const char* name : {"postgres", "nobody"}) {
        const passwd* user = ::getpwnam(name);
        ASSERT_NE(user, nullptr) << name;
        const pid_t child = ::fork();
        if (child == 0) {
            if (::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0) ::_exit(3);
            asio::io_context loop(1);
            const auto connection = test::run(loop, Connection::connect(cluster->connection("pf_admin"), soon()));
            ::_exit(connection ? 1 : 0);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << name;
    }
}

TEST_F(PgCluster, AKilledProgramLeavesNothingRunningAndLosesNothing) {
    for (const sql::Literal statement :
         {sql::Literal("CREATE TABLE IF NOT EXISTS public.kept (n int); INSERT INTO public.kept VALUES (1); COMMIT; "
                       "SELECT pg_sleep(1000)"),
          // Bound to the processor: it does not look up while it computes.
          sql::Literal(
              "BEGIN; INSERT INTO public.kept VALUES (2); SELECT count(*) FROM generate_series(1, 100000000000)")}) {
        start_in_a_program_that_is_killed(statement);
        const auto began = Clock::now();
        auto cluster = must(start());
        RecordProperty("start_after_kill_ms", static_cast<int>((Clock::now() - began) / 1ms));
        EXPECT_LT(Clock::now() - began, 5s);
        auto admin = connect(*cluster);
        EXPECT_EQ(ask(*admin, sql::Literal("SELECT count(*) FROM public.kept")), "1");
        // Only children of the new postmaster are left.
        for (const pid_t pid : processes_with(title()))
            if (const auto stat = text_of("/proc/" + std::to_string(pid) + "/stat"); !stat.empty())  // has not ended
                EXPECT_NE(stat.find(" " + std::to_string(cluster->pid()) + " "), std::string::npos);
        EXPECT_EQ(ask(*admin, sql::Literal("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%generate_series%' "
                                           "AND pid <> pg_backend_pid()")),
                  "0");
    }
}

TEST_F(PgCluster, AnOrphanThatNobodyToldToEndIsEnded) {
    must(start()).reset();
    const auto account = must(cluster_account());
    Program orphan;
    const fs::path binaries = fs::path("/usr/lib/postgresql") / cluster_folder().filename().string().substr(2) / "bin";
    orphan.arguments = {(binaries / "postgres").string(), "-D", cluster_folder().string(), "-c",
                        "config_file=" + (data_dir_ / "conf" / "postgresql.conf").string()};
    orphan.folder = cluster_folder();
    orphan.output = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    const pid_t pid = must(start_program(orphan, account));
    for (int i = 0; i < 1000 && text_of(cluster_folder() / "postmaster.pid").find("ready") == std::string::npos; ++i)
        std::this_thread::sleep_for(10ms);
    auto cluster = must(start());
    EXPECT_NE(cluster->pid(), pid);
    int status = 0;
    EXPECT_EQ(::waitpid(pid, &status, WNOHANG), pid);  // it has ended, and in good order
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    EXPECT_EQ(ask(*connect(*cluster), sql::Literal("SELECT 1")), "1");
}

TEST_F(PgCluster, AStalePidFileDoesNotStopTheStart) {
    must(start()).reset();
    // Its number now belongs to another, living program.
    std::ofstream(cluster_folder() / "postmaster.pid") << ::getppid() << "\n"
                                                       << cluster_folder().string() << "\n1\n5432\n\n\n0 0\nready\n";
    auto cluster = must(start());
    EXPECT_NE(cluster->pid(), ::getppid());
}

TEST_F(PgCluster, AKilledPostmasterIsStartedAgainAndKeepsWhatWasCommitted) {
    auto cluster = must(start());
    EXPECT_FALSE(must(cluster->keep_alive()));
    auto admin = connect(*cluster);
    must(run(admin->script(
        sql::Literal("DROP TABLE IF EXISTS public.survives; CREATE TABLE public.survives AS SELECT 1 AS n"), soon())));
    for (int i = 0; i < 3; ++i) {
        const int killed = cluster->pid();
        ASSERT_EQ(::kill(killed, SIGKILL), 0);
        const auto began = Clock::now();
        bool restarted = false;
        while (!restarted && Clock::now() - began < 30s) {
            const auto kept = cluster->keep_alive();
            restarted = kept && *kept;
        }
        ASSERT_TRUE(restarted);
        RecordProperty("restart_ms", static_cast<int>((Clock::now() - began) / 1ms));
        EXPECT_NE(cluster->pid(), killed);
        const auto lost = run(admin->query(sql::Literal("SELECT 1"), {}, soon()));
        ASSERT_FALSE(lost);
        EXPECT_EQ(lost.error().kind, ErrorKind::unavailable);
        admin = connect(*cluster);
        EXPECT_EQ(ask(*admin, sql::Literal("SELECT n FROM public.survives")), "1");
    }
}

TEST_F(PgCluster, AKilledBackendLosesItsConnectionAndTheClusterRecovers) {
    auto cluster = must(start());
    auto victim = connect(*cluster);
    const pid_t postmaster = cluster->pid();
    ASSERT_EQ(::kill(victim->backend_pid(), SIGKILL), 0);
    const auto lost = run(victim->query(sql::Literal("SELECT pg_sleep(5)"), {}, soon()));
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().kind, ErrorKind::unavailable);
    EXPECT_TRUE(victim->broken());
    // The postmaster starts over with all its children; until then it says no, or lets in for a moment whom it then
    // ends.
    std::string answer;
    for (int i = 0; i < 500 && answer.empty(); ++i) {
        auto again = run(Connection::connect(cluster->connection("pf_app"), soon()));
        auto rows =
            again ? run((*again)->query(sql::Literal("SELECT 'back'"), {}, soon())) : Result<Rows>(again.error());
        if (rows) {
            answer = rows->text(0, 0);
        } else {
            EXPECT_EQ(rows.error().kind, ErrorKind::unavailable) << rows.error().message;
            std::this_thread::sleep_for(10ms);
        }
    }
    EXPECT_EQ(answer, "back");
    EXPECT_EQ(cluster->pid(), postmaster);
}

TEST_F(PgCluster, AMemoryHungryStatementEndsInACleanError) {
    auto cluster = must(start(std::uint64_t{768} << 20));
    auto connection = connect(*cluster);
    const auto refused = run(connection->query(
        sql::Literal("SELECT length(string_agg(repeat('x', 10000000), '')) FROM generate_series(1, 90)"), {}, soon()));
    ASSERT_FALSE(refused);
    EXPECT_EQ(connection->last_sqlstate(), "53200");
    EXPECT_FALSE(connection->broken());
    EXPECT_EQ(ask(*connection, sql::Literal("SELECT 1")), "1");
}

TEST_F(PgCluster, ItsLogStaysBounded) {
    auto cluster = must(start());
    const fs::path log = data_dir_ / "log" / "postgresql.log";
    { std::ofstream(log, std::ios::app) << std::string(6u << 20, 'x') << "\n"; }
    EXPECT_FALSE(must(cluster->keep_alive()));
    EXPECT_EQ(fs::file_size(log), 0u);
    EXPECT_LT(fs::file_size(log.string() + ".1"), 8u << 20);
    const auto refused = run(Connection::connect(cluster->connection("pf_owner"), soon()));
    EXPECT_FALSE(refused);
    EXPECT_NE(text_of(log).find("pf_owner"), std::string::npos);  // PostgreSQL goes on writing to it
}

TEST_F(PgCluster, ALongPathStartsWithItsSocketElsewhere) {
    must(start()).reset();
    const fs::path before = data_dir_;
    const fs::path deep = folder_->path() / std::string(80, 'd') / std::string(80, 'e');
    fs::create_directories(deep);
    fs::rename(before, deep / "it's here");
    data_dir_ = deep / "it's here";
    std::string sockets;
    {
        auto cluster = must(start());
        EXPECT_FALSE(cluster->created());
        EXPECT_EQ(ask(*connect(*cluster, "pf_app"), sql::Literal("SELECT 1")), "1");
        sockets = ask(*connect(*cluster), sql::Literal("SHOW unix_socket_directories"));
        EXPECT_FALSE(sockets.starts_with(data_dir_.string()));
        EXPECT_TRUE(fs::exists(sockets));
    }
    EXPECT_FALSE(fs::exists(sockets));
    fs::rename(data_dir_, before);
    data_dir_ = before;
}

TEST_F(PgCluster, DataOfAnotherVersionIsRefused) {
    must(start()).reset();
    const fs::path version = cluster_folder() / "PG_VERSION";
    const fs::path cluster = cluster_folder();
    std::ofstream(version) << "12\n";
    const auto refused = start();
    std::ofstream(version) << cluster.filename().string().substr(2) << "\n";
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
    EXPECT_NE(refused.error().message.find("PostgreSQL 12"), std::string::npos);
}

TEST_F(PgCluster, AStartThatFailsSaysWhy) {
    must(start()).reset();
    const fs::path control = cluster_folder() / "global" / "pg_control";
    fs::rename(control, control.string() + ".away");
    const auto refused = start();
    fs::rename(control.string() + ".away", control);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
    EXPECT_NE(refused.error().message.find("pg_control"), std::string::npos);
    EXPECT_NE(refused.error().hint.find("postgresql.log"), std::string::npos);
    EXPECT_TRUE(start());
}

TEST_F(PgCluster, AProgramThatDiedBetweenInitdbAndTheRolesIsFinishedLater) {
    {
        auto cluster = must(start());
        auto settings = cluster->connection("pf_admin");
        settings.conninfo += " dbname=postgres";
        auto admin = must(run(Connection::connect(settings, soon())));
        must(run(admin->query(sql::Literal("DROP DATABASE pattern_factory"), {}, soon())));
    }
    auto cluster = must(start());
    EXPECT_FALSE(cluster->created());
    EXPECT_EQ(ask(*connect(*cluster, "pf_build"),
                  sql::Literal("SELECT nspname FROM pg_namespace WHERE nspname = 'rule_views'")),
              "rule_views");
}

}  // namespace
}  // namespace pf::pg
