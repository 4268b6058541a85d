// What should have been done by now or was done too late: "overdue invoices", "late deliveries", "arrived on time". A
// date by which it is due and one on which it was done, of one table.
#include <algorithm>
#include <optional>

#include "compiler/column_contents.hpp"
#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

constexpr std::size_t most_dates = 3;

enum class Said : std::uint8_t { overdue, late, on_time };
struct Cue {
    Said said = Said::overdue;
    int end = 0;
};

std::optional<Cue> cue_at(const OptionBuilder& b, int at) {
    if (b.is(at, WordClass::overdue_word)) return Cue{Said::overdue, at + 1};
    if (b.is(at, WordClass::past_due_word) && b.is(at + 1, WordClass::due)) return Cue{Said::overdue, at + 2};
    if (b.is(at, WordClass::late_word)) return Cue{Said::late, at + 1};
    if (b.is(at, WordClass::on) && b.is(at + 1, WordClass::time)) return Cue{Said::on_time, at + 2};
    return std::nullopt;
}

std::vector<ColumnId> dates_of(const SchemaIndex& schema, int table, WordClass names) {
    std::vector<ColumnId> found;
    for (int c = 0; c < schema.own_columns(table); ++c) {
        const auto& words = schema.words_of({table, c});
        const bool named =
            std::any_of(words.begin(), words.end(), [names](const NameWord& word) { return is(word.word, names); });
        if (named && is_moment(schema, {table, c}) && found.size() < most_dates) found.push_back({table, c});
    }
    return found;
}

Option condition(int at, const Cue& cue, ColumnId due, ColumnId done) {
    Option option;
    option.role = Role::date;
    option.begin = at;
    option.end = cue.end;
    option.cue = at;
    option.covers = tokens_in(at, cue.end);
    option.how = 3;
    option.link = done.column >= 0 ? 0.8F : 0.6F;
    if (cue.said == Said::overdue) {
        option.column = due;
        option.other = done;
        option.until = plan::Moment{};
        return option;
    }
    option.column = done;
    option.other = due;
    option.op = cue.said == Said::late ? Op::gt : Op::le;
    return option;
}

void offer_of_table(OptionBuilder& b, int at, const Cue& cue, int table) {
    const auto dues = dates_of(b.schema(), table, WordClass::due_name);
    auto dones = dates_of(b.schema(), table, WordClass::done_name);
    if (dones.empty() && cue.said == Said::overdue) dones.push_back({table, -1});
    for (const auto due : dues)
        for (const auto done : dones)
            if (due != done) b.add(condition(at, cue, due, done));
}

}  // namespace

void offer_overdue(OptionBuilder& b) {
    for (int at = 0; at < b.size(); ++at) {
        const auto cue = cue_at(b, at);
        if (!cue) continue;
        for (const int table : tables_with_times(b)) offer_of_table(b, at, *cue, table);
    }
}

}  // namespace pf::compiler::constructs
