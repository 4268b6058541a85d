// The JSON of HTTP's resources (docs/protocol.md, "HTTP").
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/timestamp.hpp"
#include "base/caller.hpp"
#include "base/result.hpp"
#include "pitboss/audit.hpp"
#include "pitboss/definitions.hpp"
#include "pitboss/patterns.hpp"
#include "pitboss/readings.hpp"
#include "pitboss/registry.hpp"
#include "pitboss/results.hpp"
#include "pitboss/services.hpp"
#include "pitboss/vocabulary.hpp"

namespace pf::api {

[[nodiscard]] std::string encode_rules(const pitboss::Part<pitboss::RegisteredRule>& rules);
[[nodiscard]] std::string encode_rule(const pitboss::RegisteredRule& rule);  // with its versions
[[nodiscard]] std::string encode_predefined(const std::vector<pitboss::PredefinedRuleInfo>& rules);
[[nodiscard]] std::string encode_views(const pitboss::Part<pitboss::RelationInfo>& views);
[[nodiscard]] std::string encode_tables(const pitboss::Part<pitboss::RelationInfo>& tables);
[[nodiscard]] std::string encode_page(const pitboss::Page& page);
[[nodiscard]] std::string encode_patterns(const pitboss::Part<pitboss::Pattern>& patterns);
[[nodiscard]] std::string encode_pattern(const pitboss::Pattern& pattern);
[[nodiscard]] std::string encode_reading(const pitboss::SentenceReading& reading);
[[nodiscard]] std::string encode_parts(const pitboss::SentenceParts& parts);
[[nodiscard]] std::string encode_vocabulary(const pitboss::Vocabulary& vocabulary);
[[nodiscard]] std::string encode_server(const pitboss::ServerInfo& info, const pitboss::Readiness& readiness,
                                        bool wants_token, const Caller& caller, SystemTime now);
[[nodiscard]] std::string encode_model(const pitboss::ModelState& state, SystemTime now,
                                       const Result<pitboss::ModelAnswer>* check = nullptr);
[[nodiscard]] std::string encode_status(const pitboss::ServerInfo& info, SystemTime now);  // GET / of a program

[[nodiscard]] std::string encode_definitions(const std::vector<model::Definition>& definitions,
                                             const std::vector<std::string>& refused,
                                             const std::vector<pitboss::WordCount>& unknown,
                                             const std::map<std::string, pitboss::Makers>& makers);
[[nodiscard]] std::string encode_definition(const model::Definition& definition);
[[nodiscard]] std::string encode_candidates(const std::vector<pitboss::DefinitionCandidate>& candidates);

[[nodiscard]] std::string encode_audit(const pitboss::Part<pitboss::AuditEntry>& entries);

// The body of POST of a definition: kind, name, is; date and description may be left out.
[[nodiscard]] Result<model::Definition> decode_definition(std::string_view body);

// The body of PATCH of a rule; what is left out stays.
[[nodiscard]] Result<pitboss::RuleChange> decode_rule_change(std::string_view body);

// The body of POST and PUT of a pattern: name, kind, and a description that may be left out. The values' rules are the
// database's.
[[nodiscard]] Result<pitboss::Pattern> decode_pattern(std::string_view body);

}  // namespace pf::api
