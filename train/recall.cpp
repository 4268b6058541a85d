// compiler_recall: which questions have no right plan among all that the search makes, grouped by what their gold SQL
// needs. What is missing here no ranking can bring back.
//   compiler_recall --questions FILE [--columns exact|contain] [--cache FILE] [--misses FILE] [--every N] [--threads N]
//                   [--explain TEXT]
// --explain prints mentions, options and plans of the questions that contain the text, and judges nothing. The database
// comes from the PG* variables. Options are scored by the model that is compiled in.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iostream>
#include <map>
#include <set>

#include "agreement.hpp"
#include "compiler/print/postgres.hpp"
#include "compiler/rank/option_features.hpp"
#include "compiler/rank/rank.hpp"
#include "compiler/search.hpp"
#include "constructs.hpp"
#include "gold.hpp"
#include "judge.hpp"
#include "workspace.hpp"

namespace {

using namespace pf;
using namespace pf::train;

struct Arguments {
    std::string questions, cache, misses, explain;
    Columns columns = Columns::exact;
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
        else if (name == "--columns" && (value == "exact" || value == "contain"))
            made.columns = value == "contain" ? Columns::contain : Columns::exact;
        else if (name == "--every")
            made.every = std::max<std::size_t>(std::stoul(value), 1);
        else if (name == "--threads")
            made.threads = static_cast<unsigned>(std::stoul(value));
        else
            made.questions.clear();
    }
    if (made.questions.empty()) {
        std::cerr << "usage: compiler_recall --questions FILE [--columns exact|contain] [--cache FILE] [--misses FILE] "
                     "[--every N] [--threads N] [--explain TEXT]\n";
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

// The parts of a gold query that no option of the sentence stands for: what linking lost.
class MissingParts {
 public:
    MissingParts(const Gold& gold, const compiler::Analysis& analysis, const compiler::SchemaIndex& schema)
        : gold_(gold) {
        for (const auto& option : analysis.options)
            if (agrees(option, gold, schema)) agreeing_.push_back(&option);
        visit(gold.shape);
    }
    [[nodiscard]] std::vector<std::string> names() const { return {missing_.begin(), missing_.end()}; }

 private:
    using Role = compiler::Role;

    template <class Test>
    [[nodiscard]] bool any(Test test) const {
        return std::any_of(agreeing_.begin(), agreeing_.end(), [&](const Option* o) { return test(*o); });
    }

    void visit(const Shape& query) {
        if (&query == &gold_.shape)
            for (const auto& term : query.select) shown(term);
        for (const auto& c : query.where) condition(c);
        if (!query.having.empty() && !any([](const Option& o) { return o.role == Role::having; }))
            missing_.insert("no option: having");
        for (const auto& key : query.order) order(key.term.aggregate == Summary::count);
        if (query.right) visit(*query.right);
    }

    void shown(const compiler::plan::TermView& term) {
        if (any([&](const Option& o) {
                if (term.aggregate == Summary::count && o.role == Role::count) return true;
                return o.role == Role::select && o.aggregate == term.aggregate &&
                       (o.column == term.column || o.column.column < 0);
            }))
            return;
        missing_.insert(term.aggregate == Summary::none ? "no option: shown" : "no option: shown aggregate");
    }

    void condition(const compiler::plan::ConditionShape& c) {
        if (c.inside) {
            visit(*c.inside);
            if (!c.membership && !any([](const Option& o) {
                    return o.role == Role::compare || (o.role == Role::order && o.limit == 1);
                }))
                missing_.insert("no option: comparison");
            return;
        }
        if (!any([&](const Option& o) {
                return (o.role == Role::value || o.role == Role::number || o.role == Role::null_test) &&
                       (o.column == c.left.column || o.column.column >= 0);
            }))
            missing_.insert("no option: condition");
    }

    void order(bool by_count) {
        if (!any([&](const Option& o) { return o.role == (by_count ? Role::order_count : Role::order); }))
            missing_.insert(by_count ? "no option: order by count" : "no option: order");
    }

    const Gold& gold_;
    std::vector<const Option*> agreeing_;
    std::set<std::string> missing_;
};

void explain(const compiler::Analysis& analysis, const std::vector<compiler::Plan>& plans,
             const compiler::SchemaIndex& schema) {
    static constexpr std::array<const char*, compiler::role_count> roles{
        "select",  "count", "order",  "order_count", "value", "number", "date",
        "compare", "null",  "having", "absent",      "limit", "each",   "window"};
    const auto words = [&](const compiler::TokenSet& tokens) {
        std::string said;
        for (std::size_t t = 0; t < analysis.sentence.tokens.size(); ++t)
            if (tokens.test(t)) said += " " + analysis.sentence.tokens[t].word;
        return said;
    };
    for (const auto& mention : analysis.tables)
        std::cout << fmt::format("  {:.2f} {} {} |{}\n", mention.link, name_of(mention.by),
                                 schema.table(mention.table).name, words(mention.tokens));
    for (const auto& mention : analysis.columns)
        std::cout << fmt::format("  {:.2f} {} {}.{} |{}\n", mention.link, name_of(mention.by),
                                 schema.table(mention.column.table).name, schema.column(mention.column).name,
                                 words(mention.tokens));
    std::cout << fmt::format("  content{}; linked{}; named{}\n", words(analysis.content), words(analysis.linked),
                             words(analysis.named));
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
                                 compiler::print::to_postgres(plan.query, schema));
}

constexpr std::size_t none = 1U << 30;

// What is asked of one question, and where its first right plan stands.
struct Asked {
    Judge::Task task;
    std::vector<std::string> missing;
    std::size_t first_right = none;
};

struct Effort {
    std::size_t options = 0, plans = 0;
    std::vector<double> milliseconds;  // by question
};

// Plans in the order of the linear ranker.
std::vector<compiler::Plan> plans_of(compiler::Analysis& analysis, const compiler::SchemaIndex& schema) {
    const auto& learned = compiler::Model::shipped();
    const compiler::Context context(analysis, schema, learned);
    compiler::score_options(analysis, context, learned);
    auto plans = compiler::search_plans(analysis, schema);
    compiler::score_linear(plans, context, learned);
    return plans;
}

std::vector<Asked> ask(const Workspace& workspace, const Arguments& arguments, Effort& effort) {
    std::vector<Asked> made;
    for (const auto& question : workspace.questions) {
        if (question.expect != Expect::answer || question.sentence.find(arguments.explain) == std::string::npos)
            continue;
        const auto& schema = *workspace.schemas.at(question.schema);
        const double from = cpu_milliseconds();
        auto analysis = compiler::analyse(question.sentence, schema);
        auto plans = plans_of(analysis, schema);
        effort.milliseconds.push_back(cpu_milliseconds() - from);
        std::stable_sort(plans.begin(), plans.end(), [](const auto& a, const auto& b) {
            return a.linear_score + a.option_score > b.linear_score + b.option_score;
        });
        if (!arguments.explain.empty()) {
            std::cout << question.schema << " | " << question.sentence << "\n  G " << question.gold[0] << '\n';
            explain(analysis, plans, schema);
            continue;
        }
        effort.plans += plans.size();
        effort.options += analysis.options.size();
        Asked one;
        const auto gold = read_gold(question.gold, schema);
        one.missing = gold ? MissingParts(*gold, analysis, schema).names() : std::vector<std::string>{"gold not read"};
        one.task.question = &question;
        for (const auto& plan : plans) one.task.add(plan.shape, compiler::print::to_postgres(plan.query, schema));
        made.push_back(std::move(one));
    }
    return made;
}

// Judges the plans `from` to `to` of the questions that have no right one yet.
void judge_slice(std::vector<Asked>& asked, std::size_t from, std::size_t to, Judge& judge, unsigned threads) {
    std::vector<Judge::Task> slices;
    std::vector<Asked*> of;
    for (auto& one : asked) {
        const auto& task = one.task;
        if (one.first_right != none || task.candidates.size() <= from) continue;
        const auto begin = static_cast<std::ptrdiff_t>(from);
        const auto end = static_cast<std::ptrdiff_t>(std::min(to, task.candidates.size()));
        Judge::Task slice;
        slice.question = task.question;
        slice.candidates.assign(task.candidates.begin() + begin, task.candidates.begin() + end);
        slice.widths.assign(task.widths.begin() + begin, task.widths.begin() + end);
        slices.push_back(std::move(slice));
        of.push_back(&one);
    }
    judge.judge(slices, threads);
    for (std::size_t k = 0; k < slices.size(); ++k)
        if (const auto found = std::find(slices[k].right.begin(), slices[k].right.end(), 1);
            found != slices[k].right.end())
            of[k]->first_right = from + static_cast<std::size_t>(found - slices[k].right.begin());
}

void find_right(std::vector<Asked>& asked, const Arguments& arguments) {
    Judge judge("", arguments.cache);
    std::size_t from = 0;
    for (const std::size_t to : {std::size_t{4}, std::size_t{40}, none}) {  // most questions need no more than the best
        judge_slice(asked, from, to, judge, arguments.threads);
        from = to;
    }
}

std::vector<std::string> kinds_of(const Asked& one) {
    auto kinds = constructs(one.task.question->gold[0]);
    if (one.first_right != none) return kinds;
    if (one.missing.empty()) kinds.emplace_back("all options there");
    kinds.insert(kinds.end(), one.missing.begin(), one.missing.end());
    return kinds;
}

void write_miss(std::ostream& out, const Asked& one) {
    const auto& question = *one.task.question;
    out << fmt::format("{} | {} plans | {}\n  Q {}\n  G {}\n", question.schema, one.task.candidates.size(),
                       fmt::join(kinds_of(one), ", "), question.sentence, question.gold[0]);
    for (std::size_t k = 0; k < std::min<std::size_t>(one.task.candidates.size(), 2); ++k)
        out << "  - " << one.task.candidates[k] << '\n';
}

// Right among the first plans, by what the gold has; what is missed most comes first.
void print_table(const std::vector<Asked>& asked) {
    static constexpr std::array<std::size_t, 8> depths{1, 8, 20, 40, 60, 80, 120, none};
    struct Row {
        std::size_t asked = 0;
        std::array<std::size_t, depths.size()> hits{};
    };
    std::map<std::string, Row> rows;
    for (const auto& one : asked) {
        auto kinds = kinds_of(one);
        kinds.emplace_back("all");
        for (const auto& kind : kinds) {
            auto& row = rows[kind];
            ++row.asked;
            for (std::size_t d = 0; d < depths.size(); ++d) row.hits[d] += one.first_right < depths[d];
        }
    }
    std::vector<std::pair<std::size_t, std::string>> order;
    for (const auto& [kind, row] : rows) order.emplace_back(row.asked - row.hits.back(), kind);
    std::sort(order.rbegin(), order.rend());
    std::cout << fmt::format("{:<26}{:>7}{:>7}", "gold has", "asked", "never");
    for (const auto depth : depths) std::cout << fmt::format("{:>7}", depth == none ? "any" : std::to_string(depth));
    std::cout << '\n';
    for (const auto& [missed, kind] : order) {
        const auto& row = rows[kind];
        std::cout << fmt::format("{:<26}{:>7}{:>7}", kind, row.asked, missed);
        for (const auto hit : row.hits)
            std::cout << fmt::format("{:>7.3f}", static_cast<double>(hit) / static_cast<double>(row.asked));
        std::cout << '\n';
    }
}

void print_effort(Effort effort) {
    auto& times = effort.milliseconds;
    std::sort(times.begin(), times.end());
    const auto asked = static_cast<double>(times.size());
    std::cout << fmt::format(
        "{:.1f} options and {:.1f} plans a question; CPU ms: p50 {:.2f}, p99 {:.2f}, most {:.2f}\n",
        static_cast<double>(effort.options) / asked, static_cast<double>(effort.plans) / asked, times[times.size() / 2],
        times[times.size() * 99 / 100], times.back());
}

}  // namespace

int main(int argc, char** argv) {
    const auto arguments = read_arguments(argc, argv);
    const auto workspace = load_workspace({{arguments.questions, arguments.columns}}, "", arguments.every);
    Effort effort;
    auto asked = ask(workspace, arguments, effort);
    if (asked.empty()) return 0;
    find_right(asked, arguments);
    if (!arguments.misses.empty()) {
        std::ofstream misses(arguments.misses);
        for (const auto& one : asked)
            if (one.first_right == none) write_miss(misses, one);
    }
    print_table(asked);
    print_effort(std::move(effort));
    return 0;
}
