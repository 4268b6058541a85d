// All constructs, and the rewrites that several of them share. Way in: complete() (complete.hpp) folds over the two
// lists.
#pragma once

#include <span>

#include "compiler/constructs/construct.hpp"

namespace pf::compiler::constructs {

extern const Construct shown, counted, ordered, joined, negated, inside, compared, pairs, same_as, absent, extreme,
    share, nested, limited, having, each, grouped, distinct, united, self, referred, roles, windowed, left_out;

// In the order of rewriting.
[[nodiscard]] std::span<const Construct* const> all_constructs();
// In the order of trying.
[[nodiscard]] std::span<const Decision> all_decisions();

// shown.cpp: whether something has to be shown that was not said; whether rows must be grouped; what stands for a row
// of a table (`implied`: nothing shown was said).
[[nodiscard]] bool lacks_shown(const Draft& draft);
[[nodiscard]] bool needs_groups(const Draft& draft);
[[nodiscard]] TermList row_of(int table, bool implied, Draft& draft);

// each.cpp: what a group is told by: the column said, or the key of the table and what names it.
[[nodiscard]] TermList telling(const Option& each, const Draft& draft);

// extreme.cpp: whether a superlative is taken as a comparison with the highest or lowest value.
[[nodiscard]] bool is_extreme(const Option& order, const Draft& draft);

// Decisions, each beside its construct.
void vary_shown(const Chosen&, Variants&);
void vary_known_only(const Chosen& chosen, Variants& variants);
void vary_pairs(const Chosen&, Variants&);
void vary_negated(const Chosen&, Variants&);
void vary_extreme(const Chosen&, Variants&);
void vary_absent(const Chosen&, Variants&);
void vary_negated_rest(const Chosen&, Variants&);
void vary_nested(const Chosen&, Variants&);
void vary_order_shown(const Chosen&, Variants&);
void vary_semi_join(const Chosen&, Variants&);
void vary_counted_once(const Chosen&, Variants&);
void vary_same_as(const Chosen&, Variants&);
void vary_self(const Chosen&, Variants&);
void vary_united(const Chosen&, Variants&);
void vary_inside(const Chosen&, Variants&);
void vary_few(const Chosen&, Variants&);
void vary_counted_groups(const Chosen&, Variants&);
void vary_group_key(const Chosen&, Variants&);
void vary_mentioned_tables(const Chosen&, Variants&);
void vary_join_path(const Chosen&, Variants&);
void vary_distinct(const Chosen&, Variants&);
void vary_referred(const Chosen&, Variants&);
void vary_ranked(const Chosen&, Variants&);
void vary_left_out(const Chosen&, Variants&);

}  // namespace pf::compiler::constructs
