#include "compiler/link/resources.hpp"

#include <array>
#include <unordered_map>

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
        float strength = 0.9F;
        for (const auto expansion : abbreviations(word)) {
            for (const auto& part : split_name(expansion))
                if (!is_function_word(part) || is(part, WordClass::telling_function_word))
                    found.push_back({stem(part), strength});
            strength = 0.7F;  // of those that are less likely
        }
        return found;
    }
};

// What is typed in haste for a name in full: "amt per dept".
class TypedAbbreviations final : public Resource {
 public:
    [[nodiscard]] LinkedBy by() const override { return LinkedBy::abbreviation; }
    [[nodiscard]] std::vector<Near> near(std::string_view /*word*/, std::string_view stem) const override {
        static const auto table = [] {
            std::unordered_map<std::string, std::vector<Near>> made;
            for (const auto& entry : words_in(WordClass::abbreviation)) add(entry.word, made);
            return made;
        }();
        const auto found = table.find(std::string(stem));
        return found == table.end() ? std::vector<Near>{} : found->second;
    }

 private:
    static void add(std::string_view word, std::unordered_map<std::string, std::vector<Near>>& made) {
        if (is(word, WordClass::whole_in_name)) return;  // in a sentence a word is what it is
        for (const auto expansion : abbreviations(word))
            if (expansion.find(' ') == std::string_view::npos)
                made[stem(word)].push_back({stem(expansion), expansion == abbreviation(word) ? 0.8F : 0.6F});
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

// A relation of WordNet's that is surer the other way round: of the sentence's word.
class Related final : public Resource {
 public:
    Related(LinkedBy by, WordNetRelation relation, float strength)
        : by_(by), relation_(relation), strength_(strength) {}
    [[nodiscard]] LinkedBy by() const override { return by_; }
    [[nodiscard]] std::vector<Near> near(std::string_view word, std::string_view /*stem*/) const override {
        std::vector<Near> found;
        for (const auto other : related(word, relation_)) found.push_back({stem(other), strength_});
        return found;
    }

 private:
    LinkedBy by_;
    WordNetRelation relation_;
    float strength_;
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
    static const TypedAbbreviations typed;
    static const std::array<const Resource*, 2> of_sentences{&typed, &kindred_words};
    static const Related attributes(LinkedBy::attribute, WordNetRelation::attribute, 0.5F);
    static const Related similar_ones(LinkedBy::similar, WordNetRelation::similar, 0.45F);
    static const Related derived_ones(LinkedBy::derived, WordNetRelation::derived, 0.4F);
    static const std::array<const Resource*, 3> of_meanings{&attributes, &similar_ones, &derived_ones};
    if (asked == Asked::of_meanings) return of_meanings;
    return asked == Asked::of_names ? std::span<const Resource* const>(of_names)
                                    : std::span<const Resource* const>(of_sentences);
}

std::string_view name_of(LinkedBy by) {
    static constexpr std::array<std::string_view, 16> names{
        "stem",   "whole name", "model",  "description", "abbreviation", "dictionary", "kindred", "beginning",
        "ending", "skeleton",   "naming", "attribute",   "similar",      "derived",    "vectors", "phrase"};
    return names[static_cast<std::size_t>(by)];
}

}  // namespace pf::compiler
