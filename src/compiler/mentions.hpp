// Names of the schema in the sentence. Way in: find_mentions().
#pragma once

#include "compiler/options.hpp"

namespace pf::compiler {

// A value of the data in the sentence.
struct ValueMention {
    int begin = 0, end = 0;
    ColumnId column;
    std::string value;  // as stored; as said when `beginning` or `inside`
    float quality = 1;  // 1 same words; less for a singular, a synonym, an initial
    std::uint8_t rivals = 0;
    bool beginning = false;  // several values of the column begin so: "London" of two London airports
    bool inside = false;     // several values of the column have it in them: "berry" of two berry jams
    [[nodiscard]] bool is_part() const { return beginning || inside; }
};

// The word of a token that may be taken for a name by what it means; empty for one that says what to do with names, and
// for one that stands in the data.
[[nodiscard]] std::string_view meant_by(const Token& token, const SchemaIndex& schema);

// Fills analysis.columns and analysis.tables.
void find_mentions(Analysis& analysis, const SchemaIndex& schema);
// Adds mentions of tables of persons where someone is asked for and no such table is named.
void mention_persons(Analysis& analysis, const SchemaIndex& schema);
// Values that stand for the rows that have them, where no name of a table does.
[[nodiscard]] std::vector<KindMention> find_kinds(const Analysis& analysis, const SchemaIndex& schema,
                                                  const std::vector<ValueMention>& values);
// Rows that belong to the row of a value and that nothing names: "what equipment does Vaclav Virtanen have".
[[nodiscard]] std::vector<KindMention> find_unnamed_rows(const Analysis& analysis, const SchemaIndex& schema,
                                                         const std::vector<ValueMention>& values);
// Values of the index, longest first, none inside a longer one.
[[nodiscard]] std::vector<ValueMention> find_values(const Analysis& analysis, const SchemaIndex& schema);

}  // namespace pf::compiler
