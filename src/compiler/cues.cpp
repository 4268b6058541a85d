// Comparators, negation and what asks for a part of a text. The other cues: time_spans.cpp, cue_orders.cpp.
#include "compiler/cues.hpp"

#include "compiler/word_class.hpp"

#include <algorithm>
#include <utility>

namespace pf::compiler {
namespace {

using W = WordClass;

void mark(TokenSet& set, int from, int to) {
    for (int i = std::max(from, 0); i < to && i < static_cast<int>(max_tokens); ++i)
        set.set(static_cast<std::size_t>(i));
}

// What a word before a number says of it.
struct Said {
    enum class Kind : std::uint8_t {
        nothing,
        comparator,
        further_left,  // the word belongs to a comparator that begins before it
        boundary,      // what stands before it is about something else
    } kind = Kind::nothing;
    Op op = Op::eq;
    int from = 0, to = 0;  // its tokens
};

// A word at `at` before the number at `number`.
struct Place {
    const std::vector<Token>& tokens;
    int at, number;

    [[nodiscard]] bool is(int offset, auto... of) const { return is_at(tokens, at + offset, of...); }
    // The tokens [first, last) relative to the word say `op`.
    [[nodiscard]] Said says(Op op, int first, int last) const {
        return {Said::Kind::comparator, op, at + first, at + last};
    }
};

// "in or after 2005", "on or before"
Said on_or_after(const Place& p) {
    const bool after = p.is(0, W::after_date);
    if ((!after && !p.is(0, W::before_date)) || !p.is(-1, W::or_) || !p.is(-2, W::at_date)) return {};
    return p.says(after ? Op::ge : Op::le, -2, 1);
}

Said sign(const Place& p) {
    static constexpr std::pair<std::string_view, Op> signs[] = {
        {">=", Op::ge}, {"<=", Op::le}, {"<>", Op::ne}, {"=", Op::eq}};
    for (const auto& [text, op] : signs)
        if (p.tokens[static_cast<std::size_t>(p.at)].word == text) return p.says(op, 0, 1);
    return {};
}

Said equality(const Place& p) {
    if (p.is(0, W::equality)) return p.says(Op::eq, 0, 1);
    // "larger than or equal to" begins further left
    if ((p.is(0, W::equal) && p.is(-1, W::or_)) || (p.is(0, W::or_) && p.is(1, W::equal)))
        return {Said::Kind::further_left, Op::eq, 0, 0};
    if (!p.is(0, W::equal)) return {};
    const bool negative = p.is(-1, W::not_);
    return p.says(negative ? Op::ne : Op::eq, negative ? -1 : 0, p.is(1, W::to) ? 2 : 1);
}

// "at least", "a maximum of"
Said bound(const Place& p) {
    if (p.is(0, W::lower_bound) && p.is(-1, W::at, W::a, W::the)) return p.says(Op::ge, -1, 1);
    if (p.is(0, W::upper_bound) && p.is(-1, W::at, W::a)) return p.says(Op::le, -1, 1);
    return {};
}

Said other_than(const Place& p) {
    return p.is(0, W::than) && p.is(-1, W::other, W::rather) ? p.says(Op::ne, -1, 1) : Said{};
}

// "no more than", "greater than or equal to", "under"
Said passed(const Place& p) {
    const bool greater = p.is(0, W::above_number);
    if (!greater && !p.is(0, W::below_number)) return {};
    if (p.is(0, W::over, W::past) && p.at < p.number - 2) return {Said::Kind::further_left, Op::eq, 0, 0};
    const bool negative = p.is(-1, W::no, W::not_) || p.is(-2, W::not_);
    const bool or_equal = p.is(2, W::or_) && p.is(3, W::equal, W::equals);
    auto op = greater ? Op::gt : Op::lt;
    if (negative)
        op = greater ? Op::le : Op::ge;
    else if (or_equal)
        op = greater ? Op::ge : Op::le;
    return p.says(op, p.is(-1, W::no, W::not_) ? -1 : 0, or_equal ? 5 : p.is(1, W::than, W::to) ? 2 : 1);
}

Said beginning_or_end(const Place& p) {
    if (p.is(0, W::to) && p.is(-1, W::prior)) return p.says(Op::lt, -1, 1);
    if (p.is(0, W::reaching) || (p.is(0, W::starting) && p.at == p.number - 2)) return p.says(Op::ge, 0, 1);
    if (p.is(0, W::until_then) || (p.is(0, W::to) && p.is(-1, W::up))) return p.says(Op::le, 0, 1);
    return {};
}

Said excluded(const Place& p) {
    const bool negated = (p.is(0, W::not_) && p.at >= p.number - 3) || p.is(0, W::exclusion);
    return negated ? p.says(Op::ne, 0, 1) : Said{};
}

Said clause(const Place& p) {
    return p.is(0, W::and_, W::or_, W::where, W::whose) ? Said{Said::Kind::boundary, Op::eq, 0, 0} : Said{};
}

using Reading = Said (*)(const Place&);
// In this order: the first that reads the word decides.
constexpr Reading readings[] = {on_or_after,      sign,     equality, bound, other_than, passed,
                                beginning_or_end, excluded, clause};

Said said_by(const Place& place) {
    for (const auto reading : readings)
        if (const auto said = reading(place); said.kind != Said::Kind::nothing) return said;
    return {};
}

// "5 or more", "30 and above"; "under 20 or more than 60" begins another condition.
Said said_after(const std::vector<Token>& tokens, int end) {
    const auto n = static_cast<int>(tokens.size());
    if (!is_at(tokens, end, W::or_, W::and_) || is_at(tokens, end + 2, W::than) ||
        (end + 2 < n && tokens[static_cast<std::size_t>(end + 2)].number))
        return {};
    if (is_at(tokens, end + 1, W::or_more)) return {Said::Kind::comparator, Op::ge, end, end + 2};
    if (is_at(tokens, end + 1, W::or_less)) return {Said::Kind::comparator, Op::le, end, end + 2};
    return {};
}

Said said_before(const std::vector<Token>& tokens, int begin) {
    for (int i = begin - 1; i >= std::max(0, begin - 5); --i) {
        const auto& token = tokens[static_cast<std::size_t>(i)];
        if (i + 1 < begin && tokens[static_cast<std::size_t>(i + 1)].stop_before) break;
        if (token.number && i < begin - 1 && token.kind != Token::Kind::quoted) break;
        const auto said = said_by({tokens, i, begin});
        if (said.kind == Said::Kind::comparator) return said;
        if (said.kind == Said::Kind::boundary) break;
    }
    return {};
}

// "with the letter", "starting with the word": where the verb stands, and what it asks for.
std::pair<Op, int> piece_of_text(const std::vector<Token>& tokens, int at) {
    auto op = Op::contains;
    int from = at;
    for (int k = at - 1; k >= std::max(0, at - 4); --k) {
        if (is_at(tokens, k, W::beginning)) op = Op::starts;
        if (is_at(tokens, k, W::end_verb)) op = Op::ends;
        if (is_at(tokens, k, W::contain_verb, W::begin_verb, W::end_verb)) from = k;
    }
    return {op, from};
}

// "all cities but Berlin"
bool leaves_out(const std::vector<Token>& tokens, int at) {
    if (!is_at(tokens, at, W::but)) return false;
    for (int i = at - 1; i >= std::max(0, at - 4); --i)
        if (is_at(tokens, i, W::all_of_them)) return true;
    return false;
}

// The pattern the word at `at` asks for, and the first of its tokens.
std::optional<std::pair<Op, int>> pattern_at(const std::vector<Token>& tokens, int at) {
    const bool like = is_at(tokens, at, W::like) && !is_at(tokens, at - 1, W::before_other_like);
    if (like || is_at(tokens, at, W::containing)) return std::pair(Op::contains, at);
    if (is_at(tokens, at, W::piece_of_text)) return piece_of_text(tokens, at);
    if (is_at(tokens, at, W::beginning)) return std::pair(Op::starts, at);
    if (is_at(tokens, at, W::text_end) && is_at(tokens, at + 1, W::with, W::in)) return std::pair(Op::ends, at);
    return std::nullopt;
}

}  // namespace

Comparator comparator_at(const std::vector<Token>& tokens, int begin, int end) {
    auto said = said_after(tokens, end);
    if (said.kind == Said::Kind::nothing) said = said_before(tokens, begin);
    Comparator made;
    if (said.kind == Said::Kind::nothing) return made;
    made.op = said.op;
    made.said = true;
    mark(made.tokens, said.from, said.to);
    return made;
}

bool negated_before(const std::vector<Token>& tokens, int at, int reach, TokenSet& covers) {
    for (int i = at - 1; i >= std::max(0, at - reach); --i) {
        if (tokens[static_cast<std::size_t>(i + 1)].stop_before) return false;
        if (is_at(tokens, i, W::negation) || (is_at(tokens, i, W::outside) && at - i <= 3)) {
            mark(covers, i, i + 1);
            return true;
        }
        if (is_at(tokens, i, W::than, W::from) && is_at(tokens, i - 1, W::other, W::different, W::apart)) {
            mark(covers, i - 1, i + 1);
            return true;
        }
        if (leaves_out(tokens, i)) {
            mark(covers, i, i + 1);
            return true;
        }
        if (is_at(tokens, i, W::and_, W::but, W::or_, W::whose, W::where, W::which, W::who)) return false;
    }
    return false;
}

std::optional<PatternCue> pattern_before(const std::vector<Token>& tokens, int begin) {
    for (int i = begin - 1; i >= std::max(0, begin - 4); --i) {
        if (tokens[static_cast<std::size_t>(i + 1)].stop_before) return std::nullopt;
        const auto pattern = pattern_at(tokens, i);
        if (!pattern) continue;
        PatternCue cue;
        cue.op = pattern->first;
        mark(cue.tokens, pattern->second, begin);
        if (cue.op == Op::contains && negated_before(tokens, pattern->second, 3, cue.tokens)) cue.op = Op::not_contains;
        return cue;
    }
    return std::nullopt;
}

}  // namespace pf::compiler
