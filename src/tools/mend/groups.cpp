#include <algorithm>
#include <set>
#include <utility>

#include "base/ascii.hpp"
#include "tools/mend/grouping.hpp"
#include "tools/mend/passes.hpp"
#include "tools/spelled_name.hpp"

namespace pf::tools {
namespace {

using Kind = Token::Kind;
using ColumnOf = std::pair<int, std::string>;  // source, name

struct Reference {
    Range range;
    ColumnOf column;
    Holds holds = Holds::unknown;
};

// Without blanks and case: to see the same expression twice.
std::string plain(const Tokens& tokens, Range range) {
    std::string text;
    for (int i = range.begin; i < range.end; ++i) {
        const auto& token = at(tokens, i);
        text += (token.kind == Kind::text ? "'" + token.value : lower(token.value)) + " ";
    }
    return text;
}

class Grouping {
 public:
    Grouping(Tokens& tokens, const QueryShape& shape, int index)
        : tokens_(tokens), shape_(shape), index_(index), select_(shape.selects()[static_cast<std::size_t>(index)]) {}

    void mend() {
        if (is_too_much()) return;
        if (select_.group.empty()) {
            mend_ungrouped();
        } else {
            read_group();
            mend_grouped();
        }
        mend_distinct();
    }

 private:
    [[nodiscard]] bool is_too_much() const {
        if (select_.list.empty() || select_.from.empty()) return true;
        for (int i = select_.begin; i < select_.end; ++i)
            if (shape_.select_of(i) == index_ && is_word(tokens_, i, {"over", "grouping", "rollup", "cube", "window"}))
                return true;
        return false;
    }
    [[nodiscard]] bool is_distinct() const { return is_word(tokens_, select_.begin + 1, {"distinct"}); }
    [[nodiscard]] std::string text(Range range) const { return written(tokens_, range.begin, range.end); }

    // References to this SELECT's columns outside of aggregates.
    [[nodiscard]] std::vector<Reference> bare(Range range) const {
        std::vector<Reference> found;
        for (int i = range.begin; i < range.end; ++i) {
            if (is_aggregate(tokens_, i) && shape_.select_of(i) == index_) {
                i = call_end(tokens_, at(tokens_, i + 1).pair + 1) - 1;
                continue;
            }
            if (!is_name(tokens_, i) || is_sign(tokens_, i + 1, {"(", "."}) || is_word(tokens_, i - 1, {"as"}) ||
                is_sign(tokens_, i - 1, {"::"}))
                continue;
            const bool qualified = is_sign(tokens_, i - 1, {"."});
            const auto named =
                qualified ? shape_.resolve(i - 2, i + 1) : shape_.resolve(at(tokens_, i).value, shape_.select_of(i));
            if (named.found() && named.select == index_)
                found.push_back(
                    {{qualified ? i - 2 : i, i + 1}, {named.source_index, named.column->name}, named.column->holds});
        }
        return found;
    }
    // … what an expression is, when it is one alone.
    [[nodiscard]] std::optional<Reference> sole(Range range) const {
        const auto all = bare(range);
        return all.size() == 1 && all[0].range == range ? std::optional(all[0]) : std::nullopt;
    }

    void read_group() {
        for (auto term : comma_separated(tokens_, select_.group.begin, select_.group.end)) {
            const auto& token = at(tokens_, term.begin);
            if (term.end - term.begin == 1 && token.kind == Kind::number) {
                const auto position = static_cast<std::size_t>(std::atoi(token.value.c_str()));
                if (position >= 1 && position <= select_.items.size()) term = select_.items[position - 1].expression;
            } else if (term.end - term.begin == 1 && !sole(term)) {
                if (const auto* item = shape_.item_called(token.value, select_)) term = item->expression;
            }
            terms_.push_back(term);
            if (const auto column = sole(term)) {
                grouped_.insert(column->column);
                if (column->holds == Holds::text) grouped_texts_.insert(column->column.first);
            } else {
                for (const auto& inside : bare(term)) covered_.insert(inside.column);
            }
        }
    }

