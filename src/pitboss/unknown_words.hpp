// Words that refusals named in the last week: what the vocabulary lacks. Words only, no sentence; bounded.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"

namespace pf::pg {
class Pool;
}

namespace pf::pitboss {

struct WordCount {
    std::string word;  // in small letters
    std::int64_t times = 0;
};

// Counts each once. A refusal waits for it a quarter of a second at most, and is the same when it fails.
Task<> count_unknown(pg::Pool& app, std::vector<UnknownWord> words, Deadline deadline);

// Most often said first, 100 at most.
Task<Result<std::vector<WordCount>>> unknown_of_week(pg::Pool& app, Deadline deadline);

}  // namespace pf::pitboss
