// Tool data_table: a guarded query → a materialised view in schema rule_views, inside the caller's transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "pg/connection.hpp"
#include "sql/guarded_sql.hpp"
#include "tools/query_check.hpp"

namespace pf::tools {

struct TableColumn {
    std::string name;
    std::string type;  // as format_type() prints it
    // Whose values it has, unchanged; empty when they are computed.
    std::string of_schema, of_table, of_column;
};

struct DataTable {
    std::int64_t rows = 0;
    std::int64_t bytes = 0;  // on disk; 0 where that was not asked for
    std::vector<TableColumn> columns;
    std::vector<std::vector<std::optional<std::string>>> preview;  // the first 20 rows at most, text format
};

// The three statements that create rule_views.<view> with the query's rows under `columns` (query_check's) and read
// back what it holds, `measured`: and how large it is.
[[nodiscard]] std::vector<pg::Query> create_data_table(std::string_view view, const sql::GuardedSql& query,
                                                       const std::vector<QueryColumn>& columns, std::int64_t max_rows,
                                                       bool measured);

// What they answer. More than `max_rows` rows: forbidden_sql that says so; the caller rolls back.
[[nodiscard]] Result<DataTable> created_data_table(std::span<const pg::Rows> answers, std::int64_t max_rows);

}  // namespace pf::tools
