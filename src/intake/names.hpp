// Names of tables and columns from what stands in a file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pf::intake {

// "First Name" and "firstName" → "first_name": small letters, digits and underscores, at most 63 bytes; "" when nothing
// is left.
[[nodiscard]] std::string plain_name(std::string_view text);

// One name for each header, no two alike: "" becomes column_N, a second "name" name_2. PostgreSQL's own column names
// get an underscore.
[[nodiscard]] std::vector<std::string> column_names(const std::vector<std::string>& headers);

// "Sales 2024.csv" → "sales_2024"; "data" when nothing is left.
[[nodiscard]] std::string table_name(std::string_view file_name);

}  // namespace pf::intake
