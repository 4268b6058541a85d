#include "pitboss/said_in_full.hpp"

#include <utility>

#include "model/sentence.hpp"
#include "model/snapshot.hpp"
#include "tools/registry.hpp"

namespace pf::pitboss {

Task<Result<std::string>> said_in_full(Services& services, std::string rule_code, std::string after) {
    const auto snapshot = services.snapshot();
    const auto sentence = model::resolve_sentence(rule_code, snapshot->ontology);
    if (!sentence) co_return std::string();               // whoever runs it says why
    if (*sentence != rule_code) co_return std::string();  // a predefined rule
    std::string before;
    if (!after.empty()) {
        auto resolved = model::resolve_sentence(after, snapshot->ontology);
        if (!resolved) co_return resolved.error();
        before = std::move(*resolved);
    }
    co_return co_await services.generator->said_in_full(std::move(before), *sentence);
}

}  // namespace pf::pitboss
