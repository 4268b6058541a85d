// Rows that a statement returned, and whether those of a candidate are those of a gold query. Way in: same_rows().
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pf::train {

// What a right answer may show.
enum class Columns : std::uint8_t {
    exact,    // the gold's columns
    contain,  // more than those: how a person judges who asked for names and got names with their keys
};

struct ResultRows {
    std::size_t count = 0;
    std::vector<std::vector<std::string>> columns;  // cells column by column, as cell() has them
    std::vector<std::uint64_t> hashes;              // of each column's cells, whatever their order

    void add_column(std::vector<std::string> cells);
};

// A cell as it is compared: numbers to six significant digits. `text` null: SQL's NULL, which no text equals.
[[nodiscard]] std::string cell(const char* text, bool number);

// Same multiset of rows under some order (contain: choice) of the answer's columns; the same sequence when `ordered`.
// No rows on both sides are the same whatever their columns.
[[nodiscard]] bool same_rows(const ResultRows& gold, const ResultRows& answer, bool ordered, Columns columns);

// Whether the outermost query says ORDER BY.
[[nodiscard]] bool is_ordered(std::string_view sql);

// FNV-1a over the pieces, each ended.
class PieceHash {
 public:
    void add(std::string_view piece);
    [[nodiscard]] std::uint64_t value() const { return state_; }

 private:
    std::uint64_t state_ = 1469598103934665603ULL;
};

}  // namespace pf::train
