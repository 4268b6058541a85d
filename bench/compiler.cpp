// The rule compiler's time of the processor: its learned model read, a sentence on the sample scenario's schema, on a
// generated schema of 1,000 tables, and with --questions those of the files on their schemas, which the PG* variables
// name. Prints a table; judges nothing. What is measured on one machine at another hour is compared by the ratio to the
// guard, which reads the same answers.
//   bench_compiler [--questions FILE…] [--rounds N]
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/compile.hpp"
#include "compiler/rank/model_file.hpp"
#include "generated_schema.hpp"
#include "model/snapshot.hpp"
#include "sql/guard.hpp"
#include "tests/unit/compiler/sample_model.hpp"
#include "train/workspace.hpp"

namespace {

using namespace pf;

struct Arguments {
    std::vector<train::QuestionsFile> questions;
    std::size_t rounds = 3;
};

std::optional<Arguments> read_arguments(int argc, char** argv) {
    Arguments made;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string_view flag = argv[i];
        if (flag == "--questions")
            made.questions.push_back({argv[i + 1]});
        else if (flag == "--rounds")
            made.rounds = std::max<std::size_t>(std::stoul(argv[i + 1]), 1);
        else
            return std::nullopt;
    }
    return argc % 2 == 1 ? std::optional(made) : std::nullopt;
}

double resident_mb() {
    std::ifstream file("/proc/self/statm");
    std::size_t size = 0, resident = 0;
    file >> size >> resident;
    return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1024.0 * 1024.0);
}

// Of this thread: other programs on the machine do not count, but for what they push out of its caches.
double cpu_milliseconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

// Pages that this thread touched for the first time.
long page_faults() {
    rusage used{};
    getrusage(RUSAGE_THREAD, &used);
    return used.ru_minflt + used.ru_majflt;
}

template <class Work>
double time_of(Work&& work) {
    const double from = cpu_milliseconds();
    work();
    return cpu_milliseconds() - from;
}

struct Asked {
    const compiler::Compiler* compiler;
    std::string sentence;
};

struct Times {
    double mean = 0, p50 = 0, p99 = 0, most = 0;  // milliseconds a sentence
    double faults = 0;                            // page faults a sentence
    static Times of(std::vector<double> all) {
        std::sort(all.begin(), all.end());
        Times made;
        for (const double one : all) made.mean += one / static_cast<double>(all.size());
        made.p50 = all[all.size() / 2];
        made.p99 = all[all.size() * 99 / 100];
        made.most = all.back();
        return made;
    }
};

Times compile_all(const std::vector<Asked>& asked) {
    std::vector<double> times;
    times.reserve(asked.size());
    const long faults = page_faults();
    for (const auto& [compiler, sentence] : asked) times.push_back(time_of([&] { (void)compiler->compile(sentence); }));
    const long touched = page_faults() - faults;
    auto made = Times::of(std::move(times));
    made.faults = static_cast<double>(touched) / static_cast<double>(asked.size());
    return made;
}

// As after a pause in which other programs had the processor: its caches are filled with something else before each.
Times compile_out_of_caches(const std::vector<Asked>& asked) {
    std::vector<char> other(std::size_t{64} << 20);
    std::vector<double> times;
    for (std::size_t i = 0; i < asked.size(); i += asked.size() / 200 + 1) {
        for (std::size_t at = 0; at < other.size(); at += 64) ++other[at];
        times.push_back(time_of([&] { (void)asked[i].compiler->compile(asked[i].sentence); }));
    }
    return Times::of(std::move(times));
}

// The round whose mean is in the middle.
Times middle_round(const std::vector<Asked>& asked, std::size_t rounds) {
    std::vector<Times> made;
    for (std::size_t i = 0; i < rounds; ++i) made.push_back(compile_all(asked));
    std::sort(made.begin(), made.end(), [](const Times& a, const Times& b) { return a.mean < b.mean; });
    return made[made.size() / 2];
}

void print_times(std::string_view what, const Times& times) {
    fmt::print("{:<44}{:>8.2f}{:>8.2f}{:>8.2f}{:>9.2f}{:>8.1f}\n", what, times.mean, times.p50, times.p99, times.most,
               times.faults);
}

// Milliseconds to touch a page for the first time: some virtual machines take a hundred times what others do.
double time_of_page_fault() {
    constexpr std::size_t pages = 1024;
    const auto size = pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    void* const made = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (made == MAP_FAILED) return 0;
    auto* const bytes = static_cast<volatile char*>(made);
    const double took = time_of([&] {
        for (std::size_t at = 0; at < size; at += size / pages) bytes[at] = 1;
    });
    munmap(made, size);
    return took / pages;
}

void measure_model() {
    // nothing of it has been touched: its pages come from the file
    std::optional<bool> reads;
    const long faults = page_faults();
    const double first = time_of([&] { reads = compiler::check_shipped_model().has_value(); });
    const long touched = page_faults() - faults;
    const auto file = compiler::write_model(compiler::Model::shipped());
    const double again = time_of([&] { reads = compiler::read_model(file).has_value(); });
    fmt::print(
        "learned model: {:.2f} MB (mark: 1.5), read in {:.2f} ms (mark: 5), {:.2f} of it for {} page faults, again in "
        "{:.2f}{}\n",
        static_cast<double>(file.size()) / 1e6, first, static_cast<double>(touched) * time_of_page_fault(), touched,
        again, *reads ? "" : ": cannot be read");
}

