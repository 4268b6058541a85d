#include "unit/sql/guard_cases.hpp"

#include <yaml-cpp/yaml.h>

#include <fstream>
#include <regex>

namespace pf::sql::testing {
namespace {

YAML::Node load(const std::string& file) { return YAML::LoadFile(std::string(PF_SOURCE_DIR) + "/tests/cases/" + file); }

}  // namespace

GuardPolicy case_policy() {
    const auto cases = load("guard_good.yaml");
    GuardPolicy policy;
    policy.search_path = cases["search_path"].as<std::vector<std::string>>();
    for (const auto& table : cases["tables"]) {
        const auto name = table.first.as<std::string>();
        const auto dot = name.find('.');
        policy.relations.push_back(
            {name.substr(0, dot), name.substr(dot + 1), table.second.as<std::vector<std::string>>()});
    }
    for (const auto& function : cases["extension_functions"]) {
        const auto name = function.as<std::string>();
        const auto dot = name.find('.');
        policy.extension_functions.push_back({name.substr(0, dot), name.substr(dot + 1)});
    }
    return policy;
}

std::vector<std::string> good_queries() { return load("guard_good.yaml")["queries"].as<std::vector<std::string>>(); }

std::vector<std::string> analysts_statements() {
    return load("guard_analysts.yaml")["statements"].as<std::vector<std::string>>();
}

std::vector<RefusedQuery> analysts_refused() {
    std::vector<RefusedQuery> all;
    for (const auto& one : load("guard_analysts.yaml")["refused"])
        all.push_back({one["sql"].as<std::string>(), one["reason"].as<std::string>()});
    return all;
}

std::vector<NamedQuery> attacks(const std::string& list) {
    std::vector<NamedQuery> all;
    for (const auto& attack : load("guard_attacks.yaml")[list])
        all.push_back({attack.first.as<std::string>(), expand(attack.second.as<std::string>())});
    return all;
}

std::vector<BoundedQuery> bounded_queries() {
    std::vector<BoundedQuery> all;
    for (const auto& one : load("guard_attacks.yaml")["bounded"])
        all.push_back({one.first.as<std::string>(), one.second[0].as<std::string>(), one.second[1].as<std::string>()});
    return all;
}

std::vector<NamedQuery> read_tsv(const std::string& path) {
    std::vector<NamedQuery> all;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        const auto tab = line.find('\t');
        if (tab != std::string::npos) all.push_back({line.substr(0, tab), line.substr(tab + 1)});
    }
    return all;
}

std::string expand(const std::string& text) {
    static const std::regex repeated(R"(\{([^{}]*)\*(\d+)\})");
    std::string expanded;
    auto rest = text.cbegin();
    for (std::smatch found; std::regex_search(rest, text.cend(), found, repeated);) {
        expanded += found.prefix();
        for (int i = std::stoi(found[2]); i > 0; --i) expanded += found[1];
        rest = found.suffix().first;
    }
    return expanded.append(rest, text.cend());
}

}  // namespace pf::sql::testing
