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
// tests/cases/guard_analysts.yaml, over the same tables: `statements` to pass, `refused` not to, with the hint's text.
std::vector<std::string> analysts_statements();
struct RefusedQuery {
    std::string sql;
    std::string reason;  // part of the message or its hint
};
std::vector<RefusedQuery> analysts_refused();
// One of the lists of tests/cases/guard_attacks.yaml.
std::vector<NamedQuery> attacks(const std::string& list = "attacks");
// Their list `bounded`: SQL and what the guard makes of it.
struct BoundedQuery {
    std::string name;
    std::string sql;
    std::string text;
};
std::vector<BoundedQuery> bounded_queries();

// Lines of `name<tab>SQL`; empty when there is no such file.
std::vector<NamedQuery> read_tsv(const std::string& path);

// "a{b*3}c" → "abbbc".
std::string expand(const std::string& text);

}  // namespace pf::sql::testing
