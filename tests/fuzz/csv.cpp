// Any bytes as a file that is brought: its columns or why it is no table, whatever was chosen of its format; and what
// is copied of it are as many rows as it says, each of as many fields as the table has columns.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "intake/analysis.hpp"
#include "intake/copy_text.hpp"
#include "intake/names.hpp"

namespace {

using namespace pf::intake;

// The first byte chooses; 0: nothing is chosen.
FormatChoice choice_of(std::uint8_t bits) {
    FormatChoice choice;
    if (bits & 1) choice.kind = bits & 2 ? Format::Kind::json : Format::Kind::delimited;
    if (bits & 4) choice.encoding = static_cast<Encoding>((bits >> 3) % 5);
    if (bits & 64) choice.delimiter = bits & 2 ? ';' : '\t';
    if (bits & 128) choice.header = (bits & 8) != 0;
    return choice;
}

void check(const std::string& text, std::size_t columns, std::uint64_t& rows) {
    std::size_t tabs = 0;
    for (const char c : text) {
        if (c == '\0') std::abort();
        tabs += c == '\t';
        if (c != '\n') continue;
        if (tabs + 1 != columns) {
            std::fprintf(stderr, "%zu fields of %zu: %s\n", tabs + 1, columns, text.c_str());
            std::abort();
        }
        tabs = 0;
        ++rows;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view file(reinterpret_cast<const char*>(data) + 1, size - 1);
    const Bytes bytes{[file](std::uint64_t offset, char* into, std::size_t wanted) {
                          const auto piece = file.substr(std::min<std::size_t>(offset, file.size()), wanted);
                          std::copy(piece.begin(), piece.end(), into);
                          return static_cast<std::ptrdiff_t>(piece.size());
                      },
                      file.size()};
    Progress progress;
    const auto analysis = analyse(bytes, choice_of(data[0]), {}, progress);
    if (!analysis) {
        if (analysis.error().message.empty()) std::abort();
        return 0;
    }
    std::vector<std::string> headers;
    std::vector<TargetColumn> columns;
    for (std::size_t i = 0; i < analysis->columns.size(); ++i) {
        const auto& column = analysis->columns[i];
        headers.push_back(column.header);
        if (!column.empty) columns.push_back({i, column.header, column.guess.format});
    }
    auto names = column_names(headers);
    std::sort(names.begin(), names.end());
    if (std::adjacent_find(names.begin(), names.end()) != names.end()) std::abort();
    if (columns.empty()) return 0;
    const auto width = columns.size();
    CopyText copy(bytes, analysis->format, std::move(columns), analysis->columns.size(), CopyText::OnMisfit::leave_out,
                  progress);
    std::uint64_t rows = 0;
    for (;;) {
        const auto piece = copy.next();
        if (!piece || piece->empty()) break;
        check(*piece, width, rows);
    }
    if (rows != copy.rows()) std::abort();
    return 0;
}
