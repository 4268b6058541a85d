// What a model said → the SQL text in it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pf::llm {

// Bare SQL, the first fence that holds any, or JSON {"sql": "…"} with or without a fence. A reply without SQL, or one
// that says it cannot ({"error": "…"} or "CANNOT: …"), is not_understood with the model's reason as plain text. Nothing
// of the result is trusted: SQL goes to sql::guard, text is shown as text.
[[nodiscard]] Result<std::string> sql_from_reply(std::string_view reply);

// What the reply says of its own SQL, as one line of plain text: its claim, to be shown as such. Empty: it says
// nothing.
[[nodiscard]] std::string claim_from_reply(std::string_view reply);

}  // namespace pf::llm
