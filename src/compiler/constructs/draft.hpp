// A plan while it is made: a chosen set of options, one way to take the decisions that no word fixes, and the query
// that the constructs write from both. Way in: Draft.
#pragma once

#include <vector>

#include "compiler/constructs/chosen.hpp"
#include "compiler/plan.hpp"
#include "compiler/plan/view.hpp"

namespace pf::compiler::constructs {

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
    // Mentioned tables that nothing else needs: 0 none is joined, 1 all are, 2 … one alone (Chosen::lone_tables).
    int join_mentioned = 0;
    bool distinct = false;
    // Two conditions on one column. apart: of different rows that belong to one; versus: alternatives that are shown;
    // figures: alternatives, the figure of each in one row; roles: of rows that two keys refer to.
    enum class Pair : std::uint8_t { said, any, intersect, apart, versus, figures, roles } pair = Pair::said;
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
    bool none_too = false;       // "fewer than 3": rows with none at all are among them
    bool unite = false;          // what is shown of two tables, one below the other
    bool nested = false;         // "of the type with the most rows": the superlative chooses a group, not an order
    bool order_shown = false;    // what the rows are ordered by is shown as well
    bool count_key = false;      // counts each row of the counted table once
    enum class Self : std::uint8_t { none, child, parent } self = Self::none;  // rows of one table that refer to others
    enum class Same : std::uint8_t { none, others, all } same = Same::none;    // "in the same department as Clara"
    bool referred = false;      // a key that is shown stands for the name of the row it refers to
    bool ranked = false;        // the place in the order is shown
    bool known_only = false;    // a share is of the rows of which it is known
    bool undeleted = false;     // rows that were deleted and are kept do not count
    bool known_groups = false;  // nor do those whose group is not known
};

struct Draft {
    // Takes over the memory of `used`, a draft that is done with, and nothing of what it says.
    Draft(const Chosen& set, const Choices& decisions, Draft* used = nullptr)
        : chosen(set), choices(decisions), write(set.write) {
        if (used) take_memory_of(*used);
    }

    const Chosen& chosen;
    const Choices& choices;
    const TermWriter& write;
    plan::Query query;  // its WHERE stands in `where` while it is made
    Conditions where;
    std::uint32_t moves = 0;  // bits of Move
    bool leaves_out = false;  // rows that no word leaves out

    // The chosen conditions, divided: those of the rows, …
    Options conditions;
    Options said;       // … which are all of these until some are found to stand elsewhere;
    Options negatives;  // those whose rows are taken away as a set,
    Options rest;       // those said behind a negated one that are negated with it,
    Options inner;      // those of the rows that are absent, or that a comparison is with.
    // A share as an option says it, and with the rows that make it.
    std::pair<const plan::Term*, const plan::Term*> share{};
    std::vector<int> named;  // tables whose rows are shown by their names, which may be the same of several
    std::vector<int> outer;  // tables of the rows that are asked for
    // Indexes of two conditions of `where` on one column (or that pairs takes together).
    std::vector<std::pair<std::size_t, std::size_t>> same;
    Conditions absent_rows;    // conditions of the rows that EXCEPT takes away
    Conditions compared_rows;  // conditions of the rows whose aggregate is compared with

    // Fills FROM of a query of this draft; false when its tables cannot be connected.
    bool join(plan::Query& part, const std::vector<int>& banned = {}) const {
        return join_tables(part, chosen.schema, chosen.costs, banned);
    }
    // … of the draft's own query, with its conditions.
    bool join(const std::vector<int>& banned = {}) {
        close();
        return join(query, banned);
    }
    void combine(plan::SetOperation operation, plan::Query right) {
        query.operation = operation;
        query.right = write.terms.keep(std::move(right));
    }
    void close() { query.where = write.closed(where); }
    // Of its terms and conditions, and those that must take part.
    [[nodiscard]] std::vector<int> tables() {
        close();
        return tables_to_join(query, chosen.schema);
    }
    [[nodiscard]] Conditions conditions_of(const Options& options) const;

 private:
    void take_memory_of(Draft& used);
};

// A column compared with the same column of another row: of the one that `group` refers to, or that is named.
[[nodiscard]] inline bool is_with_another_row(const Option& o) {
    return o.role == Role::compare && o.other.column >= 0 && o.other == o.column;
}

using plan::counts_rows;
using plan::look_at;
using plan::TermView;

void show(const plan::Term* term, plan::Query& query);
void limit_to(std::int64_t rows, plan::Query& query);  // 0: all

[[nodiscard]] bool holds(const std::vector<int>& tables, int table);
[[nodiscard]] bool shows(const plan::Query& query, const plan::Term* term);
[[nodiscard]] bool shows_plain(const plan::Query& query);  // a term that is not aggregated
[[nodiscard]] bool aggregates(const plan::Query& query);   // some term shown
[[nodiscard]] bool groups(const plan::Query& query);
// Whether it shows columns of rows, and nothing that a set operation would change the meaning of.
[[nodiscard]] bool shows_bare_rows(const plan::Query& query);
[[nodiscard]] bool shows_whole_rows(const plan::Query& query);  // all columns of a table
// Of the first term shown; -1 without one.
[[nodiscard]] int table_shown(const plan::Query& query);

// Rows of a table that belong to rows of others.
struct Belonging {
    int table = -1;
    std::vector<int> hosts = {};     // to whose rows they belong
    Conditions inside = {};          // that they meet
    std::vector<int> required = {};  // further tables that take part
    std::vector<int> banned = {};    // edges that do not lead there
    bool negated = false;            // no such row belongs
    std::int64_t many = 0;           // so many of them belong; 0: any
};
// Adds to `where` that a row of the hosts has such a row: host.key [NOT] IN (SELECT … FROM table …). False when nothing
// joins them by one column.
bool add_belonging(Belonging belonging, const Draft& draft, Conditions& where);

}  // namespace pf::compiler::constructs
