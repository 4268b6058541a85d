// Asks a model for the SQL of a sentence; its habits of other dialects are mended (mend/mend.hpp). What the guard or
// the database refuses goes back to it with the reason, a bounded number of times and within the deadline. Ways in:
// write_sql(), most_sampled().
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "base/work_pool.hpp"
#include "llm/client.hpp"
#include "model/snapshot.hpp"
#include "sql/guarded_sql.hpp"
#include "tools/trials.hpp"

namespace pf::tools {

inline constexpr int max_model_attempts = 3;

// What a model took to be heard.
struct ModelUse {
    std::string name;
    int calls = 0;  // HTTP requests
    llm::Usage usage;
    std::chrono::milliseconds took{0};
};

// A statement that the database runs: guarded, checked and tried.
struct WrittenSql {
    sql::GuardedSql sql;
    std::string claim;               // what the model says that it finds; one line of plain text, may be empty
    std::optional<RowsDigest> rows;  // nothing when they could not be counted in time
    ModelUse use;
    int agreeing = 0, differing = 0;  // further samples (most_sampled), by whether they return its rows
};

// Errors: not_understood when the model says that it cannot (its reason in the message); unavailable, timeout and
// cancelled as of llm::Client; forbidden_sql, beginning with "Invalid SQL generated: ", when its last statement was
// refused too. The same refused statement twice ends it. Without
// `values` what a message of the database quotes is kept from the model: it may be of a row. Takes no longer than the
// model's time for a rule.
Task<Result<WrittenSql>> write_sql(llm::Client& model, WorkPool& pool, std::shared_ptr<const model::Snapshot> snapshot,
                                   std::vector<llm::Message> conversation, bool values, const Trials& trials,
                                   Deadline deadline);

// Of `first` and further statements for the same conversation, `samples` in all, the one whose rows most of them
// return, `first` of equals; with how many agree with it. They are asked for one after another at a temperature, until
// one has more than half. A sample that cannot be had or run is none, and returning no rows says nothing of two
// statements. Its use is that of all.
Task<WrittenSql> most_sampled(llm::Client& model, WorkPool& pool, std::shared_ptr<const model::Snapshot> snapshot,
                              std::vector<llm::Message> conversation, WrittenSql first, int samples,
                              const Trials& trials, Deadline deadline);

}  // namespace pf::tools
