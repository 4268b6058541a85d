#include "pitboss/references.hpp"

#include <algorithm>
#include <chrono>
#include <set>

#include "model/snapshot.hpp"
#include "pitboss/page_query.hpp"
#include "tools/sql_pitboss.hpp"

namespace pf::pitboss {
namespace {

constexpr auto names_patience = std::chrono::seconds(1);
constexpr long long most_name_characters = 200;
constexpr std::size_t most_references = 16;  // of one page, that get names
// Where no index has the keys all rows are read.
constexpr double most_rows_without_index = 100'000;

// The different values of a page's column.
std::vector<std::string> keys_in(const Page& page, std::size_t column) {
    std::set<std::string> keys;
    for (const auto& row : page.rows)
        if (row[column]) keys.insert(*row[column]);
    return {keys.begin(), keys.end()};
}

bool can_be_looked_up(const model::Table& table, int key) {
    return table.at(key).unique || table.row_estimate <= most_rows_without_index;
}

}  // namespace

std::string listed_name(const model::Ontology& ontology, const model::Table& table) {
    const auto twins = std::count_if(ontology.tables.begin(), ontology.tables.end(),
                                     [&](const auto& other) { return other.name == table.name; });
    return twins > 1 ? table.schema + "." + table.name : table.name;
}

std::optional<ModelColumn> referred_by(const model::Ontology& ontology, const ColumnOrigin& origin) {
    const auto table = std::find_if(ontology.tables.begin(), ontology.tables.end(), [&](const auto& known) {
        return known.schema == origin.schema && known.name == origin.table;
    });
    if (table == ontology.tables.end()) return std::nullopt;
    const auto column = table->column(origin.column);
    if (!column) return std::nullopt;
    const model::ForeignKey* best = nullptr;
    for (const auto& key : table->foreign_keys) {
        if (key.columns != std::vector{*column} || key.target_columns.size() != 1) continue;
        const auto& target = ontology.at(key.target_table).at(key.target_columns[0]);
        if (target.type_class != table->at(*column).type_class) continue;  // the values would have to be converted
        if (!best || key.strength > best->strength) best = &key;
    }
    if (!best) return std::nullopt;
    return ModelColumn{best->target_table, best->target_columns[0]};
}

sql::Statement names_query(const model::Ontology& ontology, const std::vector<Names>& wanted) {
    sql::Statement query;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const auto& [of, naming, keys] = wanted[i];
        const auto& table = ontology.at(of.table);
        const auto& key = table.at(of.column).name;
        query.literal(i ? sql::Literal(" UNION ALL (SELECT ") : sql::Literal("(SELECT "));
        query.number(static_cast<long long>(i)).literal(", ").name(key).literal("::text, left(concat_ws(' '");
        for (const int column : naming) query.literal(", ").name(table.at(column).name);
        query.literal("), ").number(most_name_characters).literal(") FROM ").name(table.schema, table.name);
        query.literal(" WHERE ").name(key).literal(" = ANY(").value(array_literal(keys));
        query.literal(") LIMIT ").number(static_cast<long long>(keys.size())).literal(")");
    }
    return query;
}

Task<std::vector<Reference>> references_of(pg::Connection& connection, const Services& services, const Page& page,
                                           Deadline deadline) {
    const auto snapshot = services.generator->snapshot();
    const auto& ontology = snapshot->ontology;
    std::vector<Reference> references;
    std::vector<Names> wanted;
    std::vector<std::size_t> named;  // the place among the references of each that is wanted
    for (std::size_t i = 0; i < page.columns.size(); ++i) {
        const auto& origin = page.columns[i].origin;
        const auto key = origin ? referred_by(ontology, *origin) : std::nullopt;
        if (!key) continue;
        const auto& table = ontology.at(key->table);
        references.push_back({i, listed_name(ontology, table), table.at(key->column).name, {}});
        Names names{*key, services.generator->naming_columns(key->table), keys_in(page, i)};
        if (names.keys.empty() || names.naming.empty() || names.naming == std::vector{key->column} ||
            !can_be_looked_up(table, key->column) || wanted.size() == most_references)
            continue;
        named.push_back(references.size() - 1);
        wanted.push_back(std::move(names));
    }
    if (wanted.empty()) co_return references;
    const auto read =
        co_await connection.query(names_query(ontology, wanted), {}, std::min(deadline, Clock::now() + names_patience));
    if (!read) co_return references;
    for (int row = 0; row < read->size(); ++row)
        if (!read->text(row, 2).empty())
            references[named[static_cast<std::size_t>(read->integer(row, 0))]].names.emplace(read->text(row, 1),
                                                                                             read->text(row, 2));
    co_return references;
}

}  // namespace pf::pitboss
