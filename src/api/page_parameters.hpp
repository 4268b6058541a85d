// Query parameters of pages and CSV → pitboss::PageRequest (docs/protocol.md, "Reading rows").
#pragma once

#include <vector>

#include "api/url.hpp"
#include "base/result.hpp"
#include "pitboss/results.hpp"

namespace pf::api {

struct CsvRequest {
    pitboss::PageRequest page;  // limit and offset do not count
    bool defuse = true;
};

struct CellRequest {
    pitboss::PageRequest page;  // offset is the row's
    std::string column;
};

// Errors are invalid_request and begin with the parameter's name. Whether a column exists is the database's to say.
[[nodiscard]] Result<pitboss::PageRequest> page_request(const std::vector<Parameter>& query);
[[nodiscard]] Result<CellRequest> cell_request(const std::vector<Parameter>& query);
[[nodiscard]] Result<CsvRequest> csv_request(const std::vector<Parameter>& query);

// limit and after of a list. False when `parameter` is none of them.
[[nodiscard]] Result<bool> take_part(const Parameter& parameter, pitboss::PartRequest& part);
// Of a list that knows no other parameters.
[[nodiscard]] Result<pitboss::PartRequest> part_request(const std::vector<Parameter>& query);

}  // namespace pf::api
