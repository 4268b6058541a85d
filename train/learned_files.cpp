#include "learned_files.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/files.hpp"
#include "compiler/rank/model_file.hpp"
#include "report.hpp"

namespace pf::train {
namespace {

compiler::LinearModel linear_model(const SparseWeights& weights) {
    return compiler::LinearModel(compiler::LinearModel::Weights(weights.begin(), weights.end()));
}

// Of what only picks forty plans for the networks; the smaller ones are a third of the file and change next to nothing.
constexpr float least_plan_weight = 0.07F;

std::string names_text(const compiler::Model& model, const FeatureNames& names) {
    std::set<std::uint32_t> used;
    for (const auto* linear : {&model.option, &model.plan, &model.use})
        for (const auto key : linear->keys()) used.insert(key);
    for (const auto& net : model.nets) net.for_each_pattern([&](std::uint32_t key, const auto&) { used.insert(key); });
    std::string text;
    for (const auto key : used) text += fmt::format("{:08x} {}\n", key, names.at(key));
    return text;
}

Result<void> write(const std::filesystem::path& path, std::string_view text) {
    std::ofstream file(path, std::ios::binary);
    file << text;
    if (!file.flush()) return Error{ErrorKind::unavailable, "cannot write " + path.string()};
    return {};
}

}  // namespace

Result<void> write_files(Training& training, const Run& run) {
    auto& model = training.model;
    std::erase_if(training.plan, [](const auto& weight) { return std::abs(weight.second) < least_plan_weight; });
    model.option = linear_model(training.option);
    model.plan = linear_model(training.plan);
    model.use = linear_model(training.use);
    const std::filesystem::path output = run.arguments.output;
    if (auto written = write(output, compiler::write_model(model)); !written) return written;
    if (auto read = compiler::load_model(output.string()); !read) return read.error();
    if (auto written = write(output.string() + ".names", names_text(model, training.names)); !written) return written;
    const auto beside = output.parent_path();
    boost::system::error_code none;
    const auto before = boost::json::parse(read_file(beside / "manifest.json").value_or(""), none);
    const boost::json::value manifest = manifest_of(run, training);
    if (auto written = write(beside / "manifest.json", pretty(manifest)); !written) return written;
    return write(beside / "report.md", report_of(manifest, before, training));
}

}  // namespace pf::train
