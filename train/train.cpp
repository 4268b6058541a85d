// train_compiler: questions with gold SQL → the rule compiler's model (model/compiler.pfm).
//   train_compiler --questions FILE --output FILE [--cache FILE] [--exclude FOLD] [--threads N] [--misses FILE]
// The database comes from the PG* variables. Every model is cross-fitted: what a stage learns from are scores of
// earlier stages for databases they were not trained on; the figures printed are of such databases too.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <iostream>
#include <numeric>
#include <set>
#include <thread>

#include "boosting.hpp"
#include "compiler/conventions.hpp"
#include "compiler/emit_sql.hpp"
#include "compiler/rank/confidence.hpp"
#include "compiler/rank/model_file.hpp"
#include "compiler/rank/option_features.hpp"
#include "compiler/rank/plan_patterns.hpp"
#include "compiler/rank/rank.hpp"
#include "compiler/rank/word_uses.hpp"
#include "compiler/search.hpp"
#include "compiler/suggest.hpp"
#include "gold.hpp"
#include "judge.hpp"
#include "linear.hpp"
#include "rank_net_fit.hpp"
#include "workspace.hpp"

namespace {

using namespace pf;
using namespace pf::train;
using compiler::Analysis;
using compiler::Context;
using compiler::Model;
using compiler::Plan;

constexpr int folds = 5;
constexpr std::size_t least_databases_of_word = 6, least_databases_of_use = 6;
constexpr double least_precision = 0.89;  // of the answers that are given without asking back
constexpr std::uint64_t rank_nets = 3;
constexpr float least_use_weight = 0.005F;  // smaller ones are left out
constexpr std::size_t first_judged = 60, second_judged = 60;

struct Arguments {
    std::string questions, output, cache, misses;
    int exclude = -1;
    unsigned threads = 2;
    int rounds = 1;
};

struct Example {
    const Question* question = nullptr;
    const compiler::SchemaIndex* schema = nullptr;
    std::unique_ptr<Analysis> analysis;
    std::shared_ptr<GoldQuery> gold;
    std::vector<SparseRow> options;    // by option
    std::vector<float> option_linear;  // cross-fitted
    std::vector<Plan> plans;
    std::vector<char> right;                       // of plans
    std::vector<std::vector<std::uint32_t>> uses;  // of plans: keys of what they make of the words
    SparseList list;
};

struct Stopwatch {
    std::chrono::steady_clock::time_point from = std::chrono::steady_clock::now();
    void say(const std::string& what) const {
        std::cerr << fmt::format("[{:6.1f} s] {}\n",
                                 std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count(), what);
    }
};

void learn_words(std::vector<Example>& examples, Model& weights) {
    std::map<std::string, std::set<std::string>> databases;
    for (const auto& example : examples)
        for (const auto& token : example.analysis->sentence.tokens)
            if (token.kind == compiler::Token::Kind::word && !token.number)
                databases[token.word].insert(example.question->schema);
    for (const auto& [word, schemas] : databases)
        if (schemas.size() >= least_databases_of_word) weights.words.insert(word);
}

std::map<std::uint32_t, std::string> names;  // of sparse features and of patterns

void collect_option_rows(std::vector<Example>& examples, const Model& weights) {
    std::vector<std::string> row_names;
    for (auto& example : examples) {
        const Context context(*example.analysis, *example.schema, weights);
        for (const auto& option : example.analysis->options) {
            SparseRow row;
            row.taught = !compiler::untaught_score(option);
            row_names.clear();
            compiler::FeatureSink sink(row.keys, &row_names);
            compiler::option_features(option, context, sink);
            for (std::size_t i = 0; i < row.keys.size(); ++i) names.try_emplace(row.keys[i], row_names[i]);
            row.target = example.gold && agrees(option, *example.gold, *example.schema) ? 1 : 0;
            row.group = static_cast<std::uint32_t>(example.question->fold);
            example.options.push_back(std::move(row));
        }
    }
}

// Keys seen in fewer than two databases or three rows say nothing general.
std::set<std::uint32_t> frequent_keys(const std::vector<Example>& examples) {
    std::map<std::uint32_t, std::pair<int, const std::string*>> seen;  // rows (−1: enough), first schema
    std::set<std::uint32_t> kept;
    for (const auto& example : examples)
        for (const auto& row : example.options)
            for (const auto key : row.keys) {
                auto& [count, schema] = seen.try_emplace(key, 0, &example.question->schema).first->second;
                if (count < 0) continue;
                ++count;
                if (count >= 3 && *schema != example.question->schema) {
                    kept.insert(key);
                    count = -1;
                }
            }
    return kept;
}

float sum_of(const std::vector<std::uint32_t>& keys, const SparseWeights& weights) {
    float sum = 0;
    for (const auto key : keys)
        if (const auto found = weights.find(key); found != weights.end()) sum += found->second;
    return sum;
}

SparseWeights fit_options(const std::vector<Example>& examples, int without) {
    std::vector<const SparseRow*> rows;
    for (const auto& example : examples)
        if (example.question->fold != without && example.gold)
            for (const auto& row : example.options)
                if (row.taught) rows.push_back(&row);
    LinearOptions options;
    options.prune = 0.02F;
    return fit_binary(rows, options);
}

Rows option_rows(const std::vector<Example>& examples, const Model& weights, int without) {
    Rows rows;
    rows.width = compiler::OptionDense::width;
    for (const auto& example : examples) {
        if (example.question->fold == without || !example.gold) continue;
        const Context context(*example.analysis, *example.schema, weights);
        const auto group = rows.group.empty() ? 0 : rows.group.back() + 1;
        for (std::size_t i = 0; i < example.options.size(); ++i) {
            if (!example.options[i].taught) continue;
            const auto dense = compiler::option_dense(example.analysis->options[i], context, example.option_linear[i]);
            rows.values.insert(rows.values.end(), dense.begin(), dense.end());
            rows.target.push_back(example.options[i].target);
            rows.group.push_back(group);
        }
    }
    return rows;
}

void build_lists(Example& example, const Model& weights) {
    const Context context(*example.analysis, *example.schema, weights);
    const auto grams = compiler::sentence_grams(context);
    std::map<std::string, std::uint16_t> numbering;
    compiler::PlanPatterns traits;
    example.list = {};
    for (std::size_t c = 0; c < example.plans.size(); ++c) {
        compiler::plan_patterns(example.plans[c], context, traits);
        SparseList::Candidate candidate;
        std::vector<std::string> row_names;
        example.plans[c].patterns.clear();
        for (std::size_t at = 0; at < traits.patterns.size(); ++at) {
            const compiler::Piece pattern(traits.patterns[at]);
            example.plans[c].patterns.push_back(compiler::key_of(pattern));
            names.try_emplace(example.plans[c].patterns.back(), std::string(pattern.text) + "|");
            const auto [found, fresh] =
                numbering.try_emplace(std::string(pattern.text), static_cast<std::uint16_t>(numbering.size()));
            if (fresh) {
                example.list.patterns.emplace_back();
                example.list.parts.push_back(static_cast<std::uint8_t>(compiler::linear_part(pattern.text)));
                row_names.clear();
                compiler::FeatureSink sink(example.list.patterns.back(), &row_names);
                for (const auto& gram : grams) sink.add({pattern, compiler::Piece(std::string_view(gram))});
                for (std::size_t i = 0; i < row_names.size(); ++i)
                    names.try_emplace(example.list.patterns.back()[i], row_names[i]);
            }
            candidate.patterns.push_back(found->second);
        }
        row_names.clear();
        compiler::FeatureSink sink(candidate.own, &row_names);
        for (std::size_t at = 0; at < traits.own.size(); ++at) sink.add({compiler::Piece(traits.own[at])});
        for (std::size_t i = 0; i < row_names.size(); ++i) names.try_emplace(candidate.own[i], row_names[i]);
        candidate.offset = example.plans[c].option_score;
        candidate.right = c < example.right.size() && example.right[c] == 1 ? 1 : 0;
        example.list.candidates.push_back(std::move(candidate));
    }
}

// The `most` plans with the greatest scores, best first.
void keep_best(Example& example, const std::vector<float>& scores, std::size_t most) {
    std::vector<std::size_t> order(example.plans.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return scores[a] > scores[b]; });
    if (order.size() > most) order.resize(most);
    std::vector<Plan> plans;
    for (const auto i : order) plans.push_back(std::move(example.plans[i]));
    example.plans = std::move(plans);
}

