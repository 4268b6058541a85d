#include "compiler/link/resources.hpp"

#include <array>

#include "compiler/lexicon.hpp"
#include "compiler/schema_index.hpp"
#include "compiler/text.hpp"
#include "compiler/word_class.hpp"

namespace pf::compiler {
namespace {

class Abbreviations final : public Resource {
 public:
    [[nodiscard]] LinkedBy by() const override { return LinkedBy::abbreviation; }
    [[nodiscard]] std::vector<Near> near(std::string_view word, std::string_view /*stem*/) const override {
        std::vector<Near> found;
        for (const auto& part : split_name(abbreviation(word)))
            if (!is_function_word(part) || is(part, WordClass::telling_function_word))
                found.push_back({stem(part), 0.9F});
        return found;
    }
};

class Dictionary final : public Resource {
 public:
    [[nodiscard]] LinkedBy by() const override { return LinkedBy::dictionary; }
    [[nodiscard]] std::vector<Near> near(std::string_view word, std::string_view /*stem*/) const override {
        std::vector<Near> found;
        for (const auto synonym : synonyms(word)) found.push_back({stem(synonym), 0.6F});
        return found;
    }
};

class Kindred final : public Resource {
 public:
    [[nodiscard]] LinkedBy by() const override { return LinkedBy::kindred; }
    [[nodiscard]] std::vector<Near> near(std::string_view /*word*/, std::string_view stem) const override {
        std::vector<Near> found;
        for (const auto other : kindred(stem)) found.push_back({std::string(other), 0.55F});
        return found;
    }
};

}  // namespace

std::span<const Resource* const> resources_of(Asked asked) {
    static const Abbreviations abbreviations;
    static const Dictionary dictionary;
    static const Kindred kindred_words;
    static const std::array<const Resource*, 2> of_names{&abbreviations, &dictionary};
    static const std::array<const Resource*, 1> of_sentences{&kindred_words};
    return asked == Asked::of_names ? std::span<const Resource* const>(of_names)
                                    : std::span<const Resource* const>(of_sentences);
}

std::string_view name_of(LinkedBy by) {
    static constexpr std::array<std::string_view, 11> names{"stem",         "whole name", "model",   "description",
                                                            "abbreviation", "dictionary", "kindred", "beginning",
                                                            "ending",       "spelling",   "naming"};
    return names[static_cast<std::size_t>(by)];
}

}  // namespace pf::compiler
