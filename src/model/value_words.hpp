// Texts as they are compared with one another: values of the data, names, spans of a sentence.
#pragma once

#include <string>
#include <string_view>

namespace pf::model {

// Lower case, and runs of anything but letters and digits become one space: "Côte d'Ivoire (CI)" → "côte d ivoire ci".
// Compare a span of a sentence after the same treatment.
[[nodiscard]] std::string value_words(std::string_view text);

}  // namespace pf::model
