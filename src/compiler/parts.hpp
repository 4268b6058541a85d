// The parts of a sentence that it may be said without: conditions, groups, orders, numbers of rows. Way in: parts_of().
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "compiler/compile.hpp"
#include "compiler/plan.hpp"
#include "compiler/schema_index.hpp"

namespace pf::compiler {

// What an answer does to its rows, each clause as a hash: less is said by a sentence whose clauses are among another's.
struct Clauses {
    std::multiset<std::uint64_t> each;
    bool aggregates = false;
};
[[nodiscard]] Clauses clauses_of(const plan::Query& query);

// The clauses of a sentence that is understood for sure; nothing of another.
using Understand = std::function<std::optional<Clauses>(std::string_view sentence)>;

// Of the options that `plan` is made of, in the order of the sentence. One that the sentence cannot be said without, as
// far as `understand` can tell, has no `without`; at most 12 parts, and 40 questions.
[[nodiscard]] std::vector<SentencePart> parts_of(std::string_view text, const Analysis& analysis, const Plan& plan,
                                                 const SchemaIndex& schema, const Understand& understand);

}  // namespace pf::compiler
