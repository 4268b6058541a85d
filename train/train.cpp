// train_compiler: questions with gold SQL → the rule compiler's model (model/compiler.pfm).
// train_compiler without arguments says how it is called. Every model is cross-fitted: what a stage learns from are
// scores of earlier stages for databases they were not trained on; the figures printed are of such databases too.
#include <fmt/format.h>

#include <chrono>
#include <iostream>

#include "arguments.hpp"
#include "databases.hpp"
#include "figures.hpp"
#include "judge.hpp"
#include "learned_files.hpp"
#include "misses.hpp"
#include "stage_confidence.hpp"
#include "stage_nets.hpp"
#include "stage_options.hpp"
#include "stage_plans.hpp"
#include "workspace.hpp"

namespace {

using namespace pf;
using namespace pf::train;

const auto started = std::chrono::steady_clock::now();

void say(const std::string& what) {
    std::cerr << fmt::format("[{:6.1f} s] {}\n",
                             std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count(), what);
}

void learn_options(Training& training, Run& run) {
    run.options = make_option_rows(training);
    say(fmt::format("{} words, {} options, {} features", training.model.words.size(), run.options.options,
                    run.options.features));
    fit_options(training, run.options);
    say(fmt::format("options: log loss linear {:.4f}, trees {:.4f}", run.options.linear_loss, run.options.tree_loss));
}

void learn_plans(Training& training, const std::string& conninfo, Run& run) {
    run.plans = search(training);
    say(fmt::format("searched: {:.1f} plans a question",
                    static_cast<double>(run.plans) / static_cast<double>(training.examples.size())));
    Judge judge(conninfo, run.arguments.cache);
    fit_plans(training, judge, run.arguments.threads,
              [&](const std::string& round) { say(round + ": " + text_of(recall_of(training))); });
    collect_uses(training);
    say("uses of words");
    fit_nets(training);
    say(fmt::format("{} uses of words", training.use.size()));
    say("by networks: " + text_of(recall_of(training)));
}

void learn_confidence(Training& training, Run& run) {
    run.sure = fit_confidence(training);
    for (const double share : {0.3, 0.5, 0.7, 1.0})
        say(fmt::format("surest {:.0f} %: precision {:.4f}", share * 100,
                        surest(run.sure, share, training.examples.size()).share()));
    run.acceptance = choose_bound(training, run.sure);
    say(fmt::format("accept at {:.3f}: coverage {:.3f}", training.model.accept,
                    run.acceptance.answered / static_cast<double>(training.examples.size())));
    const auto files = acceptance_by_file(training, run.sure);
    for (std::size_t file = 0; file < files.size(); ++file) {
        const auto& [asked, right_first, answered, right] = files[file];
        const auto share = [](std::size_t part, std::size_t of) {
            return static_cast<double>(part) / static_cast<double>(std::max<std::size_t>(of, 1));
        };
        say(fmt::format("{}: {} asked, first {:.3f}; answered {:.3f}, of them right {:.3f}",
                        run.arguments.questions[file].path, asked, share(right_first, asked), share(answered, asked),
                        share(right, answered)));
    }
}

}  // namespace

int main(int argc, char** argv) {
    Run run;
    run.arguments = read_arguments(argc, argv);
    const auto& arguments = run.arguments;
    const Databases databases(arguments.databases);
    const auto workspace = load_workspace(arguments.questions, databases.conninfo(), arguments.every);
    say(fmt::format("{} questions, {} schemas loaded and indexed", workspace.questions.size(),
                    workspace.schemas.size()));
    auto training = make_training(workspace, arguments.exclude);
    if (folds_of(training).size() < 2) {
        std::cerr << "train_compiler: questions of at least two folds are needed\n";
        return 1;
    }
    run.databases = databases.fingerprints(schemas_of(training));
    say("analysed");
    learn_options(training, run);
    learn_plans(training, databases.conninfo(), run);
    learn_confidence(training, run);
    for (const auto& [fold, count] : by_fold(training))
        say(fmt::format("fold {}: {:.4f} of {}", fold, count.share(), count.asked));
    if (const auto written = write_files(training, run); !written) {
        std::cerr << "train_compiler: " << written.error().message << '\n';
        return 1;
    }
    if (!arguments.misses.empty()) write_misses(arguments.misses, training, run.sure);
    say("written");
    return 0;
}
