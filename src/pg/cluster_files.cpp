#include "pg/cluster_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <utility>
#include <vector>

#include "base/secret.hpp"

namespace pf::pg {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view socket_name = "/.s.PGSQL.5432";

Error unwritable(const fs::path& path, const std::string& reason) {
    return make_error(ErrorKind::unavailable, fmt::format("{} cannot be made or written: {}", path.string(), reason),
                      "Choose another folder with --data-dir, or correct its rights.");
}

// The number at the end of a folder's name: "pg15" → 15.
int version_in(std::string_view name, std::string_view prefix) {
    if (!name.starts_with(prefix)) return 0;
    name.remove_prefix(prefix.size());
    int version = 0;
    const auto [end, failure] = std::from_chars(name.data(), name.data() + name.size(), version);
    return failure == std::errc() && end == name.data() + name.size() ? version : 0;
}

constexpr int oldest_major = 14;  // client_connection_check_interval, recovery_init_sync_method

// Debian's and Red Hat's places; newest first.
std::vector<Installation> installations() {
    std::vector<Installation> found;
    const auto look = [&found](const fs::path& parent, std::string_view prefix) {
        std::error_code failure;
        for (fs::directory_iterator entry(parent, failure), end; !failure && entry != end; entry.increment(failure)) {
            const int version = version_in(entry->path().filename().string(), prefix);
            const fs::path binaries = entry->path() / "bin";
            if (version >= oldest_major && ::access((binaries / "initdb").c_str(), X_OK) == 0 &&
                ::access((binaries / "postgres").c_str(), X_OK) == 0)
                found.push_back({version, binaries});
        }
    };
    look("/usr/lib/postgresql", "");
    look("/usr", "pgsql-");
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.major > b.major; });
    return found;
}

std::vector<int> cluster_versions(const fs::path& data_dir) {
    std::vector<int> versions;
    std::error_code failure;
    for (fs::directory_iterator entry(data_dir, failure), end; !failure && entry != end; entry.increment(failure))
        if (const int version = version_in(entry->path().filename().string(), "pg");
            version && fs::exists(entry->path() / "PG_VERSION", failure))
            versions.push_back(version);
    return versions;
}

std::string quoted(const std::string& text) {
    std::string made = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') made += c;
        made += c;
    }
    return made + "'";
}

// Whole or not at all, also when the machine stops in the middle.
Result<void> write_file(const fs::path& path, const std::string& text) {
    fs::path made = path;
    made += ".new";
    const int file = ::open(made.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (file < 0) return unwritable(path, std::strerror(errno));
    const bool written =
        ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fchmod(file, 0644) == 0;
    const int failure = errno;
    ::close(file);
    if (!written) return unwritable(path, std::strerror(failure));
    if (::rename(made.c_str(), path.c_str()) != 0) return unwritable(path, std::strerror(errno));
    return {};
}

std::string postgresql_conf(const ClusterConfig& config) {
    return fmt::format(R"(# Written by pattern-factory at each start. ALTER SYSTEM changes what you want otherwise.
hba_file = {}
ident_file = {}
listen_addresses = ''
unix_socket_directories = {}
unix_socket_permissions = 0700
port = 5432
cluster_name = {}
max_connections = {}
shared_buffers = '64MB'
# Who does not wait for the disk need not wait for others who do.
wal_buffers = '8MB'
huge_pages = off
# One server, no replicas: no process and no write-ahead log for them.
wal_level = minimal
max_wal_senders = 0
max_replication_slots = 0
max_logical_replication_workers = 0
max_worker_processes = 0
max_parallel_workers_per_gather = 0
max_parallel_maintenance_workers = 0
min_wal_size = '16MB'
max_wal_size = '256MB'
# A backup holds every rule view: room for some ten thousand.
max_locks_per_transaction = 256
jit = off
# Rows come in the order a rule stored them in.
synchronize_seqscans = off
# After a crash: one call for the file system, not one for each of a thousand files.
recovery_init_sync_method = syncfs
client_connection_check_interval = '1s'
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
default_text_search_config = 'pg_catalog.english'
log_line_prefix = '%m [%p] '
# What a client did wrong is told to the client. LOG stands above ERROR here.
log_min_messages = log
log_min_error_statement = panic
log_checkpoints = off
)",
                       quoted((config.folder / "pg_hba.conf").string()),
                       quoted((config.folder / "pg_ident.conf").string()), quoted(config.sockets.string()),
                       quoted(config.title), config.max_connections);
}

constexpr const char* pg_hba_conf =
    R"(# Written by pattern-factory at each start. No passwords: the kernel says who connects.
local  pattern_factory  pf_admin,pf_app,pf_rule,pf_build,pf_import  peer map=pattern_factory
local  postgres         pf_admin                                    peer map=pattern_factory
)";

std::string pg_ident_conf(const std::string& client) {
    std::string text = "# Written by pattern-factory at each start: the user who runs it.\n";
    for (const char* role : {"pf_admin", "pf_app", "pf_rule", "pf_build", "pf_import"})
        text += fmt::format("pattern_factory  \"{}\"  {}\n", client, role);
    return text;
}

}  // namespace

