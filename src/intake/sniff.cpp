// Which format a file has: by its first 64 KiB, read with each delimiter that it may have.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/ascii.hpp"
#include "base/utf8.hpp"
#include "intake/analysis.hpp"

namespace pf::intake {
namespace {

constexpr std::size_t sample_bytes = 64 * 1024;
constexpr std::size_t sample_records = 300;
constexpr char delimiters[] = {',', ';', '\t', '|'};

struct Sample {
    std::vector<std::vector<std::string>> records;
};

Sample read_sample(std::string_view utf8, char delimiter) {
    const Bytes bytes{[utf8](std::uint64_t offset, char* into, std::size_t size) {
                          const auto piece = utf8.substr(std::min<std::size_t>(offset, utf8.size()), size);
                          std::copy(piece.begin(), piece.end(), into);
                          return static_cast<std::ptrdiff_t>(piece.size());
                      },
                      utf8.size()};
    Format format;
    format.delimiter = delimiter;
    const auto records = open_records(bytes, format);
    Sample sample;
    Record record;
    while (sample.records.size() < sample_records && records->next(record) == Next::record) {
        auto& row = sample.records.emplace_back();
        for (const auto& field : record.fields) row.emplace_back(field.text);
    }
    return sample;
}

bool is_typed(std::string_view text) {
    bool value = false;
    text = trimmed(text);
    return read_number(text, '.') || read_number(text, ',') || read_moment(text) || is_time(text) ||
           truth_pairs(text, value) == plain_truth;
}

// How well the records are a table: as many fields each, that hold no other delimiter.
double score(const Sample& sample, char delimiter) {
    std::map<std::size_t, std::size_t> widths;
    std::size_t cells = 0, clean = 0;
    for (const auto& record : sample.records) {
        ++widths[record.size()];
        for (const auto& cell : record) {
            ++cells;
            const bool other = std::any_of(std::begin(delimiters), std::end(delimiters), [&](char each) {
                return each != delimiter && cell.find(each) != std::string::npos;
            });
            clean += !other || is_typed(cell) || cell.find(' ') != std::string::npos;
        }
    }
    const auto usual = std::max_element(widths.begin(), widths.end(),
                                        [](const auto& a, const auto& b) { return a.second < b.second; });
    if (usual == widths.end() || usual->first < 2) return 0;
    const double alike = static_cast<double>(usual->second) / static_cast<double>(sample.records.size());
    return alike * alike * (static_cast<double>(clean) / static_cast<double>(cells));
}

char find_delimiter(std::string_view utf8) {
    char best = ',';
    double most = 0;
    for (const char delimiter : delimiters) {
        const double has = score(read_sample(utf8, delimiter), delimiter);
        if (has > most) {
            most = has;
            best = delimiter;
        }
    }
    return best;
}

// The first record has names when it has no value that is no text, while columns below may.
bool has_header(const Sample& sample) {
    if (sample.records.empty()) return true;
    const auto& first = sample.records[0];
    if (std::any_of(first.begin(), first.end(), [](const auto& cell) { return is_typed(cell); })) return false;
    return std::any_of(first.begin(), first.end(), [](const auto& cell) { return !trimmed(cell).empty(); });
}

}  // namespace

Result<Format> sniff(const Bytes& bytes, const FormatChoice& choice) {
    std::string first(sample_bytes, '\0');
    const auto size = bytes.read(0, first.data(), first.size());
    if (size < 0) return make_error(ErrorKind::unavailable, "The file that was sent cannot be read any more.");
    first.resize(static_cast<std::size_t>(size));
    if (first.empty()) return make_error(ErrorKind::invalid_request, "The file is empty.");
    if (auto other = what_it_is_instead(first); !other.empty())
        return make_error(ErrorKind::invalid_request, std::move(other));

    Format format;
    format.encoding = choice.encoding.value_or(detect_encoding(first));
    const Bytes beginning{[&first](std::uint64_t offset, char* into, std::size_t wanted) {
                              const auto piece =
                                  std::string_view(first).substr(std::min<std::size_t>(offset, first.size()), wanted);
                              std::copy(piece.begin(), piece.end(), into);
                              return static_cast<std::ptrdiff_t>(piece.size());
                          },
                          first.size()};
    std::string text;
    Utf8Stream stream(beginning, format.encoding);
    for (;;) {
        const auto more = stream.append(text);
        if (!more && text.empty()) return more.error();
        if (!more || !*more) break;
    }
    const auto start = trimmed(text);
    if (start.empty()) return make_error(ErrorKind::invalid_request, "The file holds nothing but blanks.");
    const bool json = start[0] == '{' || (start[0] == '[' && trimmed(start.substr(1)).starts_with('{'));
    format.kind = choice.kind.value_or(json ? Format::Kind::json : Format::Kind::delimited);
    if (format.kind == Format::Kind::json) return format;
    if (bytes.size > first.size()) text.resize(std::min(text.size(), text.rfind('\n') + 1));  // whole lines
    format.delimiter = choice.delimiter ? *choice.delimiter : find_delimiter(text);
    format.header = choice.header ? *choice.header : has_header(read_sample(text, format.delimiter));
    return format;
}

}  // namespace pf::intake
