// The audit log: who did what, and when. No sentences, values or secrets.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "base/caller.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "pg/connection.hpp"
#include "pitboss/part.hpp"
#include "pitboss/services.hpp"

namespace pf::pitboss {

struct AuditEntry {
    std::string who, token;  // a person's name, a token's id; empty: none
    std::string what;        // rule_run, rule_changed, …: docs/operations.md lists them
    std::string about;       // id or name of what it was done to
    std::string outcome;     // ok, or forbidden
    std::string at = {};     // UTC, ISO 8601, milliseconds, Z; made by record()
};

struct AuditRequest {
    PartRequest part;       // newest first
    std::string who, what;  // empty: of all
};

Task<Result<Part<AuditEntry>>> audit_entries(pg::Connection& connection, AuditRequest request, Deadline deadline);

class Audit {
 public:
    // Nothing is recorded without an executor, which is that of the server's thread.
    explicit Audit(Services& services, asio::any_io_executor executor = {});

    // Written soon, and tried again while the database is away. What is forbidden to somebody again and again counts
    // once a minute.
    void record(AuditEntry entry);
    void record(const Caller& caller, std::string what, std::string about, std::string outcome = "ok");

    // Writes what waits, in order.
    Task<> write(Deadline deadline);

    Task<Result<Part<AuditEntry>>> entries(AuditRequest request, Deadline deadline);

    // Forgets what is older. Called from time to time.
    Task<> forget(int days, Deadline deadline);

 private:
    Services& services_;
    asio::any_io_executor executor_;
    std::vector<AuditEntry> waiting_;
    bool writing_ = false;
    std::size_t lost_ = 0;
    std::map<std::tuple<std::string, std::string>, Clock::time_point> forbidden_;  // by token and what
};

}  // namespace pf::pitboss
