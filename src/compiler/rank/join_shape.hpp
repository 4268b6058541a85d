// What the joins of a query do to its rows, as features of ranking. Way in: join_shape().
#pragma once

#include "compiler/options.hpp"
#include "compiler/plan.hpp"
#include "compiler/schema_index.hpp"

namespace pf::compiler {

struct JoinShape {
    float fan_out = 0;                // joins that repeat a shown row: from a table to those that refer to it
    float replaceable = 0;            // tables at the rim of which only the key is used that their neighbour has too
    float replaceable_mentioned = 0;  // … that the sentence names
    float shown_unique = 0;           // shown columns that tell rows apart
    float foreign_shown = 0;          // shown keys whose own table is joined or mentioned
    float idle = 0;                   // tables at the rim that nothing is said of
};
[[nodiscard]] JoinShape join_shape(const plan::Shape& query, const Analysis& analysis, const SchemaIndex& schema);

}  // namespace pf::compiler
