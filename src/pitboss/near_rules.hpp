// Registered rules whose sentences are near another: examples for a model, what a person chose among them first.
#pragma once

#include <string>
#include <vector>

#include "base/task.hpp"
#include "pitboss/services.hpp"
#include "tools/prompt_context.hpp"

namespace pf::pitboss {

// At most three of the latest 300 rules that were chosen by a person or are sure, made for today's tables and
// vocabulary: those that share at least a third of the words of both sentences, nearest first. None without a registry,
// or when the database does not answer.
Task<std::vector<tools::PromptExample>> near_rules(Services& services, std::string sentence, Deadline deadline);

}  // namespace pf::pitboss
