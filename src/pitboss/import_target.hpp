// The table that a file goes into: made, or added to, within the import's transaction.
#pragma once

#include <string>
#include <vector>

#include "intake/copy_text.hpp"
#include "pg/connection.hpp"
#include "pitboss/imports.hpp"

namespace pf::pitboss {

struct ImportTarget {
    std::vector<intake::TargetColumn> columns;  // of the file, in the order of the COPY
    sql::Statement copy;
};

// CREATE TABLE, with the file's headers as comments. Errors: invalid_request when there is such a table.
Task<Result<ImportTarget>> create_table(pg::Connection& connection, std::string schema, const Import& import,
                                        std::vector<ImportColumn> columns, std::string table, Deadline deadline);

// Columns of the same names are filled, with the table's types; those that it does not have are added, none is dropped.
// `replace`: its rows are deleted. Errors: not_found, invalid_request.
Task<Result<ImportTarget>> extend_table(pg::Connection& connection, std::string schema, const Import& import,
                                        std::vector<ImportColumn> columns, std::string table, bool replace,
                                        Deadline deadline);

}  // namespace pf::pitboss
