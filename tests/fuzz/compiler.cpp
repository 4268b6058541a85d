// Any bytes to the rule compiler: an answer or a refusal, and never SQL that the guard refuses.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "sql/guard.hpp"
#include "unit/compiler/sample_model.hpp"

namespace {

pf::sql::GuardPolicy policy_of(const pf::model::Ontology& ontology) {
    pf::sql::GuardPolicy policy;
    policy.search_path = {"public"};
    for (const auto& table : ontology.tables) {
        pf::sql::AllowedRelation relation{table.schema, table.name, {}};
        for (const auto& column : table.columns) relation.columns.push_back(column.name);
        policy.relations.push_back(std::move(relation));
    }
    return policy;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto model = pf::compiler::test::sample_model();
    static const pf::compiler::Compiler compiler(model.ontology, model.values);
    static const auto policy = policy_of(*model.ontology);
    const auto compilation = compiler.compile({reinterpret_cast<const char*>(data), size});
    for (const auto& reading : compilation.readings)
        if (const auto guarded = pf::sql::guard(reading.sql, policy); !guarded) {
            std::fprintf(stderr, "the guard refused: %s\n%s\n", guarded.error().message.c_str(), reading.sql.c_str());
            std::abort();
        }
    return 0;
}
