#include "compiler/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compiler/cues.hpp"
#include "compiler/mentions.hpp"

namespace pf::compiler {
namespace {

class Builder {
 public:
    Builder(Analysis& analysis, const SchemaIndex& schema)
        : a_(analysis), schema_(schema), tokens_(analysis.sentence.tokens) {
        superlatives_ = superlatives(tokens_);
        orders_ = order_cues(tokens_);
        spans_ = time_spans(tokens_);
        values_ = find_values(analysis, schema);
        n_ = static_cast<int>(tokens_.size());
    }

    void build() {
        values();
        patterns();
        plain_literals();
        dates();
        numbers();
        compares();
        counts();
        orders();
        tables();
        columns();
        flags();
        expressions();
        nulls();
        classify();
    }

 private:
    std::string_view word(int at) const {
        return at >= 0 && at < n_ ? std::string_view(tokens_[static_cast<std::size_t>(at)].word) : std::string_view{};
    }
    const Token& token(int at) const { return tokens_[static_cast<std::size_t>(at)]; }
    static TokenSet range(int from, int to) {
        TokenSet set;
        for (int i = std::max(from, 0); i < to; ++i) set.set(static_cast<std::size_t>(i));
        return set;
    }
    bool stop_between(int from, int to) const {
        for (int i = from + 1; i <= to && i < n_; ++i)
            if (token(i).stop_before) return true;
        return false;
    }
    Option& add(Option option) {
        if (a_.options.size() >= max_options) {
            overflow_ = std::move(option);
            return overflow_;
        }
        option.shared &= ~option.covers;
        if (option.column.column >= 0)
            for (const auto& mention : a_.columns)
                option.beside |= mention.beside && mention.column == option.column &&
                                 (mention.begin == option.begin || mention.begin == option.operand);
        a_.options.push_back(std::move(option));
        return a_.options.back();
    }
    bool table_mentioned(int table) const {
        return std::find(a_.mentioned_tables.begin(), a_.mentioned_tables.end(), table) != a_.mentioned_tables.end();
    }
    // The column mention on column `id` nearest to [begin, end) within `reach` tokens, not over it; null when none.
    const ColumnMention* mention_near(ColumnId id, int begin, int end, int reach) const {
        const ColumnMention* best = nullptr;
        int best_distance = reach + 1;
        for (const auto& mention : a_.columns) {
            if (mention.column != id) continue;
            int distance = 0;
            if (mention.end <= begin)
                distance = begin - mention.end;
            else if (mention.begin >= end)
                distance = mention.begin - end + 1;
            else
                continue;
            if (stop_between(std::min(mention.begin, begin), std::max(mention.begin, begin))) distance += 3;
            if (distance < best_distance) {
                best = &mention;
                best_distance = distance;
            }
        }
        return best;
    }
    bool inside_value(int at) const {
        for (const auto& value : values_)
            if (value.begin <= at && at < value.end && value.end - value.begin > 1) return true;
        return false;
    }

    void values() {
        for (const auto& value : values_) {
            Option option;
            option.role = Role::value;
            option.begin = value.begin;
            option.end = value.end;
            option.column = value.column;
            option.value = value.value;
            option.covers = range(value.begin, value.end);
            option.link = value.quality;
            option.rivals = value.rivals;
            option.how = 2;
            if (const auto* mention = mention_near(value.column, value.begin, value.end, 6)) {
                option.how = 1;
                option.operand = mention->begin;
                // "country France", "whose country is France": the name is used up; "France … country" is looser
                if (mention->end <= value.begin ? value.begin - mention->end <= 4 : mention->begin - value.end <= 0)
                    option.shared |= mention->tokens | mention->table_tokens;
            }
            TokenSet negation;
            if (negated_before(tokens_, value.begin, 5, negation)) {
                auto negative = option;
                negative.op = Op::ne;
                negative.covers |= negation;
                add(negative);
            }
            if (const auto comparator = comparator_at(tokens_, value.begin, value.end);
                comparator.said && comparator.op != Op::eq && comparator.op != Op::ne &&
                schema_.traits(value.column).number)
                continue;
            add(option);
        }
    }

    // LIKE: a text behind "containing", "starts with", …
    void patterns() {
        for (int i = 0; i < n_; ++i) {
            const bool quoted = token(i).kind == Token::Kind::quoted;
            if (!quoted && is_stop_word(word(i))) continue;
            const auto cue = pattern_before(tokens_, i);
            if (!cue) continue;
            // an unquoted text must follow the cue at once and runs to the next cue word
            int end = i + 1;
            if (!quoted) {
                const auto before = word(i - 1);
                const bool follows = before == "containing" || before == "contains" || before == "contain" ||
                                     before == "word" || before == "letter" || before == "string" ||
                                     before == "substring" || before == "with" || before == "like" ||
                                     before == "phrase" || before == "keyword" || before == "including" ||
                                     before == "includes" || before == "mentioning" || before == "the" ||
                                     before == "letters" || before == "character" || before == "in";
                if (!follows || word(i) == "word" || word(i) == "letter" || word(i) == "substring" ||
                    word(i) == "string" || word(i) == "phrase" || word(i) == "text" || word(i) == "characters" ||
                    word(i) == "letters" || word(i) == "character" || word(i) == "keyword")
                    continue;
                while (end < n_ && token(end).kind == Token::Kind::word && !is_function_word(word(end)) &&
                       !token(end).comma_before && !token(end).stop_before && end - i < 4 &&
                       token(end).capital == token(i).capital && token(i).capital)
                    ++end;
            }
            Option option;
            option.role = Role::value;
            option.begin = i;
            option.end = end;
            option.covers = range(i, end) | cue->tokens;
            option.op = cue->op;
            for (int k = i; k < end; ++k) option.value += (k > i ? " " : "") + token(k).text;
            option.link = quoted ? 1.F : 0.8F;
            offer_columns(option, 9, true);
        }
    }