    [[nodiscard]] const model::Table* table_of(int source) const {
        const int table = select_.sources[static_cast<std::size_t>(source)].table;
        return table < 0 ? nullptr : &shape_.ontology().at(table);
    }
    [[nodiscard]] bool holds_key(const std::set<ColumnOf>& columns, int source, const std::vector<int>& key) const {
        const auto* table = table_of(source);
        return !key.empty() && std::all_of(key.begin(), key.end(), [&](int column) {
            return columns.contains({source, table->at(column).name});
        });
    }
    // By PostgreSQL's rule: the declared key itself is grouped by.
    [[nodiscard]] bool is_accepted(const Reference& one) const {
        if (grouped_.contains(one.column) || covered_.contains(one.column)) return true;
        const auto* table = table_of(one.column.first);
        return table && !table->is_view && holds_key(grouped_, one.column.first, table->primary_key);
    }

    void add_equal(Range range, std::vector<std::pair<ColumnOf, ColumnOf>>& equal) const {
        if (find_word(tokens_, range.begin, range.end, {"or"}) != range.end) return;
        for (int i = range.begin; i < range.end; ++i) {
            if (!is_sign(tokens_, i, {"="}) || shape_.select_of(i) != index_) continue;
            const auto left = sole({operand_begin(tokens_, i), i}), right = sole({i + 1, operand_end(tokens_, i + 1)});
            if (left && right) equal.emplace_back(left->column, right->column);
        }
        for (int i = range.begin; i < range.end; ++i) {
            if (!is_word(tokens_, i, {"using"}) || !is_sign(tokens_, i + 1, {"("})) continue;
            for (const auto name : comma_separated(tokens_, i + 2, at(tokens_, i + 1).pair)) {
                std::optional<ColumnOf> first;
                for (std::size_t s = 0; s < select_.sources.size(); ++s)
                    for (const auto& column : select_.sources[s].columns) {
                        if (!equal_but_for_case(column.name, at(tokens_, name.begin).value)) continue;
                        if (first) equal.emplace_back(*first, ColumnOf{static_cast<int>(s), column.name});
                        if (!first) first = {static_cast<int>(s), column.name};
                    }
            }
        }
    }
    // All columns that the grouped ones leave but one value for.
    void read_determined() {
        std::vector<std::pair<ColumnOf, ColumnOf>> equal;
        add_equal(select_.from, equal);
        add_equal(select_.where, equal);
        determined_ = grouped_;
        for (std::size_t before = 0; before != determined_.size();) {
            before = determined_.size();
            for (const auto& [a, b] : equal) {
                if (determined_.contains(a)) determined_.insert(b);
                if (determined_.contains(b)) determined_.insert(a);
            }
            for (std::size_t s = 0; s < select_.sources.size(); ++s) {
                const int source = static_cast<int>(s);
                const auto* table = table_of(source);
                if (!table) continue;
                bool key = holds_key(determined_, source, table->primary_key) ||
                           (table->found_key >= 0 && holds_key(determined_, source, {table->found_key}));
                for (std::size_t c = 0; c < table->columns.size(); ++c)
                    key = key || (table->columns[c].unique && holds_key(determined_, source, {static_cast<int>(c)}));
                if (key)
                    for (const auto& column : select_.sources[s].columns) determined_.insert({source, column.name});
            }
        }
    }

    void mend_grouped() {
        std::vector<Reference> beside;
        for (const auto& item : select_.items)
            for (auto& one : bare(item.expression))
                if (!is_accepted(one)) beside.push_back(std::move(one));
        const bool shown = !beside.empty();
        for (auto& one : bare(select_.having))
            if (!is_accepted(one)) beside.push_back(std::move(one));
        if (!select_.compound)
            for (auto& one : bare(select_.order))
                if (!is_accepted(one) && !is_output(one.range)) beside.push_back(std::move(one));
        if (beside.empty()) return;
        read_determined();
        const bool all_determined = std::all_of(beside.begin(), beside.end(),
                                                [&](const Reference& one) { return determined_.contains(one.column); });
        if (!all_determined && shown && mend_row_of_extreme()) return;
        std::set<ColumnOf> added;
        for (const auto& one : beside) {
            if (determined_.contains(one.column) || !has_least(one.holds) || names_the_group(one)) {
                if (added.insert(one.column).second) at(tokens_, select_.group.end - 1).text += ", " + text(one.range);
            } else {
                take_least(one);
            }
        }
    }
    // Shown beside a grouped text of the same rows: the first name was grouped by and the last name is shown, too.
    [[nodiscard]] bool names_the_group(const Reference& one) const {
        return one.range.end <= select_.list.end && grouped_texts_.contains(one.column.first);
    }
    // A bare name that ORDER BY takes for a column of the result.
    [[nodiscard]] bool is_output(Range range) const {
        return range.end - range.begin == 1 && shape_.item_called(at(tokens_, range.begin).value, select_);
    }
    [[nodiscard]] static bool has_least(Holds holds) { return holds != Holds::unknown; }
    // One of the values that a group has: SQLite takes any.
    void take_least(const Reference& one) {
        const bool descending = one.range.begin >= select_.order.begin && one.range.end <= select_.order.end &&
                                is_word(tokens_, one.range.end, {"desc"});
        const auto* aggregate = one.holds == Holds::boolean ? "bool_or(" : descending ? "max(" : "min(";
        auto taken = aggregate + text(one.range) + ")";
        for (const auto& item : select_.items)
            if (item.expression == one.range && item.alias < 0) taken += " AS " + spelled_name(one.column.second);
        put(tokens_, one.range.begin, one.range.end, std::move(taken));
    }

