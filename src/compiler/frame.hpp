// What a request is wrapped in: "hi, can you write a query to … thanks". Way in: take_off_frame().
#pragma once

#include <vector>

#include "compiler/text.hpp"

namespace pf::compiler {

// Takes the frame off both ends; what is left begins and ends as a sentence does. A word is frame by its place only:
// in the middle it stays. Where nothing would be left all stays.
void take_off_frame(std::vector<Token>& tokens);

}  // namespace pf::compiler
