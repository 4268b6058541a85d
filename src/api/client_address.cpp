#include "api/client_address.hpp"

#include <boost/asio/ip/network_v6.hpp>

namespace pf::api {

namespace ip = boost::asio::ip;

std::string host_of(const ip::address& address) {
    if (address.is_v4()) return address.to_string();
    const auto v6 = address.to_v6();
    if (v6.is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, v6).to_string();
    return "[" + v6.to_string() + "]";
}

std::string client_of(const ip::address& address) {
    if (address.is_v4() || address.to_v6().is_v4_mapped()) return host_of(address);
    return ip::make_network_v6(address.to_v6(), 64).canonical().to_string();
}

}  // namespace pf::api
