// What stands inside lists and documents of the live database: elements of arrays, keys of json objects and their
// values.
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "model/ontology.hpp"
#include "model/value_index.hpp"
#include "pg/connection.hpp"

namespace pf::catalogue {

// Adds to `builder` the elements of every array column, and the keys of every json column with their values, of the
// first rows of each table. A table that cannot be read, or not in time, is left out. Runs transactions of its own.
// Fails only when the connection is lost or it is cancelled.
Task<Result<void>> sample_documents(pg::Connection& connection, const model::Ontology& ontology,
                                    model::ValueIndexLimits limits, Deadline deadline,
                                    model::ValueIndex::Builder& builder);

}  // namespace pf::catalogue
