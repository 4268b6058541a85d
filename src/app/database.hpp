// Which database the program works on, and under which login it does what (docs/security.md, "Roles").
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/config.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "pg/connection.hpp"
#include "pg/private_cluster.hpp"

namespace pf::app {

struct Database {
    std::unique_ptr<pg::PrivateCluster> cluster;  // null on a configured database
    pg::ConnectionSettings admin;                 // migrations, sample data
    pg::ConnectionSettings app;                   // registry, reads of views, patterns
    pg::ConnectionSettings rule;                  // catalogue, sampling, EXPLAIN of generated SQL
    pg::ConnectionSettings build;                 // makes the views
    std::optional<pg::ConnectionSettings>
        import;  // makes the tables of files that are brought; none: they are not taken
    bool separate_roles = true;
};

// Starts the private PostgreSQL, or takes the configured database. Blocks; see PrivateCluster::start. `may_share`: a
// private PostgreSQL that a server runs at the moment is used along with it.
[[nodiscard]] Result<Database> open_database(const Config& config, bool may_share = false);

// Migrates the registry and, on a new private PostgreSQL, loads the sample data: one that was made without it stays
// without it. Does nothing in a shared one, where the server has done it.
Task<Result<void>> prepare_database(const Database& database, const Config& config);

// Whether the sample data's tables are there, and so what the semantic model of the sample speaks of.
Task<Result<bool>> holds_sample(const Database& database);

// What is amiss with the logins of a configured database, each a sentence, with what to do about it: roles that are
// missing, row-level security that does not hold. Nothing for the private PostgreSQL, whose logins are as they should
// be.
Task<Result<std::vector<std::string>>> login_warnings(const Database& database);

// What is wrong with the disk of the private PostgreSQL; empty when nothing is.
[[nodiscard]] std::string storage_trouble(const Config& config);

// "private PostgreSQL 15.20 (/var/lib/pattern-factory)" or "shop on db.example:5432 as pf, PostgreSQL 15.20". No
// secret.
Task<Result<std::string>> describe_database(const Database& database, const Config& config);

}  // namespace pf::app
