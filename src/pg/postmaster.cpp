#include "pg/postmaster.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <sstream>
#include <thread>
#include <vector>

#include "base/files.hpp"
#include "base/log.hpp"

namespace pf::pg {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto poll_interval = 2ms;

// Empty when it is not there or goes meanwhile, as a process's files do.
std::string text_of(const fs::path& path) { return read_file(path).value_or(""); }

std::string line_of(const std::string& text, int number) {
    std::istringstream lines(text);
    std::string line;
    for (int i = 0; i < number; ++i)
        if (!std::getline(lines, line)) return {};
    return line;
}

template <class Condition>
bool wait_until(std::chrono::milliseconds limit, Condition condition) {
    const auto deadline = Clock::now() + limit;
    while (!condition()) {
        if (Clock::now() >= deadline) return false;
        std::this_thread::sleep_for(poll_interval);
    }
    return true;
}

// Whether the command line of a postgres process is one of this cluster's: the postmaster's is as it was started, its
// children's is "postgres: <cluster_name>: …". Unlike /proc/pid/cwd it may be read without a capability.
bool belongs_to(const std::string& command_line, const ClusterPlace& place) {
    if (command_line.starts_with("postgres: " + place.title + ":")) return true;
    using namespace std::string_literals;
    return command_line.find("\0-D\0"s + place.cluster.string() + "\0"s) != std::string::npos;
}

// A zombie has no command line: it is gone but for its number.
std::vector<pid_t> processes_of(const ClusterPlace& place) {
    std::vector<pid_t> found;
    std::error_code failure;
    for (fs::directory_iterator entry("/proc", failure), end; !failure && entry != end; entry.increment(failure)) {
        const std::string name = entry->path().filename();
        pid_t pid = 0;
        if (std::from_chars(name.data(), name.data() + name.size(), pid).ptr != name.data() + name.size()) continue;
        if (text_of(entry->path() / "comm") != "postgres\n") continue;
        struct stat owner {};
        if (::stat(entry->path().c_str(), &owner) != 0 || owner.st_uid != place.account.uid) continue;
        if (belongs_to(text_of(entry->path() / "cmdline"), place)) found.push_back(pid);
    }
    return found;
}

}  // namespace

Postmaster::Postmaster(ClusterPlace place) : place_(std::move(place)) {}

Postmaster::~Postmaster() { stop(); }

Result<void> Postmaster::start(std::chrono::milliseconds patience) {
    const auto give_up = Clock::now() + patience;
    for (;;) {
        if (auto cleared = clear_leftovers(); !cleared) return cleared;
        auto attempt = try_start();
        if (!attempt) return attempt.error();
        if (*attempt == Attempt::ready) return {};
        if (Clock::now() >= give_up) {
            Error error = make_error(ErrorKind::unavailable,
                                     fmt::format("The private PostgreSQL does not start: {}", reason_in_log()),
                                     fmt::format("See {}.", place_.log.string()));
            return error;
        }
        std::this_thread::sleep_for(100ms);
    }
}

void Postmaster::stop() {
    if (!alive()) return;
    // SIGINT ends all sessions and writes a checkpoint; SIGQUIT leaves the rest to recovery at the next start.
    for (const auto& [signal, limit] : {std::pair(SIGINT, 10s), std::pair(SIGQUIT, 5s), std::pair(SIGKILL, 5s)}) {
        ::kill(pid_, signal);
        if (wait_until(limit, [this] { return !alive(); })) return;
    }
}

bool Postmaster::alive() {
    if (pid_ == 0) return false;
    const pid_t ended = ::waitpid(pid_, nullptr, WNOHANG);
    if (ended == 0) return true;
    pid_ = 0;
    return false;
}

