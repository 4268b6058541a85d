#include "stage_plans.hpp"

#include <numeric>

#include "compiler/print/postgres.hpp"
#include "compiler/rank/plan_patterns.hpp"
#include "compiler/rank/rank.hpp"
#include "compiler/search.hpp"

namespace pf::train {
namespace {

using compiler::Context;
using compiler::Plan;

constexpr std::size_t first_judged = 60, second_judged = 60;

// Decisions that no word asked for cost, as long as no model says what they are worth.
std::vector<float> prior_scores(const std::vector<Plan>& plans) {
    constexpr float unheard = 1.5F;
    std::vector<float> prior;
    for (const auto& plan : plans) {
        float p = plan.option_score;
        for (const auto bit :
             {compiler::second_path, compiler::made_distinct, compiler::joined_mention, compiler::group_key_added,
              compiler::implied_all, compiler::implied_key, compiler::implied_count})
            if (plan.moves & bit) p -= unheard;
        prior.push_back(p);
    }
    return prior;
}

void judge_plans(Training& training, Judge& judge, unsigned threads) {
    std::vector<Judge::Task> tasks;
    for (auto& example : training.examples) {
        Judge::Task task;
        task.question = example.question;
        for (auto& plan : example.plans) {
            plan.sql = compiler::print::to_postgres(plan.query, *example.schema);
            task.add(plan.shape, plan.sql);
        }
        tasks.push_back(std::move(task));
    }
    judge.judge(tasks, threads);
    for (std::size_t i = 0; i < tasks.size(); ++i) training.examples[i].right = std::move(tasks[i].right);
}

// Numbers the patterns of a list's candidates and writes each one's keys, once.
class ListPatterns {
 public:
    ListPatterns(SparseList& list, const Context& context, FeatureNames& names)
        : list_(list), grams_(compiler::sentence_grams(context)), names_(names) {}

    std::uint16_t number(const compiler::Piece& pattern) {
        const auto [found, fresh] =
            numbering_.try_emplace(std::string(pattern.text), static_cast<std::uint16_t>(numbering_.size()));
        if (fresh) add(pattern);
        return found->second;
    }

 private:
    void add(const compiler::Piece& pattern) {
        auto& keys = list_.patterns.emplace_back();
        list_.parts.push_back(static_cast<std::uint8_t>(compiler::linear_part(pattern.text)));
        std::vector<std::string> row_names;
        compiler::FeatureSink sink(keys, &row_names);
        for (const auto& gram : grams_) sink.add({pattern, compiler::Piece(std::string_view(gram))});
        for (std::size_t i = 0; i < row_names.size(); ++i) names_.try_emplace(keys[i], row_names[i]);
    }

    SparseList& list_;
    decltype(compiler::sentence_grams(std::declval<const Context&>())) grams_;
    FeatureNames& names_;
    std::map<std::string, std::uint16_t> numbering_;
};

// Sets Plan::patterns too. `right` may be empty: nothing is right.
SparseList list_of(std::vector<Plan>& plans, const std::vector<char>& right, const Example& example,
                   const compiler::Model& learned, FeatureNames& names) {
    const Context context(*example.analysis, *example.schema, learned);
    SparseList list;
    ListPatterns patterns(list, context, names);
    compiler::PlanPatterns traits;
    for (std::size_t c = 0; c < plans.size(); ++c) {
        compiler::plan_patterns(plans[c], context, traits);
        SparseList::Candidate candidate;
        plans[c].patterns.clear();
        for (std::size_t at = 0; at < traits.patterns.size(); ++at) {
            const compiler::Piece pattern(traits.patterns[at]);
            plans[c].patterns.push_back(compiler::key_of(pattern));
            names.try_emplace(plans[c].patterns.back(), std::string(pattern.text) + "|");
            candidate.patterns.push_back(patterns.number(pattern));
        }
        std::vector<std::string> row_names;
        compiler::FeatureSink sink(candidate.own, &row_names);
        for (std::size_t at = 0; at < traits.own.size(); ++at) sink.add({compiler::Piece(traits.own[at])});
        for (std::size_t i = 0; i < row_names.size(); ++i) names.try_emplace(candidate.own[i], row_names[i]);
        candidate.offset = plans[c].option_score;
        candidate.right = c < right.size() && right[c] == 1 ? 1 : 0;
        list.candidates.push_back(std::move(candidate));
    }
    return list;
}

void build_lists(Training& training) {
    for (auto& example : training.examples)
        example.list = list_of(example.plans, example.right, example, training.model, training.names);
}

SparseWeights fit_linear(const std::vector<Example>& examples, int without) {
    std::vector<const SparseList*> lists;
    for (const auto& example : examples)
        if (example.question->fold != without) lists.push_back(&example.list);
    LinearOptions options;
    options.epochs = 8;
    options.rate = 0.05F;
    options.ridge = 1e-4F;
    options.prune = 0.02F;
    return fit_lists(lists, options);
}

// Of all plans of the search those that the model of the judged ones likes best, cross-fitted. The lists of all
// examples must last until the last model is fitted.
void choose_again(Training& training, std::vector<std::vector<Plan>> pools) {
    for (const int fold : folds_of(training)) {
        const auto model = fit_linear(training.examples, fold);
        for (std::size_t i = 0; i < training.examples.size(); ++i) {
            auto& example = training.examples[i];
            if (example.question->fold != fold) continue;
            const auto list = list_of(pools[i], {}, example, training.model, training.names);
            auto scores = list_scores(list, model);
            for (std::size_t k = 0; k < scores.size(); ++k) scores[k] += pools[i][k].option_score;
            example.plans = std::move(pools[i]);
            example.right.clear();
            order_plans(example, scores, second_judged);
        }
    }
}

void score_plans(Example& example, const SparseWeights& model) {
    const auto parts = list_parts(example.list, model);
    std::vector<float> scores;
    for (std::size_t i = 0; i < example.plans.size(); ++i) {
        auto& plan = example.plans[i];
        plan.linear_parts = parts[i];
        plan.linear_score = std::accumulate(parts[i].begin(), parts[i].end(), 0.F);
        scores.push_back(plan.linear_score + plan.option_score);
    }
    order_plans(example, scores, compiler::ranked_plans);
}

}  // namespace

std::size_t search(Training& training) {
    std::size_t count = 0;
    for (auto& example : training.examples) {
        example.plans = compiler::search_plans(*example.analysis, *example.schema);
        count += example.plans.size();
    }
    return count;
}

void fit_plans(Training& training, Judge& judge, unsigned threads, const std::function<void(const std::string&)>& say) {
    std::vector<std::vector<Plan>> pools;
    for (auto& example : training.examples) {
        pools.push_back(example.plans);
        order_plans(example, prior_scores(example.plans), first_judged);
    }
    judge_plans(training, judge, threads);
    say("by option scores");
    build_lists(training);
    choose_again(training, std::move(pools));
    judge_plans(training, judge, threads);
    say("by first ranker");
    build_lists(training);
    training.plan = fit_linear(training.examples, all_folds);
    for (const int fold : folds_of(training)) {
        const auto model = fit_linear(training.examples, fold);
        for (auto& example : training.examples)
            if (example.question->fold == fold) score_plans(example, model);
    }
    say("by linear ranker");
}

}  // namespace pf::train
