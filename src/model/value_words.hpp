// Texts as they are compared with one another: values of the data, names, spans of a sentence.
#pragma once

#include <string>
#include <string_view>

namespace pf::model {

// Lower case, and runs of anything but letters and digits become one space: "Côte d'Ivoire (CI)" → "côte d ivoire ci".
// Compare a span of a sentence after the same treatment.
[[nodiscard]] std::string value_words(std::string_view text);

// Words as they are typed where a letter's marks are left out: "münchen" → "munchen"; with `umlauts_as_two`, ä, ö, ü as
// ae, oe, ue. Of the Latin letters up to U+017F (Unicode 15, decomposition mappings; æ, ø, ß and their like by their
// usual spelling); others stay.
[[nodiscard]] std::string without_marks(std::string_view words, bool umlauts_as_two = false);

}  // namespace pf::model
