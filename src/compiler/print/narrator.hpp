// Who tells what a query finds (english.hpp), in parts: terms (narrator_terms.cpp), conditions
// (narrator_conditions.cpp), what the rows are (narrator_rows.cpp), idioms for whole queries (narrator_idioms.cpp,
// narrator_groups.cpp), and, for what no idiom says whole, every clause by itself (narrator.cpp). Way in: tell().
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/plan/types.hpp"

namespace pf::compiler::print {

// idioms: as a person would say it; what hardly ever matters (the order of columns, case of letters, where missing
// values stand) is left out. exact: all of it, clause by clause.
enum class Telling : std::uint8_t { idioms, exact };

// "a, b and c".
[[nodiscard]] std::string listed(const std::vector<std::string>& parts, std::string_view last_word = "and");
// With "the" before it, unless it begins with a word that does its work.
[[nodiscard]] std::string with_the(const std::string& said);

// The division in round(100.0 * a / b, 2), which is told as a percentage; null for another term.
[[nodiscard]] const plan::Term* percentage_in(const plan::Term& term);

class Narrator {
 public:
    Narrator(const SchemaIndex& schema, Telling telling) : schema_(schema), telling_(telling) {}

    // Without article: "orgs where the country is “Germany”", "total funding per country".
    std::string tell(const plan::Query& query);
    // What a shown term of the query is: "total funding", "number of guests". `bare`: without the tables of its
    // columns.
    std::string tell_shown(const plan::Query& query, const plan::Term& term, bool bare = false);

 private:
    using Term = plan::Term;
    using Query = plan::Query;
    using Source = plan::Source;
    using TermSpan = std::span<const Term* const>;
    static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

    struct Noun {
        std::string one, many;  // "org", "orgs"
        std::string with;       // " with their category"
        std::string rest;       // " where …": which of them
    };

    // Every clause by itself (narrator.cpp)
    std::string literal(const Query& query);
    std::string set_operation(const Query& query);
    std::string counted(const Query& query);
    std::string first_of_each(const Query& query, const Term& place);
    std::string subject(const Query& query);
    std::string beside(const Query& query);
    std::string relation(const Query& query, const plan::FromEntry& entry);
    std::string groups(const Query& query);

    // Idioms (narrator_idioms.cpp): nothing where none says the whole query. The query is the innermost scope.
    std::optional<std::string> idiom(const Query& query);
    std::optional<std::string> rows_shown(const Query& query);
    std::optional<std::string> totals(const Query& query);
    std::string how_many(const Query& query, std::size_t anchor, const Noun& noun);
    std::string columns_shown(const Query& query, std::size_t anchor, bool* whole);
    std::vector<std::string> columns_listed(const Query& query, bool bare);
    static bool shows_only(const Query& query, Source source);
    bool shows_all(const Query& query, bool only_anchor);
    // The superlative that orders by the key: "highest funding", "latest published on", "most guests"; empty for a key
    // without one.
    std::string superlative(const plan::OrderKey& key);
    std::string ordered(std::span<const plan::OrderKey> keys);
    std::string cut(const Query& query);
    // "the 5 orgs with the highest funding", "orgs, highest funding first".
    std::string arranged(const Query& query, const Noun& noun, Source of);
    bool takes_topmost(const Query& query);
    std::string topmost(std::int64_t count, const Noun& noun, const std::string& superlative);

    // Groups (narrator_groups.cpp)
    struct Key {
        std::string one, many;        // "country", "countries"
        std::size_t entry = nowhere;  // where it is a column of a table
        bool entity = false;          // each row of that table
        bool shown = false;
        std::string columns_in_plural;           // of an entity, where one is shown
        std::vector<std::string> shown_columns;  // of an entity
        bool whole = false;                      // all of an entity's columns are shown
        bool named = false;                      // no other of an entity's columns are shown than those that name it
        bool calendar = false;
    };
    struct Groups {
        std::vector<Key> keys;
        std::vector<const Term*> measures;  // shown
        bool key_shown = false;
    };
    std::optional<Groups> groups_of(const Query& query);
    std::optional<std::string> grouped(const Query& query);
    std::optional<std::string> top_group(const Query& query, const Groups& groups,
                                         const std::vector<std::string>& having_said);
    std::optional<std::string> groups_chosen(const Query& query, const Groups& groups,
                                             const std::vector<std::string>& having_said);
    std::string groups_measured(const Query& query, const Groups& groups);
    std::string cut_of_groups(const Query& query, const Groups& groups);
    std::string keys_said(const Groups& groups);
    Key key_of_entity(const Query& query, std::size_t entry);
    Key key_of(const Query& query, const Term& term);
    bool is_entity(const Query& query, const Term& column);
    std::string measures_of(const Query& query, const Groups& groups);
    // Where what is measured and grouped does not say all of it: " of orgs where …", ", for guests with their org".
    std::string measured_rows(const Query& query, const Groups& groups, bool of_count);
    bool is_plain_whose(const Query& query, const Groups& groups);
    std::string having(const Query& query, const Term& condition);
    bool is_chronological(const Query& query, const Groups& groups);
    bool known_by_name(const Term& measure);
    bool counts_missing_partners(const Query& query, const Groups& groups);

