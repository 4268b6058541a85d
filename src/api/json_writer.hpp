// JSON text (RFC 8259), written straight into a string: rows are encoded once, without a tree in between.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pf::api {

// Appends to `out`, which must outlive the writer. The caller keeps begin and end in pairs; commas are set by the
// writer.
class JsonWriter {
 public:
    explicit JsonWriter(std::string& out) : out_(out) {}

    JsonWriter& begin_object() { return open('{'); }
    JsonWriter& end_object() { return close('}'); }
    JsonWriter& begin_array() { return open('['); }
    JsonWriter& end_array() { return close(']'); }

    JsonWriter& key(std::string_view name);
    JsonWriter& string(std::string_view text);  // bytes that are not UTF-8 become U+FFFD
    JsonWriter& number(std::int64_t value);
    JsonWriter& number(double value);                   // null when it is not finite
    JsonWriter& number_text(std::string_view literal);  // `literal` must be a JSON number
    JsonWriter& boolean(bool value);
    JsonWriter& null();

    JsonWriter& member(std::string_view name, std::string_view text) { return key(name).string(text); }
    JsonWriter& member(std::string_view name, std::int64_t value) { return key(name).number(value); }

 private:
    JsonWriter& open(char bracket);
    JsonWriter& close(char bracket);
    void separate();

    std::string& out_;
    bool follows_value_ = false;
};

// A JSON number literal by RFC 8259's grammar.
[[nodiscard]] bool is_json_number(std::string_view text);

}  // namespace pf::api
