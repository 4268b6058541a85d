#include <fmt/format.h>

#include <boost/json.hpp>
#include <unordered_map>

#include "intake/record_readers.hpp"

namespace pf::intake {
namespace {

namespace json = boost::json;

class JsonObjects final : public Records {
 public:
    JsonObjects(const Bytes& bytes, const Format& format) : stream_(bytes, format.encoding) {}

    Next next(Record& record) override {
        record.fields.clear();
        const auto length = next_object();
        if (!length) return Next::failed;
        if (*length == 0) return Next::end;
        record.line = begun_on_;
        boost::system::error_code failed;
        value_.reset();
        resource_.release();
        value_.emplace(json::parse({buffer_.data() + at_, *length}, failed, json::storage_ptr(&resource_)));
        if (failed) return fail(fmt::format("The object on line {} is no JSON: {}.", begun_on_, failed.message()));
        at_ += *length;
        return fill(record) ? Next::record : Next::failed;
    }

    [[nodiscard]] const Error& error() const override { return error_; }
    [[nodiscard]] std::uint64_t bytes_read() const override { return stream_.bytes_read(); }
    [[nodiscard]] const std::vector<std::string>& names() const override { return names_; }

 private:
    Next fail(std::string message) {
        error_ = make_error(ErrorKind::invalid_request, std::move(message), "Each line must hold one JSON object.");
        return Next::failed;
    }

    // Bytes of the object that begins at `at_`; 0 at the end of the file, none when there is something else.
    std::optional<std::size_t> next_object() {
        for (;;) {
            while (at_ < buffer_.size() && std::string_view(" \t\r\n,[]").find(buffer_[at_]) != std::string_view::npos)
                line_ += buffer_[at_++] == '\n';
            if (at_ < buffer_.size()) break;
            if (!more()) return error_.message.empty() ? std::optional<std::size_t>(0) : std::nullopt;
        }
        begun_on_ = line_;
        if (buffer_[at_] != '{') {
            fail(fmt::format("Line {} is no JSON object.", line_));
            return std::nullopt;
        }
        bool in_text = false;
        int depth = 0;
        std::uint64_t line = line_;
        for (std::size_t i = at_;; ++i) {
            while (i >= buffer_.size()) {
                const std::size_t behind = i - at_;
                if (!more()) {
                    if (error_.message.empty())
                        fail(fmt::format("The object that begins on line {} has no end.", begun_on_));
                    return std::nullopt;
                }
                i = at_ + behind;
            }
            const char c = buffer_[i];
            line += c == '\n';
            if (in_text) {
                if (c == '\\')
                    ++i;  // what follows is of the text, a quote too
                else if (c == '"')
                    in_text = false;
            } else if (c == '"') {
                in_text = true;
            } else if (c == '{' || c == '[') {
                ++depth;
            } else if ((c == '}' || c == ']') && --depth == 0) {
                line_ = line;
                return i + 1 - at_;
            }
        }
    }

    bool more() {
        buffer_.erase(0, at_);
        at_ = 0;
        if (buffer_.size() > max_record_bytes) {
            fail(fmt::format("The object that begins on line {} is longer than {} MiB.", begun_on_,
                             max_record_bytes >> 20));
            return false;
        }
        const auto read = stream_.append(buffer_);
        if (!read) error_ = read.error();
        return read && *read;
    }

    bool fill(Record& record) {
        const auto& object = value_->get_object();
        texts_.clear();
        texts_.reserve(object.size());  // views into them stay
        record.fields.assign(names_.size(), Field{{}, true, false});
        for (const auto& [key, value] : object) {
            const auto [known, added] = columns_.try_emplace(std::string(key), names_.size());
            if (added) {
                if (names_.size() == max_fields) {
                    fail(fmt::format("There are more than {} keys by line {}: this does not look like a table.",
                                     max_fields, begun_on_));
                    return false;
                }
                names_.emplace_back(key);
                record.fields.push_back({{}, true, false});
            }
            Field& field = record.fields[known->second];
            if (value.is_null()) continue;
            field.missing = false;
            if (const auto* text = value.if_string()) {
                field.text = {text->data(), text->size()};
                field.is_text = true;
            } else {
                field.text = texts_.emplace_back(json::serialize(value));
            }
        }
        return true;
    }

    Utf8Stream stream_;
    std::string buffer_;
    std::size_t at_ = 0;
    std::uint64_t line_ = 1, begun_on_ = 1;
    json::monotonic_resource resource_;
    std::optional<json::value> value_;
    std::vector<std::string> texts_;
    std::vector<std::string> names_;
    std::unordered_map<std::string, std::size_t> columns_;
    Error error_;
};

}  // namespace

std::unique_ptr<Records> open_json(const Bytes& bytes, const Format& format) {
    return std::make_unique<JsonObjects>(bytes, format);
}

}  // namespace pf::intake
