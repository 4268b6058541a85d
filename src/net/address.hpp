// The address of a server: its parts, as libcurl reads it.
#pragma once

#include <optional>
#include <string>

namespace pf::net {

struct Address {
    std::string scheme, host;  // lower case; of IPv6 with its brackets
    std::string origin;        // scheme, host, and the port where it is not the scheme's own
    std::string user, password, path, query, fragment;
    bool this_machine = false;  // by its name or number alone: what a name server says may change
};

// Nothing for what is no absolute URL, or holds spaces or other characters that do not belong into one.
[[nodiscard]] std::optional<Address> parse_address(const std::string& url);

}  // namespace pf::net
