// A request that changes the rule before it in a conversation, as a whole sentence. Way in: said_in_full().
#pragma once

#include <string>

#include "base/result.hpp"
#include "base/task.hpp"
#include "pitboss/services.hpp"

namespace pf::pitboss {

// The sentence that `rule_code` stands for behind `after` ("and in France?" behind "customers in Germany"); empty when
// it stands by itself. Both are sentences or codes of predefined rules; `after` may be empty. Errors: as of
// tools::SqlPitboss::said_in_full(); invalid_request for an `after` that is no text.
Task<Result<std::string>> said_in_full(Services& services, std::string rule_code, std::string after);

}  // namespace pf::pitboss
