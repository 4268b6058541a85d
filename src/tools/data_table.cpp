#include "tools/data_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace pf::tools {

namespace {
#define PF_DESCRIBED_COLUMNS(BYTES)                                                                                    \
    "SELECT a.attname, format_type(a.atttypid, a.atttypmod), of_n.nspname, of_c.relname, of_a.attname, " BYTES         \
    " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace "        \
    "LEFT JOIN unnest($2::oid[], $3::integer[]) WITH ORDINALITY AS origin(relation, number, place) "                   \
    "ON origin.place = a.attnum "                                                                                      \
    "LEFT JOIN pg_attribute of_a ON of_a.attrelid = origin.relation AND of_a.attnum = origin.number "                  \
    "LEFT JOIN pg_class of_c ON of_c.oid = of_a.attrelid LEFT JOIN pg_namespace of_n ON of_n.oid = of_c.relnamespace " \
    "WHERE n.nspname = 'rule_views' AND c.relname = $1 AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"

// Their names, printed types and what they show, in order, and beside the first one the view's bytes. $1: the view's
// name; $2, $3: the origin of each.
constexpr sql::Literal columns_of_view = PF_DESCRIBED_COLUMNS("0");
constexpr sql::Literal columns_and_size_of_view =
    PF_DESCRIBED_COLUMNS("CASE WHEN a.attnum = 1 THEN pg_total_relation_size(c.oid) ELSE 0 END");

#undef PF_DESCRIBED_COLUMNS
}  // namespace

std::vector<pg::Query> create_data_table(std::string_view view, const sql::GuardedSql& query,
                                         const std::vector<QueryColumn>& columns, std::int64_t max_rows,
                                         bool measured) {
    sql::Statement create("CREATE MATERIALIZED VIEW ");
    create.name("rule_views", view).literal(" (");
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (i) create.literal(", ");
        create.name(columns[i].name);
    }
    create.literal(") AS SELECT * FROM (").guarded(query).literal(") AS q LIMIT ").number(max_rows + 1);

    std::vector<pg::Query> queries;
    queries.push_back({std::move(create)});
    queries.push_back({sql::Statement("SELECT * FROM ").name("rule_views", view).literal(" LIMIT 20")});
    std::vector<std::uint32_t> tables;
    std::vector<int> numbers;
    for (const auto& column : columns) {
        tables.push_back(column.origin.table);
        numbers.push_back(column.origin.column);
    }
    queries.push_back(pg::Query::kept(measured ? columns_and_size_of_view : columns_of_view,
                                      {std::string(view), fmt::format("{{{}}}", fmt::join(tables, ",")),
                                       fmt::format("{{{}}}", fmt::join(numbers, ","))}));
    return queries;
}

Result<DataTable> created_data_table(std::span<const pg::Rows> answers, std::int64_t max_rows) {
    DataTable table;
    table.rows = answers[0].affected();
    if (table.rows > max_rows)
        return make_error(ErrorKind::forbidden_sql,
                          fmt::format("This rule returns more than {} rows, the limit of a rule's view.", max_rows),
                          "Ask for less: a condition, a top n, or counts per group.");
    const pg::Rows& preview = answers[1];
    for (int row = 0; row < preview.size(); ++row) {
        auto& cells = table.preview.emplace_back();
        for (int column = 0; column < preview.columns(); ++column) {
            if (preview.is_null(row, column))
                cells.emplace_back();
            else
                cells.emplace_back(std::string(preview.text(row, column)));
        }
    }
    const pg::Rows& described = answers[2];
    if (!described.empty()) table.bytes = described.integer(0, 5);
    for (int i = 0; i < described.size(); ++i)
        table.columns.push_back({std::string(described.text(i, 0)), std::string(described.text(i, 1)),
                                 std::string(described.text(i, 2)), std::string(described.text(i, 3)),
                                 std::string(described.text(i, 4))});
    return table;
}

}  // namespace pf::tools
