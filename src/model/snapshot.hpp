// Snapshot: everything one version of the semantic model consists of. Immutable and shared: a request keeps the one it
// began with while a newer one is put in its place.
#pragma once

#include <memory>
#include <vector>

#include "model/ontology.hpp"
#include "model/value_index.hpp"
#include "sql/guard.hpp"

namespace pf::model {

struct Snapshot {
    Ontology ontology;
    std::shared_ptr<const ValueIndex> values;  // never null
    sql::GuardPolicy policy;                   // the ontology's tables, and what else the database told of itself
};

// `values` is for `ontology`: its entries hold indexes into it.
[[nodiscard]] std::shared_ptr<const Snapshot> make_snapshot(Ontology ontology, ValueIndex values,
                                                            std::vector<sql::WithheldRelation> withheld = {},
                                                            std::vector<sql::ExtensionFunction> functions = {});

// The ontology of a snapshot, keeping the whole snapshot alive: for compiler::Compiler, which wants it alone.
[[nodiscard]] inline std::shared_ptr<const Ontology> ontology_of(const std::shared_ptr<const Snapshot>& snapshot) {
    return {snapshot, &snapshot->ontology};
}

// What generated SQL may name: the tables and columns of `ontology`.
[[nodiscard]] sql::GuardPolicy guard_policy(const Ontology& ontology);

}  // namespace pf::model
