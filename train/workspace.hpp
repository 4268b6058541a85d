// The questions of a file and the schemas they are asked of, loaded once.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "compiler/schema_index.hpp"

namespace pf::train {

struct Question {
    std::string schema;
    std::string sentence;
    std::vector<std::string> gold;  // equally good SQL
    int fold = 0;                   // of its schema: crc32(schema) mod 5, so that schemas are never split
};

struct Workspace {
    std::vector<Question> questions;
    std::map<std::string, std::unique_ptr<compiler::SchemaIndex>> schemas;
};

// Reads `path` (JSON lines: db_id, question, pg) and loads its schemas from the database that `conninfo` names.
// Prints what went wrong and ends the program when something does.
[[nodiscard]] Workspace load_workspace(const std::string& path, const std::string& conninfo);

}  // namespace pf::train
