// Fields that errors have on every door: in frames and in problem details.
#pragma once

#include <vector>

#include "api/json_writer.hpp"
#include "base/result.hpp"

namespace pf::api {

// `unknown`, the words alone, and `unknown_words`, each with its place and the nearest names. Neither when there is
// none.
void write_unknown_words(JsonWriter& json, const std::vector<UnknownWord>& words);

// One of them. Offset and length count UTF-16 code units, as JavaScript's strings do.
void write_unknown_word(JsonWriter& json, const UnknownWord& word);

}  // namespace pf::api
