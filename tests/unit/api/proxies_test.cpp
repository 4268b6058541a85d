#include "api/proxies.hpp"

#include <gtest/gtest.h>

namespace pf::api {
namespace {

boost::asio::ip::address at(const char* text) { return boost::asio::ip::make_address(text); }

TEST(Proxies, AreNamedByAddressOrNetwork) {
    const auto proxies = Proxies::named({"127.0.0.1", "10.1.2.3/16", "fd00::/8"});
    ASSERT_TRUE(proxies);
    for (const char* one : {"127.0.0.1", "10.1.255.1", "::ffff:10.1.0.9", "fd12::1"})
        EXPECT_TRUE(proxies->include(at(one))) << one;
    for (const char* one : {"127.0.0.2", "10.2.0.1", "fe80::1", "::1", "::ffff:10.2.0.1"})
        EXPECT_FALSE(proxies->include(at(one))) << one;
    for (const char* wrong : {"proxy.example", "10.0.0.0/33", "10.0.0", "*", "::/129"})
        EXPECT_EQ(Proxies::named({wrong}).error().kind, ErrorKind::invalid_request) << wrong;
    EXPECT_FALSE(Proxies().include(at("127.0.0.1"))) << "none is trusted by itself";
}

TEST(Proxies, SayWhoAskedAndAreNotBelievedBeyondTheFirstStranger) {
    const auto proxies = *Proxies::named({"127.0.0.1", "10.0.0.0/8"});
    const auto client = [&](const char* list) { return proxies.client(at("127.0.0.1"), list).to_string(); };
    EXPECT_EQ(client("192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(client("1.1.1.1, 192.0.2.7, 10.0.0.5"), "192.0.2.7")
        << "what stands before a stranger is the stranger's word";
    EXPECT_EQ(client("10.0.0.4,10.0.0.5"), "10.0.0.4");
    EXPECT_EQ(client("192.0.2.7:5555"), "192.0.2.7");
    EXPECT_EQ(client("[2001:db8::1]:443"), "2001:db8::1");
    EXPECT_EQ(client("192.0.2.7, unknown"), "127.0.0.1");
    EXPECT_EQ(client(""), "127.0.0.1");
    EXPECT_EQ(proxies.client(at("192.0.2.9"), "1.1.1.1").to_string(), "192.0.2.9");
}

}  // namespace
}  // namespace pf::api
