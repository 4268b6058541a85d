// Gold SQL of a questions file, read just far enough to know which parts of a plan it has. Way in: read_gold().
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/plan.hpp"

namespace pf::train {

using compiler::Aggregate;
using compiler::ColumnId;
using compiler::Op;

struct GoldTerm {
    Aggregate aggregate = Aggregate::none;
    bool distinct = false;
    ColumnId column;  // column -1: *
};

struct GoldQuery;

struct GoldCondition {
    GoldTerm left;
    Op op = Op::eq;
    bool negated = false;
    std::string value, value2;
    std::shared_ptr<GoldQuery> subquery;
    bool membership = false;
};

struct GoldQuery {
    bool distinct = false;
    std::vector<GoldTerm> select;
    std::vector<int> tables;
    std::vector<std::pair<ColumnId, ColumnId>> joined;
    std::vector<GoldCondition> where, having;
    std::vector<GoldTerm> group;
    std::vector<std::pair<GoldTerm, bool>> order;  // descending
    long limit = 0;
    std::string operation;                    // INTERSECT, EXCEPT, UNION
    std::shared_ptr<GoldQuery> right, inner;  // inner: FROM (SELECT …)
};

// Null when the text is beyond this reader.
[[nodiscard]] std::shared_ptr<GoldQuery> read_gold(std::string_view sql, const model::Ontology& ontology);
// The first of equally good ones that it can read.
[[nodiscard]] std::shared_ptr<GoldQuery> read_gold(const std::vector<std::string>& golds,
                                                   const model::Ontology& ontology);

}  // namespace pf::train
