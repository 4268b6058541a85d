// model_dump: a model of the rule compiler as text, a line a weight.
//   model_dump MODEL [NAMES]
// NAMES: the file the trainer wrote beside it, "KEY NAME" a line; sparse features without a name go by their keys.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <string>

#include "compiler/rank/model_file.hpp"

namespace {

using namespace pf::compiler;
using Names = std::map<std::uint32_t, std::string>;

Names read_names(const std::string& path) {
    Names made;
    std::ifstream file(path);
    for (std::string key, name; file >> key && std::getline(file, name);)
        made.emplace(static_cast<std::uint32_t>(std::stoul(key, nullptr, 16)), name.substr(1));
    return made;
}

std::string name_of(std::uint32_t key, const Names& names) {
    const auto found = names.find(key);
    return found == names.end() ? fmt::format("#{:08x}", key) : found->second;
}

void dump(std::string_view kind, const LinearModel& model, const Names& names) {
    std::map<std::string, float> sorted;
    for (const auto key : model.keys()) sorted.emplace(name_of(key, names), model.weight(key));
    for (const auto& [name, weight] : sorted) fmt::print("{}\t{}\t{:.4g}\n", kind, name, weight);
}

void dump(std::string_view kind, const Forest& forest, const std::vector<std::string_view>& features) {
    for (std::size_t t = 0; t < forest.trees.size(); ++t) {
        const auto& tree = forest.trees[t];
        const auto child = [&](int at) {
            return at < 0 ? fmt::format("{:.4g}", tree.leaves[static_cast<std::size_t>(~at)]) : fmt::format("@{}", at);
        };
        for (std::size_t n = 0; n < tree.nodes.size(); ++n) {
            const auto& node = tree.nodes[n];
            fmt::print("{}\t{}@{}\t{} <= {:.6g}\t{}\t{}\n", kind, t, n,
                       features[static_cast<std::size_t>(node.feature)], node.threshold, child(node.left),
                       child(node.right));
        }
    }
}

std::string layer_text(const RankNet::Layer& layer) {
    std::string made;
    for (const float weight : layer) made += fmt::format(" {:.4g}", weight);
    return made;
}

void dump(std::size_t number, const RankNet& net, const std::vector<std::string_view>& features, const Names& names) {
    for (std::size_t f = 0; f < net.inputs.size(); ++f) {
        const auto& input = net.inputs[f];
        fmt::print("net{}_input\t{}\tmean {:.6g} scale {:.6g} direct {:.4g}\t{}\n", number, features[f], input.mean,
                   input.scale, input.direct, layer_text(input.weights));
    }
    std::map<std::string, std::string> sorted;
    net.for_each_pattern(
        [&](std::uint32_t key, const auto& layer) { sorted[name_of(key, names)] = layer_text(layer); });
    for (const auto& [name, layer] : sorted) fmt::print("net{}_pattern\t{}\t{}\n", number, name, layer);
    fmt::print("net{}_bias\t{}\nnet{}_output\t{}\n", number, layer_text(net.bias), number, layer_text(net.output));
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2 || argc > 3) {
        std::cerr << "model_dump MODEL [NAMES]\n";
        return 2;
    }
    const auto read = load_model(argv[1]);
    if (!read) {
        std::cerr << "model_dump: " << read.error().message << ' ' << read.error().hint << '\n';
        return 1;
    }
    const auto names = argc > 2 ? read_names(argv[2]) : Names{};
    const auto& features = DenseNames::own();
    for (const auto& word : std::set<std::string>(read->words.begin(), read->words.end()))
        fmt::print("word\t{}\n", word);
    dump("option", read->option, names);
    dump("plan", read->plan, names);
    dump("use", read->use, names);
    dump("option_tree", read->option_forest, features.option);
    dump("confidence_tree", read->confidence, features.confidence);
    for (std::size_t n = 0; n < read->nets.size(); ++n) dump(n, read->nets[n], features.plan, names);
    for (const auto& [odds, probability] : read->calibration)
        fmt::print("calibration\t{:.5g}\t{:.5g}\n", odds, probability);
    fmt::print("accept\t{:.4g}\n", read->accept);
    return 0;
}
