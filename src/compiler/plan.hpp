// A plan: a query of the algebra (plan/algebra.hpp) that a sentence may mean, how it came about and what the ranking
// says of it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "compiler/options.hpp"
#include "compiler/plan/algebra.hpp"
#include "compiler/plan/shape.hpp"

namespace pf::compiler {

struct Plan {
    plan::Query query;                  // its terms are in the arena of the analysis
    plan::Shape shape;                  // of the query
    std::vector<const Option*> chosen;  // options that it is made of
    float option_score = 0;             // sum of their scores
    std::uint32_t moves = 0;            // bits of Move
    bool leaves_out = false;            // rows that no word leaves out: deleted ones, groups of nothing known
    TokenSet covered;
    std::string sql;                      // of those that are shown (decide.hpp)
    float linear_score = 0;               // of the log-linear ranker
    std::array<float, 6> linear_parts{};  // of which: shown, conditions, tail, set operation, moves, own (rank.hpp)
    std::vector<std::uint32_t> patterns;  // keys of the names of its patterns (plan_features.hpp)
    float use_score = 0;                  // of what it makes of each word (word_uses.hpp)
    std::vector<float> net_scores;        // of each network that ranks, with use_score
    float score = 0;                      // final: their mean
};

// Structural decisions that no option stands for.
enum Move : std::uint32_t {
    implied_name = 1u << 0,  // nothing shown was said: the naming columns of the main table
    implied_key = 1u << 1,   // … its key
    implied_all = 1u << 2,   // … all its columns
    implied_count = 1u << 3,
    table_as_key = 1u << 4,  // a table said to be shown: its key rather than its name
    made_distinct = 1u << 5,
    distinct_dropped = 1u << 6,  // a cue for DISTINCT was not followed
    joined_mention = 1u << 7,    // a mentioned table joined that nothing else needs
    made_intersect = 1u << 8,
    made_or = 1u << 9,  // AND said, OR meant
    made_except = 1u << 10,
    made_not_in = 1u << 11,
    extreme_as_compare = 1u << 12,
    compare_with_where = 1u << 13,
    second_path = 1u << 14,  // not the cheapest join path
    wrapped_count = 1u << 15,
    group_key_added = 1u << 16,
    count_distinct_key = 1u << 17,
    shown_order_key = 1u << 18,
    table_as_all = 1u << 19,
    dropped_limit = 1u << 20,
    and_as_said = 1u << 21,
    inner_absent = 1u << 22,
    self_pairs = 1u << 23,
    made_semi = 1u << 24,  // conditions on other tables only choose rows
    made_union = 1u << 25,
    nested_superlative = 1u << 26,
    made_self_join = 1u << 27,
    implied_order = 1u << 28,      // nothing shown was said: what the rows are ordered by
    implied_condition = 1u << 29,  // … what they are chosen by
    names_referred = 1u << 30,     // a key that is said: the name of the row it refers to
    made_apart = 1u << 31,         // two conditions on one column: of two rows that belong to one
};

}  // namespace pf::compiler