Result<Installation> choose_installation(const fs::path& data_dir) {
    const auto installed = installations();
    const auto existing = cluster_versions(data_dir);
    for (const auto& each : installed)
        if (std::find(existing.begin(), existing.end(), each.major) != existing.end()) return each;
    if (!existing.empty()) {
        const int made_by = *std::max_element(existing.begin(), existing.end());
        return make_error(
            ErrorKind::unavailable,
            fmt::format("The data in {} was made by PostgreSQL {}, which is not installed.",
                        (data_dir / fmt::format("pg{}", made_by)).string(), made_by),
            fmt::format("Install postgresql-{0}, or choose another folder with --data-dir. To leave PostgreSQL {0}: "
                        "with it installed, `pattern-factory backup DIR`; with the newer one, "
                        "`pattern-factory restore DIR --data-dir NEW`.",
                        made_by));
    }
    if (installed.empty())
        return make_error(ErrorKind::unavailable, fmt::format("PostgreSQL {} or newer is not installed.", oldest_major),
                          "Install the package postgresql, or configure a database of your own (DATABASE_URL).");
    return installed.front();
}

Result<void> make_folder(const fs::path& folder, unsigned mode, const OsAccount& account) {
    if (::mkdir(folder.c_str(), static_cast<mode_t>(mode)) != 0 && errno != EEXIST)
        return unwritable(folder, std::strerror(errno));
    struct stat found {};
    if (::lstat(folder.c_str(), &found) != 0) return unwritable(folder, std::strerror(errno));
    if (!S_ISDIR(found.st_mode)) return unwritable(folder, "it is no folder");
    if (found.st_uid != account.uid) {
        // Made by root just now, or by a former user of this program; what a stranger has made stays the stranger's.
        if (::geteuid() != 0 || found.st_uid != 0 || ::lchown(folder.c_str(), account.uid, account.gid) != 0)
            return unwritable(folder, fmt::format("it belongs to another user (id {})", found.st_uid));
    }
    if ((found.st_mode & 07777) != mode && ::chmod(folder.c_str(), static_cast<mode_t>(mode)) != 0)
        return unwritable(folder, std::strerror(errno));
    return {};
}

Result<fs::path> prepare_data_dir(const fs::path& data_dir, const OsAccount& account) {
    std::error_code failure;
    const fs::path wanted = fs::absolute(data_dir, failure);
    if (wanted.string().find('\n') != std::string::npos) return unwritable(wanted, "its name holds a line break");
    const bool existed = fs::exists(wanted, failure);
    fs::create_directories(wanted, failure);
    if (failure) return unwritable(wanted, failure.message());
    fs::path made = fs::canonical(wanted, failure);
    if (failure) return unwritable(wanted, failure.message());
    if (!existed) fs::permissions(made, account.other ? fs::perms(0711) : fs::perms(0700), failure);
    if (!account.other || can_enter(made, account)) return made;
    // The folder is this program's: others may pass through it, not look into it.
    fs::permissions(made, fs::perms(0111), fs::perm_options::add, failure);
    if (can_enter(made, account)) return made;
    return make_error(
        ErrorKind::unavailable,
        fmt::format("PostgreSQL runs as user {} and cannot reach {}: a folder above it is closed to that user.",
                    account.name, made.string()),
        "Choose a folder that others may pass through, such as --data-dir /var/lib/pattern-factory.");
}

Result<fs::path> prepare_socket_dir(const fs::path& data_dir, const OsAccount& account) {
    std::vector<fs::path> candidates = {data_dir / "run"};
    const std::string own = "pattern-factory-" + sha256_hex(data_dir.string()).substr(0, 12);
    if (const char* runtime = std::getenv("XDG_RUNTIME_DIR"); runtime && *runtime == '/' && !account.other)
        candidates.push_back(fs::path(runtime) / own);
    candidates.push_back(fs::path("/tmp") / own);
    Error last = unwritable(data_dir, "its path is too long");
    for (const auto& candidate : candidates) {
        if (candidate.string().size() + socket_name.size() >= sizeof(sockaddr_un::sun_path)) continue;
        auto made = make_folder(candidate, 0700, account);
        if (made) return candidate;
        last = made.error();
    }
    return make_error(
        ErrorKind::unavailable,
        fmt::format("There is no folder for PostgreSQL's socket, whose path may have {} bytes at most. {}",
                    sizeof(sockaddr_un::sun_path) - 1, last.message),
        "Choose a folder with a shorter path with --data-dir.");
}

Result<void> write_config(const ClusterConfig& config) {
    if (config.client.find_first_of("\"\n") != std::string::npos || config.client.starts_with('/'))
        return make_error(ErrorKind::unavailable, "PostgreSQL cannot write this user's name into its user map.",
                          "Run this program as a user with an ordinary name.");
    for (const auto& [name, text] : {std::pair<const char*, std::string>("postgresql.conf", postgresql_conf(config)),
                                     {"pg_hba.conf", pg_hba_conf},
                                     {"pg_ident.conf", pg_ident_conf(config.client)}})
        if (auto written = write_file(config.folder / name, text); !written) return written;
    return {};
}

Result<FolderLock> FolderLock::take(const fs::path& data_dir) {
    const fs::path path = data_dir / "lock";
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) return unwritable(path, std::strerror(errno));
    FolderLock lock(file);
    if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return unwritable(path, std::strerror(errno));
        char holder[16] = {};
        const auto read = ::pread(file, holder, sizeof holder - 1, 0);
        return make_error(ErrorKind::unavailable,
                          fmt::format("Another pattern-factory{} already uses the folder {}.",
                                      read > 0 ? fmt::format(" (process {})", holder) : "", data_dir.string()),
                          "Stop it, or give this one a folder of its own with --data-dir.");
    }
    const std::string pid = std::to_string(::getpid());
    if (::ftruncate(file, 0) != 0 || ::pwrite(file, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size()))
        return unwritable(path, std::strerror(errno));
    return lock;
}

FolderLock::FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock::~FolderLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace pf::pg
