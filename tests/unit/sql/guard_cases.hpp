// The guard's case files and the policy they are about.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sql/guard.hpp"

namespace pf::sql::testing {

struct NamedQuery {
    std::string name;
    std::string sql;
};

// The tables and search_path at the top of tests/cases/guard_good.yaml.
GuardPolicy case_policy();
std::vector<std::string> good_queries();
// One of the lists of tests/cases/guard_attacks.yaml.
std::vector<NamedQuery> attacks(const std::string& list = "attacks");

// Lines of `name<tab>SQL`; empty when there is no such file.
std::vector<NamedQuery> read_tsv(const std::string& path);

// "a{b*3}c" → "abbbc".
std::string expand(const std::string& text);

}  // namespace pf::sql::testing