    struct Extreme {
        std::size_t item = 0;
        Range argument;
        bool greatest = false;
    };
    // The one aggregate of the list when it is MAX(x) or MIN(x): SQLite shows the other columns of its row.
    [[nodiscard]] std::optional<Extreme> extreme() const {
        std::optional<Extreme> found;
        for (std::size_t i = 0; i < select_.items.size(); ++i) {
            const auto range = select_.items[i].expression;
            if (!holds_aggregate(tokens_, range)) continue;
            if (found || !is_word(tokens_, range.begin, {"max", "min"}) || !is_sign(tokens_, range.begin + 1, {"("}) ||
                at(tokens_, range.begin + 1).pair != range.end - 1)
                return std::nullopt;
            found = {i, {range.begin + 2, range.end - 1}, is_word(tokens_, range.begin, {"max"})};
        }
        return found;
    }
    [[nodiscard]] std::string order_of(const Extreme& extreme) const {
        return text(extreme.argument) + (extreme.greatest ? " DESC NULLS LAST" : "");
    }
    void show_argument(const Extreme& extreme) {
        const auto& item = select_.items[extreme.item];
        const auto name = at(tokens_, item.expression.begin).value;
        put(tokens_, item.expression.begin, item.expression.end,
            text(extreme.argument) + (item.alias < 0 ? " AS " + name : ""));
    }
    bool mend_row_of_extreme() {
        const auto found = extreme();
        if (!found || !select_.having.empty() || !select_.order.empty() || select_.limit >= 0 || select_.compound ||
            is_distinct())
            return false;
        std::string keys;
        for (const auto term : terms_) keys += (keys.empty() ? "" : ", ") + text(term);
        const auto order = "ORDER BY " + keys + ", " + order_of(*found);
        show_argument(*found);
        at(tokens_, select_.begin).text += " DISTINCT ON (" + keys + ")";
        put(tokens_, select_.group.begin - 2, select_.group.end, order);
        return true;
    }

    void mend_ungrouped() {
        std::vector<Reference> beside;
        bool aggregates = holds_aggregate(tokens_, select_.having), in_list = false;
        for (const auto& item : select_.items) {
            in_list = in_list || holds_aggregate(tokens_, item.expression);
            for (auto& one : bare(item.expression)) beside.push_back(std::move(one));
        }
        if (!select_.having.empty() && !aggregates && !in_list) {
            having_becomes_where();
        } else if (aggregates && !beside.empty()) {
            std::string keys;
            std::set<ColumnOf> added;
            for (const auto& one : beside)
                if (added.insert(one.column).second) keys += (keys.empty() ? "" : ", ") + text(one.range);
            at(tokens_, select_.having.begin - 1).text.insert(0, "GROUP BY " + keys + " ");
        } else if (in_list && !beside.empty() && select_.order.empty() && select_.limit < 0 && !select_.compound) {
            const auto found = extreme();
            if (!found || is_distinct()) return;
            const auto order = order_of(*found);
            show_argument(*found);
            at(tokens_, select_.end - 1).text += " ORDER BY " + order + " LIMIT 1";
        }
    }
    void having_becomes_where() {
        auto& having = at(tokens_, select_.having.begin - 1);
        if (select_.where.empty()) {
            having.text = "WHERE";
            return;
        }
        having.text = "AND";
        for (const auto range : {select_.where, select_.having}) {
            at(tokens_, range.begin).text.insert(0, "(");
            at(tokens_, range.end - 1).text += ")";
        }
    }

