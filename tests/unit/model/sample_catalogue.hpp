// A small catalogue for tests: orders and customers in "shop", people in "crm", and names that need care.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "model/ontology.hpp"

namespace pf::test {

inline model::Column column(std::string name, std::string type = "text",
                            model::TypeClass type_class = model::TypeClass::text) {
    model::Column made;
    made.name = std::move(name);
    made.type = std::move(type);
    made.type_class = type_class;
    return made;
}

inline model::Column integer(std::string name) { return column(std::move(name), "integer", model::TypeClass::integer); }

inline model::Table table(std::string schema, std::string name, std::vector<model::Column> columns) {
    model::Table made;
    made.schema = std::move(schema);
    made.name = std::move(name);
    made.columns = std::move(columns);
    return made;
}

// 0 shop.customers(id, name, country)  1 shop.orders(id, customer_id → customers.id, total)  2 crm.people(id, name)
// 3 shop."Odd.Name"("a b", "true", "naïve: #")  4 crm.orders(id)
inline model::Ontology sample_catalogue() {
    using model::TypeClass;
    model::Ontology made;
    made.search_path = {"shop"};
    made.tables.push_back(table("shop", "customers", {integer("id"), column("name"), column("country")}));
    made.tables.push_back(
        table("shop", "orders",
              {integer("id"), integer("customer_id"), column("total", "numeric(10,2)", TypeClass::number)}));
    made.tables.push_back(table("crm", "people", {integer("id"), column("name")}));
    made.tables.push_back(table("shop", "Odd.Name", {column("a b"), column("true"), column("naïve: #")}));
    made.tables.push_back(table("crm", "orders", {integer("id")}));
    made.tables[0].primary_key = {0};
    made.tables[0].description = "Who buys";
    made.tables[0].columns[2].description = "ISO code";
    made.tables[1].primary_key = {0};
    made.tables[1].foreign_keys.push_back({{1}, 0, {0}});
    made.tables[0].row_estimate = 120;
    return made;
}

}  // namespace pf::test