void order_plans(Example& example, const std::vector<std::array<float, 6>>& linear) {
    for (std::size_t i = 0; i < example.plans.size(); ++i) {
        example.plans[i].linear_parts = linear[i];
        example.plans[i].linear_score = 0;
        for (const float part : linear[i]) example.plans[i].linear_score += part;
    }
    std::vector<std::size_t> order(example.plans.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) {
        return example.plans[a].linear_score + example.plans[a].option_score >
               example.plans[b].linear_score + example.plans[b].option_score;
    });
    std::vector<Plan> plans;
    std::vector<char> right;
    for (const auto i : order) {
        if (plans.size() >= compiler::ranked_plans) break;
        plans.push_back(std::move(example.plans[i]));
        right.push_back(example.right[i]);
    }
    example.plans = std::move(plans);
    example.right = std::move(right);
}

Rows rank_rows(const std::vector<Example>& examples, const Model& weights, int without) {
    Rows rows;
    rows.width = compiler::PlanDense::width;
    std::uint32_t group = 0;
    for (const auto& example : examples) {
        if (example.question->fold == without) continue;
        const Context context(*example.analysis, *example.schema, weights);
        const auto dense = compiler::plan_dense(example.plans, context);
        for (std::size_t i = 0; i < dense.size(); ++i) {
            rows.values.insert(rows.values.end(), dense[i].begin(), dense[i].end());
            rows.target.push_back(example.right[i] == 1 ? 1 : 0);
            rows.group.push_back(group);
        }
        ++group;
    }
    return rows;
}

