// Tool register_rule: the rule's row and its new version in the registry.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/task.hpp"
#include "pg/connection.hpp"

namespace pf::tools {

struct RuleRow {
    std::string rule_id;  // of the registered rule: another one's when the sentence is registered already
    int version = 1;
};

// The statement that locks the rule's row in the transaction that makes the rule. The same rule_id again gets the next
// version; a sentence that is registered under another id gets that rule's next version instead of a twin.
[[nodiscard]] pg::Query claim_rule(std::string rule_id, std::string sentence, std::string sentence_key,
                                   std::string name);

// What it answers.
[[nodiscard]] RuleRow claimed_rule(const pg::Rows& answer);

// The statement that records what this version is, how many rows it found and how many milliseconds it took; sent with
// register_view's and COMMIT.
[[nodiscard]] pg::Query register_version(const RuleRow& rule, const std::string& sentence, const std::string& sql,
                                         const std::string& reading, std::string_view generator, double confidence,
                                         std::int64_t rows, double total_ms);

}  // namespace pf::tools
