#include "compiler/words.hpp"

#include <unordered_map>
#include <utility>
#include <vector>

#include "compiler/word_class.hpp"

namespace pf::compiler {
namespace {

static_assert(word_classes <= most_word_classes);

struct Known {
    WordClasses classes;
    std::vector<std::pair<WordClass, std::string_view>> values;
};

const Known& known(std::string_view word) {
    static const auto table = [] {
        std::unordered_map<std::string_view, Known> made;
        for (std::size_t at = 0; at < word_classes; ++at) {
            const auto of = static_cast<WordClass>(at);
            for (const auto& entry : words_in(of)) {
                auto& one = made[entry.word];
                one.classes.set(at);
                if (!entry.value.empty()) one.values.emplace_back(of, entry.value);
            }
        }
        return made;
    }();
    static const Known none;
    const auto found = table.find(word);
    return found == table.end() ? none : found->second;
}

}  // namespace

const WordClasses& classes_of(std::string_view word) { return known(word).classes; }

bool is(std::string_view word, WordClass of) { return classes_of(word).test(static_cast<std::size_t>(of)); }

std::string_view value_of(std::string_view word, WordClass of) {
    for (const auto& [of_class, value] : known(word).values)
        if (of_class == of) return value;
    return {};
}

}  // namespace pf::compiler
