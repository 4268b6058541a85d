// Missing values: "orgs without a country", "where the country is missing".
#include <algorithm>

#include "compiler/column_contents.hpp"
#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

// Where empty texts stand for no value, both readings: that nothing is there, which comes first, or an empty text
// either.
void add_missing(OptionBuilder& b, Option option, bool missing) {
    const bool either = has_empty_texts(b.schema(), option.column);
    option.op = missing ? Op::is_null : Op::not_null;
    b.add(option);
    if (!either) return;
    option.op = missing ? Op::eq : Op::ne;
    option.link *= 0.8F;
    b.add(std::move(option));
}

// "missing", "empty" said near the column.
void offer_said_missing(OptionBuilder& b, const TokenSet& said, int last, Option option) {
    TokenSet negation;
    const bool missing = !negated_before(b.tokens(), last, 3, negation);
    option.cue = last;
    option.covers |= said | negation;
    add_missing(b, std::move(option), missing);
}

}  // namespace

void offer_missing(OptionBuilder& b) {
    for (const auto& mention : b.columns()) {
        Option option;
        option.role = Role::null_test;
        option.begin = mention.begin;
        option.end = mention.end;
        option.column = mention.column;
        option.link = mention.link;
        option.rivals = mention.rivals;
        option.covers = mention.tokens;
        TokenSet said;
        int last = -1;
        for (int k = std::max(0, mention.begin - 5); k < mention.end + 5; ++k)
            if (b.is(k, WordClass::missing_value)) mark(said, last = k);
        TokenSet negation;
        if (last >= 0) {
            offer_said_missing(b, said, last, option);
        } else if (negated_before(b.tokens(), mention.begin, 4, negation) &&
                   (b.schema().column(mention.column).nullable || has_empty_texts(b.schema(), mention.column))) {
            option.covers |= negation;
            option.cue = first_of(negation);
            add_missing(b, std::move(option), true);
        }
    }
}

}  // namespace pf::compiler::constructs
