// A small shop: what the tests of the algebra ask about.
#pragma once

#include "../sample_model.hpp"
#include "compiler/plan/terms.hpp"
#include "compiler/schema_index.hpp"

namespace pf::compiler::test {

// customers 0: id, name, since date, active boolean, manager → customers
// orders 1: id, customer → customers, placed timestamp, paid date, total number, note text
inline const SchemaIndex& shop() {
    static const auto model = [] {
        using Type = ModelBuilder::Type;
        ModelBuilder builder;
        builder
            .table("customers", {{"id", Type::integer},
                                 {"name", Type::text},
                                 {"since", Type::date},
                                 {"active", Type::boolean},
                                 {"manager", Type::integer}})
            .table("orders", {{"id", Type::integer},
                              {"customer", Type::integer},
                              {"placed", Type::timestamp},
                              {"paid", Type::date},
                              {"total", Type::number},
                              {"note", Type::text}})
            .key("customers", "manager", "customers")
            .key("orders", "customer", "customers");
        return std::move(builder).build();
    }();
    static const SchemaIndex schema(model.ontology, model.values);
    return schema;
}

inline constexpr plan::Source customers{0, 0}, managers{0, 1}, orders{1, 0};
enum CustomerColumn : int { customer_id, customer_name, since, active, manager };
enum OrderColumn : int { order_id, order_customer, placed, paid, total, note };

// Index of the edge that joins orders to customers, or customers to their managers.
inline int edge_between(int from, int to) {
    const auto& edges = shop().edges();
    for (std::size_t i = 0; i < edges.size(); ++i)
        if (edges[i].from == from && edges[i].to == to) return static_cast<int>(i);
    return -1;
}

}  // namespace pf::compiler::test
