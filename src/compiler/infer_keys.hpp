// Keys that nobody declared, from names and from what the rows hold. Between the two functions the proposals are held
// against the rows (catalogue/check_keys.hpp); unchecked ones are judged by names and types alone.
#pragma once

#include "model/key_proposals.hpp"
#include "model/ontology.hpp"
#include "model/value_index.hpp"

namespace pf::compiler {

struct KeyBounds {
    std::size_t targets = 4000, keys = 6000;  // proposed in all
};

// Which column may refer to which, by names and types, and by the values that `values` knows. Never views, measures,
// dates, long texts, nor a column that has a declared key or is said to refer to nothing. Work is bounded by the number
// of columns times the tables whose names begin alike.
[[nodiscard]] model::KeyProposals propose_keys(const model::Ontology& ontology, const model::ValueIndex& values,
                                               KeyBounds bounds = {});

// Adds what the proposals come to: Table::foreign_keys with a strength below 1, one for each column unless several fit
// equally, and Table::found_key.
void adopt_keys(model::Ontology& ontology, const model::ValueIndex& values, const model::KeyProposals& proposals);

}  // namespace pf::compiler
