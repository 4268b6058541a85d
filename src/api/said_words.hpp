// What the words of a sentence became, in frames and in readings.
#pragma once

#include <vector>

#include "api/json_writer.hpp"
#include "pitboss/said_words.hpp"

namespace pf::api {

// `words`; left out when nothing is known of them.
void write_said_words(JsonWriter& json, const std::vector<pitboss::SaidWord>& words);

}  // namespace pf::api
