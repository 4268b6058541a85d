// Names of tables and columns as nouns of a sentence. Way in: plural(), singular().
#pragma once

#include <string>
#include <string_view>

namespace pf::compiler::print {

// Of a name in lower case, by its last word: "blog post" → "blog posts", "country" → "countries", "person" → "people".
// What is in the plural, is not counted ("staff") or ends in no letter of English stays as it is.
[[nodiscard]] std::string plural(std::string_view name);
// The other way: "blog posts" → "blog post". What is in the singular stays as it is.
[[nodiscard]] std::string singular(std::string_view name);
// "an org", "a guest".
[[nodiscard]] std::string with_article(std::string_view noun);

}  // namespace pf::compiler::print
