// Delimited text by RFC 4180, read leniently: any line end, quotes in the middle of a field are text.
#include <fmt/format.h>

#include <array>

#include "intake/record_readers.hpp"

namespace pf::intake {
namespace {

constexpr char quote = '"';

class Delimited final : public Records {
 public:
    Delimited(const Bytes& bytes, const Format& format)
        : stream_(bytes, format.encoding), delimiter_(format.delimiter) {
        for (const char c : {delimiter_, '\n', '\r'}) ends_field_[static_cast<unsigned char>(c)] = true;
    }

    Next next(Record& record) override {
        for (;;) {
            const Scan scan = scan_record(record);
            if (scan == Scan::whole) {
                if (record.fields.size() == 1 && record.fields[0].text.empty() && !quoted_) continue;  // an empty line
                return Next::record;
            }
            if (scan == Scan::nothing) return Next::end;
            if (scan == Scan::failed) return Next::failed;
            buffer_.erase(0, at_);
            at_ = 0;
            if (buffer_.size() > max_record_bytes) return fail(too_long());
            const auto more = stream_.append(buffer_);
            if (!more) return fail(more.error());
            at_end_ = !*more;
        }
    }

    [[nodiscard]] const Error& error() const override { return error_; }
    [[nodiscard]] std::uint64_t bytes_read() const override { return stream_.bytes_read(); }
    [[nodiscard]] const std::vector<std::string>& names() const override { return names_; }

 private:
    enum class Scan : std::uint8_t { whole, partial, nothing, failed };

    Next fail(Error error) {
        error_ = std::move(error);
        return Next::failed;
    }

    [[nodiscard]] Error too_long() const {
        if (open_quote_line_ > 0) return never_closed();
        return make_error(ErrorKind::invalid_request,
                          fmt::format("Line {} is longer than {} MiB: this does not look like a table.", line_,
                                      max_record_bytes >> 20));
    }

    [[nodiscard]] Error never_closed() const {
        return make_error(ErrorKind::invalid_request,
                          fmt::format("The quote that opens on line {} is never closed.", open_quote_line_),
                          "Close it in the file, or write \"\" for a quote inside of a quoted field.");
    }

    // The record at `at_`, which it goes behind when it is whole.
    Scan scan_record(Record& record) {
        record.fields.clear();
        record.line = line_;
        quoted_ = false;
        used_ = 0;
        std::uint64_t line = line_;
        char* const data = buffer_.data();
        std::size_t at = at_;
        const std::size_t size = buffer_.size();
        if (at == size) return at_end_ ? Scan::nothing : Scan::partial;
        for (;;) {
            if (record.fields.size() == max_fields) {
                fail(make_error(ErrorKind::invalid_request,
                                fmt::format("Line {} has more than {} columns: this does not look like a table.", line_,
                                            max_fields)));
                return Scan::failed;
            }
            const std::size_t begin = at;
            std::size_t end = 0;
            if (at < size && data[at] == quote) {
                quoted_ = true;
                const auto closed = scan_quoted(at + 1, line);
                if (!closed) {
                    if (!at_end_) return Scan::partial;
                    fail(never_closed());
                    return Scan::failed;
                }
                at = closed->next;
                record.fields.push_back({closed->text});
            } else {
                while (at < size && !ends_field_[static_cast<unsigned char>(data[at])]) ++at;
                end = at;
                record.fields.push_back({{data + begin, end - begin}});
            }
            if (at == size) {
                if (!at_end_) return Scan::partial;
                break;
            }
            if (data[at] == delimiter_) {
                ++at;
                continue;
            }
            if (data[at] == '\r') {
                if (at + 1 == size && !at_end_) return Scan::partial;
                if (at + 1 < size && data[at + 1] == '\n') ++at;
            }
            ++at;
            ++line;
            break;
        }
        at_ = at;
        line_ = line;
        return Scan::whole;
    }

    struct Closed {
        std::string_view text;
        std::size_t next = 0;
    };

    // A quoted field whose text begins at `at`; none when its end is not there yet. What needs it is put together in
    // `unescaped_`: the buffer stays as it is, for the record may have to be scanned again.
    std::optional<Closed> scan_quoted(std::size_t at, std::uint64_t& line) {
        const char* const data = buffer_.data();
        const std::size_t size = buffer_.size();
        open_quote_line_ = line;
        const std::size_t begin = at;
        std::string* copy = nullptr;
        std::size_t from = at;
        for (;; ++at) {
            while (at < size && data[at] != quote) {
                line += data[at] == '\n';
                ++at;
            }
            if (at + 1 >= size && !(at < size && at_end_)) return std::nullopt;
            if (at + 1 < size && data[at + 1] == quote) {  // two are one
                copy = copy ? copy : &scratch();
                copy->append(data + from, at + 1 - from);
                from = ++at + 1;
                continue;
            }
            break;
        }
        open_quote_line_ = 0;
        std::size_t next = at + 1;
        while (next < size && !ends_field_[static_cast<unsigned char>(data[next])]) ++next;
        if (next == size && !at_end_) return std::nullopt;
        if (!copy && next == at + 1) return Closed{{data + begin, at - begin}, next};
        copy = copy ? copy : &scratch();
        copy->append(data + from, at - from).append(data + at + 1, next - at - 1);  // what stands behind the quote
        return Closed{*copy, next};
    }

    // Views into them stay: they are used anew with the next record.
    std::string& scratch() {
        if (used_ == unescaped_.size()) unescaped_.push_back(std::make_unique<std::string>());
        auto& text = *unescaped_[used_++];
        text.clear();
        return text;
    }

    Utf8Stream stream_;
    const char delimiter_;
    std::array<bool, 256> ends_field_{};
    std::string buffer_;
    std::size_t at_ = 0;
    bool at_end_ = false;
    bool quoted_ = false;
    std::uint64_t line_ = 1;
    std::uint64_t open_quote_line_ = 0;
    std::vector<std::unique_ptr<std::string>> unescaped_;
    std::size_t used_ = 0;
    Error error_;
    std::vector<std::string> names_;
};

}  // namespace

std::unique_ptr<Records> open_delimited(const Bytes& bytes, const Format& format) {
    return std::make_unique<Delimited>(bytes, format);
}

}  // namespace pf::intake
