#include "compiler/constructs/chosen.hpp"

#include <algorithm>

#include "compiler/word_class.hpp"

namespace pf::compiler::constructs {
namespace {

constexpr float named = 0.45F;  // how well a table must be said to be what the question is about
constexpr std::size_t most_lone_tables = 3;

// Whether an option takes the words of the table for what is counted or absent, rather than for what is asked about.
bool spent(const TableMention& mention, const Options& options) {
    return std::any_of(options.begin(), options.end(), [&](const Option* o) {
        if (o->role == Role::compare && o->group.column >= 0 && (o->covers & mention.tokens).any())
            return true;  // "above the average of their own department"
        return (o->role == Role::absent || o->role == Role::order_count || o->role == Role::having) &&
               o->column.table == mention.table && (o->covers & mention.tokens).any();
    });
}

// Whether the words are taken for another table's name: "amenities" of has_amenity and of amenity.
bool names_another(const TableMention& mention, const Options& options, const std::vector<TableMention>& mentions) {
    return std::any_of(options.begin(), options.end(), [&](const Option* o) {
        return o->column.table >= 0 && o->column.table != mention.table && (mention.tokens & ~o->covers).none() &&
               std::any_of(mentions.begin(), mentions.end(), [&](const TableMention& other) {
                   return other.table == o->column.table && other.tokens == mention.tokens;
               });
    });
}

// "who spent more than 100 in total": whose rows are added up, people before things. The table itself where its rows
// refer to none that has a name.
int owner_of(int table, const SchemaIndex& schema) {
    int owner = table;
    for (const int e : schema.edges_of(table)) {
        const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
        if (edge.from != table || edge.to == table) continue;
        const auto& names = schema.naming_columns(edge.to);
        if (names.size() > 1) return edge.to;
        if (owner == table && !names.empty() && schema.traits({edge.to, names[0]}).text) owner = edge.to;
    }
    return owner;
}

// "who covers the same region as Ralf": rows like the one that is named; -1 where none is.
int table_of_likeness(const Chosen& chosen) {
    const auto& tokens = chosen.analysis.sentence.tokens;
    constexpr int reach = 5;  // tokens from "same" to "as", and to the one that is named
    for (const auto* o : chosen.literals) {
        if (o->role != Role::value || o->column.table < 0) continue;
        for (int as = o->begin - 1; as >= std::max(0, o->begin - 2); --as)
            for (int same = as - 1; same >= std::max(0, as - reach) && is_at(tokens, as, WordClass::as); --same)
                if (is_at(tokens, same, WordClass::same)) return o->column.table;
    }
    return -1;
}

// "who does Noor report to": somebody of the table that Noor is of, whatever persons "who" may be elsewhere; -1 where
// no row is named whose table has a key to those above.
int table_of_superiors(const Chosen& chosen) {
    const auto& schema = chosen.schema;
    const auto& tokens = chosen.analysis.sentence.tokens;
    const auto says_role = [](const auto& word) { return is(word.word, WordClass::own_person_role); };
    if (std::none_of(tokens.begin(), tokens.end(), says_role)) return -1;
    for (const auto* o : chosen.literals) {
        if (o->role != Role::value || o->column.table < 0) continue;
        for (const int e : schema.edges_of(o->column.table)) {
            const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
            const auto& words = schema.words_of({edge.from, edge.from_columns[0]});
            if (edge.from == edge.to && std::any_of(words.begin(), words.end(), says_role)) return edge.from;
        }
    }
    return -1;
}

// The first table said that no option has used otherwise.
int find_main_table(const Chosen& chosen) {
    const auto& mentions = chosen.analysis.tables;
    if (chosen.shown.empty()) {
        if (const int like = table_of_likeness(chosen); like >= 0) return like;
        if (const int above = table_of_superiors(chosen); above >= 0) return above;
    }
    for (const auto& mention : mentions)
        if (mention.link >= named && !spent(mention, chosen.all) && (chosen.covered & mention.tokens).none())
            return mention.table;
    for (const auto& mention : mentions)
        if (mention.link >= named && !spent(mention, chosen.all) && !names_another(mention, chosen.all, mentions))
            return mention.table;
    for (const auto& kind : chosen.analysis.kinds)
        if (std::any_of(chosen.all.begin(), chosen.all.end(), [&](const Option* o) {
                return o->role == Role::value && o->begin == kind.begin && o->column.table != kind.table &&
                       chosen.schema.is_code_table(o->column.table);
            }))
            return kind.table;
    for (const auto* o : chosen.all)
        if (o->column.table >= 0 && o->role != Role::absent)
            return o->role == Role::having && o->aggregate == Summary::sum ? owner_of(o->column.table, chosen.schema)
                                                                           : o->column.table;
    const auto& mentioned = chosen.analysis.mentioned_tables;
    return mentioned.empty() ? -1 : mentioned.front();
}

std::vector<int> find_lone_tables(const Chosen& chosen) {
    std::vector<int> lone;
    const auto add = [&](int table) {
        const bool used = std::any_of(chosen.all.begin(), chosen.all.end(),
                                      [table](const Option* o) { return o->column.table == table; });
        if (!used && lone.size() < most_lone_tables && std::find(lone.begin(), lone.end(), table) == lone.end())
            lone.push_back(table);
    };
    for (const auto& mention : chosen.analysis.tables)
        if (mention.link >= 0.6F) add(mention.table);
    // a key that is said and not shown stands for its table: "students who have treasurer votes"
    for (const auto& mention : chosen.analysis.columns)
        if (mention.exact && (mention.tokens & chosen.covered).none()) add(mention.column.table);
    return lone;
}

template <typename Test>
bool any(const Options& options, Test test) {
    return std::any_of(options.begin(), options.end(), [&](const Option* o) { return test(*o); });
}

}  // namespace

Chosen::Chosen(const Options& options, const Analysis& sentence, const SchemaIndex& names, const JoinCosts& join_costs)
    : all(options),
      analysis(sentence),
      schema(names),
      costs(join_costs),
      write(*sentence.arena, names, sentence.options) {
    for (const auto* o : all) {
        covered |= o->covers | o->shared;
        switch (o->role) {
            case Role::select:
            case Role::count: shown.push_back(o); break;
            case Role::value:
            case Role::number: literals.push_back(o); [[fallthrough]];
            case Role::date:
            case Role::null_test: conditions.push_back(o); break;
            case Role::compare: compares.push_back(o); break;
            case Role::having: havings.push_back(o); break;
            case Role::absent: absents.push_back(o); break;
            case Role::order: orders.push_back(o); break;
            case Role::order_count: ordered_count = o; break;
            case Role::limit: limit = o; break;
            case Role::each: each = o; break;
            case Role::window: window = o; break;
        }
    }
    main_table = find_main_table(*this);
    lone_tables = find_lone_tables(*this);
}

bool Chosen::counted() const {
    return any(shown, [](const Option& o) { return o.role == Role::count; });
}

bool Chosen::shows_tables() const {
    return any(shown, [](const Option& o) { return o.role == Role::select && o.column.column < 0; });
}

bool Chosen::shows_plain() const {
    return any(shown, [](const Option& o) { return o.role == Role::select && o.aggregate == Summary::none; });
}

bool Chosen::aggregates() const {
    return any(shown, [](const Option& o) { return o.role == Role::select && o.aggregate != Summary::none; });
}

bool Chosen::groups() const { return ordered_count || !havings.empty(); }

bool Chosen::negates() const {
    return any(all, [](const Option& o) { return (o.role == Role::value && o.op == Op::ne) || o.excluded; });
}

bool Chosen::spans_tables() const {
    return any(all,
               [&](const Option& o) { return o.column.table >= 0 && o.column.table != all.front()->column.table; });
}

std::string_view Chosen::word(int at) const {
    const auto& tokens = analysis.sentence.tokens;
    return at >= 0 && at < static_cast<int>(tokens.size()) ? std::string_view(tokens[static_cast<std::size_t>(at)].word)
                                                           : std::string_view{};
}

}  // namespace pf::compiler::constructs
