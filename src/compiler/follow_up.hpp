// A sentence that only changes the one before it: "and in France?", "the newest ten", "group that by month", "how many
// are these?". Way in: whole_sentences().
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/schema_index.hpp"
#include "compiler/text.hpp"

namespace pf::compiler {

// Whether the sentence says by itself that it goes on from another: it opens so ("and …", "what about …", "only …"), or
// what it is about are "these", "them".
[[nodiscard]] bool refers_back(const Sentence& sentence);

// What `sentence` makes of the one before it, said in full, likeliest first, at most 6; empty when it stands by itself.
// They are texts that compile() may understand or not.
[[nodiscard]] std::vector<std::string> whole_sentences(std::string_view before, std::string_view sentence,
                                                       const SchemaIndex& schema);

}  // namespace pf::compiler
