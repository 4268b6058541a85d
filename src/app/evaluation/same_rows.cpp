#include "app/evaluation/same_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace pf::app {
namespace {

constexpr int most_tries = 1'000;  // of orders of columns that hold the same cells

// One text for values that count as the same. A NULL is no text: it sorts first and is equal to itself alone.
Cell normal(const Cell& cell) {
    if (!cell || cell->empty()) return cell;
    double number = 0;
    const char* end = cell->data() + cell->size();
    const auto [read, failed] = std::from_chars(cell->data(), end, number);
    if (failed != std::errc{} || read != end) return cell;
    return fmt::format("{:.10g}", number == 0 ? 0.0 : number);
}

using Column = std::vector<Cell>;

std::vector<Column> columns_of(const std::vector<Row>& rows) {
    std::vector<Column> columns(rows.front().size());
    for (const auto& row : rows)
        for (std::size_t i = 0; i < columns.size(); ++i) columns[i].push_back(normal(row[i]));
    return columns;
}

std::vector<Row> rows_of(const std::vector<Column>& columns, const std::vector<std::size_t>& order, bool ordered) {
    std::vector<Row> rows(columns.front().size());
    for (const auto column : order)
        for (std::size_t i = 0; i < rows.size(); ++i) rows[i].push_back(columns[column][i]);
    if (!ordered) std::sort(rows.begin(), rows.end());
    return rows;
}

// What a column holds, whatever the order of the rows.
std::vector<Column> contents_of(std::vector<Column> columns) {
    for (auto& column : columns) std::sort(column.begin(), column.end());
    return columns;
}

std::vector<std::size_t> by_contents(const std::vector<Column>& contents) {
    std::vector<std::size_t> order(contents.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](auto x, auto y) { return contents[x] < contents[y]; });
    return order;
}

// The next order of `order` that permutes only columns of equal contents; false after the last one.
bool next_order(std::vector<std::size_t>& order, const std::vector<Column>& contents) {
    for (std::size_t first = 0; first < order.size();) {
        std::size_t last = first + 1;
        while (last < order.size() && contents[order[last]] == contents[order[first]]) ++last;
        const auto at = [&](std::size_t i) { return order.begin() + static_cast<std::ptrdiff_t>(i); };
        if (std::next_permutation(at(first), at(last))) return true;
        first = last;
    }
    return false;
}

}  // namespace

bool same_rows(const std::vector<Row>& a, const std::vector<Row>& b, bool ordered) {
    if (a.size() != b.size()) return false;
    if (a.empty()) return true;
    if (a.front().size() != b.front().size()) return false;
    const auto x = columns_of(a), y = columns_of(b);
    const auto x_contents = contents_of(x), y_contents = contents_of(y);
    const auto x_order = by_contents(x_contents);
    auto y_order = by_contents(y_contents);
    for (std::size_t i = 0; i < x.size(); ++i)
        if (x_contents[x_order[i]] != y_contents[y_order[i]]) return false;
    const auto wanted = rows_of(x, x_order, ordered);
    for (int tries = 0; tries < most_tries; ++tries) {
        if (rows_of(y, y_order, ordered) == wanted) return true;
        if (!next_order(y_order, y_contents)) return false;
    }
    return false;
}

}  // namespace pf::app
