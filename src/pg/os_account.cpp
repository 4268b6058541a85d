#include "pg/os_account.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <linux/close_range.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

namespace pf::pg {
namespace {

struct Found {
    std::string name;
    uid_t uid;
    gid_t gid;
};

template <class Lookup>
std::optional<Found> look_up(Lookup lookup) {
    std::vector<char> memory(16 * 1024);
    passwd entry{};
    passwd* found = nullptr;
    if (lookup(&entry, memory.data(), memory.size(), &found) != 0 || !found) return std::nullopt;
    return Found{found->pw_name, found->pw_uid, found->pw_gid};
}

std::optional<Found> user_of(uid_t uid) {
    return look_up([uid](passwd* entry, char* memory, std::size_t size, passwd** found) {
        return ::getpwuid_r(uid, entry, memory, size, found);
    });
}

std::optional<Found> user_named(const char* name) {
    return look_up([name](passwd* entry, char* memory, std::size_t size, passwd** found) {
        return ::getpwnam_r(name, entry, memory, size, found);
    });
}

// Only what is safe between fork and exec in a program with threads (signal-safety(7)): no memory, no locks.
bool become(const OsAccount& account) {
    if (!account.other) return true;
    return ::setgroups(account.groups.size(), account.groups.data()) == 0 && ::setgid(account.gid) == 0 &&
           ::setuid(account.uid) == 0;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (auto& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

// What the child does between fork and exec. When it fails: errno and the step go to `failure_pipe`.
struct Launch {
    const Program& program;
    const OsAccount& account;
    char* const* arguments;
    char* const* environment;
    const char* folder;
    pid_t parent;
    int failure_pipe;

    [[noreturn]] void run() const {
        const char* step = prepare();
        if (!step) {
            ::execve(arguments[0], arguments, environment);
            step = "it cannot be executed";
        }
        const int reason = errno;
        [[maybe_unused]] auto written = ::write(failure_pipe, &reason, sizeof reason);
        written = ::write(failure_pipe, step, std::strlen(step));
        ::_exit(127);
    }

    const char* prepare() const {
        for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
        sigset_t none;
        sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
        ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
        ::setsid();
        ::umask(077);
        const int nothing = ::open("/dev/null", O_RDONLY);
        if (nothing < 0 || ::dup2(nothing, 0) < 0) return "its input cannot be opened";
        if (::dup2(program.output, 1) < 0 || ::dup2(program.output, 2) < 0) return "its output cannot be opened";
        if (program.address_space_bytes) {
            const rlimit limit{program.address_space_bytes, program.address_space_bytes};
            if (::setrlimit(RLIMIT_AS, &limit) != 0) return "its memory cannot be limited";
        }
        if (!become(account)) return "it cannot run as its user";
        // After the change of user, which clears it; and the parent may have died before.
        if (program.parent_death_signal && ::prctl(PR_SET_PDEATHSIG, program.parent_death_signal) != 0)
            return "it cannot be tied to this program";
        if (::getppid() != parent) ::_exit(127);
        if (::chdir(folder) != 0) return "its folder cannot be entered";
        return nullptr;
    }
};

}  // namespace

Result<OsAccount> cluster_account() {
    OsAccount account;
    if (::geteuid() != 0) {
        auto name = own_name();
        if (!name) return name.error();
        account.name = std::move(*name);
        account.uid = ::geteuid();
        account.gid = ::getegid();
        return account;
    }
    const auto postgres = user_named("postgres");
    if (!postgres)
        return make_error(
            ErrorKind::unavailable, "PostgreSQL does not run as root, and there is no user postgres to run it as.",
            "Install the package postgresql-15, which creates that user, or run this program as an ordinary user.");
    account = {postgres->name, postgres->uid, postgres->gid, std::vector<gid_t>(256), true};
    int count = static_cast<int>(account.groups.size());
    if (::getgrouplist(account.name.c_str(), account.gid, account.groups.data(), &count) < 0) {
        account.groups[0] = account.gid;
        count = 1;
    }
    account.groups.resize(static_cast<std::size_t>(count));
    return account;
}

Result<std::string> own_name() {
    const auto own = user_of(::geteuid());
    if (!own)
        return make_error(ErrorKind::unavailable,
                          fmt::format("The user id {} that runs this program has no name.", ::geteuid()),
                          "Add it to /etc/passwd, or configure a database of your own (DATABASE_URL).");
    return own->name;
}

Result<pid_t> start_program(const Program& program, const OsAccount& account) {
    auto arguments = program.arguments;
    std::vector<std::string> environment = {"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"};
    const auto argument_pointers = pointers_to(arguments);
    const auto environment_pointers = pointers_to(environment);
    const std::string folder = program.folder.string();
    std::array<int, 2> failure{};
    if (::pipe2(failure.data(), O_CLOEXEC) != 0)
        return make_error(ErrorKind::unavailable,
                          fmt::format("{} cannot be started: {}", arguments[0], std::strerror(errno)));

    const Launch launch{program,    account,   argument_pointers.data(), environment_pointers.data(), folder.c_str(),
                        ::getpid(), failure[1]};
    const pid_t child = ::fork();
    if (child == 0) launch.run();
    const int fork_failure = errno;
    ::close(failure[1]);
    int reason = fork_failure;
    std::array<char, 64> step{};
    const bool failed = child < 0 || ::read(failure[0], &reason, sizeof reason) == static_cast<ssize_t>(sizeof reason);
    if (failed && child > 0) {
        [[maybe_unused]] const auto length = ::read(failure[0], step.data(), step.size() - 1);
        ::waitpid(child, nullptr, 0);
    }
    ::close(failure[0]);
    if (failed)
        return make_error(ErrorKind::unavailable, fmt::format("{} cannot be started{}{}: {}", arguments[0],
                                                              step[0] ? ", " : "", step.data(), std::strerror(reason)));
    return child;
}

bool can_enter(const std::filesystem::path& folder, const OsAccount& account) {
    const std::string path = folder.string();
    const pid_t child = ::fork();
    if (child == 0) ::_exit(become(account) && ::chdir(path.c_str()) == 0 ? 0 : 1);
    int status = 0;
    if (child < 0 || ::waitpid(child, &status, 0) != child) return false;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace pf::pg
