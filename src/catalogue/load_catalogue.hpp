// The live catalogue → Ontology: tables, views, columns, types, keys, comments.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "model/ontology.hpp"
#include "pg/connection.hpp"

namespace pf::catalogue {

// Tables, partitioned tables (not their partitions), views, materialised and foreign tables of `schemas` that this role
// may SELECT, with the columns it may, by schema and age. No schemas named: every schema but PostgreSQL's own,
// rule_views and pattern_factory, without what belongs to an extension. One round trip, in a transaction of its own.
// Errors: not_found for a schema that is not there, else those of Connection::pipeline.
Task<Result<model::Ontology>> load_catalogue(pg::Connection& connection, std::vector<std::string> schemas,
                                             Deadline deadline);

}  // namespace pf::catalogue
