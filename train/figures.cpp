#include "figures.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace pf::train {

Recall recall_of(const Training& training) {
    Recall recall;
    for (const auto& example : training.examples) {
        if (!example.answerable()) continue;
        const auto first = example.first_right();
        const bool any = first < example.right.size();
        for (std::size_t d = 0; d < Recall::depths.size(); ++d) recall.within[d].add(any && first < Recall::depths[d]);
        recall.any.add(any);
        recall.gold_read.add(example.gold != nullptr);
        if (any)
            recall.chance += static_cast<double>(std::count(example.right.begin(), example.right.end(), 1)) /
                             static_cast<double>(example.right.size());
    }
    if (recall.any.asked > 0) recall.chance /= static_cast<double>(recall.any.asked);
    return recall;
}

std::string text_of(const Recall& recall) {
    std::string line = "right among the first";
    for (std::size_t d = 0; d < Recall::depths.size(); ++d)
        line += fmt::format(" {}:{:.3f}", Recall::depths[d], recall.within[d].share());
    return line + fmt::format(" any:{:.3f} (gold read {:.3f})", recall.any.share(), recall.gold_read.share());
}

Count surest(const std::vector<Sureness>& sure, double share, std::size_t examples) {
    Count count;
    const auto most = static_cast<std::size_t>(share * static_cast<double>(examples));
    for (std::size_t i = 0; i < std::min(sure.size(), most); ++i) count.add(sure[i].right != 0);
    return count;
}

std::map<std::string, Count> right_first_by(const Training& training,
                                            const std::function<std::vector<std::string>(const Example&)>& names) {
    std::map<std::string, Count> counts;
    for (const auto& example : training.examples)
        if (example.answerable())
            for (const auto& name : names(example)) counts[name].add(example.right_first());
    return counts;
}

std::map<std::string, Count> by_fold(const Training& training) {
    return right_first_by(training, [](const Example& e) { return std::vector{std::to_string(e.question->fold)}; });
}

}  // namespace pf::train
