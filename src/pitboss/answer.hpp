// A sentence → the one query that answers it, or the question that a person must answer first.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <variant>

#include "base/request_context.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "pitboss/clarification.hpp"
#include "pitboss/services.hpp"
#include "tools/engine.hpp"
#include "tools/interpretation.hpp"
#include "tools/model_author.hpp"
#include "tools/query_check.hpp"

namespace pf::pitboss {

// What goes out, and how it came about.
struct Answer {
    tools::GeneratedSql generated;
    bool chosen = false, kept = false;
    std::string model;                        // that was heard
    std::optional<tools::ModelUse> use = {};  // of it, where it was asked now
};

// In place of a chosen reading: the likeliest one that runs, and no question.
inline constexpr int likeliest_reading = -1;

// By compiler and model (tools/sql_pitboss.hpp); readings that return the same rows are one. `sentence_key`: where an
// answer that was kept of it will do (kept_answers.hpp); empty: it is made anew. `chosen`: the n of a reading that was
// offered; 0: none was chosen; likeliest_reading. `ask_left_out`: where the compiler's answer leaves words of the
// sentence out, it is a question first. `context` hears when a model is asked, and what may be chosen meanwhile. Errors
// as of SqlPitboss::generate; invalid_request for an n that was not offered.
Task<Result<std::variant<Answer, Clarification>>> answer(Services& services, std::string sentence,
                                                         std::string sentence_key, tools::Engine engine, int chosen,
                                                         bool ask_left_out, const RequestContext& context);

// What a person wrote for the sentence, as one that they chose. Errors as of sql::guard.
Task<Result<std::variant<Answer, Clarification>>> corrected(Services& services, std::string sentence, std::string sql);

// The deadline, or `limit` from now where that is sooner.
[[nodiscard]] inline Deadline sooner(Deadline deadline, std::chrono::milliseconds limit) {
    return std::min(deadline, Clock::now() + limit);
}

// EXPLAIN and the cost ceiling, on the rule role.
Task<Result<tools::QueryPlan>> check_on_rule_role(Services& services, const sql::GuardedSql& query, Deadline deadline);

}  // namespace pf::pitboss
