// Yes-or-no columns said as a property: "active customers", "that are not FDA approved".
#include "base/ascii.hpp"
#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

// How the column writes yes or no; empty when none of its values is known to.
std::string answer_of(const OptionBuilder& b, ColumnId id, bool yes) {
    if (b.traits(id).boolean) return yes ? "true" : "false";
    for (const auto& example : b.schema().values().summary(id.table, id.column).examples)
        if (is(lower(example), yes ? WordClass::yes_value : WordClass::no_value)) return example;
    return {};
}

}  // namespace

void offer_flags(OptionBuilder& b) {
    for (const auto& mention : b.columns()) {
        if (!b.traits(mention.column).flag && !b.traits(mention.column).boolean) continue;
        Option option;
        option.role = Role::value;
        option.begin = mention.begin;
        option.end = mention.end;
        option.column = mention.column;
        option.covers = mention.tokens;
        option.shared = mention.table_tokens;
        option.link = mention.link;
        option.rivals = mention.rivals;
        option.how = 5;
        option.value = answer_of(b, mention.column, true);
        if (!option.value.empty()) b.add(option);
        TokenSet negation;
        if (!negated_before(b.tokens(), mention.begin, 5, negation)) continue;
        option.covers |= negation;
        option.value = answer_of(b, mention.column, false);
        if (!option.value.empty()) b.add(option);
    }
}

}  // namespace pf::compiler::constructs