    // Rows (narrator_rows.cpp)
    bool joined_by_keys(const Query& query) const;
    struct Neighbour {
        std::size_t entry = 0;
        bool one = false;  // at most one for each row
    };
    std::vector<Neighbour> neighbours(const Query& query, std::size_t of, std::size_t but) const;
    // A table that only links, which the query does not look at.
    bool passed(const Query& query, std::size_t entry) const;
    std::vector<std::string> partners(const Query& query, std::size_t of, std::size_t but);
    std::string partner(const Query& query, std::size_t entry, std::size_t from, bool one);
    std::string partners_had(const Query& query, std::size_t anchor, std::size_t but);
    std::string role(int one, int other, const plan::FromEntry& join) const;
    std::size_t entry_of(const Query& query, Source source) const;
    std::size_t anchor_of(const Query& query) const;
    // Whose rows those of the query are, one for each; nowhere when it multiplies them.
    std::size_t many_side(const Query& query) const;
    // What a count of the rows counts: "guests"; nothing when it is not rows of one table.
    std::optional<std::string> counted_rows(const Query& query);
    bool tells_its_row(const Term& column) const;
    enum class Beside : std::uint8_t { shown, had };
    // "guests with their org where …": the anchor's noun and the rest.
    Noun rows_of(const Query& query, std::size_t anchor, TermSpan conditions, Beside beside, std::size_t but = nowhere);
    std::string chosen(TermSpan conditions, Source of, bool aside);
    // A condition that says which partners a row of `of` has: "without guests", "of orgs where …".
    std::optional<std::string> related(const Term& condition, Source of);
    std::optional<std::string> related_within(const Term& condition, Source of);
    std::optional<std::string> related_by_existence(const Term& condition, Source of);
    bool stand_alone(const Query& query, TermSpan conditions, Source outer) const;
    const JoinEdge* key_between(const Term& own, const Term& theirs, int* keys) const;
    std::optional<std::string> related_by(const Query& inner, const Term& own, const Term& theirs, TermSpan rest,
                                          bool negated);
    std::optional<std::string> linked_by(const Query& inner, int table, const Term& theirs, TermSpan rest,
                                         bool negated);

    // Names
    std::string table_name(int table) const;
    std::string noun(int table) const;  // in the plural
    std::string noun_of_one(int table) const;
    std::string names(TermSpan terms);
    struct Place {
        const plan::FromEntry* entry = nullptr;
        int occurrence = 0;    // of its table in its query
        bool several = false;  // there are other relations
        bool outside = false;  // of a query further out
        std::string role;      // that it has to the rows that refer to it
    };
    Place place_of(Source source) const;
    std::string column(const Term& term);
    std::string columns_in_plural(const Term& term);
    std::string derived_column(const Term& term, const Place& place);

    // Terms (narrator_terms.cpp)
    std::string name(const Term& term);
    std::string argument(const Term& term, std::size_t index);
    std::string call(const Term& term);
    std::string conversion(const Term& term);
    std::string operation(const Term& term);
    std::string division(const Term& term);
    std::string within(const Term& window);
    std::string property(const Term& term, bool holds);
    std::string operand(const Term& term, std::size_t index);
    std::string subtraction(const Term& term);
    std::string share(const Term& term);
    std::string counted_of(const Term& count);
    std::string first_known(const Term& term);
    std::string interval(const Term& term);
    std::string function(const Term& term);
    std::string choice(const Term& term);
    std::string aggregate(const Term& term);
    std::string totalled(const std::string& base) const;
    std::string summary(const Term& term);
    std::string count(const Term& term);
    std::string list(const Term& term);
    std::string extreme(const Term& term, bool highest);
    std::string window(const Term& term);
    std::string window_value(const Term& term);
    std::string order(std::span<const plan::OrderKey> keys);
    bool is_key_of_its_table(const Term& term) const;
    // Whether missing values come before others, and there may be some.
    bool puts_missing_first(const plan::OrderKey& key) const;

    // Conditions (narrator_conditions.cpp)
    std::string conditions(TermSpan list, std::string_view opening);
    std::string condition(const Term& term);
    std::string either(const Term& term);
    std::string values_of_one(const Term& term);
    bool is_same_of_outer(const Term& left, const Term& right) const;
    std::string rows_found(const Query& query);
    std::string among(const Query& query);
    std::string negation(const Term& inner);
    std::string during(const Term& term);
    std::string between(const Term& term);
    std::string one_of(const Term& term);
    std::string value_of(const Term& term, std::size_t index);
    std::string comparison(const Term& term);
    std::string text_test(const Term& term);
    std::string the(const Term& term);
    std::string number_of_things(const Term& left, std::string_view digits) const;

    const SchemaIndex& schema_;
    Telling telling_;
    bool bare_ = false;  // columns without their tables
    plan::Scopes scopes_;
};

[[nodiscard]] int whole_number(std::string_view digits);
[[nodiscard]] std::string quoted(std::string_view text);
// Of two compared values: "more than", "at least"; empty for "is".
[[nodiscard]] std::string_view compared(plan::Op op);

}  // namespace pf::compiler::print