    // Offers `option` for the text columns mentioned within `reach` tokens, then for the naming columns of mentioned
    // tables.
    void offer_columns(Option option, int reach, bool naming_too) {
        std::vector<ColumnId> offered;
        struct Near {
            const ColumnMention* mention;
            int distance;
        };
        std::vector<Near> near;
        for (const auto& mention : a_.columns) {
            if ((mention.tokens & range(option.begin, option.end)).any()) continue;
            const int distance =
                mention.end <= option.begin ? option.begin - mention.end : mention.begin - option.end + 2;
            const auto& traits = schema_.traits(mention.column);
            if (distance <= reach &&
                (traits.text || schema_.column(mention.column).type_class == context::TypeClass::other))
                near.push_back({&mention, distance});
        }
        std::stable_sort(near.begin(), near.end(),
                         [](const Near& x, const Near& y) { return x.distance < y.distance; });
        for (const auto& [mention, distance] : near) {
            if (offered.size() >= 6) break;
            if (std::find(offered.begin(), offered.end(), mention->column) != offered.end()) continue;
            offered.push_back(mention->column);
            auto made = option;
            made.column = mention->column;
            made.operand = mention->begin;
            made.how = 1;
            made.rivals = mention->rivals;
            made.link *= mention->link;
            made.shared |= mention->tokens | mention->table_tokens;
            for (int k = std::min(mention->end, option.begin); k < std::max(mention->begin, option.begin); ++k)
                if (is_stop_word(word(k)) || word(k) == "equal" || word(k) == "equals" || word(k) == "named" ||
                    word(k) == "called")
                    made.shared.set(static_cast<std::size_t>(k));
            add(made);
        }
        if (!naming_too) return;
        for (const int table : a_.mentioned_tables)
            for (const int column : schema_.naming_columns(table)) {
                const ColumnId id{table, column};
                if (!schema_.traits(id).text || std::find(offered.begin(), offered.end(), id) != offered.end() ||
                    offered.size() >= 9)
                    continue;
                offered.push_back(id);
                auto made = option;
                made.column = id;
                made.how = 4;
                made.link *= 0.5F;
                add(made);
            }
    }

    // Texts that the index does not know: quoted, behind "is"/"equals", or written like a name.
    void plain_literals() {
        for (int i = 0; i < n_; ++i) {
            const bool quoted = token(i).kind == Token::Kind::quoted;
            bool known = false;
            for (const auto& value : values_) known |= value.begin <= i && i < value.end && value.quality > 0.8F;
            if (known && !quoted) continue;
            const auto before = word(i - 1);
            const bool equated = (before == "equals" || before == "=" || (before == "to" && word(i - 2) == "equal") ||
                                  before == "named" || before == "called" || before == "is" || before == "as" ||
                                  before == "not" || before == "than") &&
                                 i > 0 && !is_stop_word(word(i)) && !token(i).number &&
                                 token(i).kind == Token::Kind::word;
            const bool name_like =
                token(i).capital && i > 0 && !token(i).stop_before && !token(i).number && !is_function_word(word(i));
            if (!quoted && !equated && !name_like) continue;
            bool column_here = false;
            for (const auto& mention : a_.columns)
                column_here |= mention.exact && mention.begin <= i && i < mention.end;
            for (const auto& mention : a_.tables)
                column_here |= mention.link > 0.9F && mention.begin <= i && i < mention.end;
            if (!quoted && column_here && !(before == "equals" || before == "=")) continue;
            int end = i + 1;
            if (!quoted)
                while (end < n_ && token(end).capital && !token(end).comma_before && !token(end).stop_before &&
                       token(end).kind == Token::Kind::word && end - i < 6 && name_like)
                    ++end;
            Option option;
            option.role = Role::value;
            option.begin = i;
            option.end = end;
            option.covers = range(i, end);
            for (int k = i; k < end; ++k) option.value += (k > i ? " " : "") + token(k).text;
            option.link = known ? 0.3F : quoted ? 0.7F : equated ? 0.5F : 0.4F;
            option.how = 1;
            TokenSet negation;
            const bool negative = negated_before(tokens_, i, 4, negation);
            offer_columns(option, 5, quoted || before == "named" || before == "called");
            if (negative) {
                option.op = Op::ne;
                option.covers |= negation;
                offer_columns(option, 5, false);
            }
            i = end - 1;
        }
    }

