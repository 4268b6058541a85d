// What a model said → the SQL text in it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pf::llm {

struct ModelAnswer {
    std::string sql;
    std::string reading;  // what the model says the SQL returns, as plain text of one line; empty when it did not say
};

// Bare SQL, the first fence that holds any, or JSON {"sql": "…", "reading": "…"} with or without a fence. A reply
// without SQL, or one that says it cannot ({"error": "…"} or "CANNOT: …"), is not_understood with the model's reason as
// plain text. Nothing of the result is trusted: SQL goes to sql::guard, text is shown as text.
[[nodiscard]] Result<ModelAnswer> answer_from_reply(std::string_view reply);

// The same without the reading.
[[nodiscard]] Result<std::string> sql_from_reply(std::string_view reply);

}  // namespace pf::llm
