#include "compiler/rank/linear_model.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace pf::compiler {

LinearModel::LinearModel(Weights weights) {
    const auto by_key = [](const auto& a, const auto& b) { return a.first < b.first; };
    std::stable_sort(weights.begin(), weights.end(), by_key);
    for (const auto& [key, weight] : weights) {
        if (!keys_.empty() && keys_.back() == key) continue;
        keys_.push_back(key);
        halves_.push_back(to_half(weight));
    }
    index();
}

LinearModel::LinearModel(std::vector<std::uint32_t> keys, std::vector<std::uint16_t> halves)
    : keys_(std::move(keys)), halves_(std::move(halves)) {
    index();
}

void LinearModel::index() {
    const auto places = std::max<std::size_t>(std::bit_floor(keys_.size() / 2), 2), bits = places * 16;
    shift_ = 32 - std::countr_zero(places);
    filter_shift_ = 32 - std::countr_zero(bits);
    starts_.resize(places + 1);
    filter_.assign(bits / 64 + 1, 0);
    std::size_t at = 0;
    for (std::size_t place = 0; place <= places; ++place) {
        while (at < keys_.size() && keys_[at] >> shift_ < place) ++at;
        starts_[place] = static_cast<std::uint32_t>(at);
    }
    for (const auto key : keys_) {
        const auto bit = key >> filter_shift_;
        filter_[bit / 64] |= std::uint64_t{1} << bit % 64;
    }
}

}  // namespace pf::compiler
