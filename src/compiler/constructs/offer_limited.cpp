// The first n rows: "the first 5 episodes", "3 orgs".
#include <algorithm>
#include <cmath>

#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {

void offer_limit(OptionBuilder& b, const SaidNumber& number) {
    if (number.comparator.said || number.low != std::floor(number.low) || number.low < 1 || number.low > 100000) return;
    Option limit;
    limit.role = Role::limit;
    limit.begin = number.begin;
    limit.end = number.end;
    limit.covers = tokens_in(number.begin, number.end);
    limit.limit = static_cast<std::int64_t>(number.low);
    for (int k = number.begin - 1; k >= std::max(0, number.begin - 2); --k)
        if (b.is(k, WordClass::first_rows)) mark(limit.covers, limit.cue = k);
    b.add(limit);
}

}  // namespace pf::compiler::constructs
