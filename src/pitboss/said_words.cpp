#include "pitboss/said_words.hpp"

#include "base/utf8.hpp"
#include "model/sentence.hpp"
#include "tools/interpretation.hpp"

namespace pf::pitboss {

std::vector<SaidWord> said_words(const std::vector<compiler::SaidWord>& words) {
    std::vector<SaidWord> made;
    for (const auto& word : words)
        made.push_back(
            {word.offset, word.length, to_string(word.role), word.table, word.column, word.value, word.assumed});
    return made;
}

void place(std::vector<SaidWord>& words, std::string_view shown, std::string_view sentence) {
    for (auto& word : words) {
        const auto begin = model::offset_in_rule_code(shown, sentence, word.offset);
        const auto last = model::offset_in_rule_code(shown, sentence, word.offset + word.length - 1);
        if (!begin || !last) return words.clear();
        word.offset = utf16_length(shown.substr(0, *begin));
        word.length = utf16_length(shown.substr(*begin, *last + 1 - *begin));
    }
}

}  // namespace pf::pitboss