// Of the plans rank_rows() has, in its order.
RowKeys rank_patterns(const std::vector<Example>& examples, int without) {
    RowKeys patterns;
    for (const auto& example : examples)
        if (example.question->fold != without)
            for (const auto& plan : example.plans) patterns.emplace_back(plan.patterns);
    return patterns;
}
RowKeys rank_uses(const std::vector<Example>& examples, int without) {
    RowKeys uses;
    for (const auto& example : examples)
        if (example.question->fold != without) uses.insert(uses.end(), example.uses.begin(), example.uses.end());
    return uses;
}

// Sets Example::uses: those that enough databases have.
void collect_uses(std::vector<Example>& examples, const Model& weights) {
    std::unordered_map<std::uint32_t, std::set<std::string_view>> seen;
    std::vector<std::string> row_names;
    for (auto& example : examples) {
        const Context context(*example.analysis, *example.schema, weights);
        const compiler::WordUses uses(context, weights.use);
        example.uses.assign(example.plans.size(), {});
        for (std::size_t i = 0; i < example.plans.size(); ++i) {
            row_names.clear();
            compiler::FeatureSink sink(example.uses[i], &row_names);
            uses.features(example.plans[i], sink);
            for (std::size_t k = 0; k < row_names.size(); ++k) {
                auto& databases = seen[example.uses[i][k]];
                if (databases.size() >= least_databases_of_use) continue;
                databases.insert(example.question->schema);
                if (databases.size() == least_databases_of_use) names.try_emplace(example.uses[i][k], row_names[k]);
            }
        }
    }
    for (auto& example : examples)
        for (auto& keys : example.uses)
            std::erase_if(keys, [&](auto key) { return seen[key].size() < least_databases_of_use; });
}

struct Nets {
    std::vector<compiler::RankNet> nets;
    SparseWeights uses;  // the mean over the nets
};