// Of the case files: "- sentence: List all orgs", in single quotes or not.
std::vector<std::string> sample_sentences() {
    constexpr std::string_view before = "- sentence: ";
    std::vector<std::string> made;
    for (const char* name : {"compiler_sample", "sample_questions"}) {
        std::ifstream file(fmt::format("{}/tests/cases/{}.yaml", PF_SOURCE_DIR, name));
        for (std::string line; std::getline(file, line);) {
            if (!line.starts_with(before)) continue;
            line.erase(0, before.size());
            if (line.starts_with('\'') && line.size() > 1) line = line.substr(1, line.size() - 2);
            made.push_back(std::move(line));
        }
    }
    return made;
}

void measure_sample(std::size_t rounds) {
    const auto model = compiler::test::sample_model();
    std::optional<compiler::Compiler> compiler;
    const double built = time_of([&] { compiler.emplace(model.ontology, model.values); });
    std::vector<Asked> asked;
    for (auto& sentence : sample_sentences()) asked.push_back({&*compiler, std::move(sentence)});
    const auto first = compile_all(asked), warm = middle_round(asked, rounds * 4);
    print_times(fmt::format("sample: {} sentences, just built in {:.1f} ms", asked.size(), built), first);
    print_times("sample, again (mark of the mean: 0.4)", warm);
    print_times("sample, out of the caches", compile_out_of_caches(asked));
    std::vector<std::string> answers;
    for (const auto& [made, sentence] : asked)
        if (const auto answer = made->compile(sentence); !answer.readings.empty())
            answers.push_back(answer.readings.front().sql);
    const auto policy = model::guard_policy(*model.ontology);
    const double guarded = time_of([&] {
        for (std::size_t i = 0; i < rounds; ++i)
            for (const auto& answer : answers) (void)sql::guard(answer, policy);
    });
    const double a_rule = guarded / static_cast<double>(answers.size() * rounds);
    fmt::print("the guard of the same answers: {:.3f} ms; compiling takes {:.2f} times as long\n", a_rule,
               warm.mean / a_rule);
}

void measure_large(std::size_t rounds) {
    auto ontology = std::make_shared<const model::Ontology>(bench::generated_schema());
    auto values = std::make_shared<const model::ValueIndex>(bench::generated_values(*ontology));
    const double before = resident_mb();
    std::optional<compiler::Compiler> compiler;
    const double built = time_of([&] { compiler.emplace(ontology, values); });
    const double memory = resident_mb() - before + static_cast<double>(values->bytes()) / (1024.0 * 1024.0);
    fmt::print("{} tables: index in {:.0f} ms (mark: 10,000), {:.1f} MiB with {} values (mark: 200)\n",
               ontology->tables.size(), built, memory, values->size());
    std::vector<Asked> asked, others;
    for (auto& sentence : bench::sentences(1000)) asked.push_back({&*compiler, std::move(sentence)});
    for (auto& sentence : bench::sentences_of_other_words(1000)) others.push_back({&*compiler, std::move(sentence)});
    print_times("1,000 tables (mark of p99: 20)", middle_round(asked, rounds));
    print_times("… in other words", middle_round(others, rounds));
}

void measure_questions(const train::QuestionsFile& file, std::size_t rounds) {
    const auto workspace = train::load_workspace({file}, "");
    std::map<std::string, compiler::Compiler> compilers;
    double built = 0;
    for (const auto& [name, schema] : workspace.schemas)
        built += time_of([&] {
            compilers.try_emplace(  // the workspace keeps both
                name, std::shared_ptr<const model::Ontology>(std::shared_ptr<void>{}, &schema->ontology()),
                std::shared_ptr<const model::ValueIndex>(std::shared_ptr<void>{}, &schema->values()));
        });
    std::vector<Asked> asked;
    for (const auto& question : workspace.questions)
        asked.push_back({&compilers.at(question.schema), question.sentence});
    fmt::print("{}: {} questions of {} schemas, indexed in {:.1f} ms each\n", file.path, asked.size(), compilers.size(),
               built / static_cast<double>(compilers.size()));
    print_times("just indexed", compile_all(asked));
    print_times("again (marks of p50, p99: 1.5, 10)", middle_round(asked, rounds));
    print_times("out of the caches", compile_out_of_caches(asked));
}

}  // namespace

int main(int argc, char** argv) {
    const auto arguments = read_arguments(argc, argv);
    if (!arguments) {
        std::cerr << "bench_compiler [--questions FILE…] [--rounds N]\n";
        return 2;
    }
    measure_model();
    fmt::print("{:<44}{:>8}{:>8}{:>8}{:>9}{:>8}\n", "a sentence, milliseconds", "mean", "p50", "p99", "slowest",
               "faults");
    measure_sample(arguments->rounds);
    measure_large(arguments->rounds);
    for (const auto& file : arguments->questions) measure_questions(file, arguments->rounds);
    return 0;
}
