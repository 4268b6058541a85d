#include "app/sign_in.hpp"

#include <gtest/gtest.h>

namespace pf::app {
namespace {

using Roles = std::vector<std::pair<std::string, Role>>;

TEST(Roles, AreReadFromTheirSetting) {
    EXPECT_EQ(*parse_roles(""), Roles());
    EXPECT_EQ(*parse_roles("staff=reader, root = admin,"), (Roles{{"staff", Role::reader}, {"root", Role::admin}}));
    EXPECT_EQ(*parse_roles("cn=editors,ou=groups=author; a,b=reader"),
              (Roles{{"cn=editors,ou=groups", Role::author}, {"a,b", Role::reader}}));
    for (const char* wrong : {"staff", "staff=", "=reader", "staff=Reader", "a=reader,b"})
        EXPECT_FALSE(parse_roles(wrong)) << wrong;
}

TEST(SignIn, IsMadeOfItsSettings) {
    Config config;
    EXPECT_EQ(*make_sign_in(config), nullptr);
    config.oidc_issuer = "https://id.example/realms/a";
    config.oidc_client_id = "factory";
    config.oidc_roles = "staff=reader";
    config.public_url = "https://Factory.Example:443/";
    const auto made = make_sign_in(config);
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ((*made)->provider_name, "id.example");
    EXPECT_EQ((*made)->public_host(), "factory.example");
    EXPECT_EQ((*made)->provider->settings().redirect_address, "https://factory.example/sign-in/callback");
    config.public_url = "https://factory.example/path";
    EXPECT_FALSE(make_sign_in(config));
    config.public_url = "https://factory.example";
    config.oidc_default_role = "author";
    EXPECT_FALSE(make_sign_in(config));
}

}  // namespace
}  // namespace pf::app
