// The working state of completing one set of options: which decisions remain, and the plan each combination of them
// makes. Way in: complete().
#pragma once

#include <vector>

#include "compiler/complete.hpp"

namespace pf::compiler {

// How one plan of a set is completed; each field is one decision that no word fixes.
struct Choices {
    enum class Shown : std::uint8_t {
        name,
        key,
        all,
        count,
        ordered,            // what the rows are ordered by: "the 3 highest salaries"
        condition           // what they are chosen by: "languages that contain 'English'"
    } shown = Shown::name;  // for tables, and when nothing was said
    // Mentioned tables that nothing else needs: 0 none is joined, 1 all are, 2 … one alone (lone_mentions()).
    int join_mentioned = 0;
    bool distinct = false;
    enum class Pair : std::uint8_t { said, any, intersect } pair = Pair::said;  // two conditions on one column
    enum class Negative : std::uint8_t { differs, not_in, except } negative = Negative::differs;
    bool rest_negative = false;  // conditions behind a negated one are negated with it
    bool extreme_as_compare = false;
    bool compare_with_where = false;
    bool second_path = false;
    bool wrap_count = false;
    bool group_key = false;
    bool inner = false;          // conditions after "no"/"not" belong inside the absent rows
    bool absent_except = false;  // absence as EXCEPT over what is shown, rather than over the key
    bool semi = false;           // conditions on other tables decide which rows count, each row once
    bool unite = false;          // what is shown of two tables, one below the other
    bool nested = false;         // "of the type with the most rows": the superlative chooses a group, not an order
    bool order_shown = false;    // what the rows are ordered by is shown as well
    bool count_key = false;      // counts each row of the counted table once
    enum class Self : std::uint8_t { none, child, parent } self = Self::none;  // rows of one table that refer to others
    bool same = false;                                                         // "in the same department as Clara"
};

[[nodiscard]] inline Term plain_term(ColumnId column, Aggregate aggregate = Aggregate::none) {
    Term term;
    term.column = column;
    term.aggregate = aggregate;
    return term;
}
[[nodiscard]] inline bool counts_rows(const Term& term) {
    return term.aggregate == Aggregate::count && term.column.column < 0;
}

class Completion {
 public:
    Completion(const std::vector<const Option*>& chosen, const Analysis& analysis, const SchemaIndex& schema,
               const JoinCosts& costs);
    void run(std::vector<Plan>& plans);

 private:
    // complete_build.cpp
    bool build(const Choices& choices, Plan& plan) const;
    // Whether a count per group is always 1: a group is one row, and no joined table refers to it.
    bool counts_single_rows(const Query& query) const;
    int main_table() const;
    // The option whose column alone can be what is shown, for it is named; null when there is none, or several.
    const Option* names_order() const;
    const Option* names_condition() const;
    bool is_subject(const Option& option) const;
    void show_table(int table, Choices::Shown shown, Query& query, Plan& plan, bool implied) const;
    static Term term_of(const Option& o);
    bool or_between(const Option& a, const Option& b) const;
    // "Germany, France or Norway": whether the condition at `at` is a further alternative of a list.
    bool in_list(const std::vector<const Option*>& conditions, std::size_t at) const;
    bool said_both(const Option& first) const;  // "both" stands before it
    bool filter_share(const Option& share, const std::vector<const Option*>& conditions, Query& query) const;
    Condition condition_of(const Option& o) const;
    bool in_index(const Option& o) const;
    std::string_view word(int at) const;

    // complete_nested.cpp
    // Tables that are said and that no chosen option is about, at most three.
    std::vector<int> lone_mentions() const;
    // Adds to `where` `hosts`.key [NOT] IN (SELECT … FROM `table` …): that a row (or no row) of `table` belongs to a
    // row of the hosts.
    bool membership(int table, const std::vector<int>& hosts, std::vector<Condition> inside,
                    const std::vector<int>& required, const std::vector<int>& banned, bool negated,
                    std::vector<Condition>& where) const;
    bool semi_join(Query& query) const;
    bool unite(Query& query) const;
    bool nest_superlative(const Option& superlative, Query& query) const;
    bool self_join(Choices::Self direction, Query& query) const;
    bool same_as(Query& query, const std::vector<const Option*>& conditions) const;
    int self_table() const;  // the table whose rows refer to each other by a key that is said; -1 none
    int same_at() const;     // the token "same" of "the same … as"; -1 none

    const std::vector<const Option*>& chosen_;
    const Analysis& a_;
    const SchemaIndex& schema_;
    const JoinCosts& costs_;
    TokenSet covered_;
};

}  // namespace pf::compiler
