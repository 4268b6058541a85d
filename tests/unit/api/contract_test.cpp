// src/api/openapi.json against the table of routes: what the server has and what the contract says are the same.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>
#include <map>
#include <set>

#include "api/access.hpp"
#include "api/routes.hpp"
#include "base/ascii.hpp"
#include "base/embedded.hpp"
#include "base/version.hpp"

namespace pf::api {
namespace {

namespace json = boost::json;

const json::object& contract() {
    static const json::value parsed = json::parse(embedded_files(Group::contract).at(0).bytes);
    return parsed.as_object();
}

// The routes of a server over parts that are never asked.
std::set<std::string> served() {
    pitboss::Services services;
    pitboss::Supervisor supervisor{services};
    pitboss::Results results{services};
    pitboss::Registry registry{services};
    pitboss::Patterns patterns{services};
    pitboss::Readings readings{services};
    pitboss::Definitions definitions{services};
    pitboss::Boards boards{services};
    pitboss::Imports imports{services, {}};
    pitboss::Audit audit{services};
    RouteContext context{
        {supervisor, results, registry, patterns, readings, definitions, boards, imports, audit, services, {}},
        {},
        StaticFiles({})};
    std::set<std::string> routes;
    for (const auto& [method, pattern] : all_routes(context).routes())
        routes.insert(std::string(to_string(method)) + " " + pattern);
    return routes;
}

// Every operation of the contract by "get /api/rules".
std::map<std::string, json::object> operations() {
    std::map<std::string, json::object> found;
    for (const auto& path : contract().at("paths").as_object())
        for (const auto& operation : path.value().as_object())
            found.emplace(std::string(operation.key()) + " " + std::string(path.key()), operation.value().as_object());
    return found;
}

void collect_references(const json::value& value, std::set<std::string>& references) {
    if (const auto* array = value.if_array()) {
        for (const auto& element : *array) collect_references(element, references);
    } else if (const auto* object = value.if_object()) {
        for (const auto& member : *object) {
            if (member.key() == "$ref")
                references.insert(std::string(member.value().as_string()));
            else
                collect_references(member.value(), references);
        }
    }
}

TEST(Contract, NamesEachRouteOfTheServerAndNoOther) {
    std::set<std::string> promised;
    for (const auto& [name, operation] : operations()) promised.insert(name);
    std::set<std::string> has;
    for (const auto& route : served())
        has.insert(lower(route.substr(0, route.find('/'))) + route.substr(route.find('/')));
    EXPECT_EQ(promised, has);
    EXPECT_GT(has.size(), 20u);
}

TEST(Contract, SaysOfEachRouteTheRoleThatItTakes) {
    std::map<std::string, std::string> wanted, said;
    for (const auto& route : served()) wanted[route] = "missing in the table of access";
    for (const auto& [method, pattern, least, what] : route_access())
        wanted[fmt::format("{} {}", to_string(method), pattern)] = least ? to_string(*least) : "";
    for (const auto& [name, operation] : operations()) {
        const auto space = name.find(' ');
        std::string route = name;
        std::transform(route.begin(), route.begin() + static_cast<std::ptrdiff_t>(space), route.begin(),
                       [](char c) { return static_cast<char>(std::toupper(c)); });
        const auto* role = operation.if_contains("x-least-role");
        said[route] = role ? role->as_string().c_str() : "";
    }
    EXPECT_EQ(said, wanted);
}

TEST(Contract, IsOfThisVersion) {
    EXPECT_EQ(contract().at("openapi").as_string(), "3.1.0");
    EXPECT_EQ(contract().at("info").at("version").as_string(), version());
}

TEST(Contract, DescribesThePathParametersOfEachOperation) {
    std::set<std::string> ids;
    for (const auto& [name, operation] : operations()) {
        EXPECT_TRUE(ids.insert(std::string(operation.at("operationId").as_string())).second) << name;
        std::set<std::string> in_path, described;
        for (auto brace = name.find('{'); brace != std::string::npos; brace = name.find('{', brace + 1))
            in_path.insert(name.substr(brace + 1, name.find('}', brace) - brace - 1));
        if (const auto* parameters = operation.if_contains("parameters"))
            for (const auto& parameter : parameters->as_array())
                if (const auto* place = parameter.as_object().if_contains("in"); place && *place == "path")
                    described.insert(std::string(parameter.at("name").as_string()));
        EXPECT_EQ(described, in_path) << name;
    }
}

TEST(Contract, LeadsEveryReferenceSomewhereAndDefinesNothingInVain) {
    std::set<std::string> references, defined;
    collect_references(contract(), references);
    for (const char* kind : {"responses", "parameters", "schemas"})
        for (const auto& component : contract().at("components").at(kind).as_object())
            defined.insert("#/components/" + std::string(kind) + "/" + std::string(component.key()));
    EXPECT_EQ(references, defined);
}

}  // namespace
}  // namespace pf::api
