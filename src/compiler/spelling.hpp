// Typing mistakes and the shorthand of chat, put right word by word before a sentence is analysed. Way in: Spelling.
#pragma once

#include <string>
#include <string_view>

#include "compiler/schema_index.hpp"
#include "compiler/text.hpp"

namespace pf::compiler {

// A Speller (text.hpp) for one database. A word that is known to the database, to the lists of words/ or to English
// stands as it is; of any other, one letter more, less, other or swapped makes a word of the database's names, else of
// the lists, else the first word of a value. The first letter is never taken for wrong.
class Spelling {
 public:
    explicit Spelling(const SchemaIndex& schema) : schema_(schema) {}

    [[nodiscard]] std::string operator()(const Token& token) const;

 private:
    [[nodiscard]] bool is_of_the_database(const Token& token) const;
    [[nodiscard]] std::string near_name(const Token& token) const;
    [[nodiscard]] std::string near_value(std::string_view word) const;

    const SchemaIndex& schema_;
};

}  // namespace pf::compiler
