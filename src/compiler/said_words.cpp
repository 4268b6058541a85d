#include "compiler/said_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/conventions.hpp"
#include "compiler/doubts.hpp"
#include "compiler/option_builder.hpp"
#include "compiler/rank/plan_features.hpp"

namespace pf::compiler {
namespace {

// What one token became, and why.
struct Became {
    WordRole role = WordRole::none;
    ColumnId of;        // column -1: a table; table -1: nothing of the schema
    std::string value;  // as of SaidWord
    bool assumed = false;
    const void* by = nullptr;  // the option or mention: only what one of them says is one word
};

bool links_by_meaning(LinkedBy by) { return by > LinkedBy::abbreviation && by != LinkedBy::naming; }

class SaidWords {
 public:
    SaidWords(const Plan& plan, const Analysis& analysis, const SchemaIndex& schema)
        : plan_(plan),
          analysis_(analysis),
          schema_(schema),
          tokens_(analysis.sentence.tokens),
          taking_part_(words_taking_part(plan, analysis, schema)),
          left_out_(words_left_out(plan, analysis, schema) | measures_left_out(plan, analysis)) {
        all_tables(plan.shape, tables_);
    }

    std::vector<SaidWord> run() {
        std::vector<SaidWord> words;
        Became last;
        std::size_t last_token = 0;
        for (std::size_t k = 0; k < tokens_.size(); ++k) {
            auto became = of_token(k);
            if (!became) continue;
            if (!words.empty() && continues(last, last_token, *became, k)) {
                words.back().length = tokens_[k].end - words.back().offset;
            } else if (words.empty() || tokens_[k].begin >= words.back().offset + words.back().length) {
                words.push_back(said(*became, begin_of(k), tokens_[k].end));
                last = std::move(*became);
            } else {
                continue;  // two tokens of one sign: "4+" is "or more"
            }
            last_token = k;
        }
        return words;
    }

 private:
    [[nodiscard]] static std::size_t index(int at) { return static_cast<std::size_t>(at); }

    // Behind an apostrophe the word before belongs to it: "don't".
    [[nodiscard]] std::size_t begin_of(std::size_t k) const {
        const bool clipped = k > 0 && tokens_[k].text == "t" && tokens_[k].word != "t";
        return clipped ? tokens_[k - 1].begin : tokens_[k].begin;
    }
    [[nodiscard]] bool continues(const Became& last, std::size_t from, const Became& next, std::size_t to) const {
        if (last.by != next.by || last.role != next.role || last.of != next.of || last.value != next.value)
            return false;
        if (last.by == nullptr || next.role == WordRole::number || tokens_[to].comma_before) return false;
        for (auto k = from + 1; k < to; ++k)
            if (!tokens_[k].is(WordClass::stop_word)) return false;
        return true;
    }
    [[nodiscard]] SaidWord said(const Became& became, std::size_t begin, std::size_t end) const {
        SaidWord word{begin, end - begin, became.role, {}, {}, became.value, became.assumed};
        if (became.of.table >= 0) word.table = schema_.table(became.of.table).name;
        if (became.of.table >= 0 && became.of.column >= 0) word.column = schema_.column(became.of).name;
        return word;
    }

    // Nothing for a word that is not spoken of: it only holds the sentence together.
    [[nodiscard]] std::optional<Became> of_token(std::size_t k) const {
        if (tokens_[k].is(WordClass::stop_word) && !tells(k) && !plan_names(k)) return std::nullopt;
        for (const auto* option : plan_.chosen)
            if (option->covers.test(k)) return of_option(*option, k);
        for (const auto* option : plan_.chosen)
            if (option->shared.test(k)) return of_option(*option, k);
        if (tokens_[k].is(WordClass::top) && plan_.shape.limit > 0)
            return Became{WordRole::order, {}, {}, false, nullptr};
        if (taking_part_.test(k)) return of_mention(k);
        if (asks_for_groups(tokens_[k])) return of_by(k);
        if (ends_an_order(k)) return Became{WordRole::order, {}, {}, false, nullptr};
        if (left_out_.test(k)) return Became{};
        return std::nullopt;
    }

