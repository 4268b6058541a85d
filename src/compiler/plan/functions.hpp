// The functions of PostgreSQL that Op::function may name: they only compute, each value from those of one row.
#pragma once

#include <string_view>

#include "model/ontology.hpp"

namespace pf::compiler::plan {

struct Function {
    std::string_view name;    // as PostgreSQL calls it
    std::string_view words;   // how a person says it: "{}" stands for the arguments, "{0}", "{1}" for one
    model::TypeClass gives;   // other: the type of its first argument
    int least = 1, most = 1;  // arguments
};

// Null for a name that is none of them.
[[nodiscard]] const Function* find_function(std::string_view name);

}  // namespace pf::compiler::plan
