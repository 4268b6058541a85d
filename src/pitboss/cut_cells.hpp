// Long cells in pages: the database cuts them, so that neither libpq nor the answer ever holds them whole; and one
// cell, whole, streamed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pitboss/page_query.hpp"

namespace pf::pitboss {

// Characters of the cells of one row together that may be long; with few such columns each has at most 2,000.
inline constexpr std::int64_t most_row_characters = 16'384;

// `rows` with the cells of unbounded types cut. Then one column more follows: which were, for read_cuts(). `rows`
// itself when no column can be long.
[[nodiscard]] sql::Statement cut_long_cells(sql::Statement rows, const std::vector<ResultColumn>& columns);

// `text` is the further column's cell of row `row`.
void read_cuts(std::string_view text, std::int64_t row, std::vector<Cut>& cuts);

struct CellQueries {
    sql::Statement bytes;  // no row: there is no such row; NULL: so is the cell
    sql::Statement copy;   // COPY of the cell's UTF-8 in hexadecimal digits, in lines of any length
};

// Row `request.offset` of the rows that match, in their order. Errors: as page_queries.
[[nodiscard]] Result<CellQueries> cell_queries(const Relation& relation, PageRequest request,
                                               const std::string& column);

// What `copy` sends → the cell's bytes. Chunks may end anywhere.
class CellDecoder {
 public:
    [[nodiscard]] std::string decode(std::string_view chunk);

 private:
    int high_ = -1;  // a digit that waits for its second
};

}  // namespace pf::pitboss
