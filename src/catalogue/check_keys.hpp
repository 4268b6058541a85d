// Proposed keys held against the rows: is the target unique, does it hold the other's values?
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "model/key_proposals.hpp"
#include "model/ontology.hpp"
#include "pg/connection.hpp"

namespace pf::catalogue {

struct KeyCheckLimits {
    long long rows = 2000;         // read of a referring table
    long long unique_rows = 8000;  // read of a target table when its uniqueness must be seen
    long long values = 1000;       // distinct ones that are sought in the target
    double seconds_each = 0.2;     // statement_timeout of one look
    double seconds = 4;            // for all of them
};

// Fills what the rows say. What may not be read, takes too long or comes after the limits stays unread. Runs
// transactions of its own. Fails only when the connection is lost or it is cancelled.
Task<Result<model::KeyProposals>> check_keys(pg::Connection& connection, const model::Ontology& ontology,
                                             model::KeyProposals proposals, KeyCheckLimits limits, Deadline deadline);

}  // namespace pf::catalogue
