#include <fmt/format.h>
#include <exception>

#include "app/command_line.hpp"

int main(int argc, char** argv) {
    try {
        return pf::app::run_command_line(argc, argv);
    } catch (const std::exception& error) {
        fmt::print(stderr, "pattern-factory: {}\n", error.what());
        return 70;  // EX_SOFTWARE (sysexits.h)
    }
}
