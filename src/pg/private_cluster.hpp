// The embedded default: a PostgreSQL cluster that this program creates, starts and stops itself (docs/architecture.md).
// Unix socket only, in a folder of mode 0700; never a TCP port. Safe after kill -9 of the program or of the cluster.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/task.hpp"
#include "pg/connection.hpp"
#include "pg/roles.hpp"

namespace pf::pg {

class PrivateCluster {
 public:
    struct Settings {
        std::filesystem::path data_dir;                  // the program's; the cluster lives below it in "pg15"
        std::uint64_t address_space_bytes = 0;           // RLIMIT_AS of the cluster's processes; 0: none
        std::function<void(std::string_view)> say = {};  // progress for a person: "creating the private PostgreSQL …"
        int max_connections = 40;
        bool may_share = false;  // when another program runs the cluster: connect to that one
    };

    // Creates the cluster when there is none (initdb, roles, database "pattern_factory"), starts it, waits until it
    // answers. As root it runs as user postgres. Takes a lock on data_dir: a second program on it gets `unavailable`,
    // or, if it may share, the connections of the cluster that runs.
    // Blocks (up to seconds at the first start): called before the server's loop runs, from a thread that lives as long
    // as the program (the cluster dies with that thread, prctl(2) PR_SET_PDEATHSIG).
    static Result<std::unique_ptr<PrivateCluster>> start(Settings settings);
    ~PrivateCluster();  // fast stop (SIGINT), waits
    PrivateCluster(const PrivateCluster&) = delete;
    PrivateCluster& operator=(const PrivateCluster&) = delete;

    // role: pf_admin (superuser, migrations), pf_app, pf_rule or pf_build; the others cannot log in.
    [[nodiscard]] ConnectionSettings connection(std::string_view role) const;
    [[nodiscard]] const std::filesystem::path& binaries() const;  // the folder of PostgreSQL's own programs
    [[nodiscard]] bool created() const;                           // this start made the cluster
    [[nodiscard]] bool shared() const;                            // another program runs it, and goes on running it
    [[nodiscard]] int pid() const;                                // of the postmaster
    [[nodiscard]] const std::filesystem::path& folder() const;    // PGDATA; empty when shared

    // Call from time to time (the server does every second), from the thread that called start(): restarts a postmaster
    // that has died, which blocks for some 0.2 s, and keeps the log bounded. True when it restarted. A restart that
    // fails is tried again after a growing pause; until then `unavailable`.
    Result<bool> keep_alive();

 private:
    struct Impl;
    explicit PrivateCluster(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace pf::pg
