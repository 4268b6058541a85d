// Claims → names and role.
#include "oidc/identity.hpp"

#include <gtest/gtest.h>

namespace pf::oidc {
namespace {

namespace json = boost::json;

const RoleMap map{"groups", {{"staff", Role::reader}, {"editors", Role::author}, {"root", Role::admin}}, std::nullopt};

TEST(Identity, HasTheHighestRoleOfItsValues) {
    EXPECT_EQ(role_of({{"groups", {"editors", "staff"}}}, map), Role::author);
    EXPECT_EQ(role_of({{"groups", {"staff", "root", "editors"}}}, map), Role::admin);
    EXPECT_EQ(role_of({{"groups", "staff"}}, map), Role::reader);
    for (const json::value& groups :
         {json::value(json::array{}), json::value("Root"), json::value("editors staff"), json::value(nullptr),
          json::parse(R"([["root"]])"), json::value(json::object{{"root", true}}), json::value(1)})
        EXPECT_FALSE(role_of({{"groups", groups}}, map)) << json::serialize(groups);
    EXPECT_FALSE(role_of({{"roles", "root"}}, map));
    auto open = map;
    open.otherwise = Role::reader;
    EXPECT_EQ(role_of({}, open), Role::reader);
    EXPECT_EQ(role_of({{"groups", "root"}}, open), Role::admin);
}

TEST(Identity, FindsItsRoleAlongAPath) {
    const json::object claims{{"realm_access", {{"roles", {"root"}}}}, {"https://factory.example/roles", {"staff"}}};
    auto deep = map;
    deep.claim = "realm_access.roles";
    EXPECT_EQ(role_of(claims, deep), Role::admin);
    deep.claim = "https://factory.example/roles";
    EXPECT_EQ(role_of(claims, deep), Role::reader);
    for (const char* claim : {"realm_access", "realm_access.roles.x", ".", "", "realm_access."}) {
        deep.claim = claim;
        EXPECT_FALSE(role_of(claims, deep)) << claim;
    }
}

TEST(Identity, IsCalledByWhatShows) {
    using Names = std::vector<std::string>;
    EXPECT_EQ(names_of({{"email", "ana@x.example"}, {"preferred_username", "ana"}, {"name", " Ana Meier "}}),
              (Names{"Ana Meier", "ana", "ana@x.example"}));
    EXPECT_EQ(names_of({{"name", ""}, {"preferred_username", 7}, {"email", "ana@x.example"}}), Names{"ana@x.example"});
    EXPECT_EQ(names_of({{"name", "A\xe2\x80\xaena"}, {"preferred_username", "a\nb"}}), Names{}) << "direction, line";
    EXPECT_EQ(names_of({{"name", std::string(101, 'x')}}), Names{});
    EXPECT_EQ(names_of({{"email", "boss@x.example"}, {"email_verified", false}}), Names{}) << "whoever wrote that";
    EXPECT_EQ(names_of({{"name", "ana"}, {"preferred_username", "ana"}}), Names{"ana"});
}

}  // namespace
}  // namespace pf::oidc