    [[nodiscard]] bool is_shown(Range key) const {
        const auto& token = at(tokens_, key.begin);
        if (token.kind == Kind::number && key.end - key.begin == 1) return true;
        const auto said = plain(tokens_, key);
        const auto column = sole(key);
        for (const auto& item : select_.items) {
            if (item.alias >= 0 && key.end - key.begin == 1 &&
                equal_but_for_case(at(tokens_, item.alias).value, token.value))
                return true;
            if (plain(tokens_, item.expression) == said || is_sign(tokens_, item.expression.end - 1, {"*"}))
                return true;
            const auto shown = sole(item.expression);
            if (shown && column && shown->column == column->column) return true;
        }
        return false;
    }
    void drop_distinct() {
        put(tokens_, select_.begin + 1, select_.begin + 2, "");
        at(tokens_, select_.begin + 1).gap.clear();
    }
    // SELECT DISTINCT a … ORDER BY b: PostgreSQL wants b to be shown.
    void mend_distinct() {
        if (!is_distinct() || is_word(tokens_, select_.begin + 2, {"on"}) || select_.compound) return;
        const auto keys = comma_separated(tokens_, select_.order.begin, select_.order.end);
        std::vector<Range> hidden;
        for (const auto key : keys)
            if (const Range range{key.begin, order_key_end(tokens_, key)}; !is_shown(range)) hidden.push_back(range);
        if (hidden.empty()) return;
        std::string shown;
        for (const auto& item : select_.items) {
            const auto first = at(tokens_, item.expression.begin).kind;
            if (first == Kind::number || first == Kind::text || is_sign(tokens_, item.expression.end - 1, {"*"}))
                return;
            if (select_.group.empty() && holds_aggregate(tokens_, item.expression)) return;
            shown += (shown.empty() ? "" : ", ") + text(item.expression);
        }
        if (!select_.group.empty()) {
            const bool one_row_each =
                std::all_of(terms_.begin(), terms_.end(), [&](Range term) { return is_shown(term); });
            if (one_row_each) drop_distinct();
            return;
        }
        if (std::any_of(hidden.begin(), hidden.end(), [&](Range key) { return holds_aggregate(tokens_, key); })) {
            if (std::all_of(keys.begin(), keys.end(), [&](Range key) {
                    return is_shown({key.begin, order_key_end(tokens_, key)}) || holds_aggregate(tokens_, key);
                })) {
                drop_distinct();
                at(tokens_, select_.order.begin - 2).text.insert(0, "GROUP BY " + shown + " ");
            }
            return;
        }
        for (const auto key : hidden) {
            const bool descending = is_word(tokens_, key.end, {"desc"});
            put(tokens_, key.begin, key.end, (descending ? "max(" : "min(") + text(key) + ")");
        }
        drop_distinct();
        at(tokens_, select_.order.begin - 2).text.insert(0, "GROUP BY " + shown + " ");
    }

    Tokens& tokens_;
    const QueryShape& shape_;
    int index_;
    const Select& select_;
    std::vector<Range> terms_;
    std::set<ColumnOf> grouped_, covered_, determined_;
    std::set<int> grouped_texts_;  // sources
};

}  // namespace

bool is_aggregate(const Tokens& tokens, int name) {
    return is_sign(tokens, name + 1, {"("}) &&
           is_word(
               tokens, name,
               {"count",           "sum",         "avg",        "min",       "max",      "total",    "group_concat",
                "string_agg",      "array_agg",   "json_agg",   "jsonb_agg", "bool_or",  "bool_and", "every",
                "stddev",          "stddev_samp", "stddev_pop", "variance",  "var_samp", "var_pop",  "percentile_cont",
                "percentile_disc", "mode",        "corr"});
}

bool holds_aggregate(const Tokens& tokens, Range range) {
    for (int i = range.begin; i < range.end; ++i) {
        if (is_sign(tokens, i, {"("}) && is_query(tokens, i)) i = at(tokens, i).pair;
        if (is_aggregate(tokens, i)) return true;
    }
    return false;
}

int order_key_end(const Tokens& tokens, Range key) {
    int end = key.end;
    if (is_word(tokens, end - 1, {"first", "last"}) && is_word(tokens, end - 2, {"nulls"})) end -= 2;
    if (is_word(tokens, end - 1, {"asc", "desc"})) --end;
    return end;
}

void mend_groups(Tokens& tokens, const QueryShape& shape) {
    for (std::size_t i = 0; i < shape.selects().size(); ++i) Grouping(tokens, shape, static_cast<int>(i)).mend();
}

}  // namespace pf::tools
