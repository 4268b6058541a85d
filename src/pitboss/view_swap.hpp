// Replacing a rule's view without blocking its readers: a new version is made under a name of its own; when no reader
// holds the last one any more, that is dropped and the new one takes the view's name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "pg/connection.hpp"

namespace pf::pitboss {

// The relation that holds version `version` of `view` until it can take the view's name. At most 63 bytes.
[[nodiscard]] std::string pending_relation(std::string_view view, int version);

// Gives the newest relation of the rule the view's name, in one transaction that waits at most 200 ms for readers, and
// drops those of former versions. Value: the relation's name afterwards, the pending one when readers were in the way.
Task<std::string> swap_view(pg::Connection& connection, std::string rule_id, Deadline deadline);

// Rules whose newest relation still waits for its name, or that have relations of former versions.
Task<Result<std::vector<std::string>>> unsettled_rules(pg::Connection& connection, Deadline deadline);

}  // namespace pf::pitboss
