// The live catalogue → Ontology: tables, views, columns, types, keys, comments.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "model/ontology.hpp"
#include "pg/connection.hpp"
#include "sql/guard.hpp"

namespace pf::catalogue {

// Tables, partitioned tables (not their partitions), views, materialised and foreign tables of `schemas` that this role
// may SELECT, with the columns it may, by schema and age. No schemas named: every schema but PostgreSQL's own,
// rule_views and pattern_factory, without what belongs to an extension. One round trip, in a transaction of its own.
// Errors: not_found for a schema that is not there, else those of Connection::pipeline. This is the catalogue as it is:
// what rules may read comes from load_guarded_catalogue().
Task<Result<model::Ontology>> load_catalogue(pg::Connection& connection, std::vector<std::string> schemas,
                                             Deadline deadline);

struct Catalogue {
    model::Ontology ontology;
    std::vector<sql::WithheldRelation> withheld;
    std::vector<sql::ExtensionFunction> extension_functions;  // that may be called, if no other has their name
};

// The same with what the guard must know. Relations that run what may change data when they are read (find_hazards.hpp)
// are left out, and the log has a warning that names each and the function; `allowed_views`, "schema.name", stay in all
// the same. One more round trip where there are views or row security.
Task<Result<Catalogue>> load_guarded_catalogue(pg::Connection& connection, std::vector<std::string> schemas,
                                               std::vector<std::string> allowed_views, Deadline deadline);

}  // namespace pf::catalogue
