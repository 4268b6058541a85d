// Points and spans of time in words.
#pragma once

#include <string>
#include <string_view>

#include "compiler/plan/algebra.hpp"

namespace pf::compiler::print {

// "1 March 2015", "today", "30 days ago", "the beginning of last month".
[[nodiscard]] std::string say(const plan::Moment& moment);
// What follows "is": "in the last 30 days", "in 2015 or later", "before 2015", "after today". `op`: lt, le, gt, ge, eq,
// ne.
[[nodiscard]] std::string say_compared(plan::Op op, const plan::Moment& moment);
// What follows "is": "in this calendar month", "in March 2015", "on 1 March 2015", "from 1 March 2015 to before today".
[[nodiscard]] std::string say_during(const plan::Moment& from, const plan::Moment& until);

[[nodiscard]] std::string_view month_name(int month);      // 1 … 12; empty for others
[[nodiscard]] std::string_view weekday_name(int weekday);  // 1 Monday … 7; empty for others
[[nodiscard]] std::string_view unit_name(plan::Unit unit);
[[nodiscard]] std::string say_count(std::int64_t count, plan::Unit unit);  // "1 day", "3 months"

// Of a date compared with a year in digits: "before 2020".
[[nodiscard]] std::string in_year(plan::Op op, std::string_view year);

// What follows "is" of a number compared with another: "more than"; empty for eq.
[[nodiscard]] std::string_view compared(plan::Op op);

}  // namespace pf::compiler::print
