#include "api/proxies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/ascii.hpp"

namespace pf::api {
namespace {

namespace ip = boost::asio::ip;

// ::ffff:10.0.0.7 is 10.0.0.7, as a socket that listens to both families says it.
ip::address plain(const ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    return address;
}

std::optional<ip::address> address_in(std::string_view text) {
    boost::system::error_code failed;
    auto address = ip::make_address(std::string(text), failed);
    if (!failed) return plain(address);
    // With a port, as some write it: 10.0.0.7:1234, [::1]:1234.
    const bool bracketed = text.starts_with('[');
    const auto end = text.find(bracketed ? ']' : ':');
    if (end == std::string_view::npos) return std::nullopt;
    address = ip::make_address(std::string(text.substr(bracketed, end - bracketed)), failed);
    if (failed) return std::nullopt;
    return plain(address);
}

}  // namespace

Result<Proxies> Proxies::named(const std::vector<std::string>& list) {
    Proxies proxies;
    for (const auto& name : list) {
        const bool network = name.find('/') != std::string::npos;
        boost::system::error_code failed;
        if (const auto v4 = ip::make_network_v4(network ? name : name + "/32", failed); !failed) {
            proxies.v4_.push_back(v4.canonical());
            continue;
        }
        const auto v6 = ip::make_network_v6(network ? name : name + "/128", failed);
        if (failed)
            return make_error(ErrorKind::invalid_request,
                              fmt::format("\"{}\" is no address or network of a proxy.", name),
                              "Name proxies by address: 127.0.0.1, 10.1.0.0/16, fd00::/8.");
        proxies.v6_.push_back(v6.canonical());
    }
    return proxies;
}

bool Proxies::include(const ip::address& asked) const {
    const auto address = plain(asked);
    const auto holds = [](const auto& network, const auto& one) {
        using Network = std::decay_t<decltype(network)>;
        return Network(one, network.prefix_length()).canonical() == network;
    };
    if (address.is_v4())
        return std::any_of(v4_.begin(), v4_.end(), [&](const auto& each) { return holds(each, address.to_v4()); });
    return std::any_of(v6_.begin(), v6_.end(), [&](const auto& each) { return holds(each, address.to_v6()); });
}

ip::address Proxies::client(const ip::address& peer, std::string_view forwarded_for) const {
    ip::address nearest = plain(peer);
    while (!forwarded_for.empty() && include(nearest)) {
        const auto noted = address_in(last_element(forwarded_for));
        if (!noted) break;
        nearest = *noted;
        const auto comma = forwarded_for.rfind(',');
        forwarded_for = forwarded_for.substr(0, comma == std::string_view::npos ? 0 : comma);
    }
    return nearest;
}

std::string_view last_element(std::string_view list) {
    const auto comma = list.rfind(',');
    return trimmed(comma == std::string_view::npos ? list : list.substr(comma + 1), " \t");
}

}  // namespace pf::api
