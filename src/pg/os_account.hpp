// Running programs of PostgreSQL as the operating system's user who may run them.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace pf::pg {

struct OsAccount {
    std::string name;
    uid_t uid = 0;
    gid_t gid = 0;
    std::vector<gid_t> groups;
    bool other = false;  // not the user who runs this program, which then is root
};

// Who PostgreSQL's programs run as: this program's user, or `postgres` when that is root, whom they refuse.
[[nodiscard]] Result<OsAccount> cluster_account();

// The name that peer authentication sees when this program connects.
[[nodiscard]] Result<std::string> own_name();

struct Program {
    std::vector<std::string> arguments;     // [0] is the file
    std::filesystem::path folder;           // its working directory
    int output = -1;                        // descriptor of its standard output and error
    int parent_death_signal = 0;            // sent when the thread that started it ends; prctl(2), PR_SET_PDEATHSIG
    std::uint64_t address_space_bytes = 0;  // RLIMIT_AS; 0: as this program's
};

// Starts it with an environment of its own (no PG* variables), in a session of its own (a terminal's Ctrl-C does not
// reach it), without any other descriptor of this program.
[[nodiscard]] Result<pid_t> start_program(const Program& program, const OsAccount& account);

// Whether `account` can go into `folder`, past all of its parents.
[[nodiscard]] bool can_enter(const std::filesystem::path& folder, const OsAccount& account);

}  // namespace pf::pg
