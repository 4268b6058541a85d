// Numbers of the sentence, with what compares them and what they may be compared with.
#pragma once

#include <string>
#include <vector>

#include "compiler/option_targets.hpp"

namespace pf::compiler {

struct SaidNumber {
    int begin = 0, end = 0;  // "5"; "5 and 10" of "between 5 and 10"
    double low = 0, high = 0;
    Comparator comparator;
    bool between = false;
    bool year = false;  // may be one
};
[[nodiscard]] std::vector<SaidNumber> said_numbers(const OptionBuilder& b);

// A comparison with the number, in that role; of no column yet.
[[nodiscard]] Option number_option(const SaidNumber& number, Role role);
// As SQL has it: no point when whole.
[[nodiscard]] std::string number_text(double value);

// Columns a number may be compared with: said near it, gone by a measure ("older than 30") or a unit ("5 minutes"), a
// key ("room 12"), and for a year those that hold one.
[[nodiscard]] std::vector<Target> number_targets(const OptionBuilder& b, const SaidNumber& number);

}  // namespace pf::compiler
