// Answers that are not made twice: what a person chose, and what a model wrote, for the same sentence while tables and
// vocabulary are the same. They are versions of registered rules: who deletes the rule forgets its answer.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/task.hpp"
#include "pitboss/services.hpp"
#include "tools/interpretation.hpp"

namespace pf::pitboss {

struct KeptAnswer {
    tools::GeneratedSql generated;  // through the guard as it is now
    bool chosen = false;            // by a person; else a model was heard
    std::string model;              // which
};

// Nothing when there is none, or the guard refuses it by now. Errors of the database are as none: the sentence is then
// made anew. `sentence_key` as of the registry.
Task<std::optional<KeptAnswer>> kept_answer(Services& services, std::string sentence_key, Deadline deadline);

}  // namespace pf::pitboss
