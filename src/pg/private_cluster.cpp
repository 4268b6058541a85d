#include "pg/private_cluster.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <thread>

#include "base/log.hpp"
#include "base/secret.hpp"
#include "pg/cluster_files.hpp"
#include "pg/postmaster.hpp"

namespace pf::pg {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto start_patience = 5s;    // for reasons that pass: no memory, no process number, a disk full for a moment
constexpr auto restart_patience = 1s;  // on the server's thread
constexpr auto setup_timeout = 60s;

constexpr sql::Literal find_database = "SELECT 1 FROM pg_database WHERE datname = 'pattern_factory'";
constexpr sql::Literal create_database = "CREATE DATABASE pattern_factory";
constexpr sql::Literal applied_roles =
    "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = 'pattern_factory'";
constexpr sql::Literal close_the_others = "REVOKE CONNECT, TEMPORARY ON DATABASE postgres, template1 FROM PUBLIC";

std::string last_line(const fs::path& path) {
    std::ifstream in(path);
    std::string line, last;
    while (std::getline(in, line))
        if (!line.empty()) last = line;
    return last;
}

// initdb into a folder beside, then the name: a cluster is all there or not at all.
Result<void> create_cluster(const Installation& installation, const OsAccount& account, const fs::path& data_dir,
                            const fs::path& cluster) {
    fs::path made = cluster;
    made += ".new";
    std::error_code failure;
    // What is left of an initdb that was killed may still be written to for a moment.
    for (int attempt = 0; attempt < 20 && fs::exists(made); ++attempt) {
        fs::remove_all(made, failure);
        if (failure) std::this_thread::sleep_for(100ms);
    }
    if (auto folder = make_folder(made, 0700, account); !folder) return folder;

    const fs::path log_file = data_dir / "log" / "initdb.log";
    const int log = ::open(log_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (log < 0)
        return make_error(ErrorKind::unavailable,
                          fmt::format("{} cannot be written: {}", log_file.string(), std::strerror(errno)));
    Program initdb;
    initdb.arguments = {(installation.binaries / "initdb").string(),
                        "--pgdata",
                        made.string(),
                        "--username=pf_admin",
                        "--auth=peer",
                        "--encoding=UTF8",
                        "--locale=C.UTF-8",
                        "--locale-provider=icu",
                        "--icu-locale=und",
                        "--lc-messages=C",
                        "--data-checksums",
                        "--wal-segsize=1",
                        "--no-instructions"};
    if (installation.major < 15)
        std::erase_if(initdb.arguments, [](const auto& a) { return a.find("icu") != std::string::npos; });
    initdb.folder = data_dir;
    initdb.output = log;
    initdb.parent_death_signal = SIGKILL;
    auto child = start_program(initdb, account);
    ::close(log);
    if (!child) return child.error();
    int status = 0;
    while (::waitpid(*child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return make_error(ErrorKind::unavailable,
                          fmt::format("The private PostgreSQL cannot be created: {}", last_line(log_file)),
                          fmt::format("See {}.", log_file.string()));
    fs::rename(made, cluster, failure);
    if (failure)
        return make_error(ErrorKind::unavailable,
                          fmt::format("{} cannot be made: {}", cluster.string(), failure.message()));
    return {};
}

Result<void> check_version(const fs::path& cluster, int major) {
    std::ifstream in(cluster / "PG_VERSION");
    std::string version;
    in >> version;
    if (version == std::to_string(major)) return {};
    return make_error(ErrorKind::unavailable,
                      fmt::format("The data in {} was made by PostgreSQL {}, not by {} as its name says.",
                                  cluster.string(), version.empty() ? "of no known version" : version, major),
                      "Choose another folder with --data-dir, or put the right one back.");
}

}  // namespace

struct PrivateCluster::Impl {
    Impl(Settings its_settings, std::optional<FolderLock> its_lock, ClusterPlace its_place)
        : settings(std::move(its_settings)),
          lock(std::move(its_lock)),
          place(its_place),
          postmaster(std::move(its_place)) {}

    ~Impl() {
        if (!lock) return;
        postmaster.stop();
        std::error_code ignored;
        if (place.sockets.parent_path() != place.config.parent_path()) fs::remove(place.sockets, ignored);  // empty now
    }
    ConnectionSettings connection(std::string_view database, std::string_view role) const;
    Result<void> set_up();
    bool answers();
    static Result<void> run_to_end(Task<Result<void>> task);
    Task<Result<void>> connect_once();
    Task<Result<void>> create_database_and_roles();

    Settings settings;
    std::optional<FolderLock> lock;  // none: shared. Released last, when the postmaster is gone
    ClusterPlace place;
    Postmaster postmaster;
    bool created = false;
    Clock::time_point next_restart{};
    std::chrono::milliseconds restart_pause{1000};
};

Result<std::unique_ptr<PrivateCluster>> PrivateCluster::start(Settings settings) {
    const auto say = settings.say ? settings.say : [](std::string_view) {};
    auto account = cluster_account();
    if (!account) return account.error();
    auto client = own_name();
    if (!client) return client.error();
    auto data_dir = prepare_data_dir(settings.data_dir, *account);
    if (!data_dir) return data_dir.error();
    auto lock = FolderLock::take(*data_dir);
    if (!lock && !settings.may_share) return lock.error();
    auto installation = choose_installation(*data_dir);
    if (!installation) return installation.error();
    auto sockets = prepare_socket_dir(*data_dir, *account);
    if (!sockets) return sockets.error();

    ClusterPlace place;
    place.account = *account;
    place.sockets = *sockets;
    place.binaries = installation->binaries;
    if (!lock) {
        std::unique_ptr<PrivateCluster> running(
            new PrivateCluster(std::make_unique<Impl>(std::move(settings), std::nullopt, std::move(place))));
        if (!running->impl_->answers()) return lock.error();
        return running;
    }

    OsAccount own;
    own.uid = ::geteuid();
    own.gid = ::getegid();
    if (auto made = make_folder(*data_dir / "log", 0700, own); !made) return made.error();
    if (auto made = make_folder(*data_dir / "conf", account->other ? 0711 : 0700, own); !made) return made.error();

    place.cluster = *data_dir / fmt::format("pg{}", installation->major);
    place.config = *data_dir / "conf";
    place.log = *data_dir / "log" / "postgresql.log";
    place.title = "pattern_factory_" + sha256_hex(data_dir->string()).substr(0, 12);
    place.address_space_bytes = settings.address_space_bytes;
    const ClusterConfig config{place.config, place.sockets, place.title, *client, settings.max_connections};
    if (auto written = write_config(config); !written) return written.error();

    auto impl = std::make_unique<Impl>(std::move(settings), std::move(*lock), std::move(place));
    std::error_code failure;
    if (!fs::exists(impl->place.cluster / "PG_VERSION", failure)) {
        say("creating the private PostgreSQL (once) …");
        if (auto made = create_cluster(*installation, *account, *data_dir, impl->place.cluster); !made)
            return made.error();
        impl->created = true;
    }
    if (auto right = check_version(impl->place.cluster, installation->major); !right) return right.error();
    impl->postmaster.bound_log();
    if (auto started = impl->postmaster.start(start_patience); !started) return started.error();
    if (auto done = impl->set_up(); !done) return done.error();
    return std::unique_ptr<PrivateCluster>(new PrivateCluster(std::move(impl)));
}

PrivateCluster::PrivateCluster(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

PrivateCluster::~PrivateCluster() = default;

ConnectionSettings PrivateCluster::connection(std::string_view role) const {
    return impl_->connection("pattern_factory", role);
}

const fs::path& PrivateCluster::binaries() const { return impl_->place.binaries; }

bool PrivateCluster::created() const { return impl_->created; }

bool PrivateCluster::shared() const { return !impl_->lock; }

int PrivateCluster::pid() const { return impl_->postmaster.pid(); }

const fs::path& PrivateCluster::folder() const { return impl_->place.cluster; }

Result<bool> PrivateCluster::keep_alive() {
    Postmaster& postmaster = impl_->postmaster;
    if (postmaster.alive()) {
        postmaster.bound_log();
        impl_->restart_pause = 1s;
        return false;
    }
    if (Clock::now() < impl_->next_restart)
        return make_error(ErrorKind::unavailable, "The private PostgreSQL has ended and does not start.",
                          fmt::format("See {}.", impl_->place.log.string()));
    log::warn("the private PostgreSQL has ended: starting it again");
    auto started = postmaster.start(restart_patience);
    if (started) return true;
    // A full disk stays full for a while: the server's thread has other things to do.
    impl_->next_restart = Clock::now() + impl_->restart_pause;
    impl_->restart_pause = std::min<std::chrono::milliseconds>(impl_->restart_pause * 2, 30s);
    return started.error();
}

ConnectionSettings PrivateCluster::Impl::connection(std::string_view database, std::string_view role) const {
    const auto value = [](const std::string& text) {
        std::string made;
        for (const char c : text) {
            if (c == '\'' || c == '\\') made += '\\';
            made += c;
        }
        return made;
    };
    // Every keyword that the environment (PGOPTIONS, PGSSLMODE, …) could turn otherwise is given; requirepeer makes
    // sure that it is our postmaster who listens on the socket.
    ConnectionSettings made;
    made.conninfo = fmt::format(
        "host='{}' port=5432 dbname={} user={} requirepeer='{}' options='' sslmode=disable gssencmode=disable "
        "target_session_attrs=any channel_binding=disable",
        value(place.sockets.string()), database, role, value(place.account.name));
    return made;
}

Result<void> PrivateCluster::Impl::set_up() { return run_to_end(create_database_and_roles()); }

bool PrivateCluster::Impl::answers() { return run_to_end(connect_once()).has_value(); }

Result<void> PrivateCluster::Impl::run_to_end(Task<Result<void>> task) {
    asio::io_context loop(1);
    std::optional<Result<void>> done;
    std::exception_ptr thrown;
    asio::co_spawn(loop, std::move(task), [&](std::exception_ptr failure, Result<void> result) {
        thrown = failure;
        done = std::move(result);
    });
    loop.run();
    if (thrown) std::rethrow_exception(thrown);
    return *done;
}

Task<Result<void>> PrivateCluster::Impl::connect_once() {
    auto connected =
        co_await Connection::connect(connection("pattern_factory", "pf_rule"), Clock::now() + start_patience);
    if (!connected) co_return connected.error();
    co_return Result<void>();
}

// Every step may have been done before, or not: a start may be killed after any of them.
Task<Result<void>> PrivateCluster::Impl::create_database_and_roles() {
    const Deadline deadline = Clock::now() + setup_timeout;
    auto connection = co_await Connection::connect(this->connection("pattern_factory", "pf_admin"), deadline);
    if (!connection) {
        auto postgres = co_await Connection::connect(this->connection("postgres", "pf_admin"), deadline);
        if (!postgres) co_return postgres.error();
        auto exists = co_await (*postgres)->query(find_database, {}, deadline);
        if (!exists) co_return exists.error();
        if (!exists->empty()) co_return connection.error();
        auto made = co_await (*postgres)->query(create_database, {}, deadline);
        if (!made) co_return made.error();
        connection = co_await Connection::connect(this->connection("pattern_factory", "pf_admin"), deadline);
        if (!connection) co_return connection.error();
    }
    const std::string roles = "roles " + sha256_hex(roles_sql());
    auto applied = co_await (*connection)->query(applied_roles, {}, deadline);
    if (!applied) co_return applied.error();
    if (applied->text(0, 0) == roles) co_return Result<void>();

    sql::Statement script("BEGIN;\n");
    script.append(create_roles())
        .literal(";\nALTER DATABASE pattern_factory OWNER TO pf_owner;\n")
        .append(close_the_others);
    script.literal(";\nCOMMENT ON DATABASE pattern_factory IS ").value(roles).literal(";\nCOMMIT;");
    co_return co_await (*connection)->script(std::move(script), deadline);
}

}  // namespace pf::pg
