#include "compiler/rank/weights.hpp"

#include <algorithm>
#include <charconv>

// weights/weights.txt, compiled in (cmake/compiler_data.cmake).
extern "C" const char pf_compiler_weights[];
extern "C" const char pf_compiler_weights_end[];

namespace pf::compiler {

void LinearModel::grow() {
    auto old = std::move(slots_);
    slots_.assign(old.empty() ? 1024 : old.size() * 2, {});
    mask_ = static_cast<std::uint32_t>(slots_.size() - 1);
    used_ = 0;
    for (const auto& slot : old)
        if (slot.key) set(slot.key, slot.weight);
}

void LinearModel::set(std::uint32_t key, float weight) {
    if (slots_.empty() || used_ * 5 >= slots_.size() * 3) grow();
    for (auto at = key & mask_;; at = (at + 1) & mask_) {
        if (slots_[at].key == key) {
            slots_[at].weight = weight;
            return;
        }
        if (slots_[at].key == 0) {
            slots_[at] = {key, weight};
            ++used_;
            return;
        }
    }
}

namespace {

template <class T>
bool read(std::string_view& line, T& value) {
    while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
    const auto [end, failed] = std::from_chars(line.data(), line.data() + line.size(), value);
    if (failed != std::errc()) return false;
    line.remove_prefix(static_cast<std::size_t>(end - line.data()));
    return true;
}

// "tree NODES LEAVES feature left right threshold … leaf …"
bool read_tree(std::string_view line, Forest& forest) {
    std::size_t nodes = 0, leaves = 0;
    if (!read(line, nodes) || !read(line, leaves) || nodes > 4096 || leaves != nodes + 1) return false;
    Tree tree;
    tree.nodes.resize(nodes);
    for (std::size_t i = 0; i < nodes; ++i) {
        auto& node = tree.nodes[i];
        if (!read(line, node.feature) || !read(line, node.left) || !read(line, node.right) ||
            !read(line, node.threshold))
            return false;
        // children come later or are leaves: a walk always ends
        for (const int child : {static_cast<int>(node.left), static_cast<int>(node.right)})
            if (child >= 0 ? child <= static_cast<int>(i) || child >= static_cast<int>(nodes)
                           : ~child >= static_cast<int>(leaves))
                return false;
        if (node.feature < 0 || node.feature > 1000) return false;
    }
    tree.leaves.resize(leaves);
    for (auto& leaf : tree.leaves)
        if (!read(line, leaf)) return false;
    forest.trees.push_back(std::move(tree));
    return true;
}

bool read_layer(std::string_view& line, RankNet::Layer& layer) {
    for (auto& weight : layer)
        if (!read(line, weight)) return false;
    return true;
}

}  // namespace

bool Weights::parse(std::string_view text) {
    LinearModel* linear = nullptr;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.front() == '#') continue;
        const auto space = std::min(line.find(' '), line.size());
        const auto kind = line.substr(0, space);
        auto rest = line.substr(std::min(space + 1, line.size()));
        if (kind == "o" || kind == "p" || kind == "u") {  // name, then weight
            linear = kind == "o" ? &option : kind == "p" ? &plan : &use;
            const auto last = rest.rfind(' ');
            if (last == std::string_view::npos) return false;
            auto number = rest.substr(last + 1);
            float weight = 0;
            if (!read(number, weight)) return false;
            FeatureKey key;
            key.add(rest.substr(0, last));
            linear->set(key.fold(), weight);
        } else if (kind == "word") {
            words.emplace(rest);
        } else if (kind == "option_tree") {
            if (!read_tree(rest, option_forest)) return false;
        } else if (kind == "net") {  // the next of the networks; its lines follow
            nets.emplace_back();
        } else if (kind.starts_with("net_") && nets.empty()) {
            return false;
        } else if (kind == "net_input") {  // mean, scale, direct weight, weights to the hidden layer
            RankNet::Input input;
            if (!read(rest, input.mean) || !read(rest, input.scale) || !read(rest, input.direct) ||
                !read_layer(rest, input.weights) || !(input.scale > 0))
                return false;
            nets.back().inputs.push_back(input);
        } else if (kind == "net_pattern") {  // name, tab, weights to the hidden layer
            const auto tab = rest.find('\t');
            if (tab == std::string_view::npos) return false;
            const auto key = pattern_key(rest.substr(0, tab));
            rest.remove_prefix(tab + 1);
            if (!read_layer(rest, nets.back().patterns[key])) return false;
        } else if (kind == "net_bias" || kind == "net_output") {
            if (!read_layer(rest, kind == "net_bias" ? nets.back().bias : nets.back().output)) return false;
        } else if (kind == "confidence_tree") {
            if (!read_tree(rest, confidence)) return false;
        } else if (kind == "calibration") {
            std::pair<float, float> point;
            if (!read(rest, point.first) || !read(rest, point.second)) return false;
            calibration.push_back(point);
        } else if (kind == "accept") {
            if (!read(rest, accept)) return false;
        } else {
            return false;
        }
    }
    return true;
}

const Weights& Weights::shipped() {
    static const Weights weights = [] {
        Weights made;
        if (!made.parse({pf_compiler_weights, static_cast<std::size_t>(pf_compiler_weights_end - pf_compiler_weights)}))
            made = Weights{};
        return made;
    }();
    return weights;
}

}  // namespace pf::compiler
