#include "api/text.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace pf::api {

std::string_view next_element(std::string_view& rest, char separator) {
    const std::string_view element = rest.substr(0, rest.find(separator));
    rest.remove_prefix(std::min(rest.size(), element.size() + 1));
    return trimmed(element, " \t");
}

}  // namespace pf::api
