// What options say, as terms of the algebra. Way in: TermWriter.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "compiler/options.hpp"
#include "compiler/plan/terms.hpp"
#include "compiler/plan/view.hpp"

namespace pf::compiler::constructs {

using plan::TermList;

// One condition of a list that is not closed yet.
struct Condition {
    const plan::Term* term = nullptr;
    int table = -1;       // whose rows it chooses
    bool any_of = false;  // an alternative to the condition before it
};
using Conditions = std::vector<Condition>;

// The first of a list of conditions is no alternative to one before it.
void begin_list(Conditions& list);

class TermWriter {
 public:
    // What is said of `options` is made once. They outlive this and stay as they are.
    TermWriter(plan::Arena& arena, const SchemaIndex& schema, std::span<const Option> options = {})
        : terms(arena), schema_(schema), options_(options) {}

    const plan::Terms terms;

    // column -1: all columns of the table.
    [[nodiscard]] const plan::Term* column(ColumnId id, int instance = 0) const;
    [[nodiscard]] const plan::Term* rows_of(int table) const;  // count(*)
    // count of column -1: of rows.
    [[nodiscard]] const plan::Term* summary(Summary summary, ColumnId id, bool distinct = false) const;
    [[nodiscard]] const plan::Term* count_distinct(ColumnId id) const { return summary(Summary::count, id, true); }
    // round(100.0 * part / whole, 2)
    [[nodiscard]] const plan::Term* percent(const plan::Term* part, const plan::Term* whole) const;
    // round(100.0 * count(*) FILTER (…) / count(*), 2); of a column: of its sum.
    [[nodiscard]] const plan::Term* share(const Option& of, const plan::Term* filter) const;
    // round(100.0 * count(*) / sum(count(*)) OVER (), 2): of each group among all.
    [[nodiscard]] const plan::Term* share_of_all(const Option& of) const;
    [[nodiscard]] const plan::Term* of(const Option& option) const;
    [[nodiscard]] Condition condition(const Option& option) const;
    // Its opposite, for rows that are taken away: "not in Germany" takes away those in Germany.
    [[nodiscard]] Condition opposite(const Option& option) const;
    // The other column of a value of two: a first and a last name.
    [[nodiscard]] Condition second_part(const Option& option) const;
    [[nodiscard]] Condition null_test(ColumnId id, Op op) const;
    // Of a term that is a number.
    [[nodiscard]] const plan::Term* compared_number(const plan::Term* left, const Option& option) const;
    [[nodiscard]] Condition compared(Op op, ColumnId left, ColumnId right, int right_instance = 0) const;
    // left IN (SELECT …), NOT IN
    [[nodiscard]] Condition within(ColumnId left, plan::Query rows, bool negated = false) const;

    // All hold, of alternatives one; as they stand in WHERE.
    [[nodiscard]] TermList closed(const Conditions& list) const;
    [[nodiscard]] plan::OrderKey order(const plan::Term* term, bool descending) const;

 private:
    [[nodiscard]] bool is_money(ColumnId id) const;
    [[nodiscard]] const plan::Term* numeric(ColumnId id) const;
    [[nodiscard]] const plan::Term* value(const Option& option, bool as_number) const;
    [[nodiscard]] const plan::Term* above(const Option& ratio) const;
    [[nodiscard]] const plan::Term* below(const Option& ratio) const;
    [[nodiscard]] const plan::Term* ratio(const Option& option) const;
    [[nodiscard]] const plan::Term* product(const Option& option) const;
    [[nodiscard]] const plan::Term* summary_of(Summary summary, const plan::Term* plain, const plan::Term* number,
                                               bool distinct) const;
    [[nodiscard]] const plan::Term* duration(const Option& option) const;
    [[nodiscard]] const plan::Term* end_of(const Option& option) const;
    [[nodiscard]] bool is_date(ColumnId id) const;
    [[nodiscard]] const plan::Term* date(const Option& option, const plan::Term* left) const;
    [[nodiscard]] const plan::Term* beside_date(const Option& option, const plan::Term* left) const;
    [[nodiscard]] const plan::Term* text(ColumnId id, Op op, std::string_view value, bool as_stored) const;
    [[nodiscard]] const plan::Term* element(ColumnId id, Op op, const plan::Term* list, const plan::Term* text) const;
    [[nodiscard]] const plan::Term* number(const Option& option, const plan::Term* left) const;
    [[nodiscard]] bool in_index(const Option& option) const;
    [[nodiscard]] bool in_several_spellings(const Option& option) const;
    [[nodiscard]] bool as_stored(const Option& option) const;

    [[nodiscard]] const plan::Term* make(const Option& option) const;
    [[nodiscard]] Condition make_condition(const Option& option) const;

    const SchemaIndex& schema_;
    std::span<const Option> options_;
    // Of those that were asked for, a dozen at most in a set: each stands in many of its plans.
    mutable std::vector<std::pair<const Option*, const plan::Term*>> made_;
    mutable std::vector<std::pair<const Option*, Condition>> conditions_;
};

}  // namespace pf::compiler::constructs
