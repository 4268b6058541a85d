#include "compiler/affixes.hpp"

#include <algorithm>
#include <map>

#include "compiler/schema_index.hpp"
#include "compiler/word_class.hpp"
#include "compiler/words.hpp"

namespace pf::compiler {
namespace {

using Parts = std::vector<std::string>;
using Counts = std::map<std::string, std::size_t, std::less<>>;

constexpr std::size_t tables_of_a_kind = 2;    // that share a usual affix
constexpr std::size_t tables_of_a_prefix = 4;  // that share any other
constexpr std::size_t columns_of_a_prefix = 3;

std::vector<Parts> parts_of_tables(const model::Ontology& ontology) {
    std::vector<Parts> made;
    for (const auto& table : ontology.tables) made.push_back(split_name(table.name));
    return made;
}

// Without them all tables must still have names of their own: of dim_date and stg_date neither may lose its prefix.
bool keeps_names_apart(const std::vector<Parts>& names, const AffixSet& affixes) {
    std::set<Parts> seen;
    return std::all_of(names.begin(), names.end(),
                       [&](const Parts& parts) { return seen.insert(without(parts, affixes)).second; });
}

// Usual ones that several tables have, and what nearly all begin with.
AffixSet affixes_of_tables(const model::Ontology& ontology) {
    const auto names = parts_of_tables(ontology);
    Counts usual, prefixes;
    for (const auto& parts : names) {
        if (parts.size() < 2) continue;
        ++prefixes[parts.front()];
        if (is(parts.front(), WordClass::table_affix)) ++usual[parts.front()];
        if (is(parts.back(), WordClass::table_affix)) ++usual[parts.back()];
    }
    AffixSet made;
    const auto add = [&](const std::string& affix) {
        made.insert(affix);
        if (!keeps_names_apart(names, made)) made.erase(affix);
    };
    for (const auto& [affix, count] : usual)
        if (count >= tables_of_a_kind) add(affix);
    for (const auto& [prefix, count] : prefixes)
        if (count >= tables_of_a_prefix && count == names.size()) add(prefix);
    return made;
}

// What all columns of a table begin with that are no keys of other tables.
AffixSet prefix_of_columns(const model::Table& table) {
    AffixSet made;
    std::size_t columns = 0;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        const bool foreign =
            std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(), [c](const model::ForeignKey& key) {
                return std::find(key.columns.begin(), key.columns.end(), static_cast<int>(c)) != key.columns.end();
            });
        if (foreign) continue;
        const auto parts = split_name(table.columns[c].name);
        if (parts.size() < 2) return {};
        made.insert(parts.front());
        ++columns;
    }
    return columns >= columns_of_a_prefix && made.size() == 1 ? made : AffixSet{};
}

}  // namespace

Affixes affixes_of(const model::Ontology& ontology) {
    Affixes made{affixes_of_tables(ontology), {}};
    for (const auto& table : ontology.tables) made.of_columns.push_back(prefix_of_columns(table));
    return made;
}

std::vector<std::string> without(Parts parts, const AffixSet& affixes) {
    if (parts.size() > 1 && affixes.contains(parts.front())) parts.erase(parts.begin());
    if (parts.size() > 1 && affixes.contains(parts.back())) parts.pop_back();
    return parts;
}

}  // namespace pf::compiler
