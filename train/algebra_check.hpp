// What the algebra makes of plans of the flat query: SQL, reading and the way back, counted where they differ.
// Temporary, as the flat query is.
#pragma once

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
    [[nodiscard]] bool clean() const { return other_sql_ == 0 && unread_ == 0 && other_plan_ == 0; }
    [[nodiscard]] std::string report() const;

 private:
    void note(std::ostream& out, std::string_view kind, std::string_view before, std::string_view after);

    std::size_t plans_ = 0, other_sql_ = 0, other_reading_ = 0, unread_ = 0, other_plan_ = 0;
    std::set<std::string> noted_;
};

}  // namespace pf::train
