// What a client's address is called: as the host of a URL, and as somebody who guesses at the token.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <string>

namespace pf::api {

// As it stands in a URL (RFC 3986, 3.2.2); an IPv4 address that is mapped into IPv6 as the IPv4 address.
[[nodiscard]] std::string host_of(const boost::asio::ip::address& address);
// Who guesses: an address, or the network of 64 bits that one customer of a provider has in IPv6.
[[nodiscard]] std::string client_of(const boost::asio::ip::address& address);

}  // namespace pf::api
