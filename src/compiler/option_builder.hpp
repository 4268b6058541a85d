// What an offer works with: the words of one sentence, what they mention, its cues, and the options found so far. The
// offers stand in constructs/offer_*.cpp; which columns a cue may be about, in option_targets.hpp.
#pragma once

#include <concepts>
#include <string_view>
#include <vector>

#include "compiler/cues.hpp"
#include "compiler/mentions.hpp"
#include "compiler/options.hpp"
#include "compiler/word_class.hpp"

namespace pf::compiler {

// The tokens in [from, to).
[[nodiscard]] TokenSet tokens_in(int from, int to);
inline void mark(TokenSet& tokens, int at) { tokens.set(static_cast<std::size_t>(at)); }
[[nodiscard]] inline bool has(const TokenSet& tokens, int at) { return tokens.test(static_cast<std::size_t>(at)); }
[[nodiscard]] inline int first_of(const TokenSet& tokens) { return static_cast<int>(tokens._Find_first()); }

class OptionBuilder {
 public:
    OptionBuilder(Analysis& analysis, const SchemaIndex& schema);

    // Keeps the option; not one more than max_options, nor one that says what rows are ranked by, nor one whose text
    // makes no pattern.
    void add(Option option);

    [[nodiscard]] const std::vector<Option>& options() const { return a_.options; }

    // Words. Outside the sentence they are empty and of no class.
    [[nodiscard]] int size() const { return static_cast<int>(tokens().size()); }
    [[nodiscard]] const std::vector<Token>& tokens() const { return a_.sentence.tokens; }
    [[nodiscard]] const Token& token(int at) const { return tokens()[static_cast<std::size_t>(at)]; }
    [[nodiscard]] std::string_view word(int at) const {
        return at >= 0 && at < size() ? std::string_view(token(at).word) : std::string_view{};
    }
    // Of any of the classes.
    [[nodiscard]] bool is(int at, std::same_as<WordClass> auto... of) const { return is_at(tokens(), at, of...); }
    [[nodiscard]] bool any_is(int from, int to, std::same_as<WordClass> auto... of) const {
        return find(from, to, of...) >= 0;
    }
    // The first token in [from, to) of any of the classes, -1 none.
    [[nodiscard]] int find(int from, int to, std::same_as<WordClass> auto... of) const {
        for (int at = from; at < to; ++at)
            if (is(at, of...)) return at;
        return -1;
    }
    [[nodiscard]] bool is_capital(int at) const { return at >= 0 && at < size() && token(at).capital; }
    [[nodiscard]] bool is_quoted(int at) const { return token(at).kind == Token::Kind::quoted; }
    // Whether a sentence ends between the two tokens.
    [[nodiscard]] bool stop_between(int one, int other) const;
    // The tokens in [begin, end) as typed, a blank between.
    [[nodiscard]] std::string text(int begin, int end) const;

    // What they mention.
    [[nodiscard]] const SchemaIndex& schema() const { return schema_; }
    [[nodiscard]] const ColumnTraits& traits(ColumnId id) const { return schema_.traits(id); }
    [[nodiscard]] const std::vector<ColumnMention>& columns() const { return a_.columns; }
    [[nodiscard]] const std::vector<TableMention>& tables() const { return a_.tables; }
    [[nodiscard]] const std::vector<int>& mentioned_tables() const { return a_.mentioned_tables; }
    [[nodiscard]] const std::vector<ValueMention>& values() const { return values_; }
    // Whether a column is named in full, or a value of the data surely, by words that the token is one of.
    [[nodiscard]] bool names_column(int at) const;
    [[nodiscard]] bool is_value(int at) const;
    [[nodiscard]] const std::vector<KindMention>& kinds() const { return a_.kinds; }

    // Its cues.
    [[nodiscard]] const std::vector<Superlative>& superlatives() const { return superlatives_; }
    [[nodiscard]] const std::vector<OrderCue>& orders() const { return orders_; }
    [[nodiscard]] const std::vector<TimeSpan>& spans() const { return spans_; }

 private:
    Analysis& a_;
    const SchemaIndex& schema_;
    std::vector<ValueMention> values_;
    std::vector<Superlative> superlatives_;
    std::vector<OrderCue> orders_;
    std::vector<TimeSpan> spans_;
};

}  // namespace pf::compiler
