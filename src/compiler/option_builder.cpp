#include "compiler/option_builder.hpp"

#include <algorithm>

#include "compiler/emit_sql.hpp"
#include "sql/pattern_bounds.hpp"

namespace pf::compiler {

OptionBuilder::OptionBuilder(Analysis& analysis, const SchemaIndex& schema)
    : a_(analysis), schema_(schema), tokens_(analysis.sentence.tokens) {
    superlatives_ = superlatives(tokens_);
    orders_ = order_cues(tokens_);
    spans_ = time_spans(tokens_);
    values_ = find_values(analysis, schema);
    n_ = static_cast<int>(tokens_.size());
}

void OptionBuilder::build() {
    values();
    patterns();
    plain_literals();
    full_names();
    dates();
    numbers();
    compares();
    counts();
    orders();
    tables();
    columns();
    asked_measures();
    date_parts();
    flags();
    expressions();
    shares();
    nulls();
    classify();
}

TokenSet OptionBuilder::range(int from, int to) {
    TokenSet set;
    for (int i = std::max(from, 0); i < to; ++i) set.set(static_cast<std::size_t>(i));
    return set;
}

bool OptionBuilder::stop_between(int from, int to) const {
    for (int i = from + 1; i <= to && i < n_; ++i)
        if (token(i).stop_before) return true;
    return false;
}

// "the top patterns by number of episodes": the number is what they are ranked by. "The most recently founded org": so
// is when it was founded.
bool OptionBuilder::shows_what_ranks(const Option& option) const {
    if (option.role == Role::select && option.aggregate == Aggregate::none && option.column.column >= 0 &&
        word(option.end - 1).ends_with("ed")) {
        const int before = word(option.begin - 1).ends_with("ly") ? option.begin - 2 : option.begin - 1;
        if (superlative_cue(word(before)) != 0)
            return std::any_of(a_.tables.begin(), a_.tables.end(),
                               [&](const TableMention& mention) { return mention.begin == option.end; });
    }
    const bool count =
        option.role == Role::count || (option.role == Role::select && option.aggregate == Aggregate::count);
    if (!count) return false;
    bool top = false;
    for (int k = 0; k < n_; ++k) {
        top |= word(k) == "top" || word(k) == "bottom";
        if (top && k > 0 && (word(k) == "number" || word(k) == "count") && word(k - 1) == "by" &&
            option.covers.test(static_cast<std::size_t>(k)))
            return true;
    }
    return false;
}

// A text that the guard would not let into a LIKE pattern, wherever in it other text may stand.
bool OptionBuilder::makes_no_pattern(const Option& option) {
    const bool pattern = option.role == Role::value && (option.op == Op::contains || option.op == Op::not_contains ||
                                                        option.op == Op::starts || option.op == Op::ends);
    return pattern && sql::refuse_like(like_pattern(Op::contains, option.value)).has_value();
}

Option& OptionBuilder::add(Option option) {
    if (a_.options.size() >= max_options || shows_what_ranks(option) || makes_no_pattern(option)) {
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

const ColumnMention* OptionBuilder::mention_near(ColumnId id, int begin, int end, int reach) const {
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

std::vector<int> OptionBuilder::tables_at_hand() const {
    auto tables = a_.mentioned_tables;
    if (tables.size() > 8) tables.resize(8);
    for (const auto& mention : a_.columns)
        if ((mention.exact || tables.empty()) &&
            std::find(tables.begin(), tables.end(), mention.column.table) == tables.end() && tables.size() < 6)
            tables.push_back(mention.column.table);
    return tables;
}

std::vector<OptionBuilder::Target> OptionBuilder::measured(const Measure& measure, std::size_t most) const {
    std::vector<Target> found;
    auto look = [&](int table, float share) {
        for (int c = 0; c < static_cast<int>(schema_.table(table).columns.size()); ++c) {
            const ColumnId id{table, c};
            const auto& traits = schema_.traits(id);
            if (!traits.number && !traits.date_like) continue;
            if (traits.key && !traits.date_like) continue;
            float best = 0;
            for (const auto& name : schema_.words_of(id)) {
                for (std::size_t k = 0; k < measure.columns.size(); ++k)
                    if (measure.columns[k] == name.stem) best = std::max(best, 0.8F - 0.03F * static_cast<float>(k));
                for (std::size_t k = 0; k < measure.reversed.size(); ++k)
                    if (measure.reversed[k] == name.stem) best = std::max(best, 0.7F - 0.03F * static_cast<float>(k));
            }
            if (best > 0) found.push_back({id, -1, {}, 3, best * share, 0, nullptr});
        }
    };
    const auto tables = tables_at_hand();
    for (const int table : tables) look(table, 1);
    for (const int table : tables_beside(tables)) look(table, 0.6F);
    std::stable_sort(found.begin(), found.end(), [](const Target& x, const Target& y) { return x.link > y.link; });
    if (found.size() > most) found.resize(most);
    return found;
}

std::vector<int> OptionBuilder::tables_beside(const std::vector<int>& tables) const {
    std::vector<int> beside;
    for (const int table : tables)
        for (const int e : schema_.edges_of(table)) {
            const auto& edge = schema_.edges()[static_cast<std::size_t>(e)];
            int next = edge.from == table ? edge.to : edge.from;
            if (schema_.is_link(next) && next != table)  // behind a link table stands what it links to
                for (const int over : schema_.edges_of(next)) {
                    const auto& far = schema_.edges()[static_cast<std::size_t>(over)];
                    if (far.from == next && far.to != table) next = far.to;
                }
            if (beside.size() < 6 && std::find(tables.begin(), tables.end(), next) == tables.end() &&
                std::find(beside.begin(), beside.end(), next) == beside.end())
                beside.push_back(next);
        }
    return beside;
}

bool OptionBuilder::reversed(const Measure& measure, ColumnId id) const {
    for (const auto& name : schema_.words_of(id)) {
        for (const auto stem : measure.columns)
            if (stem == name.stem) return false;
        for (const auto stem : measure.reversed)
            if (stem == name.stem) return true;
    }
    return false;
}

std::vector<std::pair<Aggregate, int>> OptionBuilder::aggregate_cues_before(int at) const {
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
        // "the average room price": the table's name stands between
        bool names_table = false;
        for (const auto& mention : a_.tables)
            names_table |= mention.link > 0.45F && mention.tokens.test(static_cast<std::size_t>(i));
        if (names_table && i + 2 >= at) continue;
        break;
    }
    std::reverse(found.begin(), found.end());
    return found;
}

void OptionBuilder::classify() {
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
    std::stable_sort(a_.options.begin(), a_.options.end(),
                     [](const Option& x, const Option& y) { return x.covers._Find_first() < y.covers._Find_first(); });
}

}  // namespace pf::compiler
