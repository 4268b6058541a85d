// Linking: what each span of the sentence may be. An Option is one span in one role; the search (search.hpp) chooses a
// set of options that do not overlap, and that set is a plan. Way in: analyse().
#pragma once

#include <bitset>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/lexicon.hpp"
#include "compiler/plan/terms.hpp"
#include "compiler/schema_index.hpp"
#include "compiler/text.hpp"

namespace pf::compiler {

using TokenSet = std::bitset<max_tokens>;

enum class Role : std::uint8_t {
    select,       // shown: a column, aggregated or not; column -1: the row of a table
    count,        // count(*) shown, of `column.table` when known; a column: count(distinct column)
    order,        // order by a column, aggregated or not; with a limit when limit > 0
    order_count,  // order by count(*) of `column.table` when known
    value,        // column op a text found in the data or quoted
    number,       // column op number
    date,         // column within a span of time
    compare,      // column op (select aggregate(column))
    null_test,    // column is null / is not null
    having,       // count of `column.table` (or aggregate of a column) op number
    absent,       // no row of `column.table`
    limit,        // first n rows
    each,         // the order's first n of each value of a column, or of each row of a table (column -1)
    window,       // what is shown of each period is made a running total or a change (`windowed`); of no column
};
inline constexpr int role_count = 14;

using plan::Expression;
using plan::Op;

struct Option {
    Role role = Role::select;
    int begin = 0, end = 0;  // tokens it is about
    int cue = -1;            // the token that asked for it ("most", "how"), -1 none
    int operand = -1;        // first token of a column mention it also uses, -1 none
    TokenSet covers;         // tokens it accounts for and no other option may
    TokenSet shared;         // tokens it accounts for that other options may share: "age over 30 or under 20"
    ColumnId column;
    Summary aggregate = Summary::none;
    Expression expression = Expression::column;
    plan::Unit unit = plan::Unit::none;  // of a bucket
    ColumnId other;                      // of a two-column expression
    ColumnId less;                       // of a product: the discount in percent that is taken off; column -1: none
    ColumnId group;                      // of a compare: with the rows that have the same in it; column -1: none; of
                                         // what is shown: an average of what each of its values has
    plan::Windowed windowed = plan::Windowed::none;
    bool distinct = false;
    bool descending = false;
    Op op = Op::eq;
    std::int64_t limit = 0;
    std::int64_t offset = 0;                  // of an order with a limit: rows before its first, "the second highest"
    std::string value, value2;                // literal as text
    std::optional<plan::Moment> from, until;  // date: [from, until), either may be open
    double divisor = 1;                       // of a number that is shown: "in hours" of minutes, "in thousands"
    bool percent = false;                     // of a ratio: in percent
    bool years_since = false;                 // of a number: years since the one that the column holds
    bool untaught = false;                    // of a kind that the shipped ranking has not seen (untaught_score)
    bool number_literal = false;
    bool beside = false;      // the column's table is said right beside it
    bool excluded = false;    // the rows it finds are not wanted: "never rated above 8"
    float link = 0;           // how well the span names the column or value: 0 … 1
    std::uint8_t how = 0;     // where the column comes from: 0 named in the span, 1 beside it, 2 by the value, 3 by a
                              // measure word, 4 implied; order_of_shown
    std::uint8_t rivals = 0;  // options of the same span and role that link at least as well
    float score = 0;          // log-odds of being meant (learned)
};

// "average revenue per customer": what is added up or counted is divided by how many different ones there are.
[[nodiscard]] inline bool averages_each(const Option& option) {
    return option.role == Role::select && option.group.column >= 0;
}

inline constexpr std::uint8_t told_by_per = 3;     // Option::how of what is shown: nothing but "per" asks for it
inline constexpr std::uint8_t share_of_those = 4;  // Option::how of a share: of rows that meet a condition only
inline constexpr std::uint8_t order_of_shown = 6;  // Option::how: by what is shown anyhow

struct ColumnMention {
    int begin = 0, end = 0;
    ColumnId column;
    TokenSet tokens;               // words of the name itself
    TokenSet table_tokens;         // words that repeat the table's name: "name of the customer"
    float link = 0;                // share of the name that the span says
    LinkedBy by = LinkedBy::stem;  // what made the least sure link of its words
    bool exact = false;            // all words, same stems
    bool beside = false;           // its table is said right beside it: "pattern name", "name of the pattern"
    std::uint8_t rivals = 0;       // other columns that link as well on this span
};

struct TableMention {
    int begin = 0, end = 0;
    int table = -1;
    TokenSet tokens;
    float link = 0;
    LinkedBy by = LinkedBy::stem;  // as of a ColumnMention
};

// Rows that a value names by their kind: "tellers" of employees, "logins" of events.
struct KindMention {
    int begin = 0, end = 0;
    int table = -1;        // of the rows; the value may stand in a table of codes that it refers to
    bool unnamed = false;  // by a word that names nothing: rows that belong to the row of a value (find_unnamed_rows)
    float link = 0.8F;
};

struct Analysis {
    Sentence sentence;
    std::unique_ptr<plan::Arena> arena = std::make_unique<plan::Arena>();  // of its plans
    std::vector<ColumnMention> columns;                                    // by begin, then best first
    std::vector<TableMention> tables;
    std::vector<KindMention> kinds;     // by begin
    std::vector<Option> options;        // by begin; scores set
    std::vector<Meant> meant;           // by token: the name the vocabulary says it stands for; empty: for none
    std::vector<char> token_class;      // 'V' value, 'C' column, 'T' table, 'N' number, 'W' other word
    TokenSet content;                   // tokens a plan should account for
    TokenSet linked;                    // tokens that could be linked to anything at all
    TokenSet named;                     // of them those that some name or value has the letters of
    std::vector<int> mentioned_tables;  // distinct, by first mention

    [[nodiscard]] Meant meant_at(int token) const {
        const auto at = static_cast<std::size_t>(token);
        return at < meant.size() ? meant[at] : Meant{};
    }
};

// Bounded: at most max_options options, whatever the sentence and the schema.
inline constexpr std::size_t max_options = 400;
[[nodiscard]] Analysis analyse(std::string_view text, const SchemaIndex& schema);

}  // namespace pf::compiler