    // Words that hold a sentence together and yet say what is compared, ordered or grouped.
    [[nodiscard]] bool tells(std::size_t k) const {
        const auto& token = tokens_[k];
        if (token.is(WordClass::how)) return is_at(tokens_, static_cast<int>(k) + 1, WordClass::many, WordClass::much);
        return token.number || token.is(WordClass::top) || asks_for_groups(token) || superlative_cue(token.word) != 0 ||
               token.is(WordClass::negation, WordClass::above_number, WordClass::below_number, WordClass::than,
                        WordClass::between, WordClass::but) ||
               token.is(WordClass::since, WordClass::until, WordClass::many, WordClass::much);
    }
    [[nodiscard]] static bool asks_for_groups(const Token& token) {
        return token.is(WordClass::per, WordClass::by, WordClass::each, WordClass::every);
    }
    [[nodiscard]] bool groups() const { return !plan_.shape.group.empty() || plan_.shape.windowed; }
    // "by country" makes groups, "by total funding" an order: as the next word that the plan uses does.
    [[nodiscard]] std::optional<Became> of_by(std::size_t k) const {
        const Option* next = nullptr;
        for (auto i = k + 1; i < tokens_.size() && !next; ++i)
            for (const auto* option : plan_.chosen)
                if (option->covers.test(i)) next = option;
        if (next && (next->role == Role::order || next->role == Role::order_count))
            return Became{WordRole::order, {}, {}, false, nullptr};
        if (groups()) return Became{WordRole::group, {}, {}, false, nullptr};
        return std::nullopt;
    }
    // "highest funding first", where the order is made.
    [[nodiscard]] bool ends_an_order(std::size_t k) const {
        return k > 0 && tokens_[k].is(WordClass::first_rows) &&
               std::any_of(plan_.chosen.begin(), plan_.chosen.end(), [&](const Option* option) {
                   return option->role == Role::order && (option->covers | option->shared).test(k - 1);
               });
    }
    [[nodiscard]] bool reads(int table) const {
        return std::find(tables_.begin(), tables_.end(), table) != tables_.end();
    }
    // A value may be such a word: "IN" of a state. So may a span of time: "this year".
    [[nodiscard]] bool plan_names(std::size_t k) const {
        const bool leads = tokens_[k].is(WordClass::article, WordClass::time_preposition, WordClass::of);
        return std::any_of(plan_.chosen.begin(), plan_.chosen.end(), [&](const Option* option) {
            return option->covers.test(k) &&
                   ((option->role == Role::value && is_of_value(*option, k)) || (option->role == Role::date && !leads));
        });
    }
    [[nodiscard]] static bool is_of_value(const Option& option, std::size_t k) {
        return k >= index(option.begin) && k < index(option.end);
    }

    [[nodiscard]] const ColumnMention* name_of(const Option& option, std::size_t k) const {
        for (const auto& mention : analysis_.columns) {
            const bool meant = mention.column == option.column || mention.column == option.other ||
                               mention.column == option.less || mention.column == option.group;
            if (meant && (mention.tokens.test(k) || mention.table_tokens.test(k))) return &mention;
        }
        return nullptr;
    }
    [[nodiscard]] const TableMention* table_at(std::size_t k, int also = -1) const {
        for (const auto& mention : analysis_.tables)
            if (mention.tokens.test(k) && (mention.table == also || reads(mention.table))) return &mention;
        return nullptr;
    }

    [[nodiscard]] Became of_option(const Option& option, std::size_t k) const {
        const auto& token = tokens_[k];
        if (option.role == Role::value && is_of_value(option, k))
            return {WordRole::value, option.column, option.value, option.rivals > 0 && !option.beside, &option};
        if (const auto* name = name_of(option, k)) {
            if (!name->tokens.test(k)) return {WordRole::table, {name->column.table, -1}, {}, false, name};
            return {WordRole::column, name->column, {}, links_by_meaning(name->by), name};
        }
        if (option.role != Role::date)
            if (const auto* table = table_at(k, option.column.table))
                return {WordRole::table, {table->table, -1}, {}, links_by_meaning(table->by), table};
        if (option.role == Role::date) return {WordRole::time, option.column, {}, guesses_date(option), &option};
        if (is_part_of_time(option))
            return {groups() ? WordRole::group : WordRole::time, option.column, {}, guesses_date(option), &option};
        if (asks_for_groups(token) && option.role != Role::order && option.role != Role::order_count)
            if (auto by = of_by(k)) return *by;
        if (token.number && !token.ordinal)
            return {WordRole::number, option.column, fmt::format("{:.15g}", *token.number), guesses_number(option),
                    &option};
        const auto role = role_of(option, token);
        if (role == WordRole::table) return {role, {option.column.table, -1}, {}, option.link < surely, &option};
        if (role == WordRole::order) return {role, option.column, unsaid_limit(option), guesses_order(option), &option};
        return {role, option.column, {}, role == WordRole::comparison && guesses_number(option), &option};
    }