    void dates() {
        for (const auto& span : spans_) {
            Option option;
            option.role = Role::date;
            option.begin = span.begin;
            option.end = span.end;
            option.covers = span.tokens;
            option.value = span.lower;
            option.value2 = span.upper;
            std::vector<ColumnId> offered;
            auto offer = [&](ColumnId id, const ColumnMention* mention, std::uint8_t how, float link) {
                if (!schema_.traits(id).temporal || offered.size() >= 8 ||
                    std::find(offered.begin(), offered.end(), id) != offered.end())
                    return;
                offered.push_back(id);
                auto made = option;
                made.column = id;
                made.how = how;
                made.link = link;
                if (mention) {
                    made.operand = mention->begin;
                    made.shared |= mention->tokens | mention->table_tokens;
                    made.rivals = mention->rivals;
                }
                add(made);
            };
            std::vector<std::pair<int, const ColumnMention*>> near;
            for (const auto& mention : a_.columns) {
                if ((mention.tokens & span.tokens).any()) continue;
                const int distance =
                    mention.end <= span.begin ? span.begin - mention.end : mention.begin - span.end + 1;
                if (distance <= 6) near.emplace_back(distance, &mention);
            }
            std::stable_sort(near.begin(), near.end(), [](const auto& x, const auto& y) {
                return x.first != y.first ? x.first < y.first : x.second->link > y.second->link;
            });
            for (const auto& [distance, mention] : near) offer(mention->column, mention, 1, mention->link);
            for (const int table : a_.mentioned_tables)
                for (int c = 0; c < static_cast<int>(schema_.table(table).columns.size()); ++c)
                    offer({table, c}, nullptr, 4, 0.4F);
        }
    }

    struct Target {
        ColumnId column;
        int operand = -1;
        TokenSet covers;
        std::uint8_t how = 0;
        float link = 0;
        std::uint8_t rivals = 0;
        const Measure* measure = nullptr;
    };

    // Columns a number at [begin, end) may be compared with.
    std::vector<Target> number_targets(int begin, int end, bool year, const TokenSet& comparator) const {
        std::vector<Target> targets;
        auto known = [&](ColumnId id) {
            return std::any_of(targets.begin(), targets.end(), [&](const Target& t) { return t.column == id; });
        };
        std::vector<std::pair<int, const ColumnMention*>> near;
        for (const auto& mention : a_.columns) {
            if (mention.begin < end && begin < mention.end) continue;
            const int distance = mention.end <= begin ? begin - mention.end : 2 * (mention.begin - end) + 1;
            if (distance <= 8 && !(mention.end <= begin && token(begin).stop_before))
                near.emplace_back(distance, &mention);
        }
        std::stable_sort(near.begin(), near.end(), [](const auto& x, const auto& y) {
            return x.first != y.first ? x.first < y.first : x.second->link > y.second->link;
        });
        for (const auto& [distance, mention] : near) {
            if (targets.size() >= 7) break;
            const auto& traits = schema_.traits(mention->column);
            if (known(mention->column) || traits.temporal || traits.boolean) continue;
            if (!traits.number && !traits.date_like && !traits.text && !traits.key) continue;
            targets.push_back({mention->column, mention->begin, mention->tokens | mention->table_tokens, 1,
                               mention->link, mention->rivals, nullptr});
        }
        // "older than 30", "cost more than 5": the comparative names the measure
        int measure_at = -1;
        for (int i = begin - 1; i >= std::max(0, begin - 5) && measure_at < 0 && !token(i).number; --i)
            if (measure_cue(word(i))) measure_at = i;
        for (int i = end; i < std::min(n_, end + 3) && measure_at < 0; ++i)
            if (measure_cue(word(i)) || word(i) == "old" || word(i) == "age") measure_at = i;
        if (measure_at >= 0) {
            const auto* measure = measure_cue(word(measure_at));
            if (!measure) measure = measure_cue("older");
            for (const auto& target : measured(*measure, 3))
                if (!known(target.column) && targets.size() < 10) {
                    targets.push_back(target);
                    targets.back().measure = measure;
                    targets.back().covers.set(static_cast<std::size_t>(measure_at));
                }
        }
        // "course 301", "room 12": a table's key
        for (const auto& mention : a_.tables) {
            if (mention.end > begin || begin - mention.end > 2 || mention.link < 0.5F) continue;
            const int key = schema_.key_column(mention.table);
            if (key >= 0 && !known({mention.table, key}) && targets.size() < 11)
                targets.push_back(
                    {{mention.table, key}, mention.begin, mention.tokens, 4, 0.5F * mention.link, 0, nullptr});
        }
        if (year)
            for (const int table : tables_at_hand())
                for (int c = 0; c < static_cast<int>(schema_.table(table).columns.size()) && targets.size() < 12; ++c)
                    if (schema_.traits({table, c}).date_like && !schema_.traits({table, c}).temporal &&
                        !known({table, c}))
                        targets.push_back({{table, c}, -1, {}, 4, 0.4F, 0, nullptr});
        (void)comparator;
        return targets;
    }

    // Mentioned tables, or all of a small schema when none is mentioned.
    std::vector<int> tables_at_hand() const {
        auto tables = a_.mentioned_tables;
        if (tables.size() > 8) tables.resize(8);
        for (const auto& mention : a_.columns)
            if ((mention.exact || tables.empty()) &&
                std::find(tables.begin(), tables.end(), mention.column.table) == tables.end() && tables.size() < 6)
                tables.push_back(mention.column.table);
        return tables;
    }

