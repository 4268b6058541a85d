// A set of options that do not overlap, with the sentence and the schema they are about: what all its plans have in
// common. Way in: Chosen.
#pragma once

#include <string_view>
#include <vector>

#include "compiler/constructs/term_writer.hpp"
#include "compiler/join_path.hpp"
#include "compiler/options.hpp"

namespace pf::compiler::constructs {

using Options = std::vector<const Option*>;

// By role, each in the order of the sentence. Holds references: what it is made of must outlive it.
struct Chosen {
    Chosen(const Options& options, const Analysis& analysis, const SchemaIndex& schema, const JoinCosts& costs);

    const Options& all;
    const Analysis& analysis;
    const SchemaIndex& schema;
    const JoinCosts& costs;
    TermWriter write;  // into the arena of the analysis

    Options shown;       // select, count
    Options conditions;  // value, number, date, null_test
    Options literals;    // of these: value, number
    Options compares, havings, absents, orders;
    const Option* ordered_count = nullptr;
    const Option* limit = nullptr;
    const Option* each = nullptr;
    const Option* window = nullptr;

    TokenSet covered;
    int main_table = -1;           // the table the question is about, -1 none
    std::vector<int> lone_tables;  // that are said and that no option is about, at most three

    [[nodiscard]] bool counted() const;                 // a count is shown
    [[nodiscard]] bool shows_tables() const;            // a table is shown by its rows
    [[nodiscard]] bool shows_plain() const;             // something is shown as it is, not aggregated
    [[nodiscard]] bool aggregates() const;              // something shown is aggregated; counts aside
    [[nodiscard]] bool groups() const;                  // a count per group orders or chooses
    [[nodiscard]] bool negates() const;                 // a condition is negated
    [[nodiscard]] bool spans_tables() const;            // options are about more than one table
    [[nodiscard]] std::string_view word(int at) const;  // of the sentence; empty outside it
};

}  // namespace pf::compiler::constructs
