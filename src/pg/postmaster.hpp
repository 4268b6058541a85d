// The processes of one private cluster: starting its postmaster, watching it, and clearing away what an earlier one
// left.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "base/result.hpp"
#include "base/task.hpp"
#include "pg/os_account.hpp"

namespace pf::pg {

struct ClusterPlace {
    OsAccount account;
    std::filesystem::path binaries;  // the folder of initdb and postgres
    std::filesystem::path cluster;   // PGDATA
    std::filesystem::path config;    // the folder of postgresql.conf, pg_hba.conf, pg_ident.conf
    std::filesystem::path sockets;
    std::filesystem::path log;  // the file
    std::string title;          // cluster_name: what the processes of this cluster, and only they, show in ps
    std::uint64_t address_space_bytes = 0;
};

class Postmaster {
 public:
    explicit Postmaster(ClusterPlace place);
    ~Postmaster();
    Postmaster(const Postmaster&) = delete;
    Postmaster& operator=(const Postmaster&) = delete;

    // Starts it and waits until it takes connections, however long recovery takes. A start that fails is tried again
    // for `patience`. Clears away what a postmaster that is gone has left. Errors: unavailable, with the end of the
    // log.
    Result<void> start(std::chrono::milliseconds patience);
    void stop();  // fast (SIGINT), then harder
    [[nodiscard]] bool alive();
    [[nodiscard]] pid_t pid() const { return pid_; }

    void bound_log();  // copies the log aside and empties it when it is large: at most twice `max_log_bytes` are kept
    static constexpr std::uintmax_t max_log_bytes = 4u << 20;

 private:
    enum class Attempt { ready, failed };
    Result<Attempt> try_start();
    Result<void> clear_leftovers();
    std::string reason_in_log() const;

    ClusterPlace place_;
    pid_t pid_ = 0;
    std::uintmax_t log_start_ = 0;  // where in the log this start begins
};

}  // namespace pf::pg
