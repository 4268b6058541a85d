// A request as the sentence it is read as. Way in: said_in_full().
#pragma once

#include <string>

#include "base/result.hpp"
#include "base/task.hpp"
#include "pitboss/services.hpp"

namespace pf::pitboss {

// The sentence that `rule_code` stands for behind `after` ("and in France?" behind "customers in Germany"), with its
// typing mistakes put right; empty when it stands as it is. Both are sentences or codes of predefined rules; `after`
// may be empty. Errors: as of tools::SqlPitboss::said_in_full(); invalid_request for an `after` that is no text.
Task<Result<std::string>> said_in_full(Services& services, std::string rule_code, std::string after);

}  // namespace pf::pitboss
