// Names as a person would type them in SQL.
#pragma once

#include <string>
#include <string_view>

namespace pf::tools {

// `name` as PostgreSQL reads it: plain where it may be, in double quotes else (PostgreSQL 15 manual, 4.1.1).
// Always one line: of what would break it, or does not show, the codes are given, as U&"a\000Ab".
[[nodiscard]] std::string spelled_name(std::string_view name);

}  // namespace pf::tools
