// The database of a private cluster as files, by PostgreSQL's own pg_dump and pg_restore.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "pg/private_cluster.hpp"

namespace pf::pg {

// All of it as it is at one moment, while it goes on being used, into a new folder: all there or not at all. Blocks.
// Errors: invalid_request (the folder is not empty), unavailable.
[[nodiscard]] Result<void> write_backup(const PrivateCluster& cluster, const std::filesystem::path& folder);

// Into a cluster that holds nothing yet, of the same or a newer PostgreSQL; rule views are made anew from the data.
// Blocks. Value: what PostgreSQL said of views that could not be made. Errors: invalid_request (no backup, or the
// cluster holds something), unavailable: what was made so far stays.
[[nodiscard]] Result<std::vector<std::string>> read_backup(const PrivateCluster& cluster,
                                                           const std::filesystem::path& folder);

}  // namespace pf::pg