Result<Postmaster::Attempt> Postmaster::try_start() {
    const int log = ::open(place_.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (log < 0)
        return make_error(ErrorKind::unavailable,
                          fmt::format("{} cannot be written: {}", place_.log.string(), std::strerror(errno)));
    std::error_code failure;
    log_start_ = fs::file_size(place_.log, failure);

    Program postgres;
    postgres.arguments = {(place_.binaries / "postgres").string(), "-D", place_.cluster.string(), "-c",
                          fmt::format("config_file={}", (place_.config / "postgresql.conf").string())};
    postgres.folder = place_.cluster;
    postgres.output = log;
    postgres.parent_death_signal = SIGINT;
    postgres.address_space_bytes = place_.address_space_bytes;
    auto child = start_program(postgres, place_.account);
    ::close(log);
    if (!child) return child.error();
    pid_ = *child;

    // Line 8 of postmaster.pid says when connections are taken (miscadmin.h, PM_STATUS_READY); line 1 that it is ours.
    const fs::path pid_file = place_.cluster / "postmaster.pid";
    for (;;) {
        if (!alive()) return Attempt::failed;
        const std::string status = text_of(pid_file);
        if (line_of(status, 1) == std::to_string(pid_) && line_of(status, 8).starts_with("ready"))
            return Attempt::ready;
        std::this_thread::sleep_for(poll_interval);
    }
}

// Only one program at a time holds the lock on the cluster's folder: whatever still runs or lies there was left by one
// that is gone.
Result<void> Postmaster::clear_leftovers() {
    const fs::path pid_file = place_.cluster / "postmaster.pid";
    std::error_code failure;
    if (!fs::exists(pid_file, failure)) return {};
    const std::string postmaster = line_of(text_of(pid_file), 1);

    // The postmaster first: it ends its children in good order. Those of a dead one end at SIGQUIT, if not by
    // themselves.
    const auto signal_all = [&](int signal, bool only_postmaster) {
        bool any = false;
        for (const pid_t pid : processes_of(place_)) {
            if (only_postmaster && std::to_string(pid) != postmaster) continue;
            ::kill(pid, signal);
            any = true;
        }
        return any;
    };
    const auto gone = [this] { return processes_of(place_).empty(); };
    if (signal_all(SIGINT, true)) {
        log::warn("a private PostgreSQL of an earlier run is still there (process {}): stopping it", postmaster);
        wait_until(5s, gone);
    }
    if (signal_all(SIGQUIT, false)) wait_until(2s, gone);
    if (signal_all(SIGKILL, false) && !wait_until(5s, gone))
        return make_error(
            ErrorKind::unavailable,
            fmt::format("Process {} of an earlier private PostgreSQL does not end.", processes_of(place_).front()),
            "Restart the machine, or wait until its disk answers.");
    // A dead postmaster's number may live on, as a zombie nobody has waited for or as another program's: PostgreSQL
    // would not start over these files then.
    fs::remove(pid_file, failure);
    fs::remove(place_.sockets / ".s.PGSQL.5432.lock", failure);
    return {};
}

std::string Postmaster::reason_in_log() const {
    const std::string all = text_of(place_.log);
    std::string said = all.substr(std::min<std::size_t>(log_start_, all.size()));
    std::istringstream lines(said);
    std::string line, reason;
    while (std::getline(lines, line))
        for (std::string_view level : {"FATAL:  ", "PANIC:  "})
            if (const auto at = line.find(level); at != std::string::npos) reason = line.substr(at + level.size());
    if (!reason.empty()) return reason;
    // Before its log is set up it writes plain sentences.
    std::replace(said.begin(), said.end(), '\n', ' ');
    return said.empty() ? "it left no reason" : said.substr(0, 400);
}

void Postmaster::bound_log() {
    std::error_code failure;
    if (fs::file_size(place_.log, failure) <= max_log_bytes || failure) return;
    // PostgreSQL holds the file open for appending: it is emptied, not replaced.
    fs::path former = place_.log;
    former += ".1";
    fs::copy_file(place_.log, former, fs::copy_options::overwrite_existing, failure);
    fs::resize_file(place_.log, 0, failure);
}

}  // namespace pf::pg
