// Gold SQL of a questions file as a query of the algebra, seen flat: which parts a right plan has. Way in: read_gold().
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/plan/shape.hpp"
#include "compiler/plan/terms.hpp"

namespace pf::train {

using compiler::ColumnId;
using compiler::plan::Op;
using compiler::plan::Shape;
using compiler::plan::Summary;

struct GoldCondition {
    const compiler::plan::ConditionShape* condition = nullptr;
    bool negative = false;  // stands in a negated part
};

struct Gold {
    compiler::plan::Arena arena;
    compiler::plan::Query query;
    Shape shape;
    std::vector<std::shared_ptr<const Shape>> further;  // of derived tables and of what exists
    // Where rows are shown, ordered and cut: the shape, or that of the derived table it takes them from.
    const Shape* shown = nullptr;

    // Of all its parts.
    std::vector<std::pair<ColumnId, ColumnId>> joined;
    std::vector<int> tables, absent;
    std::vector<GoldCondition> where, having;
};

// Null when the algebra cannot say it.
[[nodiscard]] std::shared_ptr<const Gold> read_gold(std::string_view sql, const compiler::SchemaIndex& schema);
// The first of equally good ones that it can say.
[[nodiscard]] std::shared_ptr<const Gold> read_gold(const std::vector<std::string>& golds,
                                                    const compiler::SchemaIndex& schema);

}  // namespace pf::train
