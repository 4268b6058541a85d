#include "compiler/definitions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/ascii.hpp"
#include "base/near.hpp"
#include "compiler/join_path.hpp"
#include "compiler/plan/from_sql.hpp"
#include "compiler/plan/types.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/schema_index.hpp"
#include "sql/identifier.hpp"
#include "sql/syntax_tree.hpp"

namespace pf::compiler {
namespace {

using model::Definition;
using plan::Aggregate;
using plan::Op;
using plan::Query;
using plan::Summary;
using plan::Term;
using Kind = Definition::Kind;

// Why an entry is not used; thrown and caught within Definitions::Reader.
struct Refused {
    std::string why;
};

constexpr std::size_t most_tables = 4;  // of one definition

// Parts of the names of columns in an expression, as PostgreSQL reads them; a subquery is refused.
void find_names(const sql::json::value& node, std::vector<std::vector<std::string>>& found) {
    if (const auto* list = node.if_array()) {
        for (const auto& item : *list) find_names(item, found);
    } else if (const auto* object = node.if_object()) {
        for (const auto& [key, value] : *object) {
            if (key == "SubLink") throw Refused{"it holds a subquery"};
            if (key != "ColumnRef") {
                find_names(value, found);
                continue;
            }
            auto& parts = found.emplace_back();
            for (const auto part : sql::names(value.as_object(), "fields")) parts.emplace_back(part);
        }
    }
}

std::optional<Summary> summary_of(const Term& term) {
    if (term.kind != Term::Kind::aggregate || term.args.size() > 1 || !term.order.empty()) return std::nullopt;
    switch (term.aggregate) {
        case Aggregate::count: return Summary::count;
        case Aggregate::sum: return Summary::sum;
        case Aggregate::avg: return Summary::avg;
        case Aggregate::min: return Summary::min;
        case Aggregate::max: return Summary::max;
        case Aggregate::median: return Summary::median;
        default: return std::nullopt;
    }
}

JoinCosts plain_costs(const SchemaIndex& schema) {
    JoinCosts costs;
    costs.mentioned.assign(static_cast<std::size_t>(schema.tables()), false);
    for (const auto& edge : schema.edges()) costs.edge.push_back(edge.cost);
    return costs;
}

}  // namespace

class Definitions::Reader {
 public:
    Reader(const SchemaIndex& plain, Definitions& made)
        : plain_(plain),
          made_(made),
          terms_(*made.arena_),
          ontology_(std::make_shared<model::Ontology>(plain.ontology())),
          costs_(plain_costs(plain)) {
        for (const auto& table : ontology_->tables)
            made_.own_columns_.push_back(static_cast<int>(table.columns.size()));
        made_.defined_.resize(ontology_->tables.size());
        for (int t = 0; t < plain_.tables(); ++t) {
            made_.phrases_.add_table(t, plain_.readable({t, -1}));
            for (const auto& synonym : plain_.table(t).synonyms) made_.phrases_.add_table(t, synonym);
        }
        made_.refused_ = plain.ontology().vocabulary.refused;
    }

    void run() {
        const auto& all = plain_.ontology().vocabulary.definitions;
        for (const auto& definition : all) take(definition, false);
        for (const auto& definition : all) take(definition, true);  // they may be of what is defined
        made_.ontology_ = std::move(ontology_);
    }

 private:
    void take(const Definition& definition, bool synonyms) {
        if ((definition.kind == Kind::synonym) != synonyms) return;
        try {
            synonyms ? read_synonym(definition) : read(definition);
        } catch (const Refused& refused) {
            made_.refused_.push_back(
                fmt::format("{}: {} is not used: {}", definition.where, definition.name, refused.why));
        }
    }

    // Names

    [[nodiscard]] int table_named(const std::vector<std::string>& parts) const {
        for (const bool exact : {true, false})
            for (int t = 0; t < plain_.tables(); ++t) {
                const auto& table = plain_.table(t);
                const auto same = [exact](const std::string& a, const std::string& b) {
                    return exact ? a == b : lower(a) == lower(b);
                };
                if (same(table.name, parts.back()) && (parts.size() == 1 || same(table.schema, parts.front())))
                    return t;
            }
        return -1;
    }

    // The table of a column, by its name in full or because no other table has one of the name.
    [[nodiscard]] int table_of(std::vector<std::string> parts) const {
        const auto column = parts.back();
        parts.pop_back();
        if (parts.size() > 2 || column.empty()) throw Refused{"it names more than a table and a column"};
        if (!parts.empty()) {
            const int table = table_named(parts);
            if (table < 0) throw Refused{fmt::format("there is no table {}", fmt::join(parts, "."))};
            if (!plain_.table(table).column(column))
                throw Refused{fmt::format("{} has no column {}", plain_.table(table).name, column)};
            return table;
        }
        int found = -1;
        for (int t = 0; t < plain_.tables(); ++t) {
            if (!plain_.table(t).column(column)) continue;
            if (found >= 0)
                throw Refused{fmt::format("{0} is a column of {1} and of {2}; write {1}.{0}", column,
                                          plain_.table(found).name, plain_.table(t).name)};
            found = t;
        }
        if (found < 0) throw Refused{"there is no column " + column};
        return found;
    }

