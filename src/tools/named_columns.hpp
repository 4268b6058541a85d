// A statement's result columns, named. Way in: with_column_names().
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/ontology.hpp"

namespace pf::tools {

// `sql` with AS behind what it shows without a name of its own, by `names`: one for each, in order, an empty one leaves
// it as it is. Any other number of names, a UNION, and what cannot be read stay as they are. The result is not yet
// guarded.
[[nodiscard]] std::string with_column_names(std::string_view sql, const std::vector<std::string>& names,
                                            const model::Ontology& ontology);

}  // namespace pf::tools
