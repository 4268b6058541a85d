// The working state of linking: tokens, cues and mentions of one sentence, and the options found so far. One method per
// kind of option; each stands in the file of its kind (option_values.cpp, option_numbers.cpp …). Way in: analyse().
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/cues.hpp"
#include "compiler/mentions.hpp"
#include "compiler/options.hpp"

namespace pf::compiler {

class OptionBuilder {
 public:
    OptionBuilder(Analysis& analysis, const SchemaIndex& schema);
    void build();

 private:
    // A column a cue may be about.
    struct Target {
        ColumnId column;
        int operand = -1;  // first token of its mention, -1 none
        TokenSet covers;
        std::uint8_t how = 0;  // as Option::how
        float link = 0;
        std::uint8_t rivals = 0;
        const Measure* measure = nullptr;
    };

    // option_values.cpp
    void values();
    void patterns();
    void plain_literals();
    void full_names();
    void flags();
    void nulls();
    int held_in(int at) const;
    void offer_columns(Option option, int reach, bool naming_too);
    // option_numbers.cpp
    void dates();
    void numbers();
    std::vector<Target> number_targets(int begin, int end, bool year) const;
    // option_compares.cpp
    void compares();
    void compared_columns();
    // option_orders.cpp
    void orders();
    void superlative_orders(const Superlative& cue);
    void shown_orders(const Superlative& cue);
    void said_orders(const OrderCue& cue);
    void ranked_by_count(const Superlative& cue);
    // option_shown.cpp
    void counts();
    void add_counted(const Option& counted, int at);
    void tables();
    void columns();
    void asked_measures();
    void date_parts();
    void expressions();
    float date_of_row(ColumnId id) const;
    std::optional<double> unit_factor(int at, ColumnId id) const;
    Option computed(int cue, int end) const;
    void ranges_of_values(int cue, int opening);
    void shares();

    // What several kinds need (option_builder.cpp).
    std::string_view word(int at) const {
        return at >= 0 && at < n_ ? std::string_view(tokens_[static_cast<std::size_t>(at)].word) : std::string_view{};
    }
    const Token& token(int at) const { return tokens_[static_cast<std::size_t>(at)]; }
    bool token_is_capital(int at) const { return at >= 0 && at < n_ && token(at).capital; }
    static TokenSet range(int from, int to);
    bool stop_between(int from, int to) const;
    Option& add(Option option);
    bool shows_what_ranks(const Option& option) const;
    static bool makes_no_pattern(const Option& option);
    // The column mention on column `id` nearest to [begin, end) within `reach` tokens, not over it; null when none.
    const ColumnMention* mention_near(ColumnId id, int begin, int end, int reach) const;
    // Mentioned tables, or all of a small schema when none is mentioned.
    std::vector<int> tables_at_hand() const;
    // Tables whose years a bare year may be about: at hand, of values that were found, beside those.
    std::vector<int> tables_for_years() const;
    // Tables one join away from `tables`, few.
    std::vector<int> tables_beside(const std::vector<int>& tables) const;
    // Columns of the tables at hand, then of those beside them, that a measure word goes by, best first.
    std::vector<Target> measured(const Measure& measure, std::size_t most) const;
    // Whether the direction of `measure` turns on this column ("oldest" by birth date).
    bool reversed(const Measure& measure, ColumnId id) const;
    // Aggregates asked for right before a column mention at `at`: "the minimum and maximum age".
    std::vector<std::pair<Aggregate, int>> aggregate_cues_before(int at) const;
    void classify();

    Analysis& a_;
    const SchemaIndex& schema_;
    const std::vector<Token>& tokens_;
    int n_ = 0;
    std::vector<Superlative> superlatives_;
    std::vector<OrderCue> orders_;
    std::vector<TimeSpan> spans_;
    std::vector<ValueMention> values_;
    Option overflow_;
};

}  // namespace pf::compiler
