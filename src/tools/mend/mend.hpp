// A model's habits of other dialects → PostgreSQL, before the guard sees them. Way in: mended().
#pragma once

#include <string>
#include <string_view>

#include "model/ontology.hpp"
#include "model/value_index.hpp"

namespace pf::tools {

// Which habits are mended.
enum class Mend : std::uint8_t {
    refused,  // what PostgreSQL or the guard would refuse
    meant,  // also what runs and means something else: LIKE minds case, nulls come first of a descending order, = finds
            // no text that differs in case
};

// What models write by habit of SQLite, MySQL or T-SQL as PostgreSQL: "texts" in double quotes, `names` and [names],
// names in another case than the database's, functions (IFNULL, strftime, julianday, group_concat, …), LIMIT a, b and
// TOP n, IS and IS NOT between values, numbers kept as text, flags compared with 0 and 1, columns beside GROUP BY,
// aliases in WHERE and HAVING, …. Whether a quoted name is a text, and what a column holds, is decided by `ontology`;
// how a text is written, by `values`. What cannot be mended stays as it was; a statement without such habits comes back
// as it is, byte for byte. Pure; safe on any bytes; at most 16 KiB are looked at. The result is not yet guarded.
[[nodiscard]] std::string mended(std::string_view sql, const model::Ontology& ontology, const model::ValueIndex& values,
                                 Mend which = Mend::meant);

}  // namespace pf::tools
