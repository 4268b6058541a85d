// The round trip of queries: algebra → SQL → algebra, counted where it does not come back to where it began.
#pragma once

#include <map>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "compiler/plan.hpp"
#include "workspace.hpp"

namespace pf::train {

class AlgebraCheck {
 public:
    // Differences go to `out`, a line each, the first of each kind and text only.
    void plans(const Question& question, const compiler::SchemaIndex& schema, const std::vector<compiler::Plan>& plans,
               std::ostream& out);
    // Reads the gold SQL, prints it and reads it again.
    void gold(const Question& question, const compiler::SchemaIndex& schema, std::ostream& out);
    [[nodiscard]] bool clean() const { return unread_ == 0 && other_plan_ == 0; }
    [[nodiscard]] std::string report() const;

 private:
    void note(std::ostream& out, std::string_view kind, std::string_view before, std::string_view after);

    [[nodiscard]] std::string plan_report() const;

    std::size_t gold_ = 0, gold_unread_ = 0, gold_otherwise_ = 0;
    std::map<std::string, std::size_t> reasons_;
    std::size_t plans_ = 0, unread_ = 0, other_plan_ = 0;
    std::set<std::string> noted_;
};

}  // namespace pf::train
