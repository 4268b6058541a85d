// The question that is asked where a sentence has several readings.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pitboss/result_rows.hpp"
#include "pitboss/said_words.hpp"

namespace pf::pitboss {

// A few rows that tell a reading from the others.
struct Sample {
    std::vector<ResultColumn> columns;
    std::vector<Cells> rows;
    bool only = false;  // no other reading with such columns returns them; else they are its first
};

struct Clarification {  // the sentence has several readings that return different rows
    struct Choice {
        int n = 0;  // as of tools::GeneratedSql: it stays that of the reading, whatever else is offered
        std::string reading;
        std::optional<std::int64_t> rows;  // how many rows it returns, when counted in time
        std::string sql = {};
        double confidence = 0;
        std::optional<Sample> sample = {};  // nothing when it has no such rows, or they were not found in time
        std::vector<SaidWord> words = {};   // as of RuleOutcome
    };
    std::string rule_id;
    std::string question;
    std::vector<Choice> readings;
    std::string sentence = {};  // as of RuleOutcome
};

}  // namespace pf::pitboss
