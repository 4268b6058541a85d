// The first pass over a file: its format, its columns with their types from all rows, and the rows that do not fit.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "intake/guess.hpp"
#include "intake/records.hpp"

namespace pf::intake {

inline constexpr std::size_t max_columns = 1'000;  // what a row of PostgreSQL holds on a page
inline constexpr std::size_t max_told_misfits = 100;
inline constexpr std::size_t max_told_characters = 200;  // of a cell

// Watched and set by others than the thread that reads.
struct Progress {
    std::atomic<std::uint64_t> bytes{0}, rows{0};
    std::atomic<bool> cancelled{false};
};

// What a person chose in place of what would be found.
struct FormatChoice {
    std::optional<Format::Kind> kind;
    std::optional<Encoding> encoding;
    std::optional<char> delimiter;
    std::optional<bool> header;
};

// A row that does not fit, and why. `column` is empty when it is about the whole row.
struct Misfit {
    std::uint64_t line = 0;
    std::string column, value, reason;
};

struct Misfits {
    std::uint64_t rows = 0;
    std::vector<Misfit> first;

    void add(Misfit misfit);
};

struct Column {
    std::string header;  // as the file has it, may be empty
    Guess guess;
    bool chosen = false;        // the type is a person's
    std::uint64_t misfits = 0;  // cells that are none of it
    bool empty = false;         // no name and no value: of no use
};

struct SampleRow {
    std::uint64_t line = 0;
    std::vector<std::optional<std::string>> cells;
};

struct Analysis {
    Format format;
    std::vector<Column> columns;
    std::uint64_t rows = 0;  // those that fit or not
    std::vector<SampleRow> sample;
    Misfits misfits;
};

// Errors: invalid_request (it is no table, and why), unavailable (it cannot be read), cancelled. `types`: by column,
// what a person chose.
[[nodiscard]] Result<Analysis> analyse(const Bytes& bytes, const FormatChoice& choice,
                                       const std::vector<std::optional<CellFormat>>& types, Progress& progress);

// Format without a pass over the whole file, from its first bytes. Errors: invalid_request, unavailable.
[[nodiscard]] Result<Format> sniff(const Bytes& bytes, const FormatChoice& choice);

// Why the row cannot be taken as it is, by its number of fields; "" when it can: fields too many may be empty ones.
[[nodiscard]] std::string wrong_width(const Record& record, std::size_t columns);
[[nodiscard]] std::string cut_cell(std::string_view text);
[[nodiscard]] std::string why_not(const CellFormat& format);  // "is no date, day first"

}  // namespace pf::intake
