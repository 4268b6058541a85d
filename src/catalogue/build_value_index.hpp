// The live database → ValueIndex: a sample of every table.
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "model/ontology.hpp"
#include "model/value_index.hpp"
#include "pg/connection.hpp"

namespace pf::catalogue {

// Samples the columns of every table of `ontology`, bounded by `limits`. A table that cannot be read, or not in time,
// is left out; what is not read before the deadline is too. Runs transactions of its own. Fails only when the
// connection is lost or it is cancelled.
Task<Result<model::ValueIndex>> build_value_index(pg::Connection& connection, const model::Ontology& ontology,
                                                  model::ValueIndexLimits limits, Deadline deadline);

}  // namespace pf::catalogue
