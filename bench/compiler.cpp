// The rule compiler on a generated schema of 1,000 tables with 15,000 columns: time and memory of its index, time of a
// sentence (both of the processor). Prints a table; judges nothing.
#include <fmt/format.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "compiler/compile.hpp"
#include "compiler/rank/model_file.hpp"

namespace {

using namespace pf;
using Type = model::TypeClass;

constexpr int tables = 1000, columns_per_table = 15, values_per_column = 60;

constexpr std::array<const char*, 40> things{
    "customer", "order",    "invoice", "product", "supplier", "employee", "department", "shipment",
    "payment",  "contract", "project", "task",    "asset",    "location", "building",   "vehicle",
    "driver",   "route",    "patient", "doctor",  "visit",    "course",   "student",    "teacher",
    "exam",     "account",  "branch",  "loan",    "policy",   "claim",    "ticket",     "agent",
    "event",    "venue",    "artist",  "album",   "track",    "player",   "team",       "match"};
constexpr std::array<const char*, 25> kinds{
    "main",      "regional", "archived", "draft",   "monthly", "external", "internal", "legacy",   "retail",
    "wholesale", "online",   "offline",  "primary", "backup",  "domestic", "foreign",  "seasonal", "special",
    "trial",     "premium",  "basic",    "mobile",  "central", "northern", "southern"};
constexpr std::array<std::pair<const char*, Type>, 14> properties{{{"name", Type::text},
                                                                   {"status", Type::text},
                                                                   {"city", Type::text},
                                                                   {"country", Type::text},
                                                                   {"category", Type::text},
                                                                   {"price", Type::number},
                                                                   {"quantity", Type::integer},
                                                                   {"weight", Type::number},
                                                                   {"rating", Type::number},
                                                                   {"created_on", Type::date},
                                                                   {"closed_on", Type::date},
                                                                   {"active", Type::boolean},
                                                                   {"description", Type::text},
                                                                   {"parent_id", Type::integer}}};

std::string thing_of(int table) { return things[static_cast<std::size_t>(table) % things.size()]; }
std::string kind_of(int table) { return kinds[static_cast<std::size_t>(table) / things.size() % kinds.size()]; }

model::Ontology generate() {
    model::Ontology ontology;
    for (int t = 0; t < tables; ++t) {
        model::Table table;
        table.schema = "public";
        table.name = kind_of(t) + "_" + thing_of(t);
        model::Column id;
        id.name = "id";
        id.type_class = Type::integer;
        id.unique = true;
        id.nullable = false;
        table.columns.push_back(id);
        for (const auto& [name, type] : properties) {
            model::Column column;
            column.name = std::string(name) == "parent_id" ? thing_of(t + 1) + "_id" : thing_of(t) + "_" + name;
            column.type_class = type;
            table.columns.push_back(column);
        }
        table.primary_key = {0};
        table.foreign_keys.push_back({{columns_per_table - 1}, (t + 1) % tables, {0}});
        ontology.tables.push_back(std::move(table));
    }
    ontology.search_path = {"public"};
    return ontology;
}

model::ValueIndex generate_values(const model::Ontology& ontology) {
    model::ValueIndex::Builder builder;
    for (int t = 0; t < tables; ++t)
        for (int c = 0; c < columns_per_table; ++c) {
            if (ontology.tables[static_cast<std::size_t>(t)].columns[static_cast<std::size_t>(c)].type_class !=
                Type::text)
                continue;
            model::ValueIndex::ColumnSummary summary;
            for (int v = 0; v < values_per_column; ++v) {
                const auto text = fmt::format("{} {}", kind_of((t + c + v) * 7), v * 31 % 997);
                builder.add({t, c, text});
                if (summary.examples.size() < 8) summary.examples.push_back(text);
            }
            summary.distinct = values_per_column;
            builder.summarise(t, c, summary);
        }
    return std::move(builder).build();
}

std::vector<std::string> sentences(std::size_t count) {
    std::mt19937 random(7);
    std::vector<std::string> made;
    for (std::size_t i = 0; i < count; ++i) {
        const int t = static_cast<int>(random() % tables);
        const auto whole = kind_of(t) + " " + thing_of(t), thing = thing_of(t);
        switch (random() % 8) {
            case 0: made.push_back(fmt::format("Find all {}s", whole)); break;
            case 1: made.push_back(fmt::format("names of {}s with a price above {}", whole, random() % 1000)); break;
            case 2: made.push_back(fmt::format("how many {}s are there for each country?", whole)); break;
            case 3: made.push_back(fmt::format("the 5 most expensive {}s created in the last 30 days", whole)); break;
            case 4: made.push_back(fmt::format("{}s in {} {}", whole, kind_of(t * 7), random() % 997)); break;
            case 5:
                made.push_back(
                    fmt::format("average {0} rating and total quantity per {0} category, highest first", thing));
                break;
            case 6: made.push_back(fmt::format("{}s without a {}", whole, thing_of(t + 1))); break;
            default:
                made.push_back(
                    fmt::format("What are the name and city of each {} whose weight is above the average?", thing));
        }
    }
    return made;
}

// With two or three words that no name has, which only their meaning may link.
std::vector<std::string> sentences_of_other_words(std::size_t count) {
    static constexpr std::array<const char*, 16> others{
        "client",    "purchase", "bill", "goods",  "vendor", "worker",       "division",   "consignment",
        "physician", "pupil",    "town", "nation", "amount", "remuneration", "automobile", "landlord"};
    std::mt19937 random(11);
    const auto other = [&random] { return others[random() % others.size()]; };
    std::vector<std::string> made;
    for (std::size_t i = 0; i < count; ++i) {
        const int t = static_cast<int>(random() % tables);
        switch (random() % 3) {
            case 0: made.push_back(fmt::format("Find the {}s of each {}", other(), other())); break;
            case 1: made.push_back(fmt::format("{} {}s per {} and {}", kind_of(t), other(), other(), other())); break;
            default: made.push_back(fmt::format("{} and {} of {}s", other(), other(), kind_of(t) + " " + thing_of(t)));
        }
    }
    return made;
}

double resident_mb() {
    std::ifstream file("/proc/self/statm");
    std::size_t size = 0, resident = 0;
    file >> size >> resident;
    return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1024.0 * 1024.0);
}

