// A moment as PostgreSQL writes it, for options that carry their bounds as text. Goes when plans carry moments.
#pragma once

#include <string>

#include "compiler/plan/algebra.hpp"

namespace pf::compiler {

[[nodiscard]] std::string sql_of(const plan::Moment& moment);

}  // namespace pf::compiler
