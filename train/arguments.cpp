#include "arguments.hpp"

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <map>

namespace pf::train {
namespace {

constexpr std::string_view usage =
    "usage: train_compiler [--columns exact|contain] [--weight N] --questions FILE … --output FILE [--databases "
    "FOLDER]\n"
    "                      [--cache FILE] [--misses FILE] [--exclude FOLD] [--every N] [--threads N] [--commit TEXT]\n"
    "--columns and --weight (how many times a question teaches) hold for the questions files after them.\n"
    "--databases starts a private PostgreSQL and loads FOLDER/*.sql\n"
    "into it; otherwise the PG* variables say where the databases are.\n";

[[noreturn]] void refuse(std::string_view message) {
    std::cerr << "train_compiler: " << message << '\n' << usage;
    std::exit(2);
}

}  // namespace

Columns read_columns(std::string_view name) {
    if (name == "exact") return Columns::exact;
    if (name == "contain") return Columns::contain;
    refuse("--columns is exact or contain");
}

Arguments read_arguments(int argc, char** argv) {
    Arguments made;
    auto columns = Columns::exact;
    int weight = 1;
    auto text = [](std::string& into) { return [&into](const std::string& value) { into = value; }; };
    const std::map<std::string, std::function<void(const std::string&)>, std::less<>> flags{
        {"--questions",
         [&](const auto& value) {
             made.questions.push_back({value, columns, weight});
         }},
        {"--columns", [&](const auto& value) { columns = read_columns(value); }},
        {"--weight", [&](const auto& value) { weight = std::clamp(std::stoi(value), 1, 9); }},
        {"--output", text(made.output)},
        {"--databases", text(made.databases)},
        {"--cache", text(made.cache)},
        {"--misses", text(made.misses)},
        {"--commit", text(made.commit)},
        {"--exclude", [&](const auto& value) { made.exclude = std::stoi(value); }},
        {"--every", [&](const auto& value) { made.every = std::max<std::size_t>(std::stoul(value), 1); }},
        {"--threads", [&](const auto& value) { made.threads = static_cast<unsigned>(std::max(std::stoi(value), 1)); }},
    };
    for (int i = 1; i < argc; i += 2) {
        const auto flag = flags.find(std::string_view(argv[i]));
        if (flag == flags.end()) refuse("unknown option " + std::string(argv[i]));
        if (i + 1 == argc) refuse(flag->first + " needs a value");
        try {
            flag->second(argv[i + 1]);
        } catch (const std::exception&) {
            refuse(flag->first + " needs a number");
        }
    }
    if (made.questions.empty() || made.output.empty()) refuse("--questions and --output are needed");
    return made;
}

}  // namespace pf::train
