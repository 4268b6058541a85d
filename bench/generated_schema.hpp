// A generated schema of 1,000 tables with 15,000 columns, its values, and sentences about it: the compiler's marks for
// large databases. Always the same.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "model/ontology.hpp"
#include "model/value_index.hpp"

namespace pf::bench {

[[nodiscard]] model::Ontology generated_schema();
[[nodiscard]] model::ValueIndex generated_values(const model::Ontology& ontology);

[[nodiscard]] std::vector<std::string> sentences(std::size_t count);
// With two or three words that no name has, which only their meaning may link.
[[nodiscard]] std::vector<std::string> sentences_of_other_words(std::size_t count);

}  // namespace pf::bench
