// What a model said → the SQL text in it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pf::llm {

// Bare SQL, a ```sql fence (the first), or JSON {"sql": "…"} with or without a fence. A reply without SQL, or one that says it
// cannot ({"error": "…"} or "CANNOT: …"), is not_understood with the model's reason as plain text. The result is not trusted:
// it goes to sql::guard.
[[nodiscard]] Result<std::string> sql_from_reply(std::string_view reply);

}  // namespace pf::llm
