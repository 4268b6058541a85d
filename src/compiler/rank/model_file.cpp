#include "compiler/rank/model_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>

#include "compiler/rank/confidence.hpp"
#include "compiler/rank/option_features.hpp"
#include "compiler/rank/packed_keys.hpp"
#include "compiler/rank/plan_features.hpp"

// model/compiler.pfm, compiled in (cmake/compiler_data.cmake).
extern "C" const char pf_compiler_model[];
extern "C" const char pf_compiler_model_end[];

namespace pf::compiler {
namespace {

static_assert(std::endian::native == std::endian::little, "the file is read as it lies");

constexpr std::string_view magic = "PFMODEL\n";
constexpr std::size_t header_size = magic.size() + 4 + 8 + 8;
constexpr std::size_t most_nodes = 4096, most_nets = 64;

// Of damage, not of malice.
std::uint64_t checksum(std::string_view bytes) {
    std::uint64_t state = bytes.size();
    while (!bytes.empty()) {
        std::uint64_t word = 0;
        const auto part = std::min(bytes.size(), sizeof word);
        std::memcpy(&word, bytes.data(), part);
        bytes.remove_prefix(part);
        state = (state ^ word) * 0x9E3779B97F4A7C15ULL;
        state ^= state >> 32;
    }
    return state;
}

// The half at place `at` of some.
float half_at(std::string_view bytes, std::size_t at) {
    std::uint16_t half = 0;
    std::memcpy(&half, bytes.data() + at * sizeof half, sizeof half);
    return from_half(half);
}

class Writer {
 public:
    template <class T>
    void number(T value) {
        bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    void count(std::size_t value) { number(static_cast<std::uint32_t>(value)); }
    void halves(std::span<const float> values) {
        for (const float value : values) number(to_half(value));
    }
    template <class List>
    void list(const List& values) {
        bytes_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof values[0]);
    }
    void text(std::string_view text) { bytes_ += text; }
    template <class Texts>
    void texts(const Texts& texts) {
        count(texts.size());
        for (const std::string_view text : texts) {
            number(static_cast<std::uint8_t>(text.size()));
            bytes_ += text.substr(0, 255);
        }
    }
    [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
    std::string bytes_;
};

void write(const LinearModel& model, Writer& out) {
    out.count(model.size());
    out.text(pack_keys(model.keys()));
    out.list(model.halves());
}

void write(const Forest& forest, Writer& out) {
    out.count(forest.trees.size());
    for (const auto& tree : forest.trees) {
        out.count(tree.nodes.size());
        for (const auto& node : tree.nodes) {
            out.number(node.feature);
            out.number(node.left);
            out.number(node.right);
            out.number(node.threshold);
        }
        out.list(tree.leaves);
    }
}

void write(const RankNet& net, Writer& out) {
    for (const auto& input : net.inputs) {
        out.number(input.mean);
        out.number(input.scale);
        out.number(input.direct);
        out.halves(input.weights);
    }
    std::vector<std::pair<std::uint32_t, const RankNet::Layer*>> sorted;
    net.for_each_pattern([&](std::uint32_t key, const auto& layer) { sorted.emplace_back(key, &layer); });
    std::sort(sorted.begin(), sorted.end());
    out.count(sorted.size());
    for (const auto& [key, layer] : sorted) {
        out.number(key);
        out.halves(*layer);
    }
    out.list(net.bias);
    out.list(net.output);
}

// Reads on; once something is missing or wrong all that follows is empty, and ok() says so.
class Reader {
 public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}