// Of this thread: other programs on the machine do not count.
double cpu_milliseconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

// Of each sentence in milliseconds, sorted.
std::vector<double> times_of(const compiler::Compiler& compiler, const std::vector<std::string>& sentences) {
    std::vector<double> times;
    for (const auto& sentence : sentences) {
        const double start = cpu_milliseconds();
        const auto answer = compiler.compile(sentence);
        times.push_back(cpu_milliseconds() - start);
    }
    std::sort(times.begin(), times.end());
    return times;
}

}  // namespace

int main() {
    auto ontology = std::make_shared<const model::Ontology>(generate());
    auto values = std::make_shared<const model::ValueIndex>(generate_values(*ontology));
    {  // the weights are read once for the process, not for a schema
        const compiler::Compiler small(std::make_shared<const model::Ontology>(),
                                       std::make_shared<const model::ValueIndex>());
    }
    const double before = resident_mb();
    const double from = cpu_milliseconds();
    const compiler::Compiler compiler(ontology, values);
    const double built = cpu_milliseconds() - from, memory = resident_mb() - before;
    const auto file = compiler::write_model(compiler::Model::shipped());
    const double before_read = cpu_milliseconds();
    const bool reads = compiler::read_model(file).has_value();
    const double read = cpu_milliseconds() - before_read;
    if (!reads) return 1;
    const auto times = times_of(compiler, sentences(1000)), others = times_of(compiler, sentences_of_other_words(1000));
    fmt::print("{} tables, {} columns, {} values\n", tables, tables * columns_per_table, values->size());
    fmt::print("{:<34}{:>10.0f} ms   (mark: 10,000)\n", "index built in", built);
    fmt::print("{:<34}{:>10.2f} ms   (mark: 5)\n", "learned model read in", read);
    fmt::print("{:<34}{:>10.2f} MiB  (mark: 1.5)\n", "learned model",
               static_cast<double>(file.size()) / (1024.0 * 1024.0));
    fmt::print("{:<34}{:>10.1f} MiB  (mark: 200)\n", "memory of index and values",
               memory + static_cast<double>(values->bytes()) / (1024.0 * 1024.0));
    fmt::print("{:<34}{:>10.2f} ms\n", "a sentence, p50", times[times.size() / 2]);
    fmt::print("{:<34}{:>10.2f} ms   (mark: 20)\n", "a sentence, p99", times[times.size() * 99 / 100]);
    fmt::print("{:<34}{:>10.2f} ms\n", "the slowest", times.back());
    fmt::print("{:<34}{:>10.2f} ms\n", "… in other words, p50", others[others.size() / 2]);
    fmt::print("{:<34}{:>10.2f} ms   (mark: 20)\n", "… in other words, p99", others[others.size() * 99 / 100]);
    return 0;
}
