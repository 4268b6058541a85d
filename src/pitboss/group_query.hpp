// A page request with a grouping → the SQL that counts or adds up its rows, one row a group: what a chart draws.
#pragma once

#include <vector>

#include "pitboss/page_query.hpp"

namespace pf::pitboss {

struct GroupQueries {
    PageQueries queries;
    std::vector<ResultColumn> columns;  // the group, the value
};

// Groups with a bucket come in the order of their values, others by the largest value. Errors are invalid_request: an
// unknown column, a bucket or an aggregate that does not suit the column's type.
[[nodiscard]] Result<GroupQueries> group_queries(const Relation& relation, const PageRequest& request);

}  // namespace pf::pitboss
