// What is shown: columns, rows of tables, counts, expressions of two columns.
#include "compiler/option_builder.hpp"

#include <algorithm>
#include <unordered_map>

namespace pf::compiler {

void OptionBuilder::counts() {
    for (int i = 0; i < n_; ++i) {
        int end = i + 1;
        bool cue = false;
        if (word(i) == "many" && (word(i - 1) == "how"))
            cue = true;
        else if (word(i) == "number" || word(i) == "count" || word(i) == "counts" || word(i) == "numbers" ||
                 word(i) == "frequency" || word(i) == "quantity")
            cue = true;
        else if (word(i) == "often" && word(i - 1) == "how")
            cue = true;
        else if ((word(i) == "total" || word(i) == "amount") && (word(i + 1) == "of" || i + 1 == n_))
            cue = true;
        if (!cue) continue;
        Option option;
        option.role = Role::count;
        option.cue = i;
        option.begin = i;
        if (word(i) == "many" || word(i) == "often") option.begin = i - 1;
        for (int k = i - 1; k >= std::max(0, i - 2); --k)
            if (word(k) == "total" || word(k) == "overall") option.covers.set(static_cast<std::size_t>(k));
        option.covers |= range(option.begin, i + 1);
        bool distinct = false;
        for (int k = i + 1; k < std::min(n_, i + 5); ++k)
            if (word(k) == "distinct" || word(k) == "different" || word(k) == "unique" || word(k) == "various") {
                distinct = true;
                option.covers.set(static_cast<std::size_t>(k));
            }
        option.end = end;
        int nearest = n_;
        for (const auto& mention : a_.tables) {
            if (mention.begin <= i || mention.begin - i > 5 || mention.link < 0.3F || stop_between(i, mention.begin))
                continue;
            nearest = std::min(nearest, mention.begin);
            auto made = option;
            made.column = {mention.table, -1};
            made.operand = mention.begin;
            made.how = 1;
            made.link = mention.link;
            made.covers |= mention.tokens;
            add(made);
            if (distinct) {
                made.distinct = true;
                const auto& naming = schema_.naming_columns(mention.table);
                const int key = schema_.key_column(mention.table);
                if (key >= 0) {
                    made.column.column = key;
                    add(made);
                } else if (!naming.empty()) {
                    made.column.column = naming[0];
                    add(made);
                }
            }
        }
        for (const auto& mention : a_.columns) {
            if (mention.begin <= i || mention.begin - i > 5 || stop_between(i, mention.begin)) continue;
            if (mention.link < 0.4F) continue;
            bool apart = false;  // "how many patterns per kind" does not count kinds
            for (int k = i + 1; k < mention.begin; ++k)
                apart |= word(k) == "per" || word(k) == "each" || word(k) == "every" || word(k) == "by" ||
                         word(k) == "for" || word(k) == "with" || word(k) == "that" || word(k) == "who" ||
                         word(k) == "which" || word(k) == "whose" || word(k) == "have";
            if (apart) continue;
            auto made = option;
            made.column = mention.column;
            made.operand = mention.begin;
            made.how = 1;
            made.link = mention.link;
            made.rivals = mention.rivals;
            made.distinct = true;
            made.covers |= mention.tokens;
            add(made);
            if (!distinct) {  // "how many delegates": each row has one
                auto rows = made;
                rows.distinct = false;
                rows.column.column = -1;
                add(rows);
            }
            // "how many games played": the column holds the numbers to be added
            const auto& traits = schema_.traits(mention.column);
            if (!traits.number || traits.key || distinct) continue;
            made.role = Role::select;
            made.distinct = false;
            made.aggregate = Aggregate::sum;
            add(made);
        }
        option.how = 4;
        option.link = nearest < n_ ? 0.2F : 0.5F;
        add(option);
    }
}

// `counted` for each table said soon after `at`, and for the rows at hand.
void OptionBuilder::add_counted(const Option& counted, int at) {
    for (const auto& mention : a_.tables)
        if (mention.begin > at && mention.begin - at <= 4) {
            auto made = counted;
            made.column = {mention.table, -1};
            made.operand = mention.begin;
            if (made.how != order_of_shown) made.how = 1;
            made.link = mention.link;
            made.covers |= mention.tokens;
            add(made);
        }
    add(counted);
}

void OptionBuilder::tables() {
    for (const auto& mention : a_.tables) {
        Option option;
        option.begin = mention.begin;
        option.end = mention.end;
        option.column = {mention.table, -1};
        option.covers = mention.tokens;
        option.link = mention.link;
        option.role = Role::select;
        add(option);
        option.role = Role::join;
        add(option);
        if (mention.begin >= 2 || mention.end < n_) {  // "full names of customers", "customer full names"
            for (int k = std::max(1, mention.begin - 9); k < std::min(n_, mention.end + 3); ++k)
                if ((word(k) == "names" || word(k) == "name") && word(k - 1) == "full" &&
                    schema_.naming_columns(mention.table).size() > 1) {
                    auto full = option;
                    full.role = Role::select;
                    full.covers = range(k - 1, k + 1);
                    full.shared = mention.tokens;
                    add(full);
                }
        }
        TokenSet negation;
        if (negated_before(tokens_, mention.begin, 7, negation)) {
            option.role = Role::absent;
            option.covers |= negation;
            option.cue = static_cast<int>(negation._Find_first());
            add(option);
        }
    }
}

void OptionBuilder::columns() {
    for (const auto& mention : a_.columns) {
        Option option;
        option.role = Role::select;
        option.begin = mention.begin;
        option.end = mention.end;
        option.column = mention.column;
        option.covers = mention.tokens;
        option.shared = mention.table_tokens;
        option.link = mention.link;
        option.rivals = mention.rivals;
        option.how = mention.exact ? 0 : 1;
        TokenSet distinct;
        for (int k = mention.begin - 1; k >= std::max(0, mention.begin - 3); --k)
            if (word(k) == "distinct" || word(k) == "different" || word(k) == "unique")
                distinct.set(static_cast<std::size_t>(k));
        add(option);
        // "the names of all students" who have a first and a last one
        if (const auto& naming = schema_.naming_columns(mention.column.table);
            naming.size() == 2 && naming[0] == mention.column.column && mention.tokens.count() == 1 &&
            token(mention.begin).stem == "name") {
            auto both = option;
            both.column.column = -1;
            both.how = 0;
            add(both);
        }
        const auto& traits = schema_.traits(mention.column);
        const bool measured = traits.number || traits.date_like || traits.temporal;
        auto cues = aggregate_cues_before(mention.begin);
        // shared over a list: "the average age and salary"
        if (cues.empty() && mention.begin >= 2 &&
            (word(mention.begin - 1) == "and" || token(mention.begin).comma_before ||
             (is_stop_word(word(mention.begin - 1)) && word(mention.begin - 2) == "and")))
            for (const auto& other : a_.columns)
                if (other.end < mention.begin && mention.begin - other.end <= 3)
                    for (const auto& cue : aggregate_cues_before(other.begin))
                        if (std::find(cues.begin(), cues.end(), cue) == cues.end()) cues.push_back(cue);
        std::erase_if(cues, [](const auto& cue) { return cue.first == Aggregate::count; });
        if (word(mention.end) == "on" && word(mention.end + 1) == "average")
            cues.emplace_back(Aggregate::avg, mention.end + 1);
        if (!traits.number)
            std::erase_if(cues,
                          [](const auto& cue) { return cue.first == Aggregate::avg || cue.first == Aggregate::sum; });
        if (!measured)
            std::erase_if(cues, [&](const auto& cue) {
                return !word(cue.second).starts_with("max") && !word(cue.second).starts_with("min");
            });
        // "the average latitude and longitude": one cue for both
        bool shared_cue = false;
        for (const auto& other : a_.columns) {
            const bool next = other.begin >= mention.end && other.begin - mention.end <= 3;
            const bool previous = other.end <= mention.begin && mention.begin - other.end <= 3;
            if ((!next && !previous) || other.column == mention.column) continue;
            for (int k = std::min(other.end, mention.end); k < std::max(other.begin, mention.begin); ++k)
                shared_cue |= word(k) == "and" || token(k + 1).comma_before;
        }
        std::vector<Aggregate> seen;
        for (const auto& [aggregate, at] : cues) {
            if (std::find(seen.begin(), seen.end(), aggregate) != seen.end()) continue;
            seen.push_back(aggregate);
            auto made = option;
            made.aggregate = aggregate;
            made.cue = at;
            made.covers.set(static_cast<std::size_t>(at));
            // with several aggregates on one column the column's own tokens are shared: each takes its cue
            if (cues.size() > 1) {
                made.shared |= made.covers;
                made.covers.reset();
                made.covers.set(static_cast<std::size_t>(at));
                made.shared.reset(static_cast<std::size_t>(at));
            }
            add(made);
            if (cues.size() == 1 && shared_cue) {
                made.covers.reset(static_cast<std::size_t>(at));
                made.shared.set(static_cast<std::size_t>(at));
                add(made);
            }
        }
        // "the ages of the oldest and youngest students"
        if (measured)
            for (const auto& superlative : superlatives_) {
                if (superlative.at < mention.end || superlative.at - mention.end > 6 || superlative.limit != 1 ||
                    stop_between(mention.end, superlative.at))
                    continue;
                auto made = option;
                int direction = superlative.direction;
                if (superlative.measure && reversed(*superlative.measure, mention.column)) direction = -direction;
                made.aggregate = direction > 0 ? Aggregate::max : Aggregate::min;
                made.cue = superlative.at;
                made.shared |= made.covers;
                made.covers = superlative.tokens;
                add(made);
            }
        if (cues.empty() && measured) {  // "how much", "how long": a sum nobody named
            for (int k = mention.begin - 1; k >= std::max(0, mention.begin - 3); --k)
                if (word(k) == "much" && word(k - 1) == "how" && traits.number) {
                    option.aggregate = Aggregate::sum;
                    option.cue = k;
                    add(option);
                    break;
                }
        }
    }
}

// Columns that a question word asks for without naming them: "how old", "how long", "when".
void OptionBuilder::asked_measures() {
    static const std::unordered_map<std::string_view, std::string_view> positives{
        {"old", "older"},         {"long", "longer"},    {"tall", "taller"},  {"high", "higher"},
        {"big", "bigger"},        {"large", "larger"},   {"deep", "deeper"},  {"heavy", "heavier"},
        {"fast", "faster"},       {"hot", "hotter"},     {"good", "better"},  {"rich", "richer"},
        {"expensive", "pricier"}, {"costly", "pricier"}, {"much", "pricier"}, {"wealthy", "richer"},
        {"strong", "stronger"}};
    for (int i = 0; i < n_; ++i) {
        const Measure* measure = nullptr;
        if (word(i) == "how") {
            const auto positive = positives.find(word(i + 1));
            if (positive != positives.end()) measure = measure_cue(positive->second);
        } else if (word(i) == "when" && word(i - 1) != "time") {
            measure = measure_cue("later");
        }
        if (!measure) continue;
        Option option;
        option.role = Role::select;
        option.begin = i;
        option.end = word(i) == "how" ? i + 2 : i + 1;
        option.cue = i;
        option.covers = range(i, option.end);
        for (const auto& target : measured(*measure, 4)) {
            auto made = option;
            made.column = target.column;
            made.how = 3;
            made.link = target.link;
            add(made);
            if (!schema_.traits(target.column).number) continue;
            for (int k = 0; k < n_; ++k) {
                const auto aggregate = aggregate_cue(word(k));
                if (aggregate != Aggregate::avg && (word(k) != "total" || aggregate != Aggregate::sum)) continue;
                auto aggregated = made;
                aggregated.aggregate = aggregate;
                aggregated.covers.set(static_cast<std::size_t>(k));
                add(aggregated);
                break;
            }
        }
    }
}

// "how many orgs were founded each year": groups by a part of a date.
void OptionBuilder::date_parts() {
    for (int i = 1; i < n_; ++i) {
        const auto part = word(i) == "year"      ? Expression::year_of
                          : word(i) == "month"   ? Expression::month_of
                          : word(i) == "weekday" ? Expression::weekday_of
                                                 : Expression::column;
        if (part == Expression::column) continue;
        const auto before = word(i - 1);
        if (before != "each" && before != "per" && before != "every" && before != "by") continue;
        bool named = false;
        for (const auto& mention : a_.columns)
            named |= mention.exact && mention.tokens.test(static_cast<std::size_t>(i));
        if (named) continue;
        Option option;
        option.role = Role::select;
        option.begin = i;
        option.end = i + 1;
        option.cue = i - 1;
        option.expression = part;
        option.covers = range(i, i + 1);
        int made = 0;
        for (const auto& mention : a_.columns) {
            if (!schema_.traits(mention.column).temporal || made >= 3 || std::abs(mention.begin - i) > 6) continue;
            auto of_column = option;
            of_column.column = mention.column;
            of_column.operand = mention.begin;
            of_column.shared = mention.tokens;
            of_column.how = 1;
            of_column.link = 0.4F * mention.link;
            add(of_column);
            ++made;
        }
        if (made > 0) continue;
        for (const int table : a_.mentioned_tables)
            for (int c = 0; c < static_cast<int>(schema_.table(table).columns.size()) && made < 3; ++c)
                if (schema_.traits({table, c}).temporal) {
                    auto implied = option;
                    implied.column = {table, c};
                    implied.how = 4;
                    add(implied);
                    ++made;
                }
    }
}

// Something computed is shown, and [cue, end) says it.
Option OptionBuilder::computed(int cue, int end) const {
    Option option;
    option.role = Role::select;
    option.begin = option.cue = cue;
    option.end = end;
    option.covers = range(cue, end);
    return option;
}

// "what share of orgs are …", "the percentage of orgs that …"
void OptionBuilder::shares() {
    const auto names_column = [&](int at) {
        return std::any_of(a_.columns.begin(), a_.columns.end(), [&](const ColumnMention& mention) {
            return mention.tokens.test(static_cast<std::size_t>(at));
        });
    };
    for (int i = 0; i + 2 < n_; ++i) {
        const auto w = word(i);
        if (w != "share" && w != "percentage" && w != "percent" && w != "proportion" && w != "fraction") continue;
        if (word(i + 1) != "of" || names_column(i)) continue;
        for (const auto& mention : a_.tables) {
            if (mention.begin <= i || mention.begin - i > 4 || mention.link < 0.6F) continue;
            Option option = computed(i, mention.end);
            option.operand = mention.begin;
            option.column = {mention.table, -1};
            option.aggregate = Aggregate::share;
            option.covers = range(i, i + 2);
            option.shared = mention.tokens;
            option.link = mention.link;
            add(option);
        }
    }
}

// "the difference between the highest and the lowest funding"
void OptionBuilder::ranges_of_values(int cue, int opening) {
    int high = -1, low = -1;
    for (int k = opening + 1; k < std::min(n_, opening + 9); ++k) {
        const auto aggregate = aggregate_cue(word(k));
        if (aggregate == Aggregate::max && high < 0) high = k;
        if (aggregate == Aggregate::min && low < 0) low = k;
    }
    if (high < 0 || low < 0) return;
    const int last = std::max(high, low);
    int made = 0;
    for (const auto& mention : a_.columns) {
        const auto& traits = schema_.traits(mention.column);
        if (mention.begin <= last || mention.begin - last > 3 || made >= 4 || traits.key ||
            !(traits.number || traits.temporal))
            continue;
        Option option = computed(cue, mention.end);
        option.operand = mention.begin;
        option.column = mention.column;
        option.aggregate = Aggregate::range;
        option.link = mention.link;
        add(option);
        ++made;
    }
}

// "years between founding and funding", "days from order date to delivery date", "difference between A and B"
void OptionBuilder::expressions() {
    for (int i = 0; i < n_; ++i) {
        const auto w = word(i);
        const bool difference = w == "difference" || w == "gap";
        const auto expression = w == "years" || w == "year"     ? Expression::years_between
                                : w == "months" || w == "month" ? Expression::months_between
                                : w == "days" || w == "day"     ? Expression::days_between
                                                                : Expression::difference;
        if (!difference && expression == Expression::difference) continue;
        int opening = i + 1;
        while (opening < std::min(n_, i + 4) && word(opening) != "between" && word(opening) != "from") ++opening;
        if (opening >= n_ || (word(opening) != "between" && word(opening) != "from")) continue;
        if (difference) ranges_of_values(i, opening);
        int made = 0;
        for (const auto& first : a_.columns)
            for (const auto& second : a_.columns) {
                if (first.begin <= opening || first.begin - opening > 5 || second.begin < first.end ||
                    second.begin - first.end > 5 || first.column == second.column)
                    continue;
                if (first.column.table != second.column.table || made >= 6) continue;
                bool joined = false;
                for (int k = first.end; k < second.begin; ++k)
                    joined |= word(k) == "and" || word(k) == "to" || word(k) == "until";
                const auto &a = schema_.traits(first.column), &b = schema_.traits(second.column);
                const auto whole = [&](const ColumnMention& mention) {  // "date" of "date funded" is not all it says
                    for (const auto& name : schema_.words_of(mention.column))
                        if (mention.end < n_ && name.stem == token(mention.end).stem) return false;
                    return std::none_of(a_.columns.begin(), a_.columns.end(), [&](const ColumnMention& other) {
                        return other.column == mention.column && other.begin == mention.begin &&
                               other.end > mention.end;
                    });
                };
                if (!whole(first) || !whole(second)) continue;
                if (!joined || (difference ? !(a.number_type && b.number_type) : !(a.temporal && b.temporal))) continue;
                Option option = computed(i, second.end);
                option.column = first.column;
                option.other = second.column;
                option.expression = expression;
                option.link = std::min(first.link, second.link);
                add(option);
                ++made;
            }
    }
}

}  // namespace pf::compiler
