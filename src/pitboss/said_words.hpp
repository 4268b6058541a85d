// What each word of a sentence became in a reading of it, where it stands in the text that a client shows.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pf::compiler {
struct SaidWord;
}

namespace pf::pitboss {

struct SaidWord {
    std::size_t offset = 0, length = 0;  // UTF-16 code units of that text, once they are placed
    std::string_view role;               // as of compiler::WordRole: "table"
    std::string table, column, value;    // as of compiler::SaidWord
    bool assumed = false;
};

// Not placed yet: in bytes of the sentence that was compiled.
[[nodiscard]] std::vector<SaidWord> said_words(const std::vector<compiler::SaidWord>& words);

// Moves them from bytes of `sentence` to where they stand in `shown`, which may have other blanks. None is left where
// `shown` is another sentence.
void place(std::vector<SaidWord>& words, std::string_view shown, std::string_view sentence);

}  // namespace pf::pitboss
