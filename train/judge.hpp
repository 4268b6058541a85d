// Whether a candidate's rows are the gold's, by running both; answers are kept in a file.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/plan/shape.hpp"
#include "workspace.hpp"

namespace pf::train {

class Judge {
 public:
    // `cache`: file of earlier answers, appended to after each round; "" keeps none. It belongs to one state of the
    // databases.
    Judge(std::string conninfo, std::string cache);

    struct Task {
        const Question* question = nullptr;
        std::vector<std::string> candidates;
        std::vector<int> widths;  // columns of each candidate, 0 when not known
        std::vector<char> right;  // filled

        // One more candidate: `sql` prints what has the shape.
        void add(const compiler::plan::Shape& shape, std::string sql);
    };
    // A candidate is right when its rows are those of any of the question's golds (rows.hpp; its Question::columns). A
    // gold that fails judges nobody; a candidate that fails or takes longer than 1.5 s is wrong. Of a question that
    // cannot be answered nothing is right.
    void judge(std::vector<Task>& tasks, unsigned threads);

 private:
    struct Worker;
    struct Golds;
    struct Round;
    void judge(Task& task, Worker& worker, Round& round) const;
    void keep(const std::vector<std::pair<std::uint64_t, char>>& found);

    std::string conninfo_, cache_path_;
    std::unordered_map<std::uint64_t, char> cache_;
    std::mutex mutex_;
};

}  // namespace pf::train
