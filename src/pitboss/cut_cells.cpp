#include "pitboss/cut_cells.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace pf::pitboss {
namespace {

constexpr std::int64_t most_cell_characters = 2'000;
constexpr std::int64_t fewest_cell_characters = 32;
constexpr std::int64_t piece_bytes = 48 * 1024;

std::optional<std::int64_t> declared_length(std::string_view type) {
    for (const std::string_view begins : {"character varying(", "character(", "numeric(", "bit varying(", "bit("}) {
        if (!type.starts_with(begins)) continue;
        std::int64_t length = 0;
        const auto [end, failed] = std::from_chars(type.data() + begins.size(), type.data() + type.size(), length);
        if (failed == std::errc{}) return length;
    }
    return std::nullopt;
}

bool can_be_long(std::string_view type) {
    constexpr std::array short_types{"smallint", "integer",  "bigint", "real", "double precision",
                                     "boolean",  "date",     "uuid",   "oid",  "interval",
                                     "money",    "\"char\"", "name",   "inet", "cidr",
                                     "macaddr",  "macaddr8", "pg_lsn", "point"};
    if (type.starts_with("time") && type.find('[') == std::string_view::npos) return false;  // time, timestamp
    if (const auto length = declared_length(type); length && !type.ends_with("[]"))
        return *length > fewest_cell_characters;
    return std::find(short_types.begin(), short_types.end(), type) == short_types.end();
}

// The nth column of `page`.
sql::Statement name_of(std::size_t n) {
    sql::Statement name;
    name.name("c" + std::to_string(n));
    return name;
}

// FROM (…) AS page("c0", "c1", …): names of its own, for a result's may stand there twice.
void add_page(sql::Statement& query, const sql::Statement& rows, std::size_t columns) {
    query.literal(" FROM (").append(rows).literal(") AS page(");
    for (std::size_t i = 0; i < columns; ++i) {
        if (i) query.literal(", ");
        query.append(name_of(i));
    }
    query.literal(")");
}

int digit_of(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

}  // namespace

sql::Statement cut_long_cells(sql::Statement rows, const std::vector<ResultColumn>& columns) {
    std::vector<bool> is_long;
    for (const auto& column : columns) is_long.push_back(can_be_long(column.type));
    const auto long_ones = std::count(is_long.begin(), is_long.end(), true);
    if (long_ones == 0) return rows;
    const auto most = std::clamp(most_row_characters / long_ones, fewest_cell_characters, most_cell_characters);

    sql::Statement texts, cut("SELECT "), lengths;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        texts.literal(i ? sql::Literal(", ") : sql::Literal("SELECT ")).append(name_of(i));
        if (!is_long[i]) {
            cut.append(name_of(i)).literal(", ");
            continue;
        }
        texts.literal("::text AS ").append(name_of(i));
        // octet_length() reads the length of a stored text without the text, left() only its beginning.
        const auto begun = sql::Statement("left(").append(name_of(i)).literal(", ").number(most).literal(")");
        const auto bytes = sql::Statement("octet_length(").append(name_of(i)).literal(")");
        cut.append(begun).literal(", ");
        lengths.literal(lengths.empty() ? sql::Literal("") : sql::Literal(", "));
        lengths.literal("CASE WHEN ").append(bytes).literal(" > octet_length(").append(begun).literal(") THEN ");
        lengths.value(std::to_string(i) + ":").literal(" || ").append(bytes).literal(" END");
    }
    add_page(texts, rows, columns.size());
    cut.literal("array_to_string(ARRAY[").append(lengths).literal("], ' ') FROM (").append(texts);
    return cut.literal(" OFFSET 0) AS texts");  // OFFSET 0: what is no text is made one only once
}

void read_cuts(std::string_view text, std::int64_t row, std::vector<Cut>& cuts) {
    while (!text.empty()) {
        const std::string_view entry = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(text.size(), entry.size() + 1));
        Cut cut{.row = row};
        const char *begin = entry.begin(), *end = entry.end();
        const auto [colon, failed] = std::from_chars(begin, end, cut.column);
        if (failed != std::errc{} || colon == end) continue;
        std::from_chars(colon + 1, end, cut.bytes);
        cuts.push_back(cut);
    }
}

Result<CellQueries> cell_queries(const Relation& relation, PageRequest request, const std::string& column) {
    const auto found = column_of(relation, column, "column");
    if (!found) return found.error();
    request.limit = 1;
    request.group.reset();
    const auto page = page_queries(relation, request);
    if (!page) return page.error();
    const auto place = static_cast<std::size_t>(*found - relation.columns.data());
    const auto cell = name_of(place);

    CellQueries made;
    made.bytes.literal("SELECT octet_length(").append(cell).literal("::text)");
    add_page(made.bytes, page->rows, relation.columns.size());
    // Bytes have each piece at once; OFFSET 0 keeps the value unpacked for all of them.
    made.copy.literal("COPY (SELECT encode(substring(bytes FROM start FOR ").number(piece_bytes);
    made.copy.literal("), 'hex') FROM (SELECT convert_to(").append(cell).literal("::text, 'UTF8') AS bytes");
    add_page(made.copy, page->rows, relation.columns.size());
    made.copy.literal(" OFFSET 0) AS cell, generate_series(1, octet_length(bytes), ").number(piece_bytes);
    made.copy.literal(") AS start) TO STDOUT");
    return made;
}

std::string CellDecoder::decode(std::string_view chunk) {
    std::string bytes;
    bytes.reserve(chunk.size() / 2 + 1);
    for (const char c : chunk) {
        if (c == '\n') continue;
        if (high_ < 0)
            high_ = digit_of(c);
        else
            bytes += static_cast<char>(std::exchange(high_, -1) << 4 | digit_of(c));
    }
    return bytes;
}

}  // namespace pf::pitboss
