// Tool register_view: the view's row in the registry, and the word of it to every session.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pg/connection.hpp"
#include "tools/data_table.hpp"
#include "tools/register_rule.hpp"

namespace pf::tools {

inline constexpr std::string_view events_channel = "pattern_factory";

// The payload of a NOTIFY on events_channel: {"view": …, "rule": …}. An empty rule: the view is gone.
[[nodiscard]] std::string view_event(std::string_view view, std::string_view rule_name);

// What a view may be called. For a new rule: `wish`, or where that is taken `stem` and the first free number. One that
// was registered keeps the name it has.
[[nodiscard]] pg::Query name_of_view(std::string sentence_key, std::string stem, std::string wish);

// The statement that takes the name for a rule; no two rules ever had one in common.
[[nodiscard]] pg::Query claim_view_name(const std::string& view, const std::string& rule_id);

// The statements that do it; sent with COMMIT. `relation` is where the rows are now, `view` the name that a user sees
// (they differ only until the rule's last version is gone); `timings` is a JSON object.
[[nodiscard]] std::vector<pg::Query> register_view(const RuleRow& rule, const std::string& view,
                                                   const std::string& relation, const DataTable& table,
                                                   const std::string& timings);

// The word of it. Sent right behind the COMMIT: PostgreSQL lets only one transaction at a time commit that notifies,
// and each would wait for the disk alone.
[[nodiscard]] pg::Query announce_view(const std::string& view, const std::string& rule_name);

}  // namespace pf::tools
