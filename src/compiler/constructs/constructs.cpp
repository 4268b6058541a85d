#include "compiler/constructs/constructs.hpp"

#include <array>

namespace pf::compiler::constructs {

// In the order of rewriting, which is this order within each phase. What stands before what for a reason:
// - show: what is shown before counts of unnamed tables, which take its table; then the tables that groups need;
// - divide: negated conditions first, then of the rest those inside absent or compared rows;
// - choose: mentioned tables first, for absence and negation ask which tables take part; then WHERE in the order it is
//   printed: conditions, which pairs and same_as find by their places, then absent rows, sets that are not wanted,
//   comparisons; share last, as it moves conditions into its filter;
// - arrange: orders before limits, both before the first of each group, all and having before groups, groups before
// distinct, which no group can be;
// - join: what is counted once and the order that is shown change what is shown, so they stand before the joins, and
//   those before the check of what the joins repeat;
// - combine: what is left out stands in the query before set operations copy it; these copy the query as it is joined,
// so each refuses one that has been combined already.
std::span<const Construct* const> all_constructs() {
    static constexpr std::array<const Construct*, 24> list{
        &shown,  &counted, &ordered,  &joined,  &left_out, &compared, &pairs,    &same_as,
        &absent, &negated, &inside,   &extreme, &share,    &nested,   &limited,  &having,
        &each,   &grouped, &distinct, &united,  &self,     &roles,    &referred, &windowed};
    return list;
}

// In the order of trying: where there are more variants than the search completes, or two make the same plan, the
// earlier decision stands. Decisions about tables and joins come last and multiply what is there.
std::span<const Decision> all_decisions() {
    static constexpr std::array<Decision, 24> list{vary_shown,          vary_few,          vary_known_only,
                                                   vary_pairs,          vary_negated,      vary_extreme,
                                                   vary_absent,         vary_negated_rest, vary_nested,
                                                   vary_order_shown,    vary_semi_join,    vary_counted_once,
                                                   vary_same_as,        vary_self,         vary_referred,
                                                   vary_ranked,         vary_united,       vary_inside,
                                                   vary_counted_groups, vary_group_key,    vary_mentioned_tables,
                                                   vary_join_path,      vary_distinct,     vary_left_out};
    return list;
}

}  // namespace pf::compiler::constructs
