#include "compiler/print/english.hpp"

#include <algorithm>

#include "compiler/print/narrator.hpp"

namespace pf::compiler::print {

std::string to_english(const plan::Query& query, const SchemaIndex& schema) {
    return Narrator(schema, Telling::idioms).tell(query);
}

std::vector<std::string> told_apart(std::span<const plan::Query* const> queries, const SchemaIndex& schema) {
    std::vector<std::string> told;
    told.reserve(queries.size());
    for (const auto* query : queries) told.push_back(to_english(*query, schema));
    auto made = told;
    for (std::size_t i = 0; i < told.size(); ++i) {
        const bool repeated = std::count(told.begin(), told.end(), told[i]) > 1;
        if (repeated) made[i] = Narrator(schema, Telling::exact).tell(*queries[i]);
    }
    return made;
}

}  // namespace pf::compiler::print
