#include "model/snapshot.hpp"

#include <utility>

namespace pf::model {

std::shared_ptr<const Snapshot> make_snapshot(Ontology ontology, ValueIndex values,
                                              std::vector<sql::WithheldRelation> withheld,
                                              std::vector<sql::ExtensionFunction> functions) {
    auto policy = guard_policy(ontology);
    policy.withheld = std::move(withheld);
    policy.extension_functions = std::move(functions);
    return std::make_shared<const Snapshot>(
        Snapshot{std::move(ontology), std::make_shared<const ValueIndex>(std::move(values)), std::move(policy)});
}

sql::GuardPolicy guard_policy(const Ontology& ontology) {
    sql::GuardPolicy policy;
    policy.search_path = ontology.search_path;
    policy.relations.reserve(ontology.tables.size());
    for (const auto& table : ontology.tables) {
        sql::AllowedRelation relation{table.schema, table.name, {}};
        relation.columns.reserve(table.columns.size());
        for (const auto& column : table.columns) relation.columns.push_back(column.name);
        policy.relations.push_back(std::move(relation));
    }
    return policy;
}

}  // namespace pf::model
