// What the trainer is asked to do. Way in: read_arguments().
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "workspace.hpp"

namespace pf::train {

struct Arguments {
    std::vector<QuestionsFile> questions;
    std::string output;     // the model file
    std::string databases;  // a folder of SQL files that make the schemas; "": those of the PG* variables
    std::string cache, misses;
    std::string commit;     // of the sources, for the manifest
    int exclude = -1;       // fold that is left out
    std::size_t every = 1;  // question that is taken
    unsigned threads = 2;
};

// Prints what is wrong and ends the program when something is.
[[nodiscard]] Arguments read_arguments(int argc, char** argv);

// "exact" or "contain". Prints what is wrong and ends the program otherwise.
[[nodiscard]] Columns read_columns(std::string_view name);

}  // namespace pf::train
