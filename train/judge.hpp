// Whether a candidate's rows are the gold's, by running both; answers are kept in a file.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/plan.hpp"
#include "workspace.hpp"

namespace pf::train {

class Judge {
 public:
    // `cache`: file of earlier answers, appended to; "" keeps none.
    Judge(std::string conninfo, std::string cache);
    ~Judge();

    struct Task {
        const Question* question = nullptr;
        std::vector<std::string> candidates;
        std::vector<int> widths;  // columns of each candidate, 0 when not known
        std::vector<char> right;  // filled

        // One more candidate: `sql` prints `query`.
        void add(const compiler::Query& query, std::string sql);
    };
    // Rows agree as score.py has it: same multiset under some order of columns, same sequence where the gold is
    // ordered.
    void judge(std::vector<Task>& tasks, unsigned threads);

 private:
    struct Worker;
    std::string conninfo_, cache_path_;
    std::unordered_map<std::uint64_t, char> cache_;
    std::mutex mutex_;
    std::vector<std::pair<std::uint64_t, char>> fresh_;
};

}  // namespace pf::train
