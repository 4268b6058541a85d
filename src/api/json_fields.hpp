// Reading the fields of a client's JSON object by hand, with errors that name the field.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pf::api {

// `what` begins the error: "The frame", "The body".
[[nodiscard]] Result<boost::json::object> parse_json_object(std::string_view text, std::string_view what);

// Null counts as left out: some clients write it for an optional field they do not set.
[[nodiscard]] const boost::json::value* find_field(const boost::json::object& object, std::string_view field);

// Errors are invalid_request and begin with the field's name: it is missing, no string, or longer than `max_bytes`.
[[nodiscard]] Result<std::string> text_field(const boost::json::object& object, std::string_view field,
                                             std::size_t max_bytes);

// `range` ends the error: " from 1 to 100."
[[nodiscard]] Result<std::int64_t> whole_field(const boost::json::object& object, std::string_view field,
                                               std::int64_t least, std::int64_t most, std::string_view range);

}  // namespace pf::api