    // Columns of the tables at hand that a measure word goes by, best first.
    std::vector<Target> measured(const Measure& measure, std::size_t most) const {
        std::vector<Target> found;
        for (const int table : tables_at_hand())
            for (int c = 0; c < static_cast<int>(schema_.table(table).columns.size()); ++c) {
                const ColumnId id{table, c};
                const auto& traits = schema_.traits(id);
                if (!traits.number && !traits.date_like) continue;
                if (traits.key && !traits.date_like) continue;
                float best = 0;
                for (const auto& name : schema_.words_of(id)) {
                    for (std::size_t k = 0; k < measure.columns.size(); ++k)
                        if (measure.columns[k] == name.stem)
                            best = std::max(best, 0.8F - 0.03F * static_cast<float>(k));
                    for (std::size_t k = 0; k < measure.reversed.size(); ++k)
                        if (measure.reversed[k] == name.stem)
                            best = std::max(best, 0.7F - 0.03F * static_cast<float>(k));
                }
                if (best > 0) found.push_back({id, -1, {}, 3, best, 0, nullptr});
            }
        std::stable_sort(found.begin(), found.end(), [](const Target& x, const Target& y) { return x.link > y.link; });
        if (found.size() > most) found.resize(most);
        return found;
    }
    // Whether the direction of `measure` turns on this column ("oldest" by birth date).
    bool reversed(const Measure& measure, ColumnId id) const {
        for (const auto& name : schema_.words_of(id)) {
            for (const auto stem : measure.columns)
                if (stem == name.stem) return false;
            for (const auto stem : measure.reversed)
                if (stem == name.stem) return true;
        }
        return false;
    }

    static std::string number_text(double value) {
        if (value == std::floor(value) && std::abs(value) < 1e15)
            return fmt::format("{}", static_cast<std::int64_t>(value));
        return fmt::format("{}", value);
    }

    void numbers() {
        for (int i = 0; i < n_; ++i) {
            if (!token(i).number) continue;
            if (token(i).ordinal && token(i).kind != Token::Kind::number) {  // "fifth grade"
                bool named = false;
                for (const auto& mention : a_.columns) named |= mention.begin == i + 1 && mention.exact;
                for (const auto& mention : a_.columns)
                    named = named && !mention.tokens.test(static_cast<std::size_t>(i));
                if (!named) continue;
            }
            int begin = i, end = i + 1;
            double low = *token(i).number, high = low;
            auto comparator = comparator_at(tokens_, begin, end);
            // between a and b
            bool between = false;
            for (int b = begin - 1; b >= std::max(0, begin - 4) && !between; --b)
                if ((word(b) == "between" || word(b) == "from" || word(b) == "range" ||
                     (b == begin - 1 && word(end) == "to")) &&
                    end + 1 < n_ && (word(end) == "and" || word(end) == "to") && token(end + 1).number) {
                    high = *token(end + 1).number;
                    comparator = {};
                    comparator.op = Op::between;
                    comparator.said = true;
                    comparator.tokens = range(b, begin);
                    end += 2;
                    between = true;
                }
            const bool year =
                low >= 1000 && low <= 2200 && low == std::floor(low) && !token(i).ordinal && token(i).text.size() == 4;
            Option option;
            option.role = Role::number;
            option.begin = begin;
            option.end = end;
            option.covers = range(begin, end) | comparator.tokens;
            option.op = comparator.op;
            option.cue = comparator.said ? static_cast<int>(comparator.tokens._Find_first()) : -1;
            option.value = number_text(std::min(low, high));
            option.value2 = between ? number_text(std::max(low, high)) : "";
            option.number_literal = true;
            for (const auto& target : number_targets(begin, end, year, comparator.tokens)) {
                auto made = option;
                made.column = target.column;
                made.operand = target.operand;
                made.how = target.how;
                made.link = target.link;
                made.rivals = target.rivals;
                made.shared |= target.covers;
                if (target.measure && reversed(*target.measure, target.column))
                    made.op = made.op == Op::gt ? Op::lt : made.op == Op::lt ? Op::gt : made.op;
                add(made);
                TokenSet negation;
                if (negated_before(tokens_, target.operand >= 0 ? std::min(target.operand, begin) : begin, 6,
                                   negation) &&
                    (negation & made.covers).none()) {
                    auto negative = made;
                    negative.excluded = true;
                    negative.covers |= negation;
                    add(negative);
                }
                // an aggregate over it: "with an average salary above 100"
                if (target.operand >= 0 && schema_.traits(target.column).number)
                    for (const auto& [aggregate, at] : aggregate_cues_before(target.operand)) {
                        if (aggregate == Aggregate::count || aggregate == Aggregate::max || aggregate == Aggregate::min)
                            continue;
                        auto having = made;
                        having.role = Role::having;
                        having.aggregate = aggregate;
                        having.covers.set(static_cast<std::size_t>(at));
                        add(having);
                    }
            }
            if (low != std::floor(low) || low < 0) continue;
            // a count of rows: "at least 3 concerts", "more than once"
            auto having = option;
            having.role = Role::having;
            having.aggregate = Aggregate::count;
            if (!comparator.said && word(i) == "once") {
            }
            bool table_found = false;
            for (const auto& mention : a_.tables) {
                const bool after = mention.begin >= end && mention.begin - end <= 3;
                const bool before = mention.end <= begin && begin - mention.end <= 5;
                if ((!after && !before) || mention.link < 0.45F) continue;
                auto made = having;
                made.column = {mention.table, -1};
                made.how = after ? 1 : 3;
                made.operand = mention.begin;
                made.link = mention.link;
                made.covers |= mention.tokens;
                for (int k = std::max(0, begin - 7); k < begin; ++k)
                    if (word(k) == "number" || word(k) == "count" || word(k) == "total")
                        made.covers.set(static_cast<std::size_t>(k));
                add(made);
                table_found |= after;
            }
            having.how = 4;
            having.link = table_found ? 0.2F : 0.5F;
            add(having);
            if (!comparator.said && low >= 1 && low <= 100000 && !between) {
                Option limit;
                limit.role = Role::limit;
                limit.begin = begin;
                limit.end = end;
                limit.covers = range(begin, end);
                limit.limit = static_cast<std::int64_t>(low);
                for (int k = begin - 1; k >= std::max(0, begin - 2); --k)
                    if (word(k) == "top" || word(k) == "first" || word(k) == "any")
                        limit.covers.set(static_cast<std::size_t>(k)), limit.cue = k;
                add(limit);
            }
        }
    }

