// All plans that the search makes of a sentence, as SQL without the schema's name.
#pragma once

#include <string>
#include <vector>

#include "compiler/print/postgres.hpp"
#include "compiler/rank/model.hpp"
#include "compiler/rank/option_features.hpp"
#include "compiler/search.hpp"
#include "sample_model.hpp"

namespace pf::compiler::test {

inline std::vector<std::string> plans_of(const Model& model, const std::string& sentence) {
    const SchemaIndex schema(model.ontology, model.values);
    auto analysis = analyse(sentence, schema);
    const Context context(analysis, schema, compiler::Model::shipped());
    score_options(analysis, context, compiler::Model::shipped());
    std::vector<std::string> made;
    for (const auto& plan : search_plans(analysis, schema)) {
        auto sql = print::to_postgres(plan.query, schema);
        for (std::size_t at; (at = sql.find("\"public\".")) != std::string::npos;) sql.erase(at, 9);
        made.push_back(std::move(sql));
    }
    return made;
}

inline std::vector<std::string> plans_of(const std::string& sentence) { return plans_of(sample_model(), sentence); }

}  // namespace pf::compiler::test
