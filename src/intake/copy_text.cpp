#include "intake/copy_text.hpp"

#include "base/ascii.hpp"

namespace pf::intake {
namespace {

constexpr std::size_t piece = 512 * 1024;
constexpr std::uint64_t watch_every = 1'024;

// Text as COPY wants it; false when it holds a zero byte, which PostgreSQL keeps in no text.
bool append_escaped(std::string_view text, std::string& out) {
    std::size_t from = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c != '\\' && c != '\t' && c != '\n' && c != '\r') {
            if (c == '\0') return false;
            continue;
        }
        out.append(text, from, at - from);
        out += '\\';
        out += c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : '\\';
        from = at + 1;
    }
    out.append(text, from, text.size() - from);
    return true;
}

bool append_cell(const Field& field, const CellFormat& format, std::string& out) {
    if (field.missing || field.text.empty()) {
        out += "\\N";
        return true;
    }
    if (format.type == Type::text) return append_escaped(field.text, out);
    if (append_value(field.text, format, out)) return true;
    const auto text = trimmed(field.text);
    if (!text.empty() && !is_missing_mark(text)) return false;
    out += "\\N";
    return true;
}

}  // namespace

CopyText::CopyText(const Bytes& bytes, const Format& format, std::vector<TargetColumn> columns, std::size_t width,
                   OnMisfit on_misfit, Progress& progress)
    : columns_(std::move(columns)),
      width_(width),
      grows_(format.kind == Format::Kind::json),
      on_misfit_(on_misfit),
      progress_(progress),
      records_(open_records(bytes, format)),
      header_(format.kind == Format::Kind::delimited && format.header) {}

Result<std::string> CopyText::next() {
    std::string text;
    text.reserve(piece + piece / 4);
    Record record;
    while (text.size() < piece) {
        const Next next = records_->next(record);
        if (next == Next::failed) return records_->error();
        if (next == Next::end) break;
        if (std::exchange(header_, false)) continue;
        ++seen_;
        const std::size_t before = text.size();
        if (!write(record, text))
            text.resize(before);
        else
            ++rows_;
        if (misfits_.rows > 0 && on_misfit_ == OnMisfit::stop) text.clear();
        if (seen_ % watch_every != 0) continue;
        if (progress_.cancelled) return make_error(ErrorKind::cancelled, "The import was cancelled.");
    }
    progress_.bytes = records_->bytes_read();
    progress_.rows = seen_;
    if (progress_.cancelled) return make_error(ErrorKind::cancelled, "The import was cancelled.");
    return text;
}

bool CopyText::write(const Record& record, std::string& text) {
    if (!grows_) {
        if (auto why = wrong_width(record, width_); !why.empty()) {
            misfits_.add({record.line, {}, {}, std::move(why)});
            return false;
        }
    }
    static constexpr Field none{{}, true, false};
    char mark = 0;
    for (const auto& column : columns_) {
        if (mark) text += mark;
        mark = '\t';
        const Field& field = column.field < record.fields.size() ? record.fields[column.field] : none;
        if (append_cell(field, column.format, text)) continue;
        misfits_.add({record.line, column.header, cut_cell(field.text), why_not(column.format)});
        return false;
    }
    text += '\n';
    return true;
}

}  // namespace pf::intake
