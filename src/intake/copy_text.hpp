// The second pass: a file's rows in COPY's text format (PostgreSQL 15 manual, COPY), values checked on the way.
#pragma once

#include <string>
#include <vector>

#include "intake/analysis.hpp"

namespace pf::intake {

struct TargetColumn {
    std::size_t field = 0;  // of the file
    std::string header;     // for reports
    CellFormat format;
};

class CopyText {
 public:
    enum class OnMisfit : std::uint8_t { stop, leave_out };

    // `columns`: those of the file that go into the table. `width`: how many a row of the file has. All outlive it.
    CopyText(const Bytes& bytes, const Format& format, std::vector<TargetColumn> columns, std::size_t width,
             OnMisfit on_misfit, Progress& progress);

    // The next rows, some hundred KiB; "" at the end. With `stop` and a row that does not fit the file is read to its
    // end all the same, to count such rows, and nothing more comes. Errors as of analyse().
    [[nodiscard]] Result<std::string> next();

    [[nodiscard]] std::uint64_t rows() const { return rows_; }  // written
    [[nodiscard]] const Misfits& misfits() const { return misfits_; }

 private:
    // Appends the row; false when it does not fit.
    bool write(const Record& record, std::string& text);

    const std::vector<TargetColumn> columns_;
    const std::size_t width_;
    const bool grows_;  // rows may be shorter: columns came later
    const OnMisfit on_misfit_;
    Progress& progress_;
    std::unique_ptr<Records> records_;
    bool header_ = false;
    std::uint64_t seen_ = 0, rows_ = 0;
    Misfits misfits_;
};

}  // namespace pf::intake
