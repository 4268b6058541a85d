// What is known about an option of a sentence, as features of the learned model. Way in: score_options().
#pragma once

#include <array>
#include <optional>

#include "compiler/options.hpp"
#include "compiler/rank/weights.hpp"

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
    Context(const Analysis& analysis, const SchemaIndex& schema, const Weights& weights);
    [[nodiscard]] std::string_view word(int at) const;
    [[nodiscard]] std::string_view first() const { return word(0); }
    [[nodiscard]] int size() const { return static_cast<int>(words_.size()); }
    [[nodiscard]] bool has(std::string_view word) const;
    // The nearest word before `at` that opens a clause ("whose", "for", "order"), "" when there is none.
    [[nodiscard]] std::string_view clause(int at) const;
    // Of an option of `analysis`.
    [[nodiscard]] Said said(const Option& option) const;
    const Analysis& analysis;
    const SchemaIndex& schema;

 private:
    std::vector<std::string_view> words_;
    mutable std::vector<std::optional<Said>> said_;
};

void option_features(const Option& option, const Context& context, FeatureSink& sink);

inline constexpr std::size_t option_dense_count = 40;
[[nodiscard]] std::array<float, option_dense_count> option_dense(const Option& option, const Context& context,
                                                                 float linear);

// The score of a kind of option that the training questions have too few of to learn it; none for all others.
[[nodiscard]] std::optional<float> untaught_score(const Option& option);

// Sets Option::score of every option.
void score_options(Analysis& analysis, const Context& context, const Weights& weights);

}  // namespace pf::compiler
