// compiler_recall: which questions have no right plan among all that the search makes, grouped by what their gold SQL
// needs. What is missing here no ranking can bring back.
//   compiler_recall --questions FILE [--cache FILE] [--misses FILE] [--every N] [--threads N] [--explain TEXT]
// --explain prints options and plans of the questions that contain the text, and judges nothing. The database comes
// from the PG* variables. Options are scored by the model that is compiled in.
#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iostream>
#include <map>
#include <set>

#include "compiler/emit_sql.hpp"
#include "compiler/rank/option_features.hpp"
#include "compiler/rank/rank.hpp"
#include "compiler/search.hpp"
#include "gold.hpp"
#include "judge.hpp"
#include "workspace.hpp"

namespace {

using namespace pf;
using namespace pf::train;

struct Arguments {
    std::string questions, cache, misses, explain;
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
        else if (name == "--explain")
            made.explain = value;
        else if (name == "--every")
            made.every = std::max<std::size_t>(std::stoul(value), 1);
        else if (name == "--threads")
            made.threads = static_cast<unsigned>(std::stoul(value));
        else
            made.questions.clear();
    }
    if (made.questions.empty()) {
        std::cerr << "usage: compiler_recall --questions FILE [--cache FILE] [--misses FILE] [--every N] "
                     "[--threads N] [--explain TEXT]\n";
        std::exit(2);
    }
    return made;
}

// Of this thread: other programs on the machine do not count.
double cpu_milliseconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
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

// The parts of a gold query that no option of the sentence stands for: what linking lost.
std::vector<std::string> missing_parts(const GoldQuery& gold, const compiler::Analysis& analysis,
                                       const compiler::SchemaIndex& schema) {
    using compiler::Option;
    using compiler::Role;
    std::set<std::string> missing;
    auto any = [&](auto test) {
        return std::any_of(analysis.options.begin(), analysis.options.end(),
                           [&](const Option& o) { return test(o) && agrees(o, gold, schema); });
    };
    auto visit = [&](auto&& self, const GoldQuery& query) -> void {
        for (const auto& term : query.select)
            if (&query == &gold && !any([&](const Option& o) {
                    if (term.aggregate == compiler::Aggregate::count && o.role == Role::count) return true;
                    return o.role == Role::select && o.aggregate == term.aggregate &&
                           (o.column == term.column || o.column.column < 0);
                }))
                missing.insert(term.aggregate == compiler::Aggregate::none ? "no option: shown"
                                                                           : "no option: shown aggregate");
        for (const auto& c : query.where) {
            if (c.subquery) {
                self(self, *c.subquery);
                if (!c.membership && !any([&](const Option& o) {
                        return o.role == Role::compare || (o.role == Role::order && o.limit == 1);
                    }))
                    missing.insert("no option: comparison");
                continue;
            }
            if (!any([&](const Option& o) {
                    return (o.role == Role::value || o.role == Role::number || o.role == Role::null_test) &&
                           (o.column == c.left.column || o.column.column >= 0);
                }))
                missing.insert("no option: condition");
        }
        if (!query.having.empty() && !any([](const Option& o) { return o.role == Role::having; }))
            missing.insert("no option: having");
        for (const auto& [term, down] : query.order)
            if (!any([&](const Option& o) {
                    return term.aggregate == compiler::Aggregate::count ? o.role == Role::order_count
                                                                        : o.role == Role::order;
                }))
                missing.insert(term.aggregate == compiler::Aggregate::count ? "no option: order by count"
                                                                            : "no option: order");
        if (query.right) self(self, *query.right);
        if (query.inner) self(self, *query.inner);
    };
    visit(visit, gold);
    return {missing.begin(), missing.end()};
}

void explain(const compiler::Analysis& analysis, const std::vector<compiler::Plan>& plans,
             const compiler::SchemaIndex& schema) {
    static constexpr std::array<const char*, compiler::role_count> roles{
        "select",  "count", "order",  "order_count", "value", "number", "date",
        "compare", "null",  "having", "absent",      "limit", "join"};
    for (const auto& o : analysis.options) {
        std::string covers;
        for (std::size_t t = 0; t < analysis.sentence.tokens.size(); ++t)
            if (o.covers.test(t) || o.shared.test(t))
                covers += (o.covers.test(t) ? " " : " ~") + analysis.sentence.tokens[t].word;
        const auto name = o.column.table < 0 ? std::string("-")
                                             : schema.table(o.column.table).name + "." +
                                                   (o.column.column < 0 ? "*" : schema.column(o.column).name);
        std::cout << fmt::format("  {:6.2f} {:<12}{:<40} agg {} op {} value '{}' limit {} {} |{}\n", o.score,
                                 roles[static_cast<std::size_t>(o.role)], name, static_cast<int>(o.aggregate),
                                 static_cast<int>(o.op), o.value, o.limit, o.descending ? "desc" : "", covers);
    }
    for (const auto& plan : plans)
        std::cout << fmt::format("  {:6.2f} {:6.2f} {}\n", plan.option_score, plan.linear_score,
                                 compiler::emit_sql(plan.query, schema));
}

}  // namespace

