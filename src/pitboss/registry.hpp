// The registry: the rules that were run, their views and versions, and the predefined ones.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "pitboss/makers.hpp"
#include "pitboss/part.hpp"
#include "pitboss/services.hpp"

namespace pf::pitboss {

struct RuleVersion {
    int version = 0;
    std::string sentence, sql, reading, generator;
    double confidence = 0;
    std::optional<std::int64_t> rows;  // nothing, and so for the time: a run before these were kept
    std::optional<double> total_ms;
    std::string created_at;  // UTC, ISO 8601, milliseconds, Z
    std::string made_by;
};

struct RegisteredRule {
    std::string rule_id, rule, sentence, sql, reading, generator, view;
    double confidence = 0;
    int version = 0;
    std::int64_t rows = 0;
    double total_ms = 0;  // of the last run
    std::string created_at, last_run_at;
    std::string title, note;  // what people call it and say of it; empty: nothing
    bool starred = false, draft = false;
    std::string folder;  // that people keep it in; empty: none
    std::string parent;  // id of the rule that it goes on from; empty: none, or it is gone
    Makers makers;
    std::vector<RuleVersion> versions;  // filled by rule(), newest first
};

struct RuleChange {  // what is not there stays as it is
    std::optional<std::string> title, note, folder, view;
    std::optional<bool> starred, draft;
};

struct PredefinedRuleInfo {
    std::string code, sentence, description;
};

class Registry {
 public:
    explicit Registry(Services& services);

    // Newest run first. A place that is none: invalid_request.
    Task<Result<Part<RegisteredRule>>> rules(PartRequest part, Deadline deadline);
    [[nodiscard]] std::vector<PredefinedRuleInfo> predefined() const;
    Task<Result<RegisteredRule>> rule(std::string rule_id, Deadline deadline);  // not_found
    // `view` is a name in words ("German customers") or as a view is named; the view's former names go on leading to
    // it. Value: the changed rule. Errors: not_found; unavailable while the view is being read and should get another
    // name.
    Task<Result<RegisteredRule>> change(std::string rule_id, RuleChange change, std::string by, Deadline deadline);
    Task<Result<void>> remove(std::string rule_id, Deadline deadline);  // drops the view too; not_found
    // Removes drafts that were not run for a week, and those before the newest twenty; what was run in the last hour
    // stays, since someone may be looking at it. Called from time to time. Value: ids of those that are gone.
    Task<std::vector<std::string>> remove_old_drafts(Deadline deadline);

 private:
    Services& services_;
};

}  // namespace pf::pitboss