    // Aggregates asked for right before a column mention at `at`: "the minimum and maximum age".
    std::vector<std::pair<Aggregate, int>> aggregate_cues_before(int at) const {
        std::vector<std::pair<Aggregate, int>> found;
        for (int i = at - 1; i >= std::max(0, at - 8); --i) {
            if (token(i + 1).stop_before) break;
            const auto aggregate = aggregate_cue(word(i));
            if (aggregate != Aggregate::none) {
                found.emplace_back(aggregate, i);
                continue;
            }
            if (is_stop_word(word(i)) || word(i) == "value" || word(i) == "values" || word(i) == "amount" ||
                word(i) == "total" || word(i) == "overall" || word(i) == "different" || word(i) == "distinct" ||
                word(i) == "unique")
                continue;
            break;
        }
        std::reverse(found.begin(), found.end());
        return found;
    }

    // "above the average", "more than the average age", "older than all", "than any X of Y"
    void compares() {
        for (int i = 0; i < n_; ++i) {
            auto aggregate = aggregate_cue(word(i));
            if (aggregate == Aggregate::count || aggregate == Aggregate::sum) continue;
            const auto comparator = comparator_at(tokens_, i, i + 1);
            TokenSet quantifier;
            if (aggregate == Aggregate::none || word(i) == "least") {
                // "larger than any college in Florida", "older than all", "lower than at least one"
                const bool some = word(i) == "any" || word(i) == "some" ||
                                  (word(i) == "least" && word(i + 1) == "one" && word(i - 1) == "at"),
                           all = word(i) == "all" || word(i) == "every";
                if (!some && !all) continue;
                const int than = word(i) == "least" ? i - 2 : i - 1;
                if (word(than) != "than" && word(than - 1) != "than" && word(than) != "after" && word(than) != "before")
                    continue;
                const bool greater = comparator.op == Op::gt || comparator.op == Op::ge;
                aggregate = greater == all ? Aggregate::max : Aggregate::min;
                if (word(i) == "least") quantifier = range(i - 1, i + 2);
            }
            const bool extreme = aggregate == Aggregate::max || aggregate == Aggregate::min;
            if (!comparator.said && !extreme) continue;
            if (comparator.said && comparator.op == Op::ne && !extreme) continue;
            Option option;
            option.role = Role::compare;
            option.begin = i;
            option.end = i + 1;
            option.cue = i;
            option.aggregate = aggregate;
            option.op = comparator.said ? comparator.op : Op::eq;
            option.covers = range(i, i + 1) | comparator.tokens | quantifier;
            std::vector<ColumnId> offered;
            std::vector<std::pair<int, const ColumnMention*>> near;
            for (const auto& mention : a_.columns) {
                if (mention.begin <= i && i < mention.end) continue;
                const int distance = mention.begin > i ? mention.begin - i - 1 : i - mention.end;
                if (distance <= 7 && !stop_between(std::min(mention.begin, i), std::max(mention.begin, i)))
                    near.emplace_back(distance, &mention);
            }
            std::stable_sort(near.begin(), near.end(), [](const auto& x, const auto& y) {
                return x.first != y.first ? x.first < y.first : x.second->link > y.second->link;
            });
            for (const auto& [distance, mention] : near) {
                const auto& traits = schema_.traits(mention->column);
                if ((!traits.number && !traits.date_like) || offered.size() >= 5 ||
                    std::find(offered.begin(), offered.end(), mention->column) != offered.end())
                    continue;
                offered.push_back(mention->column);
                auto made = option;
                made.column = mention->column;
                made.operand = mention->begin;
                made.how = 1;
                made.link = mention->link;
                made.rivals = mention->rivals;
                made.covers |= mention->tokens;
                // the same column said on the other side as well: "whose salary is above the average salary"
                for (const auto& other : a_.columns)
                    if (other.column == mention->column && std::abs(other.begin - i) <= 8) made.covers |= other.tokens;
                add(made);
            }
            for (int k = std::max(0, i - 4); k < i; ++k)
                if (const auto* measure = measure_cue(word(k)))
                    for (const auto& target : measured(*measure, 2)) {
                        if (std::find(offered.begin(), offered.end(), target.column) != offered.end()) continue;
                        offered.push_back(target.column);
                        auto made = option;
                        made.column = target.column;
                        made.how = 3;
                        made.link = target.link;
                        made.covers.set(static_cast<std::size_t>(k));
                        if (reversed(*measure, target.column))
                            made.op = made.op == Op::gt ? Op::lt : made.op == Op::lt ? Op::gt : made.op;
                        add(made);
                    }
        }
    }

    void counts() {
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
                if (mention.begin <= i || mention.begin - i > 5 || mention.link < 0.3F ||
                    stop_between(i, mention.begin))
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
                if (mention.link < 0.5F) continue;
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
            }
            option.how = 4;
            option.link = nearest < n_ ? 0.2F : 0.5F;
            add(option);
        }
    }

