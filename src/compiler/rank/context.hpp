// A sentence as features see it: its words, and what they say of the names of columns.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "compiler/options.hpp"
#include "compiler/rank/feature_key.hpp"
#include "compiler/rank/model.hpp"

namespace pf::compiler {

// How an option's words say the name of its column, stem by stem: synonyms and abbreviations do not count.
struct Said {
    float here = 0;      // share of the name that the option's own words say
    float anywhere = 0;  // … that the sentence says
    float foreign = 0;   // words of its own that are none of the name's
    float rare = 0;      // how telling the said words are: the fewer columns have them, the more
    float lost = 0;  // … of name words right beside that this name does not have: "zip" of "zip code" for status_code
};

// Words as features see them: general words as they are, others by what they link to: "<c>", "<t>", "<v>", "<n>",
// "<w>".
class Context {
 public:
    // All must outlive it.
    Context(const Analysis& analysis, const SchemaIndex& schema, const Model& model);
    // Before the first "<s>", behind the last "<e>".
    [[nodiscard]] const Piece& word(int at) const;
    [[nodiscard]] int size() const { return static_cast<int>(words_.size()); }
    // Whether a word that stands for itself is of a class; whether one of the sentence is.
    [[nodiscard]] bool is(int at, WordClass of) const;
    [[nodiscard]] bool says(WordClass of) const;
    // The nearest word before `at` that opens a clause ("whose", "for", "order"), "" when there is none.
    [[nodiscard]] const Piece& clause(int at) const;
    // Of an option of `analysis`.
    [[nodiscard]] const Said& said(const Option& option) const;
    const Analysis& analysis;
    const SchemaIndex& schema;

 private:
    [[nodiscard]] Said compare(const Option& option) const;
    [[nodiscard]] float lost_beside(const TokenSet& own, const std::vector<NameWord>& names) const;
    // How telling a word is: the fewer columns have it, the more.
    [[nodiscard]] float telling(const Token& token) const;

    std::vector<Piece> words_;
    mutable std::vector<std::optional<Said>> said_;
};

}  // namespace pf::compiler
