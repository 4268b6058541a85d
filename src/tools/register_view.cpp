#include "tools/register_view.hpp"

#include <boost/json.hpp>

namespace pf::tools {
namespace {

constexpr sql::Literal insert_view =
    "INSERT INTO pattern_factory.views (relation, view, rule_id, version, row_count, columns, timings) "
    "VALUES ($1, $2, $3, $4::integer, $5::bigint, $6::jsonb, $7::jsonb)";

std::string columns_json(const std::vector<TableColumn>& columns) {
    boost::json::array array;
    for (const auto& column : columns) array.push_back({{"name", column.name}, {"type", column.type}});
    return boost::json::serialize(array);
}

}  // namespace

std::string view_event(std::string_view view, std::string_view rule_name) {
    return boost::json::serialize(boost::json::object{{"view", view}, {"rule", rule_name}});
}

std::vector<pg::Query> register_view(const RuleRow& rule, const std::string& rule_name, const std::string& view,
                                     const std::string& relation, const DataTable& table, const std::string& timings) {
    std::vector<pg::Query> queries;
    queries.push_back(pg::Query::kept(insert_view, {relation, view, rule.rule_id, std::to_string(rule.version),
                                                    std::to_string(table.rows), columns_json(table.columns), timings}));
    queries.push_back(
        {sql::Statement("NOTIFY ").name(events_channel).literal(", ").value(view_event(view, rule_name))});
    return queries;
}

}  // namespace pf::tools