    // Which column a word is about was not said.
    static constexpr std::uint8_t by_measure = 3, implied = 4;  // Option::how
    static constexpr float surely = 0.9F;                       // Option::link
    [[nodiscard]] bool guesses_date(const Option& option) const {
        return option.how >= implied && !is_only_date(option.column);
    }
    [[nodiscard]] static bool guesses_number(const Option& option) {
        return option.role == Role::number && option.how >= by_measure;
    }
    [[nodiscard]] bool guesses_order(const Option& option) const {
        return option.role != Role::limit && option.column.column >= 0 && option.how >= by_measure &&
               option.how != order_of_shown && !is_only_date(option.column);
    }
    [[nodiscard]] bool is_only_date(ColumnId id) const {
        if (id.column < 0 || !schema_.traits(id).temporal) return false;
        int dates = 0;
        for (int c = 0; c < schema_.own_columns(id.table); ++c) dates += schema_.traits({id.table, c}).temporal;
        return dates == 1;
    }
    // "recent patterns": the ten latest.
    [[nodiscard]] std::string unsaid_limit(const Option& option) const {
        for (std::size_t k = 0; k < tokens_.size(); ++k)
            if (tokens_[k].number && option.covers.test(k)) return {};
        return option.limit > 1 ? std::to_string(option.limit) : std::string();
    }

    [[nodiscard]] static bool is_part_of_time(const Option& option) {
        return option.role == Role::select && option.aggregate == Summary::none &&
               option.expression != Expression::column && option.other.column < 0;
    }
    [[nodiscard]] static bool aggregates(const Token& token) {
        return aggregate_cue(token.word) != Summary::none && superlative_cue(token.word) == 0;
    }
    [[nodiscard]] static WordRole role_of(const Option& option, const Token& token) {
        switch (option.role) {
            case Role::order:
            case Role::order_count:
            case Role::limit:
            case Role::each: return aggregates(token) ? WordRole::aggregate : WordRole::order;
            case Role::count:
            case Role::window: return WordRole::aggregate;
            case Role::select:
                if (option.aggregate != Summary::none || aggregates(token)) return WordRole::aggregate;
                return option.column.column < 0 ? WordRole::table : WordRole::column;
            case Role::compare:
            case Role::having: return aggregates(token) ? WordRole::aggregate : WordRole::comparison;
            case Role::value:
            case Role::number:
            case Role::date:
            case Role::null_test:
            case Role::absent: return WordRole::comparison;
        }
        return WordRole::comparison;
    }

    // A word that is said by what the query joins.
    [[nodiscard]] Became of_mention(std::size_t k) const {
        if (const auto* table = table_at(k))
            return {WordRole::table, {table->table, -1}, {}, links_by_meaning(table->by), table};
        for (const auto& mention : analysis_.columns)
            if (mention.tokens.test(k) && reads(mention.column.table))
                return {WordRole::column, mention.column, {}, links_by_meaning(mention.by), &mention};
        return {};
    }

    const Plan& plan_;
    const Analysis& analysis_;
    const SchemaIndex& schema_;
    const std::vector<Token>& tokens_;
    const TokenSet taking_part_, left_out_;
    std::vector<int> tables_;  // that the query reads
};

}  // namespace

std::vector<SaidWord> said_words(const Plan& plan, const Analysis& analysis, const SchemaIndex& schema) {
    return SaidWords(plan, analysis, schema).run();
}

std::string_view to_string(WordRole role) {
    switch (role) {
        case WordRole::none: return "none";
        case WordRole::table: return "table";
        case WordRole::column: return "column";
        case WordRole::value: return "value";
        case WordRole::number: return "number";
        case WordRole::comparison: return "comparison";
        case WordRole::time: return "time";
        case WordRole::aggregate: return "aggregate";
        case WordRole::group: return "group";
        case WordRole::order: return "order";
    }
    return "none";
}

}  // namespace pf::compiler
