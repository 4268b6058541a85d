#include "pg/backup.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>

#include "base/files.hpp"
#include "pg/os_account.hpp"
#include "pg/roles.hpp"

namespace pf::pg {
namespace {

namespace fs = std::filesystem;

constexpr auto query_timeout = std::chrono::seconds(60);
constexpr int attempts = 100;  // to get hold of every rule view before one of them is replaced
constexpr const char* dump_name = "database.dump";
constexpr const char* roles_name = "roles.sql";

constexpr sql::Literal count_relations =
    "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'";
// The cluster's own are made with it; those of the backup take their place. They hold functions, but no data.
constexpr sql::Literal drop_own_schemas = "DROP SCHEMA IF EXISTS pattern_factory, rule_views, uploads CASCADE";

Error failed(const std::string& what, const std::string& reason) {
    return make_error(ErrorKind::unavailable, fmt::format("{}: {}", what, reason));
}

// What a program has said, on one line.
std::string said(const fs::path& log) {
    std::string text = read_file(log, 2'000).value_or("");
    for (char& c : text)
        if (c == '\n') c = ' ';
    return text.empty() ? "it gave no reason" : text;
}

// Runs one of PostgreSQL's programs as this program's user, who may connect. Value: its exit code.
Result<int> run(const PrivateCluster& cluster, std::vector<std::string> arguments, const fs::path& output) {
    const int file = ::open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) return failed(output.string() + " cannot be written", std::strerror(errno));
    Program program;
    arguments[0] = (cluster.binaries() / arguments[0]).string();
    program.arguments = std::move(arguments);
    program.folder = "/";
    program.output = file;
    OsAccount own;
    own.uid = ::geteuid();
    own.gid = ::getegid();
    auto child = start_program(program, own);
    ::close(file);
    if (!child) return child.error();
    int status = 0;
    while (::waitpid(*child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

Result<void> run_well(const PrivateCluster& cluster, std::vector<std::string> arguments, const fs::path& log) {
    const std::string what = arguments[0];
    auto code = run(cluster, std::move(arguments), log);
    if (!code) return code.error();
    if (*code != 0) return failed(what + " failed", said(log));
    return {};
}

std::string as_admin(const PrivateCluster& cluster) { return "--dbname=" + cluster.connection("pf_admin").conninfo; }

// What fails is done again from the beginning, so no statement waits for the disk; the cluster's stop does.
std::string as_hasty_admin(const PrivateCluster& cluster) {
    return as_admin(cluster) + " options='-c synchronous_commit=off'";
}

// The moment that is copied. Every view that it has is held until the connection ends, or pg_dump would fail at the
// first that is replaced meanwhile: EXPLAIN takes the lock of a reader and reads nothing. It finds its view by name,
// and where it waited for a replacement it has the new one: so whether each is held is asked afterwards.
constexpr sql::Literal begin_moment = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
constexpr sql::Literal hold_views =
    "DO $hold$ DECLARE view regclass; BEGIN FOR view IN SELECT oid FROM pg_class WHERE relkind = 'm' LOOP "
    "EXECUTE format('EXPLAIN SELECT FROM %s', view); END LOOP; "
    "IF EXISTS (SELECT FROM pg_class WHERE relkind = 'm' AND oid NOT IN (SELECT relation FROM pg_locks "
    "WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted)) "
    "THEN RAISE EXCEPTION 'a view was replaced meanwhile'; END IF; END $hold$";
constexpr sql::Literal name_moment = "SELECT pg_export_snapshot()";

Task<Result<std::string>> hold_moment(Connection& connection, Deadline deadline) {
    if (auto begun = co_await connection.query(begin_moment, {}, deadline); !begun) co_return begun.error();
    if (auto held = co_await connection.query(hold_views, {}, deadline); !held) co_return held.error();
    auto name = co_await connection.query(name_moment, {}, deadline);
    if (!name) co_return name.error();
    co_return std::string(name->text(0, 0));
}

struct Moment {
    std::unique_ptr<Connection> connection;  // it lasts as long as this
    std::string snapshot;                    // its name
};

Task<Result<Moment>> open_moment(ConnectionSettings admin) {
    const Deadline deadline = Clock::now() + query_timeout;
    auto connection = co_await Connection::connect(std::move(admin), deadline);
    if (!connection) co_return connection.error();
    for (int attempt = 1;; ++attempt) {
        auto name = co_await hold_moment(**connection, deadline);
        if (name) co_return Moment{std::move(*connection), std::move(*name)};
        if (attempt == attempts || (*connection)->broken()) co_return name.error();
        if (auto undone = co_await (*connection)->query(sql::Literal("ROLLBACK"), {}, deadline); !undone)
            co_return undone.error();
    }
}

Task<Result<void>> make_room(ConnectionSettings admin) {
    const Deadline deadline = Clock::now() + query_timeout;
    auto connection = co_await Connection::connect(std::move(admin), deadline);
    if (!connection) co_return connection.error();
    auto relations = co_await (*connection)->query(count_relations, {}, deadline);
    if (!relations) co_return relations.error();
    if (relations->integer(0, 0) > 0)
        co_return make_error(ErrorKind::invalid_request, "The data directory holds data already.",
                             "Restore into a new one: --data-dir NEW.");
    auto dropped = co_await (*connection)->query(drop_own_schemas, {}, deadline);
    if (!dropped) co_return dropped.error();
    co_return Result<void>();
}

// A backup of an earlier version lacks what has come since; the cluster has been told already that it has everything.
Task<Result<void>> complete_roles(ConnectionSettings admin) {
    const Deadline deadline = Clock::now() + query_timeout;
    auto connection = co_await Connection::connect(std::move(admin), deadline);
    if (!connection) co_return connection.error();
    sql::Statement script("BEGIN;\n");
    script.append(create_roles()).literal(";\nCOMMIT;");
    co_return co_await (*connection)->script(std::move(script), deadline);
}

template <class T>
Result<T> run_to_end(asio::io_context& loop, Task<Result<T>> task) {
    std::optional<Result<T>> done;
    std::exception_ptr thrown;
    asio::co_spawn(loop, std::move(task), [&](std::exception_ptr failure, Result<T> result) {
        thrown = failure;
        if (!failure) done.emplace(std::move(result));
    });
    loop.restart();
    loop.run();
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*done);
}

// The dump's table of contents in two: what there is, and the filling of materialised views, which runs their queries
// and so may fail where the rest does not. The rights on PostgreSQL's own functions are the new cluster's.
Result<void> split_contents(const fs::path& contents, const fs::path& objects, const fs::path& views) {
    std::ifstream in(contents);
    std::ofstream to_objects(objects), to_views(views);
    for (std::string line; std::getline(in, line);) {
        if (line.find(" ACL pg_catalog ") != std::string::npos) continue;
        (line.find(" MATERIALIZED VIEW DATA ") == std::string::npos ? to_objects : to_views) << line << '\n';
    }
    if (in.bad() || !to_objects.flush() || !to_views.flush())
        return failed(objects.string() + " cannot be written", std::strerror(errno));
    return {};
}

struct TemporaryFolder {
    fs::path path;
    TemporaryFolder() {
        std::string name = (fs::temp_directory_path() / "pattern-factory-XXXXXX").string();
        if (::mkdtemp(name.data())) path = name;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        if (!path.empty()) fs::remove_all(path, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
};

}  // namespace

Result<void> write_backup(const PrivateCluster& cluster, const fs::path& folder) {
    std::error_code failure;
    if (fs::exists(folder, failure) && !(fs::is_directory(folder, failure) && fs::is_empty(folder, failure)))
        return make_error(ErrorKind::invalid_request, fmt::format("{} is there and not empty.", folder.string()),
                          "A backup is never overwritten: name a new folder.");
    const fs::path made = fs::absolute(folder, failure).string() + ".new";
    fs::remove_all(made, failure);  // of one that was interrupted
    if (!fs::create_directories(made, failure)) return failed(made.string() + " cannot be made", failure.message());
    fs::permissions(made, fs::perms::owner_all, failure);  // it holds all of the data
    const auto give_up = [&](const Error& error) {
        fs::remove_all(made, failure);
        return error;
    };
    const fs::path log = made / "log";
    asio::io_context loop(1);
    auto moment = run_to_end(loop, open_moment(cluster.connection("pf_admin")));
    if (!moment) return give_up(moment.error());
    if (auto dumped = run_well(cluster,
                               {"pg_dump", as_admin(cluster), "--format=custom", "--compress=1",
                                "--snapshot=" + moment->snapshot, "--file=" + (made / dump_name).string()},
                               log);
        !dumped)
        return give_up(dumped.error());
    if (auto roles = run_well(cluster,
                              {"pg_dumpall", as_admin(cluster), "--roles-only", "--no-role-passwords",
                               "--file=" + (made / roles_name).string()},
                              log);
        !roles)
        return give_up(roles.error());
    fs::remove(log, failure);
    fs::rename(made, folder, failure);
    if (failure) return give_up(failed(folder.string() + " cannot be made", failure.message()));
    return {};
}

Result<std::vector<std::string>> read_backup(const PrivateCluster& cluster, const fs::path& folder) {
    std::error_code failure;
    const fs::path from = fs::absolute(folder, failure);
    const std::string dump = (from / dump_name).string();
    if (!fs::is_regular_file(dump, failure))
        return make_error(ErrorKind::invalid_request,
                          fmt::format("{} is no backup: it has no {}.", folder.string(), dump_name),
                          "Name a folder that `pattern-factory backup` has made.");
    const TemporaryFolder work;
    if (work.path.empty()) return failed("A temporary folder cannot be made", std::strerror(errno));
    const fs::path log = work.path / "log", contents = work.path / "contents";
    auto listed = run(cluster, {"pg_restore", "--list", dump}, contents);
    if (!listed) return listed.error();
    if (*listed != 0) return failed("The backup cannot be read", said(contents));
    if (auto split = split_contents(contents, work.path / "objects", work.path / "views"); !split) return split.error();
    asio::io_context loop(1);
    if (auto room = run_to_end(loop, make_room(cluster.connection("pf_admin"))); !room) return room.error();

    // Roles of the program's own are there already, which is all that psql has to say against them.
    if (auto roles = run(
            cluster,
            {"psql", "--no-psqlrc", "--quiet", as_hasty_admin(cluster), "--file=" + (from / roles_name).string()}, log);
        !roles)
        return roles.error();
    if (auto restored = run_well(cluster,
                                 {"pg_restore", as_hasty_admin(cluster), "--exit-on-error",
                                  "--use-list=" + (work.path / "objects").string(), dump},
                                 log);
        !restored)
        return restored.error();
    if (auto completed = run_to_end(loop, complete_roles(cluster.connection("pf_admin"))); !completed)
        return completed.error();
    auto filled = run(
        cluster, {"pg_restore", as_hasty_admin(cluster), "--use-list=" + (work.path / "views").string(), dump}, log);
    if (!filled) return filled.error();
    std::vector<std::string> complaints;
    std::istringstream lines(read_file(log).value_or(""));
    for (std::string line; std::getline(lines, line);)
        if (line.find("error:") != std::string::npos) complaints.push_back(line);
    return complaints;
}

}  // namespace pf::pg
