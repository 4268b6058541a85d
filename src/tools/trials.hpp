// What the tools may ask of the database about a query before it is anyone's answer; the supervisor has the
// connections.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "sql/guarded_sql.hpp"
#include "tools/interpretation.hpp"
#include "tools/prompt_context.hpp"
#include "tools/query_check.hpp"

namespace pf::tools {

struct Trials {
    // Would the database run it (EXPLAIN, cost ceiling)? This and the next on the rule role, read-only, within the
    // limits of a check.
    std::function<Task<Result<void>>(const sql::GuardedSql& query)> check;
    // What it returns, to be compared (digest_values).
    std::function<Task<Result<RowsDigest>>(const sql::GuardedSql& query)> digest;
    // Sentences that were answered before and are near this one, nearest first. Null: none are known.
    std::function<Task<std::vector<PromptExample>>(std::string sentence)> examples = {};
    // Told before a model is asked, with the compiler's readings that a person may choose meanwhile. Null: nobody
    // listens.
    std::function<void(const std::vector<GeneratedSql>& offered)> asks_model = {};
    // … and how many bytes of its answer have come (llm::Request::progress).
    std::function<void(std::size_t bytes)> received = {};
};

// Whether the statement itself is to blame, so that its author can mend it: not the time, a lock or a lost connection.
[[nodiscard]] bool is_of_the_statement(const Error& error);

}  // namespace pf::tools
