// Tool register_rule: the rule's row and its new version in the registry.
#pragma once

#include <cstdint>
#include <optional>
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

// The rule that another goes on from, by its id or its sentence; empty: none.
struct RuleParent {
    std::string rule_id, sentence_key;
};

// Who asks for it, and whether they decided what it means: chose a reading, or wrote the SQL.
struct RuleMaker {
    std::string name;  // empty: nobody with a name
    bool decided = false;
};

// The statement that locks the rule's row in the transaction that makes the rule. The same rule_id again gets the next
// version; a sentence that is registered under another id gets that rule's next version instead of a twin. A new
// rule keeps its parent, if there is such a rule. `draft`: a new one is one until a person keeps it. A known one is
// changed by who gives it another sentence or meaning.
[[nodiscard]] pg::Query claim_rule(std::string rule_id, std::string sentence, std::string sentence_key,
                                   std::string name, RuleParent parent, bool draft, const RuleMaker& maker);

// What it answers.
[[nodiscard]] RuleRow claimed_rule(const pg::Rows& answer);

// What the rows change of that: a new rule without any is a draft too, and one that was run again and is sure by now,
// with rows, is none any more. What a person kept stays kept.
[[nodiscard]] std::optional<pg::Query> settle_draft(const RuleRow& rule, bool unsure, std::int64_t rows);

// What a version is, how many rows it found and how many milliseconds it took.
struct VersionRow {
    std::string sentence, sql, reading;
    std::string_view generator;
    double confidence = 0;
    std::int64_t rows = 0;
    double total_ms = 0;
    std::string meaning_key;  // of tables and vocabulary (model/meaning_key.hpp)
    std::string model;        // that was heard; empty: none
    bool chosen = false;      // by a person among several readings
    std::string made_by;
};

// The statement that records it; sent with register_view's and COMMIT.
[[nodiscard]] pg::Query register_version(const RuleRow& rule, VersionRow version);

}  // namespace pf::tools
