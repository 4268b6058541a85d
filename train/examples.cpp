#include "examples.hpp"

#include <algorithm>
#include <numeric>

namespace pf::train {
namespace {

// A word with fewer databases says more of them than of English.
constexpr std::size_t least_databases_of_word = 6;

void learn_words(Training& training) {
    std::map<std::string, std::set<std::string>> databases;
    for (const auto& example : training.examples)
        for (const auto& token : example.analysis->sentence.tokens)
            if (token.kind == compiler::Token::Kind::word && !token.number)
                databases[token.word].insert(example.question->schema);
    for (const auto& [word, schemas] : databases)
        if (schemas.size() >= least_databases_of_word) training.model.words.insert(word);
}

}  // namespace

std::size_t Example::first_right() const {
    return static_cast<std::size_t>(std::find_if(right.begin(), right.end(), [](char r) { return r != 0; }) -
                                    right.begin());
}

Training make_training(const Workspace& workspace, int exclude) {
    Training training;
    for (const auto& question : workspace.questions) {
        if (question.fold == exclude) continue;
        Example example;
        example.question = &question;
        example.schema = workspace.schemas.at(question.schema).get();
        example.analysis = std::make_unique<compiler::Analysis>(compiler::analyse(question.sentence, *example.schema));
        if (example.answerable()) example.gold = read_gold(question.gold, *example.schema);
        training.examples.push_back(std::move(example));
    }
    learn_words(training);
    return training;
}

std::vector<int> folds_of(const Training& training) {
    std::set<int> folds;
    for (const auto& example : training.examples) folds.insert(example.question->fold);
    return {folds.begin(), folds.end()};
}

std::set<std::string> schemas_of(const Training& training) {
    std::set<std::string> schemas;
    for (const auto& example : training.examples) schemas.insert(example.question->schema);
    return schemas;
}

void order_plans(Example& example, const std::vector<float>& scores, std::size_t most) {
    std::vector<std::size_t> order(example.plans.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return scores[a] > scores[b]; });
    if (order.size() > most) order.resize(most);
    auto reorder = [&](auto& values) {
        if (values.empty()) return;
        std::remove_reference_t<decltype(values)> moved;
        for (const auto i : order) moved.push_back(std::move(values[i]));
        values = std::move(moved);
    };
    reorder(example.plans);
    reorder(example.right);
    reorder(example.uses);
}

float sum_of(const std::vector<std::uint32_t>& keys, const SparseWeights& weights) {
    float sum = 0;
    for (const auto key : keys)
        if (const auto found = weights.find(key); found != weights.end()) sum += found->second;
    return sum;
}

}  // namespace pf::train
