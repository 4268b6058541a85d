// A part of a list that may be long: what comes after a place, and the place where the next part begins.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace pf::pitboss {

struct PartRequest {
    static constexpr std::int64_t most = 10'000;  // of a client that does not ask for parts
    std::int64_t limit = most;
    std::string after;  // Part::next of the part before; empty: from the beginning
};

template <class Element>
struct Part {
    std::vector<Element> elements;
    std::string next;  // empty: this was the last
};

// Two halves of a place, the first without a space.
[[nodiscard]] inline std::pair<std::string, std::string> halves_of(const std::string& place) {
    const auto space = place.find(' ');
    if (space == std::string::npos) return {place, {}};
    return {place.substr(0, space), place.substr(space + 1)};
}

// Whether a place is a number and a name: "1732430862456000 name"; or empty.
[[nodiscard]] inline Result<void> number_and_name(const std::string& place) {
    const auto time = halves_of(place).first;
    if (place.empty() ||
        (!time.empty() && time.size() <= 18 && time.size() < place.size() &&
         time.find_first_not_of("0123456789") == std::string::npos && place.find('\0') == std::string::npos))
        return {};
    return make_error(ErrorKind::invalid_request, "after is not the next of a part of this list.");
}

}  // namespace pf::pitboss
