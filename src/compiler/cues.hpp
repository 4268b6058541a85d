// Cue words around a place in the sentence: comparators, negation, superlatives, order, spans of time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/options.hpp"
#include "compiler/plan/algebra.hpp"

namespace pf::compiler {

struct Comparator {
    Op op = Op::eq;
    TokenSet tokens;
    bool said = false;  // a comparator stands there; else op is the default
};

// The comparator that belongs to a number or value at [begin, end): read a few tokens before and after it.
[[nodiscard]] Comparator comparator_at(const std::vector<Token>& tokens, int begin, int end);

// Whether a negation stands before `at` with no value or clause between; its tokens are added to `covers`.
[[nodiscard]] bool negated_before(const std::vector<Token>& tokens, int at, int reach, TokenSet& covers);

struct PatternCue {
    Op op = Op::contains;
    TokenSet tokens;
};
// "containing", "with the letter", "starts with" before a text at `begin`.
[[nodiscard]] std::optional<PatternCue> pattern_before(const std::vector<Token>& tokens, int begin);

// A span of time: from `lower` on, before `upper`; at least one of them, or `part`.
struct TimeSpan {
    int begin = 0, end = 0;
    std::optional<plan::Moment> lower, upper;
    TokenSet tokens;
    // "in March", "between March and June", "on a Monday": of any year; first and last are its numbers.
    Expression part = Expression::column;
    int first = 0, last = 0;
};
// In the order of the sentence; none overlaps another.
[[nodiscard]] std::vector<TimeSpan> time_spans(const std::vector<Token>& tokens);

struct Superlative {
    int at = 0;           // its token
    int direction = 1;    // +1 greatest
    bool strong = false;  // by itself a superlative ("most"), not "maximum" or "first"
    std::int64_t limit = 1;
    std::int64_t offset = 0;  // "the second highest": 1
    bool ordering = false;    // "from oldest to newest": an order of all
    TokenSet tokens;          // with a number that says how many
    const Measure* measure = nullptr;
};
[[nodiscard]] std::vector<Superlative> superlatives(const std::vector<Token>& tokens);

struct OrderCue {
    int at = 0;  // "ordered"
    int by = 0;  // first token after "by"/"in … order of"
    bool descending = false;
    bool alphabetical = false;
    TokenSet tokens;
};
[[nodiscard]] std::vector<OrderCue> order_cues(const std::vector<Token>& tokens);

}  // namespace pf::compiler
