// What puts rows in order: superlatives, and words that ask for an order.
#include "compiler/cues.hpp"
#include "compiler/word_class.hpp"

#include <algorithm>
#include <cmath>

namespace pf::compiler {
namespace {

using W = WordClass;
using Tokens = std::vector<Token>;

constexpr int order_reach = 10;  // tokens from "ordered" to its "by"
constexpr int same_order = 14;   // tokens between two words that ask for one order

int count_of(const Tokens& tokens) { return static_cast<int>(tokens.size()); }
std::string_view word_at(const Tokens& tokens, int at) {
    return at >= 0 && at < count_of(tokens) ? std::string_view(tokens[static_cast<std::size_t>(at)].word)
                                            : std::string_view{};
}
bool stops_before(const Tokens& tokens, int at) { return tokens[static_cast<std::size_t>(at)].stop_before; }
void mark(TokenSet& set, int from, int to) {
    for (int i = std::max(from, 0); i < to && i < static_cast<int>(max_tokens); ++i)
        set.set(static_cast<std::size_t>(i));
}

// --- superlatives

// "most expensive", "least recent": the measure behind the superlative says of what.
void take_measure_behind(const Tokens& tokens, Superlative& made) {
    if (!is_at(tokens, made.at, W::most, W::least)) return;
    const auto* next = measure_cue(word_at(tokens, made.at + 1));
    if (!next) return;
    made.measure = next;
    // "least recently" is as recently as "most": the last time
    if (!is_at(tokens, made.at + 1, W::recently))
        made.direction = is_at(tokens, made.at, W::most) ? next->direction : -next->direction;
    made.tokens.set(static_cast<std::size_t>(made.at + 1));
}

bool take_limit(const Tokens& tokens, int at, Superlative& made) {
    if (at < 0 || at >= count_of(tokens)) return false;
    const auto& token = tokens[static_cast<std::size_t>(at)];
    // "over 200, highest first": the number is of what stands before the comma
    const auto& later = tokens[static_cast<std::size_t>(std::max(at, made.at))];
    if (later.comma_before || later.stop_before) return false;
    if (!token.number || token.ordinal || token.kind != Token::Kind::number || *token.number < 1 ||
        *token.number > 1e6 || *token.number != std::floor(*token.number))
        return false;
    made.limit = static_cast<std::int64_t>(*token.number);
    made.tokens.set(static_cast<std::size_t>(at));
    return true;
}

// "the second highest"
void take_ordinal(const Tokens& tokens, Superlative& made) {
    if (made.at < 1 || made.limit != 1) return;
    const auto& before = tokens[static_cast<std::size_t>(made.at) - 1];
    if (!before.ordinal || !before.number || *before.number < 2 || *before.number > 1000) return;
    made.offset = static_cast<std::int64_t>(*before.number) - 1;
    made.tokens.set(static_cast<std::size_t>(made.at) - 1);
}

// "recent posts", "the recent blog posts": the newest of them.
bool ranks_as_adjective(const Tokens& tokens, int at) {
    if (!is_at(tokens, at, W::ranking_adjective) || is_at(tokens, at - 1, W::most, W::least, W::more, W::less))
        return false;
    const auto plural = [&](int k) { return k < count_of(tokens) && is_plural(tokens[static_cast<std::size_t>(k)]); };
    return plural(at + 1) || (plural(at + 2) && !stops_before(tokens, at + 2));
}

// What the word says by itself: its direction, 0 when it is no superlative here.
int direction_at(const Tokens& tokens, int at, const Measure* measure) {
    const auto word = word_at(tokens, at);
    const int direction = superlative_cue(word);
    if (direction) return direction;
    // "expensive" needs a "most" or "top 3"
    const bool by_itself = word.ends_with("est") || is_at(tokens, at - 1, W::top) || is_at(tokens, at - 2, W::top) ||
                           ranks_as_adjective(tokens, at);
    return measure && by_itself ? measure->direction : 0;
}

std::optional<Superlative> superlative_at(const Tokens& tokens, int at) {
    const auto* measure = measure_cue(word_at(tokens, at));
    if (measure && measure->comparative && !ranks_as_adjective(tokens, at)) measure = nullptr;
    const int direction = direction_at(tokens, at, measure);
    if (!direction) return std::nullopt;
    if (is_at(tokens, at, W::lower_bound, W::upper_bound) && is_at(tokens, at - 1, W::at)) return std::nullopt;
    if (is_at(tokens, at, W::first, W::last) && is_at(tokens, at + 1, W::no_superlative_before)) return std::nullopt;
    Superlative made;
    made.at = at;
    made.direction = direction;
    made.strong = !is_at(tokens, at, W::weak_superlative);
    made.measure = measure;
    made.tokens.set(static_cast<std::size_t>(at));
    take_measure_behind(tokens, made);
    if (!take_limit(tokens, at + 1, made)) take_limit(tokens, at - 1, made);
    if (made.limit == 1 && is_at(tokens, at - 2, W::top)) take_limit(tokens, at - 1, made);
    take_ordinal(tokens, made);
    return made;
}

// "from the oldest to the newest": one order
void join_courses(const Tokens& tokens, std::vector<Superlative>& found) {
    for (std::size_t k = 0; k + 1 < found.size(); ++k) {
        auto& a = found[k];
        const auto& b = found[k + 1];
        const int from = a.at - (is_at(tokens, a.at - 1, W::the) ? 2 : 1);
        const int to = b.at - (is_at(tokens, b.at - 1, W::the) ? 2 : 1);
        if (!is_at(tokens, from, W::from) || !is_at(tokens, to, W::to) || to - a.at > 2) continue;
        a.ordering = true;
        a.limit = 0;
        mark(a.tokens, from, b.at + 1);
        found.erase(found.begin() + static_cast<std::ptrdiff_t>(k) + 1);
    }
}

// "top 3 highest": one superlative
void join_counts(const Tokens& tokens, std::vector<Superlative>& found) {
    for (std::size_t k = 0; k + 1 < found.size();) {
        auto& a = found[k];
        auto& b = found[k + 1];
        if (!is_at(tokens, a.at, W::counting_superlative) || b.at - a.at > 3 || !b.strong) {
            ++k;
            continue;
        }
        b.tokens |= a.tokens;
        if (a.limit > 1) b.limit = a.limit;
        found.erase(found.begin() + static_cast<std::ptrdiff_t>(k));
    }
}

// The "first" of "oldest first", "highest funding first", where the sentence or a part of it ends: an order of all. -1
// where none belongs to the superlative at `at`.
int first_behind(const Tokens& tokens, int at) {
    constexpr int reach = 4;
    if (superlative_cue(word_at(tokens, at)) == 0) return -1;
    for (int k = at + 1; k < std::min(count_of(tokens), at + 1 + reach); ++k) {
        if (stops_before(tokens, k) || tokens[static_cast<std::size_t>(k)].comma_before) return -1;
        if (is_at(tokens, k, W::first)) {
            const bool ends = k + 1 >= count_of(tokens) || stops_before(tokens, k + 1) ||
                              tokens[static_cast<std::size_t>(k) + 1].comma_before;
            return ends ? k : -1;
        }
        if (is_at(tokens, k, W::stop_word, W::and_)) return -1;
    }
    return -1;
}

void join_firsts(const Tokens& tokens, std::vector<Superlative>& found) {
    TokenSet joined;
    for (auto& cue : found) {
        const int first = first_behind(tokens, cue.at);
        if (first < 0) continue;
        cue.ordering = true;
        if (cue.limit < 2) cue.limit = 0;  // "top 5 orgs, highest funding first"
        mark(cue.tokens, first, first + 1);
        mark(joined, first, first + 1);
    }
    std::erase_if(found, [&](const Superlative& cue) { return joined[static_cast<std::size_t>(cue.at)]; });
}

// --- orders

// Whether a verb of order asks for one: "sorted by", "in the order of", not "the order" or "orders".
bool asks_for_order(const Tokens& tokens, int at) {
    const bool noun = is_at(tokens, at, W::order);
    const bool in_order_of =
        noun && is_at(tokens, at + 1, W::of) &&
        (is_at(tokens, at - 1, W::in) || (is_at(tokens, at - 1, W::the) && is_at(tokens, at - 2, W::in)));
    const bool command = at == 0;  // "sort captains by age"
    if (!in_order_of && !command && !is_at(tokens, at + 1, W::order_complement)) return false;
    if (is_at(tokens, at, W::orders)) return false;
    return !noun || !is_at(tokens, at - 1, W::before_order_as_thing) || is_at(tokens, at - 2, W::in);
}

// Where the key begins: behind "by"; "in descending order of the number of …": behind the first "of".
int key_of(const Tokens& tokens, int at) {
    for (int k = at; k < std::min(count_of(tokens), at + order_reach); ++k) {
        if (k > at && stops_before(tokens, k)) break;
        if (is_at(tokens, k, W::by) || (is_at(tokens, k, W::of, W::to) && is_at(tokens, k - 1, W::order_of)))
            return k + 1;
    }
    return at + 1;
}

bool says_descending(const Tokens& tokens, int at) {
    return is_at(tokens, at, W::descending) || (is_at(tokens, at, W::most) && is_at(tokens, at + 2, W::least)) ||
           (is_at(tokens, at, W::high) && is_at(tokens, at + 2, W::low)) ||
           (is_at(tokens, at, W::high_superlative) && is_at(tokens, at - 1, W::from, W::the)) ||
           (is_at(tokens, at, W::oldest) && is_at(tokens, at - 1, W::from));
}

// "from big to small", "from old to young": +1 begins with the greatest, -1 with the least, 0 is no course.
int course_at(const Tokens& tokens, int at) {
    if (!is_at(tokens, at - 1, W::from) || !is_at(tokens, at + 1, W::to) || at + 2 >= count_of(tokens)) return 0;
    const int direction = superlative_cue(word_at(tokens, at));
    if (direction > 0 || is_at(tokens, at, W::high_adjective)) return 1;
    return direction < 0 || is_at(tokens, at, W::low_adjective) ? -1 : 0;
}

// What the words near the cue at `cue.at` say of the way.
void take_manner(const Tokens& tokens, OrderCue& cue) {
    for (int k = std::max(0, cue.at - 3); k < count_of(tokens); ++k) {
        if (k > cue.at + 1 && stops_before(tokens, k)) break;
        const bool down = says_descending(tokens, k);
        const int course = course_at(tokens, k);
        if (course) mark(cue.tokens, k - 1, k + 3);
        cue.descending |= down || course > 0;
        cue.alphabetical |= is_at(tokens, k, W::alphabetical);
        if (down || is_at(tokens, k, W::ascending, W::alphabetical, W::chronological)) mark(cue.tokens, k, k + 1);
    }
}

std::optional<OrderCue> order_at(const Tokens& tokens, int at) {
    const bool verb = is(tokens[static_cast<std::size_t>(at)].stem, W::order_stem);
    if (verb ? !asks_for_order(tokens, at) : !is_at(tokens, at, W::order_manner)) return std::nullopt;
    OrderCue cue;
    cue.at = at;
    cue.by = key_of(tokens, at);
    mark(cue.tokens, at, at + 1);
    for (int k = at + 1; k < std::min(cue.by, count_of(tokens)); ++k)
        if (is_at(tokens, k, W::function_word)) mark(cue.tokens, k, k + 1);
    take_manner(tokens, cue);
    return cue;
}

// one order asked for by several words ("sort … in ascending order")
void join_orders(const Tokens& tokens, std::vector<OrderCue>& found) {
    for (std::size_t k = 0; k + 1 < found.size();) {
        auto& a = found[k];
        const auto& b = found[k + 1];
        if (b.at - a.at > same_order || stops_before(tokens, b.at)) {
            ++k;
            continue;
        }
        a.tokens |= b.tokens;
        a.descending |= b.descending;
        a.alphabetical |= b.alphabetical;
        if (is_at(tokens, b.by - 1, W::of) || (!is_at(tokens, a.by - 1, W::by) && is_at(tokens, b.by - 1, W::by)))
            a.by = b.by;
        found.erase(found.begin() + static_cast<std::ptrdiff_t>(k) + 1);
    }
}

}  // namespace

std::vector<Superlative> superlatives(const Tokens& tokens) {
    std::vector<Superlative> found;
    for (int i = 0; i < count_of(tokens); ++i)
        if (auto made = superlative_at(tokens, i)) found.push_back(*std::move(made));
    join_courses(tokens, found);
    join_counts(tokens, found);
    join_firsts(tokens, found);
    return found;
}

std::vector<OrderCue> order_cues(const Tokens& tokens) {
    std::vector<OrderCue> found;
    for (int i = 0; i < count_of(tokens); ++i)
        if (auto made = order_at(tokens, i)) found.push_back(*std::move(made));
    join_orders(tokens, found);
    return found;
}

}  // namespace pf::compiler
