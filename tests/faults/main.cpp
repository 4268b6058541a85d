// The program itself, with a database whose n-th step fails. The file that PF_FAULTS names says which: "lost 5 once",
// "refused 5 once", or "lost 5 on" for that step and all after it. The number counts down there; after "once" the file
// is removed. Without the file nothing fails.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <string>

#include "app/command_line.hpp"
#include "pg/faults.hpp"

namespace {

using pf::pg::Fault;
using pf::pg::Step;

std::string told_by;

Fault next_step(Step step, std::string_view statement) {
    static std::mutex one_by_one;
    const std::lock_guard lock(one_by_one);
    std::FILE* file = std::fopen(told_by.c_str(), "r+");
    if (!file) return Fault::none;
    char kind[16] = {}, until[16] = {};
    int left = 0;
    const bool known = std::fscanf(file, "%15s %d %15s", kind, &left, until) == 3;
    const Fault fault = std::string_view(kind) == "refused" ? Fault::refused : Fault::lost;
    // Only a statement can be refused; other steps are not counted then.
    const bool counts = known && (fault == Fault::lost || step == Step::send);
    const bool now = counts && left <= 1;
    if (counts && left > 1) {
        (void)std::fseek(file, 0, SEEK_SET);
        (void)std::fprintf(file, "%s %-9d %s\n", kind, left - 1, until);
    }
    (void)std::fclose(file);
    if (!now) return Fault::none;
    if (std::string_view(until) == "once") ::unlink(told_by.c_str());
    constexpr const char* names[] = {"connect", "send", "receive"};
    fmt::print(stderr, "fault: {} at {} {}\n", kind, names[static_cast<int>(step)], statement.substr(0, 60));
    return fault;
}

}  // namespace

int main(int argc, char** argv) {
    if (const char* file = std::getenv("PF_FAULTS")) {
        told_by = file;
        pf::pg::fault_hook = next_step;
    }
    try {
        return pf::app::run_command_line(argc, argv);
    } catch (const std::exception& error) {
        fmt::print(stderr, "pattern-factory-faults: {}\n", error.what());
        return 70;
    }
}