void print_recall(const std::vector<Example>& examples, const std::string& what) {
    std::vector<std::size_t> depths{1, 2, 4, 8, 20, 40, 100};
    std::vector<std::size_t> hits(depths.size(), 0);
    std::size_t n = 0, any = 0, gold = 0;
    for (const auto& example : examples) {
        ++n;
        gold += example.gold != nullptr;
        std::size_t first = example.right.size();
        for (std::size_t i = 0; i < example.right.size(); ++i)
            if (example.right[i]) {
                first = i;
                break;
            }
        any += first < example.right.size();
        for (std::size_t d = 0; d < depths.size(); ++d) hits[d] += first < example.right.size() && first < depths[d];
    }
    std::string line = what + ": right among the first";
    for (std::size_t d = 0; d < depths.size(); ++d)
        line += fmt::format(" {}:{:.3f}", depths[d],
                            static_cast<double>(hits[d]) / static_cast<double>(std::max<std::size_t>(n, 1)));
    std::cerr << line
              << fmt::format(" any:{:.3f} (gold read {:.3f})\n", static_cast<double>(any) / static_cast<double>(n),
                             static_cast<double>(gold) / static_cast<double>(n));
}

compiler::LinearModel linear_model(const SparseWeights& weights) {
    return compiler::LinearModel(compiler::LinearModel::Weights(weights.begin(), weights.end()));
}

// The model, and beside it, in FILE.names, what the sparse features are called: "KEY NAME" a line.
void write_files(const std::string& path, const Model& weights) {
    std::ofstream(path, std::ios::binary) << compiler::write_model(weights);
    std::ofstream out(path + ".names");
    std::set<std::uint32_t> used;
    for (const auto* linear : {&weights.option, &weights.plan, &weights.use})
        used.insert(linear->keys().begin(), linear->keys().end());
    for (const auto& net : weights.nets)
        net.for_each_pattern([&](std::uint32_t key, const auto&) { used.insert(key); });
    for (const auto key : used) out << fmt::format("{:08x} {}\n", key, names.at(key));
}

// Isotonic regression (pool adjacent violators), as points of a piecewise linear function.
std::vector<std::pair<float, float>> calibrate(std::vector<std::pair<float, char>> scored) {
    std::sort(scored.begin(), scored.end());
    struct Block {
        double odds, right, count;
    };
    std::vector<Block> blocks;
    const auto size = std::max<std::size_t>(scored.size() / 60, 20);
    for (std::size_t from = 0; from < scored.size(); from += size) {
        Block block{0, 0, 0};
        for (auto i = from; i < std::min(scored.size(), from + size); ++i) {
            block.odds += scored[i].first;
            block.right += scored[i].second;
            ++block.count;
        }
        block.odds /= block.count;
        blocks.push_back(block);
        while (blocks.size() > 1 && blocks[blocks.size() - 2].right / blocks[blocks.size() - 2].count >=
                                        blocks.back().right / blocks.back().count) {
            const auto last = blocks.back();
            blocks.pop_back();
            auto& into = blocks.back();
            into.odds = (into.odds * into.count + last.odds * last.count) / (into.count + last.count);
            into.right += last.right;
            into.count += last.count;
        }
    }
    std::vector<std::pair<float, float>> points;
    for (const auto& block : blocks)
        points.emplace_back(static_cast<float>(block.odds),
                            static_cast<float>((block.right + 0.5) / (block.count + 1)));
    return points;
}

Arguments read_arguments(int argc, char** argv) {
    Arguments made;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string name = argv[i], value = argv[i + 1];
        if (name == "--questions")
            made.questions = value;
        else if (name == "--output")
            made.output = value;
        else if (name == "--cache")
            made.cache = value;
        else if (name == "--misses")
            made.misses = value;
        else if (name == "--exclude")
            made.exclude = std::stoi(value);
        else if (name == "--threads")
            made.threads = static_cast<unsigned>(std::stoul(value));
        else {
            std::cerr << "train_compiler: unknown option " << name << '\n';
            std::exit(2);
        }
    }
    if (made.questions.empty() || made.output.empty()) {
        std::cerr << "usage: train_compiler --questions FILE --output FILE [--cache FILE] [--exclude FOLD] [--threads "
                     "N] [--misses FILE]\n";
        std::exit(2);
    }
    return made;
}

}  // namespace

