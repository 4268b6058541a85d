#include "manifest.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "base/files.hpp"
#include "base/secret.hpp"
#include "boosting.hpp"
#include "stage_nets.hpp"

namespace pf::train {
namespace {

namespace json = boost::json;

json::object object_of(const Count& count) {
    return {{"right", count.right}, {"asked", count.asked}, {"share", count.share()}};
}

json::object objects_of(const std::map<std::string, Count>& counts) {
    json::object made;
    for (const auto& [name, count] : counts) made[name] = object_of(count);
    return made;
}

std::string name_of(const QuestionsFile& file) { return std::filesystem::path(file.path).filename().string(); }

json::array questions_of(const Run& run, const Training& training) {
    json::array made;
    for (std::size_t f = 0; f < run.arguments.questions.size(); ++f) {
        const auto& file = run.arguments.questions[f];
        std::size_t count = 0, answerable = 0;
        for (const auto& example : training.examples) {
            if (example.question->file != f) continue;
            ++count;
            answerable += example.answerable();
        }
        made.push_back(json::object{{"file", name_of(file)},
                                    {"sha256", sha256_hex(read_file(file.path).value_or(""))},
                                    {"columns", file.columns == Columns::exact ? "exact" : "contain"},
                                    {"questions", count},
                                    {"answerable", answerable}});
    }
    return made;
}

json::object figures_of(const Run& run, const Training& training) {
    const auto recall = recall_of(training);
    json::object first;
    for (std::size_t d = 0; d < Recall::depths.size(); ++d)
        first[std::to_string(Recall::depths[d])] = recall.within[d].share();
    return {
        {"right_first", object_of(recall.within[0])},
        {"chance", recall.chance},
        {"right_among_first", std::move(first)},
        {"gold_read", recall.gold_read.share()},
        {"option_loss", json::object{{"linear", run.options.linear_loss}, {"trees", run.options.tree_loss}}},
        {"by_fold", objects_of(by_fold(training))},
        {"by_file",
         objects_of(right_first_by(
             training,
             [&](const Example& e) { return std::vector{name_of(run.arguments.questions[e.question->file])}; }))},
    };
}

json::object confidence_of(const Run& run, const Training& training) {
    json::object made;
    for (int tenth = 1; tenth <= 10; ++tenth)
        made[fmt::format("surest {:3} %", tenth * 10)] =
            surest(run.sure, 0.1 * tenth, training.examples.size()).share();
    return made;
}

json::object bound_of(const Run& run, const Training& training) {
    const auto& bound = run.acceptance;
    return {{"accept", training.model.accept},
            {"coverage", bound.answered / static_cast<double>(training.examples.size())},
            {"precision", bound.answered > 0 ? bound.right / bound.answered : 0.0},
            {"answered_unanswerable", bound.unanswerable}};
}

void print(const json::value& value, std::size_t depth, std::string& text) {
    const std::string inner(2 * (depth + 1), ' '), outer(2 * depth, ' ');
    const char* separator = "\n";
    if (value.is_object()) {
        text += '{';
        for (const auto& [key, member] : value.get_object()) {
            text += separator + inner + json::serialize(json::string(key)) + ": ";
            print(member, depth + 1, text);
            separator = ",\n";
        }
        text += '\n' + outer + '}';
    } else if (value.is_array()) {
        text += '[';
        for (const auto& member : value.get_array()) {
            text += separator + inner;
            print(member, depth + 1, text);
            separator = ",\n";
        }
        text += '\n' + outer + ']';
    } else if (value.is_double()) {
        text += fmt::format("{:.4f}", value.get_double());
    } else {
        text += json::serialize(value);
    }
}

}  // namespace

json::object manifest_of(const Run& run, const Training& training) {
    json::object databases;
    for (const auto& [schema, hash] : run.databases) databases[schema] = hash;
    const auto questions = static_cast<double>(training.examples.size());
    return {
        {"commit", run.arguments.commit},
        {"settings",
         json::object{{"folds", fold_count}, {"exclude", run.arguments.exclude}, {"every", run.arguments.every}}},
        {"seeds", json::object{{"trees", BoostingOptions{}.seed}, {"linear", linear_seed}, {"nets", first_net_seed}}},
        {"questions", questions_of(run, training)},
        {"databases", std::move(databases)},
        {"sizes", json::object{{"words", training.model.words.size()},
                               {"options", run.options.options},
                               {"option_features", training.option.size()},
                               {"plans_a_question", static_cast<double>(run.plans) / questions},
                               {"plan_features", training.plan.size()},
                               {"use_features", training.use.size()},
                               {"nets", training.model.nets.size()}}},
        {"figures", figures_of(run, training)},
        {"confidence", confidence_of(run, training)},
        {"bound", bound_of(run, training)},
    };
}

std::string pretty(const json::value& value) {
    std::string text;
    print(value, 0, text);
    return text + '\n';
}

}  // namespace pf::train