    [[nodiscard]] std::vector<std::vector<std::string>> names_in(const std::string& expression) const {
        const auto tree = sql::SyntaxTree::parse("SELECT " + expression);
        if (!tree) throw Refused{tree.error().message};
        std::vector<std::vector<std::string>> names;
        find_names(tree->root(), names);
        return names;
    }

    [[nodiscard]] std::string from(const std::vector<int>& tables) const {
        std::string made;
        for (const int t : tables) {
            const auto& table = plain_.table(t);
            made += made.empty() ? "" : ", ";
            if (!table.schema.empty()) made += sql::quote_identifier(table.schema) + ".";
            made += sql::quote_identifier(table.name);
        }
        return made;
    }

    // Expressions

    // What is read of an expression: a query that shows it or has it as its condition.
    struct Expression {
        const Term* term = nullptr;
        std::vector<int> tables;
        model::TypeClass type = model::TypeClass::other;
    };

    [[nodiscard]] Expression read_expression(const std::string& text, bool condition) const {
        Expression made;
        for (auto& name : names_in(text))
            if (const int table = table_of(std::move(name));
                std::find(made.tables.begin(), made.tables.end(), table) == made.tables.end())
                made.tables.push_back(table);
        if (made.tables.empty()) throw Refused{"it names no column, such as orders.total"};
        if (made.tables.size() > most_tables) throw Refused{"it is of too many tables"};
        const auto sql = condition ? fmt::format("SELECT 1 FROM {} WHERE {}", from(made.tables), text)
                                   : fmt::format("SELECT {}\n FROM {}", text, from(made.tables));
        const auto query = plan::from_sql(sql, terms_, plain_);
        if (!query) throw Refused{query.error().message.substr(0, query.error().message.find_last_not_of('.') + 1)};
        if (query->select.size() != 1 || query->operation != plan::SetOperation::none || query->distinct ||
            !query->group.empty() || !query->having.empty() || !query->order.empty() || query->limit >= 0 ||
            query->offset > 0 || query->where.empty() == condition)
            throw Refused{"it is more than one expression"};
        made.term = condition ? terms_.all_of(query->where) : query->select.front().term;
        if (made.term->kind == Term::Kind::all) throw Refused{"it names no column, such as orders.total"};
        made.type = condition ? model::TypeClass::boolean : plan::type_of(*made.term, {&*query}, plain_);
        plan::walk(*made.term, plan::Into::this_query, [](const Term& part) {
            if (part.kind == Term::Kind::window) throw Refused{"it holds a window function"};
        });
        return made;
    }

    // The one whose rows the others' do not repeat.
    [[nodiscard]] int home_of(const std::vector<int>& tables) const {
        if (tables.size() == 1) return tables.front();
        Query query;
        for (const int table : tables) query.required.push_back({table, 0});
        if (!join_tables(query, plain_, costs_)) throw Refused{"no keys join its tables"};
        for (const int table : tables)
            if (!repeats_rows(query, table, plain_)) return table;
        throw Refused{"its tables repeat one another's rows"};
    }

    // Definitions

    void read(const Definition& definition) {
        Defined made;
        made.kind = definition.kind;
        auto expression = read_expression(definition.is, definition.kind == Kind::filter);
        const bool aggregates = plan::has_aggregate(*expression.term);
        if (definition.kind == Kind::metric && !aggregates)
            throw Refused{"a metric is an aggregate, such as sum(orders.total)"};
        if (definition.kind != Kind::metric && aggregates) throw Refused{"only a metric is an aggregate"};
        if (definition.kind == Kind::dimension && expression.term->kind == Term::Kind::column)
            return stand_for(definition, expression.term->source.table, expression.term->column);
        const int table = home_of(expression.tables);
        made.row = definition.kind == Kind::metric ? rows_of(expression, made) : expression.term;
        for (const int other : expression.tables)
            if (other != table) made.beside.push_back(other);
        if (definition.kind == Kind::metric) set_date(definition, table, made);
        add(definition, table, std::move(made), expression.type);
    }

    // What a metric aggregates; sets how.
    [[nodiscard]] const Term* rows_of(Expression& expression, Defined& made) const {
        const auto& term = *expression.term;
        const auto summary = summary_of(term);
        made.summary = summary.value_or(Summary::other);
        if (!summary) return &term;
        made.distinct = term.distinct;
        expression.type = made.summary == Summary::count ? model::TypeClass::integer : expression.type;
        const auto* row = term.args.empty() ? terms_.number(1) : term.args.front();
        return term.filter ? terms_.call(Op::when, {term.filter, row}) : row;
    }

    void set_date(const Definition& definition, int table, Defined& made) const {
        if (!definition.date.empty()) {
            const auto date = read_expression(definition.date, false);
            if (date.term->kind != Term::Kind::column || !plan::is_temporal(date.type))
                throw Refused{definition.date + " is no column of dates"};
            if (date.term->source.table != table) throw Refused{definition.date + " is of another table"};
            made.date_table = table;
            made.date_column = date.term->column;
            return;
        }
        for (int c = 0; c < made_.own_columns(table); ++c) {
            if (!plain_.traits({table, c}).temporal) continue;
            if (made.date_table >= 0) {
                made.date_table = made.date_column = -1;
                return;  // one of several
            }
            made.date_table = table;
            made.date_column = c;
        }
    }