int main(int argc, char** argv) {
    const auto arguments = read_arguments(argc, argv);
    const Stopwatch clock;
    auto workspace = load_workspace(arguments.questions, "");
    clock.say(fmt::format("{} questions, {} schemas loaded and indexed", workspace.questions.size(),
                          workspace.schemas.size()));

    Model weights;
    std::vector<Example> examples;
    for (const auto& question : workspace.questions) {
        if (question.fold == arguments.exclude) continue;
        Example example;
        example.question = &question;
        example.schema = workspace.schemas.at(question.schema).get();
        example.analysis = std::make_unique<Analysis>(compiler::analyse(question.sentence, *example.schema));
        example.gold = read_gold(question.gold[0], example.schema->ontology());
        examples.push_back(std::move(example));
    }
    clock.say("analysed");
    learn_words(examples, weights);
    collect_option_rows(examples, weights);
    const auto kept = frequent_keys(examples);
    std::size_t option_count = 0;
    for (auto& example : examples)
        for (auto& row : example.options) {
            std::erase_if(row.keys, [&](auto key) { return !kept.contains(key); });
            ++option_count;
        }
    clock.say(fmt::format("{} words, {} options, {} features", weights.words.size(), option_count, kept.size()));

    // Stage 1: options, linear then trees
    for (int fold = 0; fold < folds; ++fold) {
        if (fold == arguments.exclude) continue;
        const auto model = fit_options(examples, fold);
        for (auto& example : examples)
            if (example.question->fold == fold)
                for (const auto& row : example.options) example.option_linear.push_back(sum_of(row.keys, model));
    }
    const auto option_model = fit_options(examples, -1);
    BoostingOptions option_trees;
    option_trees.trees = 80;
    option_trees.leaves = 24;
    option_trees.rate = 0.12F;
    option_trees.least_rows = 40;
    double loss_linear = 0, loss_trees = 0, rows_seen = 0;
    for (int fold = 0; fold < folds; ++fold) {
        if (fold == arguments.exclude) continue;
        const auto forest = boost_binary(option_rows(examples, weights, fold), option_trees);
        for (auto& example : examples) {
            if (example.question->fold != fold) continue;
            const Context context(*example.analysis, *example.schema, weights);
            for (std::size_t i = 0; i < example.options.size(); ++i) {
                auto& option = example.analysis->options[i];
                if (const auto fixed = compiler::untaught_score(option)) {
                    option.score = *fixed;
                    continue;
                }
                option.score = forest.value(compiler::option_dense(option, context, example.option_linear[i]));
                const auto loss = [&](float s) {
                    return std::log1p(std::exp(example.options[i].target > 0.5F ? -s : s));
                };
                loss_linear += loss(example.option_linear[i]);
                loss_trees += loss(option.score);
                ++rows_seen;
            }
        }
    }
    weights.option_forest = boost_binary(option_rows(examples, weights, -1), option_trees);
    clock.say(
        fmt::format("options: log loss linear {:.4f}, trees {:.4f}", loss_linear / rows_seen, loss_trees / rows_seen));

    // Stage 2: plans. Twice: the second time the model of the first chooses which of them are judged.
    std::size_t plan_count = 0;
    for (auto& example : examples) {
        example.plans = compiler::search_plans(*example.analysis, *example.schema);
        plan_count += example.plans.size();
    }
    clock.say(fmt::format("searched: {:.1f} plans a question",
                          static_cast<double>(plan_count) / static_cast<double>(examples.size())));
    auto fit_plans = [&](int without) {
        std::vector<const SparseList*> lists;
        for (const auto& example : examples)
            if (example.question->fold != without) lists.push_back(&example.list);
        LinearOptions options;
        options.epochs = 8;
        options.rate = 0.05F;
        options.ridge = 1e-4F;
        options.prune = 0.02F;
        return fit_lists(lists, options);
    };
    auto cross_fit_scores = [&](std::vector<std::vector<std::array<float, 6>>>& linear) {
        linear.assign(examples.size(), {});
        for (int fold = 0; fold < folds; ++fold) {
            if (fold == arguments.exclude) continue;
            const auto model = fit_plans(fold);
            for (std::size_t i = 0; i < examples.size(); ++i)
                if (examples[i].question->fold == fold) linear[i] = list_parts(examples[i].list, model);
        }
    };
    Judge judge("", arguments.cache);
    auto judge_plans = [&] {
        std::vector<Judge::Task> tasks;
        for (auto& example : examples) {
            Judge::Task task;
            task.question = example.question;
            for (auto& plan : example.plans) {
                plan.sql = compiler::emit_sql(plan.query, *example.schema);
                task.add(plan.query, plan.sql);
            }
            tasks.push_back(std::move(task));
        }
        judge.judge(tasks, arguments.threads);
        for (std::size_t i = 0; i < examples.size(); ++i) {
            auto& example = examples[i];
            example.right = tasks[i].right;
        }
    };
    std::vector<std::vector<std::array<float, 6>>> linear(examples.size());
    std::vector<std::vector<Plan>> pools;
    for (auto& example : examples) {
        auto& pool = pools.emplace_back(example.plans);
        std::vector<float> prior;
        for (auto& plan : pool) {
            float p = plan.option_score;
            for (const auto bit :
                 {compiler::second_path, compiler::made_distinct, compiler::joined_mention, compiler::group_key_added,
                  compiler::implied_all, compiler::implied_key, compiler::implied_count})
                if (plan.moves & bit) p -= 1.5F;
            prior.push_back(p);
        }
        keep_best(example, prior, first_judged);
    }
    judge_plans();
    print_recall(examples, "by option scores");
    clock.say("judged once");
    for (auto& example : examples) build_lists(example, weights);
    {
        std::vector<SparseList> first_lists;
        for (int fold = 0; fold < folds; ++fold) {
            if (fold == arguments.exclude) continue;
            const auto model = fit_plans(fold);
            for (std::size_t i = 0; i < examples.size(); ++i) {
                if (examples[i].question->fold != fold) continue;
                Example pool;
                pool.question = examples[i].question;
                pool.schema = examples[i].schema;
                std::swap(pool.analysis, examples[i].analysis);
                pool.plans = std::move(pools[i]);
                build_lists(pool, weights);
                auto scores = list_scores(pool.list, model);
                for (std::size_t k = 0; k < scores.size(); ++k) scores[k] += pool.plans[k].option_score;
                keep_best(pool, scores, second_judged);
                std::swap(pool.analysis, examples[i].analysis);
                linear[i].clear();
                pools[i] = std::move(pool.plans);
            }
        }
        for (std::size_t i = 0; i < examples.size(); ++i) examples[i].plans = std::move(pools[i]);
    }
    judge_plans();
    print_recall(examples, "by first ranker");
    clock.say("judged twice");
    for (auto& example : examples) build_lists(example, weights);
    const auto plan_model = fit_plans(-1);
    cross_fit_scores(linear);
    for (std::size_t i = 0; i < examples.size(); ++i) order_plans(examples[i], linear[i]);
    print_recall(examples, "by linear ranker");
    clock.say("linear ranker");

    // Stage 3: networks over rivals, and what the plans make of the words
    collect_uses(examples, weights);
    clock.say("uses of words");
    auto fit_nets = [&](int without) {
        const auto rows = rank_rows(examples, weights, without);
        const auto patterns = rank_patterns(examples, without);
        const auto uses = rank_uses(examples, without);
        std::vector<FittedNet> fitted(rank_nets);
        std::vector<std::thread> threads;
        for (std::uint64_t i = 0; i < rank_nets; ++i)
            threads.emplace_back([&, i] {
                NetOptions options;
                options.seed = 5 + i;
                fitted[i] = fit_rank_net(rows, patterns, uses, compiler::PlanDense::Name("total_gap").at, options);
            });
        for (auto& thread : threads) thread.join();
        Nets made;
        for (auto& one : fitted) {
            made.nets.push_back(std::move(one.net));
            for (const auto& [key, weight] : one.uses) made.uses[key] += weight / static_cast<float>(rank_nets);
        }
        std::erase_if(made.uses, [](const auto& use) { return std::abs(use.second) < least_use_weight; });
        return made;
    };
    for (int fold = 0; fold < folds; ++fold) {
        if (fold == arguments.exclude) continue;
        const auto nets = fit_nets(fold);
        for (auto& example : examples) {
            if (example.question->fold != fold) continue;
            const Context context(*example.analysis, *example.schema, weights);
            const auto dense = compiler::plan_dense(example.plans, context);
            for (std::size_t i = 0; i < dense.size(); ++i) {
                example.plans[i].use_score = sum_of(example.uses[i], nets.uses);
                compiler::score_by_nets(example.plans[i], dense[i], nets.nets);
            }
        }
    }
    const auto nets = fit_nets(-1);
    weights.nets = nets.nets;
    clock.say(fmt::format("{} uses of words", nets.uses.size()));
    for (auto& example : examples) {
        std::vector<std::size_t> order(example.plans.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(),
                         [&](auto a, auto b) { return example.plans[a].score > example.plans[b].score; });
        std::vector<Plan> plans;
        std::vector<char> right;
        for (const auto i : order) {
            plans.push_back(std::move(example.plans[i]));
            right.push_back(example.right[i]);
        }
        example.plans = std::move(plans);
        example.right = std::move(right);
    }
    print_recall(examples, "by networks");
    clock.say("ranker");

    // What the product's rule of accounting does to the first plan: right before, right after, and of those it accepts.
    {
        std::size_t after = 0, moved = 0, says_all = 0, says_all_right = 0;
        for (const auto& example : examples) {
            auto plans = example.plans;
            const bool all = compiler::prefer_accounted(plans, *example.analysis, *example.schema);
            std::size_t at = 0;
            while (at < example.plans.size() && !plans.empty() && example.plans[at].sql != plans[0].sql) ++at;
            const bool right = at < example.right.size() && example.right[at];
            after += right;
            moved += at > 0 && at < example.plans.size();
            says_all += all;
            says_all_right += all && right;
        }
        std::cerr << fmt::format(
            "accounting: right first {:.4f}, moved {:.3f}, says all {:.3f} of which right {:.3f}\n",
            static_cast<double>(after) / static_cast<double>(examples.size()),
            static_cast<double>(moved) / static_cast<double>(examples.size()),
            static_cast<double>(says_all) / static_cast<double>(examples.size()),
            static_cast<double>(says_all_right) / static_cast<double>(std::max<std::size_t>(says_all, 1)));
    }

    // Stage 4: is the first plan right?
    BoostingOptions sure_trees;
    sure_trees.trees = 160;
    sure_trees.leaves = 8;
    sure_trees.rate = 0.05F;
    auto sure_rows = [&](int without) {
        Rows rows;
        rows.width = compiler::ConfidenceDense::width;
        std::uint32_t group = 0;
        for (const auto& example : examples) {
            if (example.question->fold == without || example.plans.empty()) continue;
            const Context context(*example.analysis, *example.schema, weights);
            const auto dense = compiler::confidence_dense(example.plans, context);
            rows.values.insert(rows.values.end(), dense.begin(), dense.end());
            rows.target.push_back(example.right[0] ? 1 : 0);
            rows.group.push_back(group++);
        }
        return rows;
    };
    std::vector<std::pair<float, char>> scored;
    std::vector<std::tuple<float, char, std::size_t>> sure;
    for (int fold = 0; fold < folds; ++fold) {
        if (fold == arguments.exclude) continue;
        const auto forest = boost_binary(sure_rows(fold), sure_trees);
        for (std::size_t i = 0; i < examples.size(); ++i) {
            const auto& example = examples[i];
            if (example.question->fold != fold || example.plans.empty()) continue;
            const Context context(*example.analysis, *example.schema, weights);
            const auto odds = forest.value(compiler::confidence_dense(example.plans, context));
            scored.emplace_back(odds, example.right[0] ? 1 : 0);
            sure.emplace_back(odds, example.right[0] ? 1 : 0, i);
        }
    }
    weights.confidence = boost_binary(sure_rows(-1), sure_trees);
    weights.calibration = calibrate(scored);
    std::sort(sure.begin(), sure.end(), [](const auto& a, const auto& b) { return std::get<0>(a) > std::get<0>(b); });
    const auto n = static_cast<double>(examples.size());
    for (const double share : {0.3, 0.5, 0.7, 1.0}) {
        double right = 0, count = 0;
        for (std::size_t i = 0; i < std::min(sure.size(), static_cast<std::size_t>(share * n)); ++i) {
            right += std::get<1>(sure[i]);
            ++count;
        }
        std::cerr << fmt::format("surest {:.0f} %: precision {:.4f}\n", share * 100, right / std::max(count, 1.0));
    }
    // Accept as much as keeps nine in ten right. Sentences with unknown words are refused whatever the odds.
    double right = 0, answers = 0, answers_accepted = 0;
    std::size_t accepted = 0;
    for (std::size_t i = 0; i < sure.size(); ++i) {
        const auto& example = examples[std::get<2>(sure[i])];
        if (!compiler::Suggester(*example.schema).unknown_words(*example.analysis, example.plans).empty()) continue;
        right += std::get<1>(sure[i]);
        ++answers;
        if (answers > 200 && right / answers >= least_precision) {
            accepted = i;
            answers_accepted = answers;
        }
    }
    if (accepted > 0) {
        const float odds = std::get<0>(sure[accepted]);
        // the probability of that log-odds on the calibration curve
        const auto& points = weights.calibration;
        float p = points.empty() ? 0.8F : points.front().second;
        for (std::size_t i = 1; i < points.size(); ++i)
            if (odds >= points[i - 1].first)
                p = odds >= points[i].first
                        ? points[i].second
                        : points[i - 1].second + (points[i].second - points[i - 1].second) *
                                                     (odds - points[i - 1].first) /
                                                     std::max(points[i].first - points[i - 1].first, 1e-6F);
        weights.accept = p;
        std::cerr << fmt::format("accept at {:.3f}: coverage {:.3f}\n", p, answers_accepted / n);
    }
    for (int fold = 0; fold < folds; ++fold) {
        double count = 0, hits = 0;
        for (const auto& example : examples)
            if (example.question->fold == fold) {
                ++count;
                hits += !example.right.empty() && example.right[0];
            }
        if (count > 0) std::cerr << fmt::format("fold {}: {:.4f} of {}\n", fold, hits / count, count);
    }
    weights.option = linear_model(option_model);
    weights.plan = linear_model(plan_model);
    weights.use = linear_model(nets.uses);
    write_files(arguments.output, weights);
    clock.say("written");

    if (!arguments.misses.empty()) {
        std::ofstream out(arguments.misses);
        std::map<std::size_t, float> odds_of;
        for (const auto& [odds, ok, i] : sure) odds_of[i] = odds;
        for (std::size_t i = 0; i < examples.size(); ++i) {
            const auto& example = examples[i];
            if (!example.right.empty() && example.right[0]) continue;
            std::size_t at = example.right.size();
            for (std::size_t k = 0; k < example.right.size(); ++k)
                if (example.right[k]) {
                    at = k;
                    break;
                }
            out << fmt::format("{} | {} | right at {} of {} | sure {:.2f}\n  Q {}\n  G {}\n", example.question->fold,
                               example.question->schema, at < example.right.size() ? std::to_string(at) : "-",
                               example.right.size(), odds_of.contains(i) ? odds_of[i] : 0, example.question->sentence,
                               example.question->gold[0]);
            for (std::size_t k = 0; k < std::min<std::size_t>(example.plans.size(), 2); ++k)
                out << fmt::format("  {} {:.2f} {}\n", example.right[k] ? "R" : "-", example.plans[k].score,
                                   example.plans[k].sql);
            if (at > 1 && at < example.right.size())
                out << fmt::format("  R {:.2f} {}\n", example.plans[at].score, example.plans[at].sql);
        }
    }
    return 0;
}
