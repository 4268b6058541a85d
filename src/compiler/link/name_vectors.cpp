#include "compiler/link/name_vectors.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace pf::compiler {
namespace {

struct Weights {
    float bias, company, use, company_gap, use_gap;
};
constexpr Weights of_words{-2.15F, 2.31F, 0.59F, 0.39F, 1.05F}, of_phrases{-2.16F, 1.76F, 0.11F, 0.83F, 0.77F};

}  // namespace

float probability_of(const Nearness& near, LinkedBy by) {
    const auto& weights = by == LinkedBy::phrase ? of_phrases : of_words;
    const auto odds = weights.bias + weights.company * near.company + weights.use * near.use +
                      weights.company_gap * near.company_gap + weights.use_gap * near.use_gap;
    return 1 / (1 + std::exp(-odds));
}

void NameVectors::add(std::string key, const std::vector<std::string>& words, LinkedBy by) {
    if (!known_.insert(by == LinkedBy::phrase ? ' ' + key : key).second) return;
    std::vector<WordVector> vectors;
    for (const auto& word : words)
        if (auto vector = WordVectors::shipped().of(word)) vectors.push_back(std::move(*vector));
    if (!vectors.empty()) names_.push_back({std::move(key), by, mean_of(vectors)});
}

std::vector<NearName> NameVectors::near(std::string_view word, std::size_t most, float least) const {
    const auto said = WordVectors::shipped().of(word);
    std::vector<NearName> found;
    if (!said || most == 0) return found;
    found.reserve(names_.size());
    float company = -1, use = -1;  // of the nearest
    for (const auto& name : names_) {
        const Nearness near{said->company.cosine(name.vector.company), said->use.cosine(name.vector.use), 0, 0};
        company = std::max(company, near.company);
        use = std::max(use, near.use);
        found.push_back({name.key, name.by, near, 0});
    }
    for (auto& name : found) {
        name.nearness.company_gap = name.nearness.company - company;
        name.nearness.use_gap = name.nearness.use - use;
        name.probability = probability_of(name.nearness, name.by);
    }
    std::erase_if(found, [least](const NearName& name) { return name.probability < least; });
    std::stable_sort(found.begin(), found.end(),
                     [](const NearName& a, const NearName& b) { return a.probability > b.probability; });
    if (found.size() > most) found.resize(most);
    return found;
}

std::size_t NameVectors::bytes() const {
    std::size_t total = names_.capacity() * sizeof(Name);
    for (const auto& name : names_) total += 2 * name.key.capacity() + 64;
    return total;
}

}  // namespace pf::compiler