    // `counted` for each table said soon after `at`, and for the rows at hand.
    void add_counted(const Option& counted, int at) {
        for (const auto& mention : a_.tables)
            if (mention.begin > at && mention.begin - at <= 4) {
                auto made = counted;
                made.column = {mention.table, -1};
                made.operand = mention.begin;
                made.how = 1;
                made.link = mention.link;
                made.covers |= mention.tokens;
                add(made);
            }
        add(counted);
    }

    void orders() {
        for (const auto& cue : superlatives_) {
            Option option;
            option.role = Role::order;
            option.begin = cue.at;
            option.end = cue.at + 1;
            option.cue = cue.at;
            option.descending = cue.direction > 0;
            option.limit = cue.limit;
            option.covers = cue.tokens;
            bool ordering = false;  // "from oldest to youngest", "most recent first"
            for (int k = cue.at - 2; k <= cue.at + 2; ++k)
                ordering |= word(k) == "from" || (word(k) == "first" && k != cue.at && k > cue.at);
            for (const auto& order : orders_) ordering |= order.at < cue.at && cue.at - order.at <= 6;
            std::vector<std::pair<ColumnId, std::uint8_t>> offered;
            auto offer = [&](Target target) {
                if (offered.size() >= 8) return;
                for (const auto& [id, how] : offered)
                    if (id == target.column && how == target.how) return;
                offered.emplace_back(target.column, target.how);
                auto made = option;
                made.column = target.column;
                made.operand = target.operand;
                made.how = target.how;
                made.link = target.link;
                made.rivals = target.rivals;
                made.covers |= target.covers;
                if (cue.measure && reversed(*cue.measure, target.column) && target.how == 3)
                    made.descending = !made.descending;
                if (schema_.traits(target.column).number)
                    for (int k = std::min(cue.at + 1, n_ - 1); k < std::max(target.operand, cue.at + 1); ++k) {
                        const auto aggregate = aggregate_cue(word(k));
                        if (aggregate != Aggregate::avg && aggregate != Aggregate::sum) continue;
                        auto aggregated = made;
                        aggregated.aggregate = aggregate;
                        aggregated.covers.set(static_cast<std::size_t>(k));
                        add(aggregated);
                    }
                add(made);
                if (ordering) {
                    made.limit = 0;
                    add(made);
                }
                // the total of a measure over each group: "the country with the most points"
                if (schema_.traits(target.column).number && target.how == 1 &&
                    (word(cue.at) == "most" || word(cue.at) == "least" || word(cue.at) == "highest" ||
                     word(cue.at) == "largest" || word(cue.at) == "fewest" || word(cue.at) == "greatest")) {
                    made.aggregate = Aggregate::sum;
                    made.limit = option.limit;
                    add(made);
                }
            };
            std::vector<std::pair<int, const ColumnMention*>> near;
            for (const auto& mention : a_.columns) {
                if (mention.begin <= cue.at && cue.at < mention.end) continue;
                const int distance =
                    mention.begin > cue.at ? mention.begin - cue.at - 1 : 2 * (cue.at - mention.end) + 1;
                if (distance <= 7 && !stop_between(std::min(mention.begin, cue.at), std::max(mention.begin, cue.at)))
                    near.emplace_back(distance, &mention);
            }
            std::stable_sort(near.begin(), near.end(), [](const auto& x, const auto& y) {
                return x.first != y.first ? x.first < y.first : x.second->link > y.second->link;
            });
            for (const auto& [distance, mention] : near) {
                const auto& traits = schema_.traits(mention->column);
                if ((traits.number || traits.date_like) && !(traits.key && !traits.number))
                    offer(
                        {mention->column, mention->begin, mention->tokens, 1, mention->link, mention->rivals, nullptr});
            }
            if (cue.measure)
                for (const auto& target : measured(*cue.measure, 4)) offer(target);
            // the most rows: "the most concerts", "the most common type", "the largest number of"
            auto counted = option;
            counted.role = Role::order_count;
            const bool by_common = word(cue.at + 1) == "common" || word(cue.at + 1) == "popular" ||
                                   word(cue.at + 1) == "frequent" || word(cue.at + 1) == "frequently" ||
                                   word(cue.at + 1) == "often";
            if (by_common) counted.covers.set(static_cast<std::size_t>(cue.at + 1));
            for (int k = cue.at + 1; k < std::min(n_, cue.at + 4); ++k)
                if (word(k) == "number" || word(k) == "count" || word(k) == "amount" || word(k) == "numbers") {
                    counted.covers.set(static_cast<std::size_t>(k));
                    counted.covers |= range(cue.at + 1, k + 1);
                }
            bool table_found = false;
            for (const auto& mention : a_.tables) {
                const bool after =
                    mention.begin > cue.at && mention.begin - cue.at <= 6 && !stop_between(cue.at, mention.begin);
                if (!after || mention.link < 0.4F) continue;
                auto made = counted;
                made.column = {mention.table, -1};
                made.operand = mention.begin;
                made.how = 1;
                made.link = mention.link;
                made.covers |= mention.tokens;
                add(made);
                table_found = true;
                if (ordering) {
                    made.limit = 0;
                    add(made);
                }
            }
            counted.how = 4;
            counted.link = by_common ? 0.9F : table_found ? 0.2F : 0.5F;
            add(counted);
        }
        for (const auto& cue : orders_) {
            Option option;
            option.role = Role::order;
            option.begin = cue.at;
            option.end = cue.at + 1;
            option.cue = cue.at;
            option.descending = cue.descending;
            option.covers = cue.tokens;
            std::vector<ColumnId> offered;
            auto offer = [&](const Target& target) {
                if (offered.size() >= 8 || std::find(offered.begin(), offered.end(), target.column) != offered.end())
                    return;
                offered.push_back(target.column);
                auto made = option;
                made.column = target.column;
                made.operand = target.operand;
                made.how = target.how;
                made.link = target.link;
                made.rivals = target.rivals;
                if (target.operand >= cue.by) made.covers |= target.covers;
                if (target.operand > 0)
                    for (const auto& [aggregate, at] : aggregate_cues_before(target.operand)) {
                        if (at < cue.by || aggregate == Aggregate::count) continue;
                        auto aggregated = made;
                        aggregated.aggregate = aggregate;
                        aggregated.covers.set(static_cast<std::size_t>(at));
                        add(aggregated);
                    }
                add(made);
            };
            // behind "by"; else the last column said before
            for (const auto& mention : a_.columns)
                if (mention.begin >= cue.by && mention.begin - cue.by <= 8 && !stop_between(cue.by, mention.begin))
                    offer({mention.column, mention.begin, mention.tokens, 1, mention.link, mention.rivals, nullptr});
            std::vector<const ColumnMention*> before;
            for (const auto& mention : a_.columns)
                if (mention.end <= cue.at) before.push_back(&mention);
            std::stable_sort(before.begin(), before.end(), [](const ColumnMention* x, const ColumnMention* y) {
                return x->begin != y->begin ? x->begin > y->begin : x->link > y->link;
            });
            for (std::size_t k = 0; k < std::min<std::size_t>(before.size(), 5); ++k)
                offer({before[k]->column, before[k]->begin, before[k]->tokens, 3, before[k]->link, before[k]->rivals,
                       nullptr});
            for (const auto& mention : a_.tables)
                if (cue.alphabetical || mention.begin >= cue.by)
                    for (const int column : schema_.naming_columns(mention.table)) {
                        offer({{mention.table, column},
                               mention.begin,
                               mention.begin >= cue.by ? mention.tokens : TokenSet{},
                               4,
                               0.5F * mention.link,
                               0,
                               nullptr});
                        break;
                    }
            for (int k = cue.by; k < std::min(n_, cue.by + 6); ++k) {
                const auto* measure = measure_cue(word(k));
                if (!measure) continue;
                for (auto target : measured(*measure, 3)) {
                    target.covers.set(static_cast<std::size_t>(k));
                    target.operand = k;
                    offer(target);
                }
                break;
            }
            // by how many: "ordered by the number of concerts"
            for (int k = cue.by; k < std::min(n_, cue.by + 5); ++k) {
                if (aggregate_cue(word(k)) != Aggregate::count && word(k) != "frequency" && word(k) != "popularity" &&
                    word(k) != "often")
                    continue;
                auto counted = option;
                counted.role = Role::order_count;
                counted.covers.set(static_cast<std::size_t>(k));
                counted.how = 4;
                counted.link = 0.5F;
                add_counted(counted, k);
                break;
            }
        }
        // "top 10 patterns by number of episodes": the measure stands behind "by", no order word
        for (const auto& cue : superlatives_) {
            if (word(cue.at) != "top" && word(cue.at) != "bottom") continue;
            for (int k = cue.at + 1; k < std::min(n_, cue.at + 9); ++k) {
                if (word(k) != "by" && word(k) != "with") continue;
                for (int c = k + 1; c < std::min(n_, k + 4); ++c) {
                    if (aggregate_cue(word(c)) != Aggregate::count && word(c) != "frequency" && word(c) != "popularity")
                        continue;
                    Option option;
                    option.role = Role::order_count;
                    option.begin = cue.at;
                    option.end = cue.at + 1;
                    option.cue = cue.at;
                    option.descending = cue.direction > 0;
                    option.limit = cue.limit;
                    option.covers = cue.tokens | range(k, c + 1);
                    option.how = 4;
                    option.link = 0.6F;
                    add_counted(option, c);
                }
            }
        }
    }