int main(int argc, char** argv) {
    const auto arguments = read_arguments(argc, argv);
    auto workspace = load_workspace(arguments.questions, "");
    const auto& learned = compiler::Model::shipped();
    std::vector<std::size_t> asked;
    for (std::size_t i = 0; i < workspace.questions.size(); i += arguments.every) asked.push_back(i);
    std::vector<Judge::Task> tasks;
    std::vector<std::vector<std::string>> missing;  // by task
    std::vector<double> times;
    std::size_t plan_count = 0, option_count = 0;
    for (const auto i : asked) {
        const auto& question = workspace.questions[i];
        if (question.sentence.find(arguments.explain) == std::string::npos) continue;
        const auto& schema = *workspace.schemas.at(question.schema);
        const double from = cpu_milliseconds();
        auto analysis = compiler::analyse(question.sentence, schema);
        const compiler::Context context(analysis, schema, learned);
        compiler::score_options(analysis, context, learned);
        auto plans = compiler::search_plans(analysis, schema);
        compiler::score_linear(plans, context, learned);
        times.push_back(cpu_milliseconds() - from);
        std::stable_sort(plans.begin(), plans.end(), [](const auto& a, const auto& b) {
            return a.linear_score + a.option_score > b.linear_score + b.option_score;
        });
        if (!arguments.explain.empty()) {
            std::cout << question.schema << " | " << question.sentence << "\n  G " << question.gold[0] << '\n';
            explain(analysis, plans, schema);
            continue;
        }
        const auto gold = read_gold(question.gold[0], schema.ontology());
        missing.push_back(gold ? missing_parts(*gold, analysis, schema) : std::vector<std::string>{"gold not read"});
        plan_count += plans.size();
        option_count += analysis.options.size();
        Judge::Task task;
        task.question = &question;
        for (const auto& plan : plans) {
            task.add(plan.query, compiler::emit_sql(plan.query, schema));
        }
        tasks.push_back(std::move(task));
    }
    if (tasks.empty()) return 0;
    // The best plans first: most questions need no more.
    constexpr std::size_t none = 1u << 30;
    std::vector<std::size_t> first_right(tasks.size(), none);
    {
        Judge judge("", arguments.cache);
        std::size_t from = 0;
        for (const std::size_t to : {std::size_t{4}, std::size_t{40}, none}) {
            std::vector<Judge::Task> slices;
            std::vector<std::size_t> of;
            for (std::size_t i = 0; i < tasks.size(); ++i) {
                const auto& task = tasks[i];
                if (first_right[i] != none || task.candidates.size() <= from) continue;
                const auto end = static_cast<std::ptrdiff_t>(std::min(to, task.candidates.size()));
                const auto begin = static_cast<std::ptrdiff_t>(from);
                Judge::Task slice;
                slice.question = task.question;
                slice.candidates.assign(task.candidates.begin() + begin, task.candidates.begin() + end);
                slice.widths.assign(task.widths.begin() + begin, task.widths.begin() + end);
                slices.push_back(std::move(slice));
                of.push_back(i);
            }
            judge.judge(slices, arguments.threads);
            for (std::size_t k = 0; k < slices.size(); ++k)
                if (const auto found = std::find(slices[k].right.begin(), slices[k].right.end(), 1);
                    found != slices[k].right.end())
                    first_right[of[k]] = from + static_cast<std::size_t>(found - slices[k].right.begin());
            from = to;
        }
    }
    const std::vector<std::size_t> depths{1, 8, 20, 40, 60, 80, 120, none};
    std::map<std::string, std::vector<std::size_t>> hits;
    std::map<std::string, std::size_t> count;
    std::ofstream misses;
    if (!arguments.misses.empty()) misses.open(arguments.misses);
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        const auto& task = tasks[i];
        const auto at = first_right[i];
        auto kinds = constructs(task.question->gold[0]);
        if (at == none) {
            if (missing[i].empty()) kinds.emplace_back("all options there");
            kinds.insert(kinds.end(), missing[i].begin(), missing[i].end());
        }
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
    std::cout << fmt::format(
        "{:.1f} options and {:.1f} plans a question; CPU ms: p50 {:.2f}, p99 {:.2f}, most {:.2f}\n",
        static_cast<double>(option_count) / asked_count, static_cast<double>(plan_count) / asked_count,
        times[times.size() / 2], times[times.size() * 99 / 100], times.back());
    return 0;
}
