// Files of the tests: text in memory, and short ways to what is asked of it.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "intake/analysis.hpp"
#include "intake/copy_text.hpp"

namespace pf::intake::testing {

// Handed out in pieces of `step` bytes at most, so that records are met at any of their bytes.
inline Bytes bytes_of(const std::string& text, std::size_t step = std::string::npos) {
    return {[&text, step](std::uint64_t offset, char* into, std::size_t size) {
                const auto piece =
                    std::string_view(text).substr(std::min<std::size_t>(offset, text.size()), std::min(size, step));
                std::copy(piece.begin(), piece.end(), into);
                return static_cast<std::ptrdiff_t>(piece.size());
            },
            text.size()};
}

inline Result<Analysis> analysed(const std::string& text, const FormatChoice& choice = {},
                                 const std::vector<std::optional<CellFormat>>& types = {},
                                 std::size_t step = std::string::npos) {
    Progress progress;
    const Bytes bytes = bytes_of(text, step);
    return analyse(bytes, choice, types, progress);
}

// "name:type name:type", with the date's order and the decimal sign where they count.
inline std::string columns_of(const Result<Analysis>& made) {
    if (!made) return "error: " + made.error().message;
    std::string all;
    for (const auto& column : made->columns) {
        const auto& format = column.guess.format;
        all += (all.empty() ? "" : " ") + column.header + ":" + std::string(to_string(format.type));
        if (format.type == Type::date || format.type == Type::timestamp)
            all += format.order == DateOrder::day_month_year ? "/dmy" : "/mdy";
        if ((format.type == Type::numeric || format.type == Type::bigint) && format.decimal == ',') all += ",";
        if (!column.guess.question.empty()) all += "?" + column.guess.question;
    }
    return all;
}

}  // namespace pf::intake::testing
