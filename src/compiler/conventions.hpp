// What a short command leaves open and this product decides: "Find all patterns" shows patterns with all their columns.
#pragma once

#include <vector>

#include "compiler/options.hpp"
#include "compiler/plan.hpp"
#include "compiler/schema_index.hpp"

namespace pf::compiler {

// Whether the option is about a table's rows by nothing but the table's name: the titles of "episodes".
[[nodiscard]] bool stands_for_rows(const Option& option, const Analysis& analysis);

// Whether the plan's shown columns were the compiler's choice: the sentence named an entity and no column of it.
[[nodiscard]] bool leaves_choice_of_columns(const Plan& plan);

// A command that begins with its entity and names no column ("Find all patterns where …", "guests without a pattern")
// is answered with all columns of that entity, each row once. Questions ("Which patterns …", "the patterns that …")
// keep the columns that the ranking chose. Returns whether the plan was changed; its SQL is then printed anew.
bool show_whole_entity(Plan& plan, const Analysis& analysis, const SchemaIndex& schema);

// "list all countries": the values of a column in the plural, of which nothing else is said, each once. Returns whether
// the plan was changed.
bool show_each_value_once(Plan& plan, const Analysis& analysis, const SchemaIndex& schema);

// Whether the sentence is a command ("Find …", "Show …"), begins with its entity, or asks how many.
[[nodiscard]] bool is_command(const Analysis& analysis);

// Whether the sentence is a command that names one entity and says nothing else: "Find all customers".
[[nodiscard]] bool only_names_an_entity(const Analysis& analysis);

// Whether the sentence begins with its entity, or a command with it: "customers in Brazil", "Find all films over …". It
// asks for rows, not for columns.
[[nodiscard]] bool names_rows_of_an_entity(const Analysis& analysis);

// Whether the word asks for a key rather than a name: "id", "code".
[[nodiscard]] bool says_key(const Token& token);

// Words that name a table the plan reads, or the foreign key it is joined by: it says them by joining it.
[[nodiscard]] TokenSet words_taking_part(const Plan& plan, const Analysis& analysis, const SchemaIndex& schema);

// Content words that the plan does nothing with: it neither covers them, nor do they name a table it reads.
[[nodiscard]] TokenSet words_left_out(const Plan& plan, const Analysis& analysis, const SchemaIndex& schema);

// What of the sentence the plan leaves out, as a count: content words it does not cover, "per" without a group, a
// negation without its opposite, "how many" without a count, conditions on columns that nothing points to. 0: it says
// it all.
[[nodiscard]] int unaccounted(const Plan& plan, const Analysis& analysis, const SchemaIndex& schema);

// Counts of a table's rows count each row once, however many rows of others are joined to it. Plans that become equal
// to an earlier one are dropped. Where nobody described the database only those that go over further tables: of two
// that a third connects most people who write SQL count the pairs.
void count_entities_once(std::vector<Plan>& plans, const Analysis& analysis, const SchemaIndex& schema, bool described);

}  // namespace pf::compiler
