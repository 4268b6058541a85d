// Vocabulary: what a sentence can be made of, for completion while typing.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "pitboss/registry.hpp"
#include "pitboss/services.hpp"
#include "pitboss/supervisor.hpp"

namespace pf::pitboss {

struct Vocabulary {
    struct Table {
        std::string name, description;
        std::vector<ResultColumn> columns;
    };
    struct Value {
        std::string table, column, value;
    };
    std::vector<PredefinedRuleInfo> rules;
    std::vector<Table> tables;
    std::vector<Value> values;
};

inline constexpr std::size_t max_vocabulary = 100;  // rules, tables, columns of a table and values each

// With a prefix: what has a word that begins with it, case ignored; tables also for their columns, of which only those
// are given. Without: rules and tables in the order of the semantic model, and no values. At most `limit` of each kind.
[[nodiscard]] Vocabulary vocabulary(const Services& services, std::string_view prefix, std::size_t limit);

}  // namespace pf::pitboss
