#include "compiler/print/english.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/plan/walk.hpp"
#include "compiler/print/narrator.hpp"

namespace pf::compiler::print {

std::string to_english(const plan::Query& query, const SchemaIndex& schema) {
    return Narrator(schema, Telling::idioms).tell(query);
}

namespace {

// Two lists of the same columns, in another order.
bool differs_in_order_of_columns(const plan::Query& a, const plan::Query& b, const SchemaIndex& schema) {
    const auto is_same = [](const plan::Shown& x, const plan::Shown& y) { return plan::same(*x.term, *y.term); };
    if (!std::is_permutation(a.select.begin(), a.select.end(), b.select.begin(), b.select.end(), is_same)) return false;
    auto reordered = b;
    reordered.select = a.select;
    return plan::fingerprint(reordered, schema) == plan::fingerprint(a, schema);
}

std::string told_by_first_column(const plan::Query& query, const std::string& told, const SchemaIndex& schema) {
    Narrator narrator(schema, Telling::idioms);
    return fmt::format("{}, {} first", told, narrator.tell_shown(query, *query.select[0].term));
}

}  // namespace

std::vector<std::string> told_apart(std::span<const plan::Query* const> queries, const SchemaIndex& schema) {
    std::vector<std::string> told;
    told.reserve(queries.size());
    for (const auto* query : queries) told.push_back(to_english(*query, schema));
    auto made = told;
    for (std::size_t i = 0; i < told.size(); ++i) {
        std::vector<std::size_t> alike;
        for (std::size_t j = 0; j < told.size(); ++j)
            if (j != i && told[j] == told[i]) alike.push_back(j);
        if (alike.empty()) continue;
        const bool by_order = alike.size() == 1 && queries[i]->select.size() == 2 &&
                              differs_in_order_of_columns(*queries[i], *queries[alike[0]], schema);
        made[i] = by_order ? told_by_first_column(*queries[i], told[i], schema)
                           : Narrator(schema, Telling::exact).tell(*queries[i]);
    }
    return made;
}

}  // namespace pf::compiler::print
