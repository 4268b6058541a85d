// Words that no plan accounts for, the names of the schema they may have meant, and the entries of the vocabulary that
// would make them known. Way in: Suggester.
#pragma once

#include <string>
#include <vector>

#include "compiler/compile.hpp"
#include "compiler/plan.hpp"
#include "compiler/rank/model.hpp"

namespace pf::compiler {

class Suggester {
 public:
    explicit Suggester(const SchemaIndex& schema) : schema_(schema) {}

    // Content words that nothing in the model, the data or the best plan accounts for, at most 10. General words that
    // the ranking has learned of are known.
    [[nodiscard]] std::vector<UnknownWord> unknown_words(const Analysis& analysis, const std::vector<Plan>& plans,
                                                         const Model& learned) const;
    // Words of a sentence that was understood with doubt which no name accounts for and the best plan makes nothing of,
    // with what they may mean, at most 3: general words too, which a plan may leave out.
    [[nodiscard]] std::vector<UnknownWord> left_out(const Analysis& analysis, const std::vector<Plan>& plans) const;
    // Those words, at most 10.
    [[nodiscard]] std::vector<UnknownWord> words_at(const Analysis& analysis, const TokenSet& tokens) const;
    // Names near to `word` by edits, best first, at most 3.
    [[nodiscard]] std::vector<std::string> nearest(std::string_view word) const;
    // What the word may mean: tables, columns and sums of columns that are near to it in meaning, likeliest first, at
    // most 4.
    [[nodiscard]] std::vector<Candidate> candidates(std::string_view word) const;
    // What would be understood: some tables by name.
    [[nodiscard]] std::string hint() const;

 private:
    [[nodiscard]] Candidate candidate(std::string_view word, ColumnId id) const;

    const SchemaIndex& schema_;
};

}  // namespace pf::compiler
