#include "api/json_fields.hpp"

#include <fmt/format.h>

namespace pf::api {
namespace {

namespace json = boost::json;

Error invalid(std::string message) { return make_error(ErrorKind::invalid_request, std::move(message)); }

}  // namespace

Result<json::object> parse_json_object(std::string_view text, std::string_view what) {
    json::error_code failed;
    json::value value = json::parse(text, failed);
    if (failed) return invalid(fmt::format("{} is not valid JSON.", what));
    if (!value.is_object()) return invalid(fmt::format("{} must be a JSON object.", what));
    return std::move(value.as_object());
}

const json::value* find_field(const json::object& object, std::string_view field) {
    const json::value* value = object.if_contains(field);
    return value && !value->is_null() ? value : nullptr;
}

Result<std::string> text_field(const json::object& object, std::string_view field, std::size_t max_bytes) {
    const json::value* value = find_field(object, field);
    if (!value) return invalid(fmt::format("{} is missing.", field));
    if (!value->is_string()) return invalid(fmt::format("{} must be a string.", field));
    const json::string& text = value->get_string();
    if (text.size() > max_bytes)
        return invalid(fmt::format("{} is {} bytes long; at most {} are accepted.", field, text.size(), max_bytes));
    return std::string(text);
}

Result<std::int64_t> whole_field(const json::object& object, std::string_view field, std::int64_t least,
                                 std::int64_t most, std::string_view range) {
    const json::value* value = find_field(object, field);
    if (!value) return invalid(fmt::format("{} is missing.", field));
    json::error_code inexact;
    const auto number = value->is_number() ? value->to_number<std::int64_t>(inexact) : 0;
    if (!value->is_number() || inexact || number < least || number > most)
        return invalid(fmt::format("{} must be a whole number{}", field, range));
    return number;
}

}  // namespace pf::api
