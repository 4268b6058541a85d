// The semantic model of a database as the program uses it: catalogue, file and values put together.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/config.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "model/snapshot.hpp"
#include "pg/connection.hpp"

namespace pf::app {

// The file's text and name: the one the settings name, else the sample's when `sample`, else nothing.
struct ModelFile {
    std::string name;
    std::string text;
};
[[nodiscard]] Result<ModelFile> read_model_file(const Config& config, bool sample);

// Catalogue of `schemas` (none: all), the file over it, and the values. A broken file is invalid_request: "FILE:LINE:
// …". `allowed_views`: Config::allowed_views(). `always_schema`: its tables are told of, whatever the file's DATA
// names.
Task<Result<std::shared_ptr<const model::Snapshot>>> load_semantic_model(pg::Connection& connection,
                                                                         std::vector<std::string> schemas,
                                                                         const ModelFile& file, Deadline deadline,
                                                                         std::vector<std::string> allowed_views,
                                                                         std::string always_schema = {});

// A short text that changes when tables, columns, keys, comments, rows, views or functions of the database change. One
// query.
Task<Result<std::string>> database_fingerprint(pg::Connection& connection, Deadline deadline);

}  // namespace pf::app
