// The JSON of files that are brought (docs/protocol.md, "Files that are brought").
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "pitboss/imports.hpp"

namespace pf::api {

[[nodiscard]] std::string encode_import(const pitboss::Import& import);
[[nodiscard]] std::string encode_imports(const pitboss::Imports& imports,
                                         const std::vector<pitboss::RelationInfo>& tables);

struct ImportChoice {
    intake::FormatChoice format;
    std::vector<std::optional<intake::CellFormat>> types;
};
// The body of PATCH: format's fields, and columns, each null or {type, date_order, decimal}; all may be left out.
[[nodiscard]] Result<ImportChoice> decode_import_choice(std::string_view body);

// The body of POST …/load: table; mode, leave_out and columns of {name, type, date_order, decimal, skip} may be left
// out.
[[nodiscard]] Result<pitboss::ImportOrder> decode_import_order(std::string_view body);

}  // namespace pf::api