    void add(const Definition& definition, int table, Defined defined, model::TypeClass type) {
        const bool filter = definition.kind == Kind::filter;
        const auto words = filter ? property_in(definition.name, table) : phrase_words(definition.name);
        if (words.empty()) throw Refused{"its name has no words"};
        auto& columns = ontology_->tables[static_cast<std::size_t>(table)].columns;
        const auto name = name_of(table, static_cast<int>(columns.size()), words);
        if (!defined_.emplace(phrase_words(definition.name), name).second) throw Refused{"the name is there twice"};
        model::Column column;
        column.name = fmt::format("{}", fmt::join(words, " "));
        column.type_class = type;
        column.description = definition.description;
        columns.push_back(std::move(column));
        made_.defined_[static_cast<std::size_t>(table)].push_back(std::move(defined));
        const auto say = [&](const std::string& phrase) {
            filter ? add_filter(phrase, table, name) : made_.phrases_.add(phrase, name);
        };
        say(definition.name);
        for (const auto& synonym : definition.synonyms) say(synonym);
    }

    [[nodiscard]] static Phrases::Name name_of(int table, int column, const std::vector<std::string>& words) {
        Phrases::Name name;
        for (const auto& word : words) {
            name.meant.push_back({table, column, static_cast<std::int16_t>(name.words.size())});
            name.words.push_back(word);
        }
        return name;
    }
    [[nodiscard]] Phrases::Name name_of(int table, int column) const {
        Phrases::Name name;
        for (const auto& word : plain_.words_of({table, column})) {
            name.meant.push_back({table, column, static_cast<std::int16_t>(name.words.size())});
            name.words.push_back(word.word);
        }
        return name;
    }

    // "active customer" → active; what is nothing but the table's name stays.
    [[nodiscard]] std::vector<std::string> property_in(std::string_view phrase, int table) const {
        const auto& of_table = plain_.words_of({table, -1});
        auto words = phrase_words(phrase);
        const auto is_table = [&](const std::string& word) {
            return std::any_of(of_table.begin(), of_table.end(),
                               [&](const NameWord& name) { return name.stem == stem(word); });
        };
        const auto whole = words;
        while (!words.empty() && is_table(words.back())) words.pop_back();
        return words.empty() ? whole : words;
    }

    // "active customer": the phrase is the property and the table; "active" alone is the property where the table is
    // said as well.
    void add_filter(std::string_view phrase, int table, const Phrases::Name& property) {
        const auto alone = property_in(phrase, table);
        if (alone == phrase_words(phrase)) return made_.phrases_.add(phrase, property);
        auto whole = property;
        const auto of_table = name_of(table, -1);
        whole.words.insert(whole.words.end(), of_table.words.begin(), of_table.words.end());
        whole.meant.insert(whole.meant.end(), of_table.meant.begin(), of_table.meant.end());
        made_.phrases_.add(phrase, std::move(whole));
        auto beside_table = property;
        beside_table.beside = table;
        made_.phrases_.add(fmt::format("{}", fmt::join(alone, " ")), std::move(beside_table));
    }

    // Words for a column that the database has; for the rows of a table where it alone tells them apart.
    void stand_for(const Definition& definition, int table, int column) {
        const auto& naming = plain_.naming_columns(table);
        const bool names_rows = naming.size() == 1 && naming.front() == column && column >= 0;
        const auto name = name_of(table, names_rows ? -1 : column);
        const auto say = [&](const std::string& phrase) {
            made_.phrases_.add(phrase, name);
            if (column < 0) made_.phrases_.add_table(table, phrase);
        };
        say(definition.name);
        for (const auto& synonym : definition.synonyms) say(synonym);
    }

    void read_synonym(const Definition& definition) {
        const auto names = names_in(definition.is);
        if (names.size() == 1 && names.front().size() <= 2)
            if (const int table = table_named(names.front()); table >= 0) return stand_for(definition, table, -1);
        if (const auto known = defined_.find(phrase_words(definition.is)); known != defined_.end())
            return made_.phrases_.add(definition.name, known->second);
        const auto plain = read_expression(definition.is, false);
        if (plain.term->kind == Term::Kind::column)
            return stand_for(definition, plain.term->source.table, plain.term->column);
        if (plain.type != model::TypeClass::boolean)
            throw Refused{"a synonym stands for a table, a column, or a condition such as country.name = 'Norway'"};
        auto filter = definition;
        filter.kind = Kind::filter;
        read(filter);
    }

    const SchemaIndex& plain_;
    Definitions& made_;
    plan::Terms terms_;
    std::shared_ptr<model::Ontology> ontology_;
    JoinCosts costs_;
    std::map<std::vector<std::string>, Phrases::Name> defined_;  // by the words of their names
};

Definitions::Definitions(const SchemaIndex& plain) { Reader(plain, *this).run(); }

}  // namespace pf::compiler
