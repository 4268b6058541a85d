#include "tools/register_view.hpp"

#include <boost/json.hpp>
#include <utility>

namespace pf::tools {
namespace {

constexpr sql::Literal insert_view =
    "INSERT INTO pattern_factory.views (relation, view, rule_id, version, row_count, columns, timings) "
    "VALUES ($1, $2, $3, $4::integer, $5::bigint, $6::jsonb, $7::jsonb)";

// $1 sentence_key, $2 stem, $3 wish.
constexpr sql::Literal find_name =
    "SELECT coalesce((SELECT v.view FROM pattern_factory.views v JOIN pattern_factory.rules r USING (rule_id) "
    "WHERE r.sentence_key = $1 ORDER BY v.version DESC LIMIT 1), "
    "(SELECT name FROM (SELECT 0 AS n, $3::text AS name UNION ALL SELECT n, $2::text || n FROM generate_series(1, "
    "1 + (SELECT count(*) FROM pattern_factory.view_names WHERE name ^@ $2::text)::integer) n) wanted "
    "WHERE NOT EXISTS (SELECT FROM pattern_factory.view_names taken WHERE taken.name = wanted.name) "
    "AND to_regclass(format('rule_views.%I', name)) IS NULL ORDER BY n LIMIT 1), $3)";

constexpr sql::Literal claim_name = "INSERT INTO pattern_factory.view_names (name, rule_id) VALUES ($1, $2)";

std::string columns_json(const std::vector<TableColumn>& columns) {
    boost::json::array array;
    for (const auto& column : columns) {
        boost::json::object described{{"name", column.name}, {"type", column.type}};
        if (!column.of_table.empty())
            described["of"] = {{"schema", column.of_schema}, {"table", column.of_table}, {"column", column.of_column}};
        array.push_back(std::move(described));
    }
    return boost::json::serialize(array);
}

}  // namespace

std::string view_event(std::string_view view, std::string_view rule_name) {
    return boost::json::serialize(boost::json::object{{"view", view}, {"rule", rule_name}});
}

pg::Query name_of_view(std::string sentence_key, std::string stem, std::string wish) {
    return pg::Query::kept(find_name, {std::move(sentence_key), std::move(stem), std::move(wish)});
}

pg::Query claim_view_name(const std::string& view, const std::string& rule_id) {
    return pg::Query::kept(claim_name, {view, rule_id});
}

std::vector<pg::Query> register_view(const RuleRow& rule, const std::string& view, const std::string& relation,
                                     const DataTable& table, const std::string& timings) {
    std::vector<pg::Query> queries;
    if (rule.version == 1) queries.push_back(claim_view_name(view, rule.rule_id));
    queries.push_back(pg::Query::kept(insert_view, {relation, view, rule.rule_id, std::to_string(rule.version),
                                                    std::to_string(table.rows), columns_json(table.columns), timings}));
    return queries;
}

pg::Query announce_view(const std::string& view, const std::string& rule_name) {
    return {sql::Statement("NOTIFY ").name(events_channel).literal(", ").value(view_event(view, rule_name))};
}

}  // namespace pf::tools
