// A suite of questions with what is right for each, read from YAML or JSON lines (docs/evaluation.md).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace pf::app {

using Cell = std::optional<std::string>;  // text format; nullopt is NULL
using Row = std::vector<Cell>;

struct Question {
    int line = 0;  // of the file
    std::string sentence;
    std::string construct = "other";
    bool ordered = false;                  // the order of the rows counts
    std::vector<std::string> sql;          // any of them gives the right rows
    std::optional<std::vector<Row>> rows;  // or these are the right rows
    bool refused = false;                  // or it is right not to understand it
};

// Shares from 0 to 1 below which an evaluation fails.
struct Floors {
    std::optional<double> accuracy, precision, coverage;
};

struct Suite {
    Floors floors;
    std::vector<Question> questions;
};

// `text` is YAML when `file_name` ends in .yaml or .yml, else JSON lines. Errors are invalid_request and read
// "FILE:LINE: what is wrong".
[[nodiscard]] Result<Suite> read_suite(std::string_view text, const std::string& file_name);

}  // namespace pf::app
