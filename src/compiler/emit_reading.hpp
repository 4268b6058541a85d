// Plan → its reading in English, for the person who asked: what the SQL that will run gives. Way in: emit_reading().
#pragma once

#include <string>

#include "compiler/plan.hpp"

namespace pf::compiler {

// "the name and country of each singer whose age is more than 30, oldest first"; no full stop.
[[nodiscard]] std::string emit_reading(const Query& query, const SchemaIndex& schema);

}  // namespace pf::compiler
