// What a cue may be about: the columns said near it, those a measure word goes by, tables at hand. All over the working
// state of one sentence.
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/option_builder.hpp"

namespace pf::compiler {

// A column a cue may be about.
struct Target {
    ColumnId column;
    int operand = -1;  // first token of its mention, -1 none
    TokenSet covers;
    std::uint8_t how = 0;  // as Option::how
    float link = 0;
    std::uint8_t rivals = 0;
    const Measure* measure = nullptr;  // whose direction may turn on the column
};
[[nodiscard]] Target target_of(const ColumnMention& mention, std::uint8_t how);

// Rows of the table mentioned, in that role.
[[nodiscard]] Option rows_of(const TableMention& mention, Role role);
// `option`, of that column. What it covers and shares is left to the caller.
[[nodiscard]] Option about(Option option, const Target& target);
[[nodiscard]] Option about(Option option, const ColumnMention& mention, std::uint8_t how);
// `option`, of the rows of that table; the table's name is covered.
[[nodiscard]] Option about_rows(Option option, const TableMention& mention, std::uint8_t how);
// `option`, of the rows that have a value in the column said: "the most delegates". Less sure than a table's name.
[[nodiscard]] Option about_rows_with(Option option, const ColumnMention& mention);

// Said by the tokens [begin, end), asked for by the one at `cue`; of no column yet.
[[nodiscard]] Option said_at(int begin, int end, int cue);
// Something computed is shown, and [cue, end) says it; of no column yet.
[[nodiscard]] Option computed(int cue, int end);

// What has been offered for one cue: nothing twice, and no more than a few.
template <typename Key = ColumnId>
class Offered {
 public:
    bool takes(const Key& key, std::size_t most) {
        if (keys_.size() >= most || std::find(keys_.begin(), keys_.end(), key) != keys_.end()) return false;
        keys_.push_back(key);
        return true;
    }
    [[nodiscard]] bool empty() const { return keys_.empty(); }

 private:
    std::vector<Key> keys_;
};

// Column mentions by distance(mention), nearest first, then those that link best; a negative distance leaves one out.
template <typename Distance>
[[nodiscard]] std::vector<std::pair<int, const ColumnMention*>> by_distance(const OptionBuilder& b, int reach,
                                                                            Distance distance) {
    std::vector<std::pair<int, const ColumnMention*>> near;
    for (const auto& mention : b.columns())
        if (const int far = distance(mention); far >= 0 && far <= reach) near.emplace_back(far, &mention);
    std::stable_sort(near.begin(), near.end(), [](const auto& x, const auto& y) {
        return x.first != y.first ? x.first < y.first : x.second->link > y.second->link;
    });
    return near;
}

// How near a word is in meaning to the nearest word of a name: a cosine; -1 where one of them has no vector.
[[nodiscard]] float nearness(std::string_view word, ColumnId id, const SchemaIndex& schema);
// How many of the column's units one unit said is: 60 for hours of minutes. None when its name says none of the kind.
[[nodiscard]] std::optional<double> in_own_units(const SchemaIndex& schema, ColumnId id, const Unit& said);
// Whether the words of the mention name another column better: "the funding of Seed orgs" is the funding rather than
// the stage, which a description links it to.
[[nodiscard]] bool names_another(const OptionBuilder& b, const ColumnMention& mention);
// The column mention on column `id` nearest to [begin, end) within `reach` tokens, not over it; null when none.
[[nodiscard]] const ColumnMention* mention_near(const OptionBuilder& b, ColumnId id, int begin, int end, int reach);

// Tables mentioned, and a few of columns whose whole name is said; of any column said when no table is.
[[nodiscard]] std::vector<int> tables_at_hand(const OptionBuilder& b);
// Tables one join away from `tables`, few.
[[nodiscard]] std::vector<int> tables_beside(const SchemaIndex& schema, const std::vector<int>& tables);

// Tables whose rows are spoken of, by name, by a column or by a value that says their kind, and those of what has been
// offered to be added up; of each without a date of its own those it refers to as well (the dates of a star schema).
[[nodiscard]] std::vector<int> tables_with_times(const OptionBuilder& b);

// Columns of the tables at hand, then of those beside them, that a measure word goes by, best first.
[[nodiscard]] std::vector<Target> measured(const OptionBuilder& b, const Measure& measure, std::size_t most);
// Whether the direction of `measure` turns on this column ("oldest" by birth date).
[[nodiscard]] bool is_reversed(const SchemaIndex& schema, const Measure& measure, ColumnId id);
// The comparison that a direction turned makes of `op`.
[[nodiscard]] Op turned(Op op);

// Aggregates asked for right before a column mention at `at`, with their tokens: "the minimum and maximum age".
[[nodiscard]] std::vector<std::pair<Summary, int>> aggregate_cues_before(const OptionBuilder& b, int at);

}  // namespace pf::compiler
