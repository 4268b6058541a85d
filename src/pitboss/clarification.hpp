// The question that is asked where a sentence has several readings.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pf::pitboss {

struct Clarification {  // the sentence has several readings that return different rows
    struct Choice {
        int n = 0;  // as of tools::GeneratedSql: it stays that of the reading, whatever else is offered
        std::string reading;
        std::optional<std::int64_t> rows;  // how many rows it returns, when counted in time
        std::string sql = {};
        double confidence = 0;
    };
    std::string rule_id;
    std::string question;
    std::vector<Choice> readings;
    std::string sentence = {};  // as of RuleOutcome
};

}  // namespace pf::pitboss
