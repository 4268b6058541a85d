// What a killed backend leaves in a private cluster: files of relations whose transaction never ended. PostgreSQL keeps
// them for ever, as it cannot tell them from those of a transaction that still runs; a program that has just started
// the cluster can.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "base/task.hpp"
#include "pg/connection.hpp"

namespace pf::pg {

struct OrphanFiles {
    int found = 0;
    std::uint64_t bytes = 0;
    int removed = 0;
    std::string kept_because;  // why they were not removed; empty: they were, or there are none
};

// Of the database that `admin`, a superuser, is connected to; `cluster` is its PGDATA. A file is one when no relation
// has it and it was born before the postmaster started: no transaction that runs can have made it. Nothing is removed
// while anybody else is connected, where transactions may be prepared, or where the file system does not tell a file's
// birth.
Task<Result<OrphanFiles>> remove_orphan_files(Connection& admin, std::filesystem::path cluster, Deadline deadline);

}  // namespace pf::pg
