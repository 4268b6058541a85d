// Prefixes and suffixes of names that say nothing, because so many names have them. Way in: affixes_of().
#pragma once

#include <string>
#include <vector>

#include "compiler/schema_index.hpp"

namespace pf::compiler {

// First or last parts (lower case) of names.
struct Affixes {
    AffixSet of_tables;                // "tbl", "dim": of several tables, or of nearly all
    std::vector<AffixSet> of_columns;  // by table, at most one: "c" of c_name, c_city
};
[[nodiscard]] Affixes affixes_of(const model::Ontology& ontology);

// Takes such a part off both ends of the parts of a name; the last one left stays.
[[nodiscard]] std::vector<std::string> without(std::vector<std::string> parts, const AffixSet& affixes);

}  // namespace pf::compiler
