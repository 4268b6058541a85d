#include "misses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>

namespace pf::train {
namespace {

std::string plan_line(const Example& example, std::size_t at) {
    return fmt::format("  {} {:.2f} {}\n", example.right[at] ? "R" : "-", example.plans[at].score,
                       example.plans[at].sql);
}

}  // namespace

void write_misses(const std::string& path, const Training& training, const std::vector<Sureness>& sure) {
    std::ofstream out(path);
    std::map<std::size_t, float> odds;
    for (const auto& one : sure) odds[one.example] = one.odds;
    for (std::size_t i = 0; i < training.examples.size(); ++i) {
        const auto& example = training.examples[i];
        if (example.plans.empty() && !example.answerable()) continue;
        const auto at = example.first_right();
        const bool any = at < example.right.size();
        const auto& question = *example.question;
        out << fmt::format("{} | {} | {} at {} of {} | sure {:.2f} {}\n  Q {}\n", question.fold, question.schema,
                           example.answerable() ? "right" : "unanswerable", any ? std::to_string(at) : "-",
                           example.right.size(), odds.contains(i) ? odds[i] : 0,
                           example.plans.empty() ? "" : held_back(example, training.model), question.sentence);
        if (example.answerable() && at == 0) continue;
        if (!question.gold.empty()) out << "  G " << question.gold[0] << '\n';
        for (std::size_t k = 0; k < std::min<std::size_t>(example.plans.size(), 2); ++k) out << plan_line(example, k);
        if (any && at > 1) out << plan_line(example, at);
    }
}

}  // namespace pf::train
