// States that a word says in another form than the data: "voided orders" of 'VOID', "subscriptions on pause" of
// 'paused', "settlements" of 'settled'.
#include <algorithm>

#include "compiler/constructs/offers.hpp"
#include "compiler/said_states.hpp"

namespace pf::compiler::constructs {
namespace {

constexpr float link_at_hand = 0.45F, link_beside = 0.3F;
constexpr std::size_t most = 3;
constexpr std::uint32_t short_list = 24;  // values of a column that says states
constexpr std::size_t shortest = 4;

// Neither a name, nor a value of what is spoken of, nor a word of the language alone.
bool may_say_state(const OptionBuilder& b, int at) {
    const auto& token = b.token(at);
    if (token.kind != Token::Kind::word || token.word.size() < shortest || token.number ||
        b.is(at, WordClass::stop_word) || b.names_column(at) || b.is_value(at))
        return false;
    return std::none_of(b.tables().begin(), b.tables().end(),
                        [at](const TableMention& mention) { return mention.link >= 0.9F && has(mention.tokens, at); });
}

bool is_short_list(const OptionBuilder& b, ColumnId id) {
    return b.schema().values().summary(id.table, id.column).distinct <= short_list;
}

std::size_t offer_of(OptionBuilder& b, int at, const std::vector<int>& tables, float link) {
    std::size_t made = 0;
    for (auto& state : states_said(b, at, tables)) {
        if (state.role != Role::value || state.how != 2 || !is_short_list(b, state.column) || made >= most) continue;
        state.link = link;
        state.untaught = true;
        TokenSet negation;
        if (negated_before(b.tokens(), at, 3, negation)) {
            auto other = state;
            other.op = Op::ne;
            other.covers |= negation;
            b.add(std::move(other));
        }
        b.add(std::move(state));
        ++made;
    }
    return made;
}

}  // namespace

void offer_states(OptionBuilder& b) {
    const auto at_hand = tables_at_hand(b);
    const auto beside = tables_beside(b.schema(), at_hand);
    for (int at = 0; at < b.size(); ++at)
        if (may_say_state(b, at) && offer_of(b, at, at_hand, link_at_hand) == 0) offer_of(b, at, beside, link_beside);
}

}  // namespace pf::compiler::constructs