    template <class T>
    T number() {
        T value{};
        if (const auto bytes = take(sizeof value); !bytes.empty()) std::memcpy(&value, bytes.data(), sizeof value);
        return value;
    }
    // Of things of at least `least_size` bytes each: never more than there can be.
    std::size_t count(std::size_t least_size) {
        const auto made = number<std::uint32_t>();
        return check(made <= rest_.size() / least_size) ? made : 0;
    }
    void floats(std::span<float> values) {
        const auto bytes = take(values.size_bytes());
        if (!bytes.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
    }
    void halves(std::span<float> values) {
        const auto bytes = take(values.size() * sizeof(std::uint16_t));
        for (std::size_t i = 0; i < bytes.size() / 2; ++i) values[i] = half_at(bytes, i);
    }
    template <class T>
    std::vector<T> list(std::size_t size) {
        const auto bytes = take(size * sizeof(T));
        std::vector<T> made(bytes.size() / sizeof(T));
        if (!bytes.empty()) std::memcpy(made.data(), bytes.data(), bytes.size());
        return made;
    }
    std::vector<std::string_view> texts() {
        std::vector<std::string_view> made(count(1));
        for (auto& text : made) text = take(number<std::uint8_t>());
        return made;
    }
    std::string_view take(std::size_t size) {
        if (!check(size <= rest_.size())) return {};
        const auto made = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return made;
    }
    bool check(bool holds) {
        if (!holds) {
            ok_ = false;
            rest_ = {};
        }
        return holds;
    }
    [[nodiscard]] bool ok() const { return ok_; }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
    std::string_view rest_;
    bool ok_ = true;
};

LinearModel read_linear(Reader& in) {
    const auto size = in.count(sizeof(std::uint16_t));
    auto keys = unpack_keys(in.take(packed_size(size)), size);
    auto halves = in.list<std::uint16_t>(size);
    in.check(keys.has_value());
    return in.ok() ? LinearModel(std::move(*keys), std::move(halves)) : LinearModel();
}

// `places`: of the file's features, in the program's rows.
Tree read_tree(const std::vector<std::int16_t>& places, Reader& in) {
    Tree tree;
    const auto size = in.count(10);
    if (!in.check(size <= most_nodes)) return tree;
    tree.nodes.resize(size);
    tree.leaves.resize(size + 1);
    for (std::size_t i = 0; i < size; ++i) {
        auto& node = tree.nodes[i];
        const auto feature = in.number<std::uint16_t>();
        if (in.check(feature < places.size())) node.feature = places[feature];
        node.left = in.number<std::int16_t>();
        node.right = in.number<std::int16_t>();
        node.threshold = in.number<float>();
        // children come later or are leaves: a walk always ends
        for (const int child : {static_cast<int>(node.left), static_cast<int>(node.right)})
            in.check(child >= 0 ? child > static_cast<int>(i) && child < static_cast<int>(size)
                                : ~child <= static_cast<int>(size));
    }
    in.floats(tree.leaves);
    return tree;
}

Forest read_forest(const std::vector<std::int16_t>& places, Reader& in) {
    Forest forest;
    forest.trees.resize(in.count(8));
    for (auto& tree : forest.trees) tree = read_tree(places, in);
    return forest;
}

RankNet read_net(const std::vector<std::int16_t>& places, Reader& in) {
    RankNet net;
    net.inputs.resize(places.size());
    for (const auto place : places) {
        auto& input = net.inputs[static_cast<std::size_t>(place)];
        input.mean = in.number<float>();
        input.scale = in.number<float>();
        input.direct = in.number<float>();
        in.halves(input.weights);
        in.check(input.scale > 0);
    }
    const auto patterns = in.count(4 + 2 * RankNet::hidden);
    net.reserve(patterns);
    for (std::size_t i = 0; i < patterns && in.ok(); ++i) {
        const auto key = in.number<std::uint32_t>();
        if (in.check(key != 0)) in.halves(net.pattern(key));
    }
    in.floats(net.bias);
    in.floats(net.output);
    return net;
}

Error refused(std::string message, std::string hint) {
    return make_error(ErrorKind::invalid_request, std::move(message), std::move(hint));
}

constexpr std::string_view train_again =
    "Train it again with this program (docs/compiler.md), or take the model of its release.";

// What of the features of one group does not fit, "" when all do; else where each of the file's stands here.
std::string misfit(std::string_view group, const std::vector<std::string_view>& file,
                   const std::vector<std::string_view>& own, std::vector<std::int16_t>& places) {
    std::string made;
    const auto place_in = [](const auto& list, std::string_view name) {
        return std::find(list.begin(), list.end(), name) - list.begin();
    };
    for (const auto name : own)
        if (place_in(file, name) == std::ssize(file)) made += fmt::format(" It lacks {}.{}.", group, name);
    for (const auto name : file) {
        const auto place = place_in(own, name);
        if (place == std::ssize(own))
            made += fmt::format(" It has {}.{}, which is unknown here.", group, name);
        else if (std::find(places.begin(), places.end(), place) != places.end())
            made += fmt::format(" It has {}.{} twice.", group, name);
        places.push_back(static_cast<std::int16_t>(place));
    }
    return made;
}

// The rest of the file behind its header.
Result<std::string_view> payload_of(std::string_view bytes) {
    if (!bytes.starts_with(magic.substr(0, std::min(bytes.size(), magic.size()))) || bytes.empty())
        return refused("This is no model of the rule compiler.", "Give the .pfm file that the trainer wrote.");
    Reader in(bytes.substr(std::min(bytes.size(), magic.size())));
    const auto version = in.number<std::uint32_t>();
    const auto size = in.number<std::uint64_t>(), sum = in.number<std::uint64_t>();
    if (in.ok() && version != model_version)
        return refused(fmt::format("The model has version {}; this program reads version {}.", version, model_version),
                       std::string(train_again));
    const auto rest = bytes.substr(std::min(bytes.size(), header_size));
    if (!in.ok() || rest.size() < size)
        return refused(fmt::format("The model is cut: {} bytes of {}.", bytes.size(),
                                   in.ok() ? std::to_string(header_size + size) : "more"),
                       "Copy the file again.");
    if (rest.size() > size || checksum(rest) != sum)
        return refused("The model is damaged: its checksum does not fit.", "Copy the file again.");
    return rest;
}

}  // namespace

const DenseNames& DenseNames::own() {
    const auto list = [](const auto& names) { return std::vector<std::string_view>(names.begin(), names.end()); };
    static const DenseNames names{list(OptionFeatures::names), list(PlanFeatures::names),
                                  list(ConfidenceFeatures::names)};
    return names;
}

std::string write_model(const Model& model, const DenseNames& names) {
    Writer out;
    for (const auto* list : {&names.option, &names.plan, &names.confidence}) out.texts(*list);
    out.texts(std::set<std::string_view>(model.words.begin(), model.words.end()));
    for (const auto* linear : {&model.option, &model.plan, &model.use}) write(*linear, out);
    write(model.option_forest, out);
    write(model.confidence, out);
    out.count(model.nets.size());
    for (const auto& net : model.nets) write(net, out);
    out.count(model.calibration.size());
    for (const auto& [odds, probability] : model.calibration) {
        out.number(odds);
        out.number(probability);
    }
    out.number(model.accept);
    Writer head;
    head.number(model_version);
    head.number(std::uint64_t{out.bytes().size()});
    head.number(checksum(out.bytes()));
    return std::string(magic) + head.bytes() + out.bytes();
}

Result<Model> read_model(std::string_view bytes, const DenseNames& names) {
    const auto payload = payload_of(bytes);
    if (!payload) return payload.error();
    Reader in(*payload);
    const auto option_names = in.texts(), plan_names = in.texts(), confidence_names = in.texts();
    std::vector<std::int16_t> option, plan, confidence;
    const auto misfits = misfit("option", option_names, names.option, option) +
                         misfit("plan", plan_names, names.plan, plan) +
                         misfit("confidence", confidence_names, names.confidence, confidence);
    if (!misfits.empty())
        return refused("The model was learned from other features." + misfits, std::string(train_again));
    Model made;
    for (const auto word : in.texts()) made.words.emplace(word);
    for (auto* linear : {&made.option, &made.plan, &made.use}) *linear = read_linear(in);
    made.option_forest = read_forest(option, in);
    made.confidence = read_forest(confidence, in);
    const auto nets = in.count(8 * RankNet::hidden);
    in.check(nets <= most_nets);
    for (std::size_t i = 0; i < nets && in.ok(); ++i) made.nets.push_back(read_net(plan, in));
    made.calibration.resize(in.count(8));
    for (auto& [odds, probability] : made.calibration) {
        odds = in.number<float>();
        probability = in.number<float>();
    }
    made.accept = in.number<float>();
    if (!in.ok() || !in.at_end())
        return refused("The model contradicts itself: its parts do not fit its checksum.", std::string(train_again));
    return made;
}

Result<Model> load_model(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return make_error(ErrorKind::not_found, "There is no model to read in " + path + ".",
                          "Name a .pfm file, or train one (docs/compiler.md).");
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    auto made = read_model(bytes);
    if (!made) return refused(path + ": " + made.error().message, made.error().hint);
    return made;
}

namespace {

const Result<Model>& read_shipped() {
    static const auto read =
        read_model({pf_compiler_model, static_cast<std::size_t>(pf_compiler_model_end - pf_compiler_model)});
    return read;
}

}  // namespace

Result<void> check_shipped_model() {
    const auto& read = read_shipped();
    if (read) return {};
    return make_error(ErrorKind::internal, "The rule compiler's model, compiled in: " + read.error().message,
                      read.error().hint);
}

const Model& Model::shipped() {
    if (const auto checked = check_shipped_model(); !checked)
        throw std::runtime_error(checked.error().message + " " + checked.error().hint);
    return *read_shipped();
}

}  // namespace pf::compiler
