#include "report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "constructs.hpp"

namespace pf::train {
namespace {

namespace json = boost::json;

constexpr std::size_t shown_features = 50;

// Most asked first; what is asked fewer than three times is one row.
std::string table(std::string_view what, const std::map<std::string, Count>& counts) {
    constexpr std::size_t least = 3;
    Count others;
    std::vector<std::pair<std::string, Count>> rows;
    for (const auto& [name, count] : counts) {
        if (count.asked >= least) {
            rows.emplace_back(name, count);
            continue;
        }
        others.right += count.right;
        others.asked += count.asked;
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return a.second.asked > b.second.asked; });
    if (others.asked > 0) rows.emplace_back("(others)", others);
    std::string text = fmt::format("\n| {} | asked | right first | share |\n| --- | --- | --- | --- |\n", what);
    for (const auto& [name, count] : rows)
        text += fmt::format("| {} | {} | {} | {:.3f} |\n", name, count.asked, count.right, count.share());
    return text;
}

std::string accuracy(const json::value& manifest, const Training& training) {
    const auto& first = manifest.at("figures").at("right_first");
    std::string text =
        fmt::format("\n## Right first, on databases not seen\n\n{:.4f} of {} ({:.4f} by chance among the ranked)\n",
                    first.at("share").as_double(), first.at("asked").to_number<std::size_t>(),
                    manifest.at("figures").at("chance").as_double());
    text += table("fold", by_fold(training));
    text +=
        table("gold has", right_first_by(training, [](const Example& e) { return constructs(e.question->gold[0]); }));
    const auto kinds = right_first_by(training, [](const Example& e) {
        return e.question->kind.empty() ? std::vector<std::string>{} : std::vector{e.question->kind};
    });
    return kinds.empty() ? text : text + table("kind", kinds);
}

std::string curve(const json::value& manifest) {
    std::string text = "\n## Sureness\n\n| of all questions | precision |\n| --- | --- |\n";
    for (const auto& [name, precision] : manifest.at("confidence").as_object())
        text += fmt::format("| {} | {:.4f} |\n", std::string_view(name), precision.as_double());
    const auto& bound = manifest.at("bound");
    return text + fmt::format(
                      "\nAnswered without asking back: from {:.3f}, coverage {:.3f}, precision {:.3f}; {} of "
                      "them cannot be answered.\n",
                      bound.at("accept").to_number<double>(), bound.at("coverage").as_double(),
                      bound.at("precision").as_double(), bound.at("answered_unanswerable").to_number<std::size_t>());
}

std::string heaviest(const Training& training) {
    struct Feature {
        float weight;
        const char* model;
        std::string name;
    };
    std::vector<Feature> features;
    auto add = [&](const char* model, const SparseWeights& weights) {
        for (const auto& [key, weight] : weights) features.push_back({weight, model, training.names.at(key)});
    };
    add("option", training.option);
    add("plan", training.plan);
    add("use", training.use);
    std::sort(features.begin(), features.end(), [](const auto& a, const auto& b) {
        return std::pair(-std::abs(a.weight), a.name) < std::pair(-std::abs(b.weight), b.name);
    });
    if (features.size() > shown_features) features.resize(shown_features);
    std::string text = "\n## The heaviest features\n\n";
    for (const auto& feature : features)
        text += fmt::format("    {:>7.3f} {:<6} {}\n", feature.weight, feature.model, feature.name);
    return text;
}

// Leaves by their path.
void flatten(const json::value& value, const std::string& path, std::map<std::string, std::string>& leaves) {
    if (value.is_object()) {
        for (const auto& [key, member] : value.get_object()) flatten(member, path + "/" + std::string(key), leaves);
    } else if (value.is_array()) {
        for (std::size_t i = 0; i < value.get_array().size(); ++i)
            flatten(value.get_array()[i], path + "/" + std::to_string(i), leaves);
    } else if (value.is_double()) {
        leaves[path] = fmt::format("{:.4f}", value.get_double());
    } else {
        leaves[path] = json::serialize(value);
    }
}

std::string moved(const json::value& manifest, const json::value& before) {
    std::string text = "\n## What moved since the last run\n\n";
    if (!before.is_object()) return text + "There is no last run.\n";
    std::map<std::string, std::string> now, then;
    flatten(manifest, "", now);
    flatten(before, "", then);
    std::size_t databases = 0;
    std::string lines;
    for (const auto& [path, value] : now) {
        const auto old = then.find(path);
        if (old != then.end() && old->second == value) continue;
        if (path.starts_with("/databases/")) {
            ++databases;
            continue;
        }
        lines += fmt::format("    {:<44} {} → {}\n", path.substr(1), old == then.end() ? "-" : old->second, value);
    }
    if (databases > 0) lines += fmt::format("    {} databases are others\n", databases);
    return text + (lines.empty() ? "Nothing.\n" : lines);
}

}  // namespace

std::string report_of(const json::value& manifest, const json::value& before, const Training& training) {
    return "# What the last training learned\n\nWritten by train_compiler (docs/compiler.md, \"Training\"); "
           "manifest.json has what it learned from.\n" +
           accuracy(manifest, training) + curve(manifest) + heaviest(training) + moved(manifest, before);
}

}  // namespace pf::train
