#include "intake/analysis.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.hpp"

namespace pf::intake {
namespace {

constexpr std::size_t sample_rows = 50;
constexpr std::uint64_t watch_every = 1'024;  // rows between two looks at whether it is still wanted

// One column while all rows go by: its type is found, or what a person chose is tried on its cells.
class Tried {
 public:
    Tried(std::string header, std::optional<CellFormat> chosen) : guesser_(header), chosen_(chosen) {
        column_.header = std::move(header);
    }

    // Why the cell does not fit; "" when it does.
    std::string see(const Field& field, std::string& scratch) {
        if (field.missing || field.text.empty()) {
            guesser_.see_missing();
            return {};
        }
        guesser_.see(field.text, field.is_text);
        if (!chosen_ || chosen_->type == Type::text || is_missing_mark(trimmed(field.text))) return {};
        scratch.clear();
        if (trimmed(field.text).empty() || append_value(field.text, *chosen_, scratch)) return {};
        ++column_.misfits;
        return why_not(*chosen_);
    }

    void miss(std::uint64_t rows) {
        for (std::uint64_t i = 0; i < rows; ++i) guesser_.see_missing();
    }

    [[nodiscard]] const std::string& header() const { return column_.header; }
    [[nodiscard]] char decimal_sign() const { return guesser_.decimal_sign(); }

    [[nodiscard]] Column finish(char decimal) const {
        Column made = column_;
        made.guess = guesser_.guess(decimal);
        made.empty = trimmed(made.header).empty() && guesser_.filled() == 0;
        if (chosen_) {
            made.chosen = true;
            made.guess.format = *chosen_;
            made.guess.question.clear();
            made.guess.notes.clear();
        }
        return made;
    }

 private:
    Guesser guesser_;
    std::optional<CellFormat> chosen_;
    Column column_;
};

class Pass {
 public:
    Pass(const Bytes& bytes, const Format& format, const std::vector<std::optional<CellFormat>>& types,
         Progress& progress)
        : types_(types), progress_(progress), records_(open_records(bytes, format)) {
        made_.format = format;
    }

    Result<Analysis> run() {
        Record record;
        bool first = true;
        const bool delimited = made_.format.kind == Format::Kind::delimited;
        for (;;) {
            const Next next = records_->next(record);
            if (next == Next::failed) return records_->error();
            if (next == Next::end) break;
            if (first && delimited) {
                first = false;
                for (const auto& field : record.fields)
                    add_column(made_.format.header ? std::string(field.text) : std::string());
                if (made_.format.header) continue;
            }
            while (columns_.size() < records_->names().size()) {
                add_column(records_->names()[columns_.size()]);
                columns_.back().miss(made_.rows);
            }
            if (columns_.size() > max_columns) return too_many();
            see(record);
            if (made_.rows % watch_every != 0) continue;
            tell();
            if (progress_.cancelled) return make_error(ErrorKind::cancelled, "The import was cancelled.");
        }
        tell();
        if (columns_.size() > max_columns) return too_many();
        if (columns_.empty()) return make_error(ErrorKind::invalid_request, "The file has no rows.");
        const char decimal = common_decimal();
        for (const auto& column : columns_) made_.columns.push_back(column.finish(decimal));
        return std::move(made_);
    }

 private:
    void add_column(std::string header) {
        const std::size_t at = columns_.size();
        columns_.emplace_back(std::move(header), at < types_.size() ? types_[at] : std::nullopt);
    }

    [[nodiscard]] Error too_many() const {
        return make_error(ErrorKind::invalid_request, fmt::format("The file has {} columns; a table holds {} at most.",
                                                                  columns_.size(), max_columns));
    }

    void see(const Record& record) {
        ++made_.rows;
        if (made_.sample.size() < sample_rows) keep(record);
        if (auto why = wrong_width(record, columns_.size()); !why.empty())
            return made_.misfits.add({record.line, {}, {}, std::move(why)});
        bool told = false;
        for (std::size_t i = 0; i < columns_.size() && i < record.fields.size(); ++i) {
            auto why = columns_[i].see(record.fields[i], scratch_);
            if (why.empty() || told) continue;
            told = true;
            made_.misfits.add({record.line, columns_[i].header(), cut_cell(record.fields[i].text), std::move(why)});
        }
    }

    void keep(const Record& record) {
        auto& row = made_.sample.emplace_back();
        row.line = record.line;
        for (const auto& field : record.fields)
            row.cells.push_back(field.missing ? std::nullopt : std::optional(cut_cell(field.text)));
    }

    void tell() {
        progress_.bytes = records_->bytes_read();
        progress_.rows = made_.rows;
    }

    // What the numbers of the file have that can be read in one way alone; with none of them a file of semicolons has
    // commas in its numbers. 0: they do not say.
    [[nodiscard]] char common_decimal() const {
        bool point = false, comma = false;
        for (const auto& column : columns_) {
            point = point || column.decimal_sign() == '.';
            comma = comma || column.decimal_sign() == ',';
        }
        if (point != comma) return point ? '.' : ',';
        return 0;
    }

    const std::vector<std::optional<CellFormat>>& types_;
    Progress& progress_;
    std::unique_ptr<Records> records_;
    std::vector<Tried> columns_;
    Analysis made_;
    std::string scratch_;
};

}  // namespace

void Misfits::add(Misfit misfit) {
    ++rows;
    if (first.size() < max_told_misfits) first.push_back(std::move(misfit));
}

Result<Analysis> analyse(const Bytes& bytes, const FormatChoice& choice,
                         const std::vector<std::optional<CellFormat>>& types, Progress& progress) {
    auto format = sniff(bytes, choice);
    if (!format) return format.error();
    auto made = Pass(bytes, *format, types, progress).run();
    // What began as UTF-8 and is none further down.
    const bool other =
        !made && made.error().detail == bad_encoding && !choice.encoding && format->encoding == Encoding::utf_8;
    if (!other) return made;
    format->encoding = Encoding::windows_1252;
    return Pass(bytes, *format, types, progress).run();
}

std::string wrong_width(const Record& record, std::size_t columns) {
    const auto& fields = record.fields;
    if (fields.size() == columns) return {};
    if (fields.size() > columns && std::all_of(fields.begin() + static_cast<std::ptrdiff_t>(columns), fields.end(),
                                               [](const auto& field) { return field.text.empty(); }))
        return {};
    return fmt::format("has {} field{} instead of {}", fields.size(), fields.size() == 1 ? "" : "s", columns);
}

std::string cut_cell(std::string_view text) {
    if (text.size() <= max_told_characters) return std::string(text);
    std::size_t end = max_told_characters;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return std::string(text.substr(0, end)) + "…";
}

std::string why_not(const CellFormat& format) {
    const std::string_view order = format.order == DateOrder::day_month_year ? "day first" : "month first";
    switch (format.type) {
        case Type::text: return "holds a zero byte";
        case Type::boolean: return "is neither yes nor no";
        case Type::bigint: return fmt::format("is no whole number with decimal sign {}", format.decimal);
        case Type::numeric: return fmt::format("is no number with decimal sign {}", format.decimal);
        case Type::date: return fmt::format("is no date, {}", order);
        case Type::timestamp: return fmt::format("is no date with a time, {}", order);
        case Type::timestamptz: return fmt::format("is no date with a time and a zone, {}", order);
        case Type::time: return "is no time of day";
    }
    return {};
}

}  // namespace pf::intake
