// What proxies in front of the server say of their clients: X-Forwarded-For, -Proto and -Host. Anyone can write these
// lines, so they are heard from named proxies only.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace pf::api {

class Proxies {
 public:
    Proxies() = default;

    // Addresses and networks: 10.0.0.7, 10.1.0.0/16, ::1. Errors: invalid_request.
    static Result<Proxies> named(const std::vector<std::string>& list);

    [[nodiscard]] bool include(const boost::asio::ip::address& address) const;

    // Who asked: of the addresses that the proxies have noted, each behind those before it, the last one that is no
    // proxy of ours. `peer` is who the connection came from, one of the proxies.
    [[nodiscard]] boost::asio::ip::address client(const boost::asio::ip::address& peer,
                                                  std::string_view forwarded_for) const;

 private:
    std::vector<boost::asio::ip::network_v4> v4_;
    std::vector<boost::asio::ip::network_v6> v6_;
};

// The element that the nearest proxy has written: the last of a list.
[[nodiscard]] std::string_view last_element(std::string_view list);

}  // namespace pf::api
