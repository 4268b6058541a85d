#include "model/snapshot.hpp"

#include <utility>

namespace pf::model {

std::shared_ptr<const Snapshot> make_snapshot(Ontology ontology, ValueIndex values,
                                              std::vector<sql::AllowedRelation> rule_views, std::uint64_t version) {
    auto policy = guard_policy(ontology, std::move(rule_views));
    return std::make_shared<const Snapshot>(Snapshot{
        std::move(ontology), std::make_shared<const ValueIndex>(std::move(values)), std::move(policy), version});
}

sql::GuardPolicy guard_policy(const Ontology& ontology, std::vector<sql::AllowedRelation> rule_views) {
    sql::GuardPolicy policy;
    policy.search_path = ontology.search_path;
    policy.relations = std::move(rule_views);
    policy.relations.reserve(policy.relations.size() + ontology.tables.size());
    for (const auto& table : ontology.tables) {
        sql::AllowedRelation relation{table.schema, table.name, {}};
        relation.columns.reserve(table.columns.size());
        for (const auto& column : table.columns) relation.columns.push_back(column.name);
        policy.relations.push_back(std::move(relation));
    }
    return policy;
}

}  // namespace pf::model
