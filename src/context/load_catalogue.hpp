// The live catalogue → Ontology: tables, views, columns, types, keys, comments.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "context/ontology.hpp"
#include "pg/connection.hpp"

namespace pf::context {

// Tables, partitioned tables, views, materialised and foreign tables of `schemas` that this role may SELECT, in
// catalogue order. No schemas named: every schema but PostgreSQL's own, rule_views and pattern_factory.
Task<Result<Ontology>> load_catalogue(pg::Connection& connection, std::vector<std::string> schemas, Deadline deadline);

}  // namespace pf::context
