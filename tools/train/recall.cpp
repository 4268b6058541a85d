// compiler_recall: which questions have no right plan among all that the search makes, grouped by what their gold SQL
// needs. What is missing here no ranking can bring back.
//   compiler_recall --questions FILE [--cache FILE] [--misses FILE] [--every N] [--threads N]
// The database comes from the PG* variables. Options are scored by the weights that are compiled in.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <map>
#include <set>

#include "compiler/emit_sql.hpp"
#include "compiler/rank.hpp"
#include "compiler/search.hpp"
#include "judge.hpp"
#include "workspace.hpp"

namespace {

using namespace pf;
using namespace pf::train;

struct Arguments {
    std::string questions, cache, misses;
    std::size_t every = 1;
    unsigned threads = 2;
};

Arguments read_arguments(int argc, char** argv) {
    Arguments made;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string name = argv[i], value = argv[i + 1];
        if (name == "--questions")
            made.questions = value;
        else if (name == "--cache")
            made.cache = value;
        else if (name == "--misses")
            made.misses = value;
        else if (name == "--every")
            made.every = std::max<std::size_t>(std::stoul(value), 1);
        else if (name == "--threads")
            made.threads = static_cast<unsigned>(std::stoul(value));
        else
            made.questions.clear();
    }
    if (made.questions.empty()) {
        std::cerr << "usage: compiler_recall --questions FILE [--cache FILE] [--misses FILE] [--every N] "
                     "[--threads N]\n";
        std::exit(2);
    }
    return made;
}

std::size_t occurrences(std::string_view text, std::string_view part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++count;
    return count;
}

// What a gold query needs, by its text; a query may need several.
std::vector<std::string> constructs(const std::string& sql) {
    std::string upper = sql;
    for (auto& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    std::vector<std::string> found;
    auto when = [&](bool condition, const char* name) {
        if (condition) found.emplace_back(name);
    };
    const auto selects = occurrences(upper, "SELECT ");
    for (const char* operation : {"INTERSECT", "EXCEPT", "UNION"})
        when(upper.find(operation) != std::string::npos, operation);
    const bool set = !found.empty();
    when(upper.find("NOT IN (SELECT") != std::string::npos, "not in");
    when(upper.find(" IN (SELECT") != std::string::npos && upper.find("NOT IN (SELECT") == std::string::npos, "in");
    when(upper.find("FROM (SELECT") != std::string::npos, "from (select)");
    when(!set && selects > 1 && upper.find("IN (SELECT") == std::string::npos &&
             upper.find("FROM (SELECT") == std::string::npos,
         "compared with a subquery");
    when(upper.find(" HAVING ") != std::string::npos, "having");
    when(upper.find(" GROUP BY ") != std::string::npos, "group by");
    when(upper.find(" ORDER BY ") != std::string::npos && upper.find(" LIMIT ") != std::string::npos, "top");
    when(upper.find(" ORDER BY ") != std::string::npos && upper.find(" LIMIT ") == std::string::npos, "order by");
    when(upper.find(" OR ") != std::string::npos, "or");
    when(upper.find("DISTINCT") != std::string::npos, "distinct");
    when(upper.find("LIKE ") != std::string::npos, "like");
    when(upper.find(" BETWEEN ") != std::string::npos, "between");
    const auto joins = occurrences(upper, " JOIN ");
    when(joins == 1, "1 join");
    when(joins == 2, "2 joins");
    when(joins > 2, "3 or more joins");
    when(joins == 0 && selects == 1, "one table");
    const auto from = upper.find(" FROM ");
    int depth = 0, shown = 1;
    for (std::size_t i = 0; i < std::min(from, upper.size()); ++i) {
        depth += upper[i] == '(' ? 1 : upper[i] == ')' ? -1 : 0;
        shown += upper[i] == ',' && depth == 0;
    }
    when(true, shown > 3 ? "shows 4 or more" : shown == 3 ? "shows 3" : shown == 2 ? "shows 2" : "shows 1");
    return found;
}

}  // namespace

