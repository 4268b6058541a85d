#include "compiler/option_targets.hpp"

#include "compiler/link/word_vectors.hpp"

#include "compiler/column_contents.hpp"

namespace pf::compiler {
namespace {

bool contains(const std::vector<int>& tables, int table) {
    return std::find(tables.begin(), tables.end(), table) != tables.end();
}

// How well a name goes by the measure: its names are listed best first.
float measures(const SchemaIndex& schema, const Measure& measure, ColumnId id) {
    float best = 0;
    const auto look = [&best](std::span<const std::string_view> stems, float first, const std::string& stem) {
        for (std::size_t k = 0; k < stems.size(); ++k)
            if (stems[k] == stem) best = std::max(best, first - 0.03F * static_cast<float>(k));
    };
    for (const auto& name : schema.words_of(id)) {
        look(measure.columns, 0.8F, name.stem);
        look(measure.reversed, 0.7F, name.stem);
    }
    return best;
}

void add_measured(const SchemaIndex& schema, const Measure& measure, int table, float share,
                  std::vector<Target>& found) {
    for (int c = 0; c < schema.own_columns(table); ++c) {
        const ColumnId id{table, c};
        const auto& traits = schema.traits(id);
        if (!traits.date_like && !is_moment(schema, id) && (!traits.number || traits.key)) continue;
        if (const float best = measures(schema, measure, id); best > 0)
            found.push_back({id, -1, {}, 3, best * share, 0, nullptr});
    }
}

// What an edge of `table` leads to; behind a link table stands what it links to.
int next_table(const SchemaIndex& schema, int table, const JoinEdge& edge) {
    int next = edge.from == table ? edge.to : edge.from;
    if (!schema.is_link(next) || next == table) return next;
    for (const int over : schema.edges_of(next)) {
        const auto& far = schema.edges()[static_cast<std::size_t>(over)];
        if (far.from == next && far.to != table) next = far.to;
    }
    return next;
}

// Words that may stand between an aggregate and the name: stop words, nouns of amount, in the last two places a
// table's name ("the average room price").
bool leads_to_name(const OptionBuilder& b, int i, int at) {
    if (is_stop_word(b.word(i)) || b.is(i, WordClass::between_aggregate_and_name)) return true;
    return i + 2 >= at && std::any_of(b.tables().begin(), b.tables().end(), [i](const TableMention& mention) {
               return mention.link > 0.45F && has(mention.tokens, i);
           });
}

}  // namespace

Target target_of(const ColumnMention& mention, std::uint8_t how) {
    return {mention.column, mention.begin, mention.tokens, how, mention.link, mention.rivals, nullptr};
}

Option rows_of(const TableMention& mention, Role role) {
    Option option;
    option.role = role;
    option.begin = mention.begin;
    option.end = mention.end;
    option.column = {mention.table, -1};
    option.covers = mention.tokens;
    option.link = mention.link;
    return option;
}

Option about(Option option, const Target& target) {
    option.column = target.column;
    option.operand = target.operand;
    option.how = target.how;
    option.link = target.link;
    option.rivals = target.rivals;
    return option;
}

Option about(Option option, const ColumnMention& mention, std::uint8_t how) {
    return about(std::move(option), target_of(mention, how));
}

Option about_rows(Option option, const TableMention& mention, std::uint8_t how) {
    option.column = {mention.table, -1};
    option.operand = mention.begin;
    option.how = how;
    option.link = mention.link;
    option.covers |= mention.tokens;
    return option;
}

Option about_rows_with(Option option, const ColumnMention& mention) {
    option.column = {mention.column.table, -1};
    option.operand = mention.begin;
    option.how = 2;
    option.link = 0.6F * mention.link;
    option.covers |= mention.tokens;
    return option;
}

Option said_at(int begin, int end, int cue) {
    Option option;
    option.begin = begin;
    option.end = end;
    option.cue = cue;
    return option;
}

Option computed(int cue, int end) {
    Option option;
    option.role = Role::select;
    option.begin = option.cue = cue;
    option.end = end;
    option.covers = tokens_in(cue, end);
    return option;
}

float nearness(std::string_view word, ColumnId id, const SchemaIndex& schema) {
    const auto vector = WordVectors::shipped().of(word);
    float best = -1;
    if (!vector) return best;
    for (const auto& part : schema.words_of(id))
        if (const auto other = WordVectors::shipped().of(part.word))
            best = std::max(best, vector->company.cosine(other->company));
    return best;
}

std::optional<double> in_own_units(const SchemaIndex& schema, ColumnId id, const Unit& said) {
    const auto& names = schema.words_of(id);
    for (const auto& name : names)
        for (const auto& word : {name.word, name.written})
            if (const auto own = unit_of_measure(word); own && own->kind == said.kind) return said.size / own->size;
    // "duration_min": in minutes, not the least of them
    constexpr double minute = 60;
    if (names.size() > 1 && said.kind == Unit::Kind::time &&
        value_of(names.back().written, WordClass::duration_unit) == "minute")
        return said.size / minute;
    return std::nullopt;
}

bool names_another(const OptionBuilder& b, const ColumnMention& mention) {
    return std::any_of(b.columns().begin(), b.columns().end(), [&](const ColumnMention& other) {
        return other.column != mention.column && (other.tokens & mention.tokens).any() &&
               other.link > mention.link + 0.1F;
    });
}

const ColumnMention* mention_near(const OptionBuilder& b, ColumnId id, int begin, int end, int reach) {
    const ColumnMention* best = nullptr;
    int best_distance = reach + 1;
    for (const auto& mention : b.columns()) {
        if (mention.column != id || (mention.end > begin && mention.begin < end)) continue;
        int distance = mention.end <= begin ? begin - mention.end : mention.begin - end + 1;
        if (b.stop_between(mention.begin, begin)) distance += 3;
        if (distance < best_distance) {
            best = &mention;
            best_distance = distance;
        }
    }
    return best;
}

std::vector<int> tables_at_hand(const OptionBuilder& b) {
    auto tables = b.mentioned_tables();
    if (tables.size() > 8) tables.resize(8);
    const auto add_kinds = [&](bool unnamed) {
        for (const auto& kind : b.kinds())
            if (kind.unnamed == unnamed && !contains(tables, kind.table) && tables.size() < 8)
                tables.push_back(kind.table);
    };
    add_kinds(false);
    for (const auto& mention : b.columns())
        if ((mention.exact || tables.empty()) && !contains(tables, mention.column.table) && tables.size() < 6)
            tables.push_back(mention.column.table);
    add_kinds(true);  // what they may be about comes last: the rows themselves are a guess
    return tables;
}

std::vector<int> tables_beside(const SchemaIndex& schema, const std::vector<int>& tables) {
    std::vector<int> beside;
    for (const int table : tables)
        for (const int e : schema.edges_of(table)) {
            const int next = next_table(schema, table, schema.edges()[static_cast<std::size_t>(e)]);
            if (beside.size() < 6 && !contains(tables, next) && !contains(beside, next)) beside.push_back(next);
        }
    return beside;
}

std::vector<int> tables_with_times(const OptionBuilder& b) {
    auto tables = tables_at_hand(b);
    for (const auto& option : b.options())  // "revenue per month": of what is added up
        if (((option.role == Role::select && option.aggregate != Summary::none) || option.role == Role::absent) &&
            option.column.table >= 0 && !contains(tables, option.column.table))
            tables.push_back(option.column.table);
    const auto has_time = [&](int table) {
        for (int c = 0; c < b.schema().own_columns(table); ++c)
            if (is_moment(b.schema(), {table, c}) && !tells_another_time(b.schema(), {table, c})) return true;
        return false;
    };
    const auto own = tables.size();
    for (std::size_t i = 0; i < own; ++i) {
        if (has_time(tables[i])) continue;
        for (const int e : b.schema().edges_of(tables[i])) {
            const auto& edge = b.schema().edges()[static_cast<std::size_t>(e)];
            if (edge.from == tables[i] && !contains(tables, edge.to) && has_time(edge.to)) tables.push_back(edge.to);
        }
    }
    return tables;
}

std::vector<Target> measured(const OptionBuilder& b, const Measure& measure, std::size_t most) {
    std::vector<Target> found;
    const auto tables = tables_at_hand(b);
    for (const int table : tables) add_measured(b.schema(), measure, table, 1, found);
    for (const int table : tables_beside(b.schema(), tables)) add_measured(b.schema(), measure, table, 0.6F, found);
    std::stable_sort(found.begin(), found.end(), [](const Target& x, const Target& y) { return x.link > y.link; });
    if (found.size() > most) found.resize(most);
    return found;
}

bool is_reversed(const SchemaIndex& schema, const Measure& measure, ColumnId id) {
    for (const auto& name : schema.words_of(id)) {
        if (std::find(measure.columns.begin(), measure.columns.end(), name.stem) != measure.columns.end()) return false;
        if (std::find(measure.reversed.begin(), measure.reversed.end(), name.stem) != measure.reversed.end())
            return true;
    }
    return false;
}

Op turned(Op op) { return op == Op::gt ? Op::lt : op == Op::lt ? Op::gt : op; }

std::vector<std::pair<Summary, int>> aggregate_cues_before(const OptionBuilder& b, int at) {
    std::vector<std::pair<Summary, int>> found;
    for (int i = at - 1; i >= std::max(0, at - 8) && !b.token(i + 1).stop_before; --i) {
        if (const auto aggregate = aggregate_cue(b.word(i)); aggregate != Summary::none)
            found.emplace_back(aggregate, i);
        else if (!leads_to_name(b, i, at))
            break;
    }
    std::reverse(found.begin(), found.end());
    return found;
}

}  // namespace pf::compiler
