// The birth certificate of a model: what it was learned from and what it says of itself. Two runs with the same inputs
// write the same bytes. Ways in: manifest_of(), pretty().
#pragma once

#include <boost/json.hpp>
#include <map>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "examples.hpp"
#include "figures.hpp"
#include "stage_confidence.hpp"
#include "stage_options.hpp"

namespace pf::train {

// What the stages say of a run, besides the training itself.
struct Run {
    Arguments arguments;
    std::map<std::string, std::string> databases;  // fingerprints by schema
    OptionFigures options;
    std::size_t plans = 0;  // of the search
    std::vector<Sureness> sure;
    Acceptance acceptance;
};

// commit, seed, questions (by file), databases, sizes, figures (of all, by fold and by file), confidence, bound.
[[nodiscard]] boost::json::object manifest_of(const Run& run, const Training& training);

// Indented JSON, a member a line, numbers to four digits after the point.
[[nodiscard]] std::string pretty(const boost::json::value& value);

}  // namespace pf::train
