#include "net/address.hpp"

#include <gtest/gtest.h>

namespace pf::net {
namespace {

TEST(Address, HasItsParts) {
    const auto address = parse_address("HTTPS://Id.Example:8443/realms/a?p=1#x");
    ASSERT_TRUE(address);
    EXPECT_EQ(address->scheme, "https");
    EXPECT_EQ(address->host, "id.example");
    EXPECT_EQ(address->origin, "https://id.example:8443");
    EXPECT_EQ(address->path, "/realms/a");
    EXPECT_EQ(address->query, "p=1");
    EXPECT_EQ(address->fragment, "x");
    EXPECT_FALSE(address->this_machine);
    EXPECT_EQ(parse_address("https://u:p@h:443")->origin, "https://h");
    EXPECT_EQ(parse_address("https://u:p@h")->password, "p");
    for (const char* here : {"http://localhost:80/", "http://127.1", "http://[::1]:9"})
        EXPECT_TRUE(parse_address(here)->this_machine) << here;
}

TEST(Address, IsWholeAndPlain) {
    for (const char* text : {"", "x", "//h", "/path", "http://", "http://a b", "http://h/\r\nX: y", "http://h\xc3\xa4"})
        EXPECT_FALSE(parse_address(text)) << text;
}

}  // namespace
}  // namespace pf::net