int main(int argc, char** argv) {
    const auto arguments = read_arguments(argc, argv);
    auto workspace = load_workspace(arguments.questions, "");
    const auto& weights = compiler::Weights::shipped();
    std::vector<std::size_t> asked;
    for (std::size_t i = 0; i < workspace.questions.size(); i += arguments.every) asked.push_back(i);
    std::vector<Judge::Task> tasks;
    std::vector<double> times;
    std::size_t plan_count = 0, option_count = 0;
    for (const auto i : asked) {
        const auto& question = workspace.questions[i];
        const auto& schema = *workspace.schemas.at(question.schema);
        const auto from = std::chrono::steady_clock::now();
        auto analysis = compiler::analyse(question.sentence, schema);
        const compiler::Context context(analysis, schema, weights);
        compiler::score_options(analysis, context, weights);
        auto plans = compiler::search_plans(analysis, schema);
        compiler::score_linear(plans, context, weights);
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - from;
        times.push_back(took.count());
        std::stable_sort(plans.begin(), plans.end(), [](const auto& a, const auto& b) {
            return a.linear_score + a.option_score > b.linear_score + b.option_score;
        });
        plan_count += plans.size();
        option_count += analysis.options.size();
        Judge::Task task;
        task.question = &question;
        for (const auto& plan : plans) {
            task.candidates.push_back(compiler::emit_sql(plan.query, schema));
            const auto& select = plan.query.select;
            const bool all = std::any_of(select.begin(), select.end(), [](const auto& t) {
                return t.column.column < 0 && t.aggregate == compiler::Aggregate::none;
            });
            task.widths.push_back(plan.query.count_rows ? 1 : all ? 0 : static_cast<int>(select.size()));
        }
        tasks.push_back(std::move(task));
    }
    Judge judge("", arguments.cache);
    judge.judge(tasks, arguments.threads);

    constexpr std::size_t none = 1u << 30;
    const std::vector<std::size_t> depths{1, 8, 20, 40, 60, 80, 120, none};
    std::map<std::string, std::vector<std::size_t>> hits;
    std::map<std::string, std::size_t> count;
    std::ofstream misses;
    if (!arguments.misses.empty()) misses.open(arguments.misses);
    for (const auto& task : tasks) {
        auto kinds = constructs(task.question->gold[0]);
        const auto found = std::find(task.right.begin(), task.right.end(), 1);
        const auto at = found == task.right.end() ? none : static_cast<std::size_t>(found - task.right.begin());
        kinds.insert(kinds.begin(), "all");
        std::string list;
        for (const auto& kind : kinds) {
            auto& row = hits[kind];
            row.resize(depths.size());
            ++count[kind];
            for (std::size_t d = 0; d < depths.size(); ++d) row[d] += at < depths[d];
            if (kind != "all") list += (list.empty() ? "" : ", ") + kind;
        }
        if (at != none || !misses.is_open()) continue;
        misses << fmt::format("{} | {} plans | {}\n  Q {}\n  G {}\n", task.question->schema, task.candidates.size(),
                              list, task.question->sentence, task.question->gold[0]);
        for (std::size_t k = 0; k < std::min<std::size_t>(task.candidates.size(), 2); ++k)
            misses << "  - " << task.candidates[k] << '\n';
    }
    std::vector<std::pair<std::size_t, std::string>> order;
    for (const auto& [kind, row] : hits) order.emplace_back(count[kind] - row.back(), kind);
    std::sort(order.rbegin(), order.rend());
    std::cout << fmt::format("{:<26}{:>7}{:>7}", "gold has", "asked", "never");
    for (const auto depth : depths) std::cout << fmt::format("{:>7}", depth == none ? "any" : std::to_string(depth));
    std::cout << '\n';
    for (const auto& [missed, kind] : order) {
        std::cout << fmt::format("{:<26}{:>7}{:>7}", kind, count[kind], missed);
        for (const auto hit : hits[kind])
            std::cout << fmt::format("{:>7.3f}", static_cast<double>(hit) / static_cast<double>(count[kind]));
        std::cout << '\n';
    }
    std::sort(times.begin(), times.end());
    const auto asked_count = static_cast<double>(tasks.size());
    std::cout << fmt::format("{:.1f} options and {:.1f} plans a question; ms: p50 {:.2f}, p99 {:.2f}, most {:.2f}\n",
                             static_cast<double>(option_count) / asked_count,
                             static_cast<double>(plan_count) / asked_count, times[times.size() / 2],
                             times[times.size() * 99 / 100], times.back());
    return 0;
}