    void tables() {
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
                for (int k = std::max(1, mention.begin - 5); k < std::min(n_, mention.end + 3); ++k)
                    if ((word(k) == "names" || word(k) == "name") && word(k - 1) == "full" &&
                        schema_.naming_columns(mention.table).size() > 1) {
                        auto full = option;
                        full.role = Role::select;
                        full.covers |= range(k - 1, k + 1);
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

    void columns() {
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
            const auto& traits = schema_.traits(mention.column);
            if (!traits.number && !traits.date_like && !traits.temporal) continue;
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
                std::erase_if(
                    cues, [](const auto& cue) { return cue.first == Aggregate::avg || cue.first == Aggregate::sum; });
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
            }
            if (cues.empty()) {  // "how much", "how long": a sum nobody named
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

    // "years between founding and funding", "days from order date to delivery date", "difference between A and B"
    void expressions() {
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
                    if (!joined || (difference ? !(a.number_type && b.number_type) : !(a.temporal && b.temporal)))
                        continue;
                    Option option;
                    option.role = Role::select;
                    option.begin = i;
                    option.end = second.end;
                    option.cue = i;
                    option.column = first.column;
                    option.other = second.column;
                    option.expression = expression;
                    option.covers = range(i, second.end);
                    option.link = std::min(first.link, second.link);
                    add(option);
                    ++made;
                }
        }
    }

    // Yes-or-no columns said as a property: "active customers", "that are not FDA approved".
    void flags() {
        for (const auto& mention : a_.columns) {
            const auto& traits = schema_.traits(mention.column);
            if (!traits.flag && !traits.boolean) continue;
            const auto& summary = schema_.values().summary(mention.column.table, mention.column.column);
            TokenSet negation;
            const bool negated = negated_before(tokens_, mention.begin, 5, negation);
            for (const bool yes : {true, false}) {
                if (!yes && !negated) continue;
                Option option;
                option.role = Role::value;
                option.begin = mention.begin;
                option.end = mention.end;
                option.column = mention.column;
                option.covers = mention.tokens | (yes ? TokenSet{} : negation);
                option.shared = mention.table_tokens;
                option.link = mention.link;
                option.rivals = mention.rivals;
                option.how = 5;
                if (traits.boolean) {
                    option.value = yes ? "true" : "false";
                    add(option);
                    continue;
                }
                for (const auto& example : summary.examples) {
                    const auto said = lower(example);
                    const bool is_yes = said == "t" || said == "true" || said == "yes" || said == "y" || said == "1",
                               is_no = said == "f" || said == "false" || said == "no" || said == "n" || said == "0";
                    if (yes ? !is_yes : !is_no) continue;
                    option.value = example;
                    add(option);
                    break;
                }
            }
        }
    }

    void nulls() {
        for (const auto& mention : a_.columns) {
            Option option;
            option.role = Role::null_test;
            option.begin = mention.begin;
            option.end = mention.end;
            option.column = mention.column;
            option.link = mention.link;
            option.rivals = mention.rivals;
            option.covers = mention.tokens;
            TokenSet cue;
            bool null_word = false;
            for (int k = std::max(0, mention.begin - 5); k < std::min(n_, mention.end + 5); ++k)
                if (word(k) == "null" || word(k) == "missing" || word(k) == "empty" || word(k) == "unknown" ||
                    word(k) == "blank") {
                    cue.set(static_cast<std::size_t>(k));
                    null_word = true;
                    option.cue = k;
                }
            TokenSet negation;
            const bool negated = negated_before(tokens_, mention.begin, 4, negation);
            if (null_word) {
                TokenSet not_null;
                const bool is_not = negated_before(tokens_, option.cue, 3, not_null);
                option.op = is_not ? Op::not_null : Op::is_null;
                option.covers |= cue | not_null;
                add(option);
            } else if (negated && schema_.column(mention.column).nullable) {
                option.op = Op::is_null;
                option.covers |= negation;
                option.cue = static_cast<int>(negation._Find_first());
                add(option);
            }
        }
    }

    void classify() {
        a_.token_class.assign(tokens_.size(), 'W');
        for (const auto& mention : a_.tables)
            for (int k = mention.begin; k < mention.end; ++k)
                if (mention.tokens.test(static_cast<std::size_t>(k)) && mention.link > 0.45F)
                    a_.token_class[static_cast<std::size_t>(k)] = 'T';
        for (const auto& mention : a_.columns)
            for (int k = mention.begin; k < mention.end; ++k)
                if (mention.tokens.test(static_cast<std::size_t>(k)) && mention.link > 0.4F &&
                    (a_.token_class[static_cast<std::size_t>(k)] != 'T' || mention.exact))
                    a_.token_class[static_cast<std::size_t>(k)] = 'C';
        for (int i = 0; i < n_; ++i)
            if (token(i).number && !token(i).ordinal) a_.token_class[static_cast<std::size_t>(i)] = 'N';
        for (const auto& value : values_)
            if (value.quality > 0.8F)
                for (int k = value.begin; k < value.end; ++k)
                    if (a_.token_class[static_cast<std::size_t>(k)] == 'W' || value.end - value.begin > 1)
                        a_.token_class[static_cast<std::size_t>(k)] = 'V';
        for (int i = 0; i < n_; ++i)
            if (token(i).kind == Token::Kind::quoted) a_.token_class[static_cast<std::size_t>(i)] = 'V';
        for (int i = 0; i < n_; ++i) {
            const auto at = static_cast<std::size_t>(i);
            const bool named = (a_.token_class[at] == 'C' || a_.token_class[at] == 'T') && !is_stop_word(word(i));
            if (named || !is_function_word(word(i)) || token(i).number || token(i).kind == Token::Kind::quoted)
                a_.content.set(at);
        }
        for (const auto& option : a_.options) a_.linked |= option.covers | option.shared;
        std::stable_sort(a_.options.begin(), a_.options.end(), [](const Option& x, const Option& y) {
            return x.covers._Find_first() < y.covers._Find_first();
        });
    }

    Analysis& a_;
    const SchemaIndex& schema_;
    const std::vector<Token>& tokens_;
    int n_ = 0;
    std::vector<Superlative> superlatives_;
    std::vector<OrderCue> orders_;
    std::vector<TimeSpan> spans_;
    std::vector<ValueMention> values_;
    Option overflow_;
};

}  // namespace

Analysis analyse(std::string_view text, const SchemaIndex& schema) {
    Analysis analysis;
    analysis.sentence = tokenise(text);
    find_mentions(analysis, schema);
    Builder(analysis, schema).build();
    return analysis;
}

}  // namespace pf::compiler
