// What the SELECTs of a statement are made of and what the names in them mean, read from tokens alone: also of a
// statement that PostgreSQL cannot parse. Way in: QueryShape.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/ontology.hpp"
#include "model/value_index.hpp"
#include "tools/mend/tokens.hpp"

namespace pf::tools {

// What an expression's values are, as far as mending asks.
enum class Holds : std::uint8_t {
    unknown,
    text,
    integer,
    number,
    real,
    boolean,
    date,
    moment,
    text_literal,
    number_literal
};

// A column of the database, or of a subquery.
struct KnownColumn {
    std::string name;  // as the database spells it
    Holds holds = Holds::unknown;
    int table = -1, column = -1;  // of the ontology; -1: it is computed
};

struct FromSource {
    std::string alias;  // as the statement spells it, folded as PostgreSQL does
    int table = -1;     // of the ontology; -1: a subquery
    std::vector<KnownColumn> columns;
    bool open = false;  // may have columns that are not known
    int name = -1;      // token of a table's name, of its schema if it has one; -1: a subquery
    int unnamed = -1;   // of a subquery without an alias: its last parenthesis
};

struct SelectItem {
    Range expression;
    int alias = -1;  // token
};

struct Select {
    int begin = 0, end = 0;  // from SELECT on
    int parent = -1;         // whose names it may use too
    bool compound = false;   // part of a UNION: its ORDER BY is of the whole
    Range list, from, where, group, having, order;
    int limit = -1;  // token
    std::vector<SelectItem> items;
    std::vector<FromSource> sources;
};

struct Named {
    const FromSource* source = nullptr;
    const KnownColumn* column = nullptr;
    int source_index = -1;
    int select = -1;         // whose source it is
    bool uncertain = false;  // not found, but a source may have it
    [[nodiscard]] bool found() const { return column != nullptr; }
};

class QueryShape {
 public:
    // All must outlive it.
    QueryShape(const Tokens& tokens, const model::Ontology& ontology);

    [[nodiscard]] const std::vector<Select>& selects() const { return selects_; }
    // The innermost SELECT that a token is in; -1: in none.
    [[nodiscard]] int select_of(int token) const { return owner_[static_cast<std::size_t>(token)]; }
    // Parts of UNION, INTERSECT and EXCEPT at the same depth, in order, those in parentheses too.
    [[nodiscard]] const std::vector<std::vector<Range>>& compounds() const { return compounds_; }

    // What the reference [begin, end) means: column, or alias.column.
    [[nodiscard]] Named resolve(int begin, int end) const;
    // … a name of its own in a SELECT, or in those around it.
    [[nodiscard]] Named resolve(std::string_view name, int select) const;
    // The source an alias or a table's name before a dot means.
    [[nodiscard]] const FromSource* source(std::string_view alias, int select, bool minding_case) const;
    // The item of a SELECT's list that goes by this name; null: none.
    [[nodiscard]] const SelectItem* item_called(std::string_view name, const Select& select) const;

    [[nodiscard]] Holds holds(int begin, int end) const;

    [[nodiscard]] const Tokens& tokens() const { return tokens_; }
    [[nodiscard]] const model::Ontology& ontology() const { return ontology_; }

 private:
    std::vector<KnownColumn> read_query(int begin, int end, int parent);
    std::vector<KnownColumn> read_select(int begin, int end, int parent, bool compound);
    int read_with(int begin, int end, int parent);
    void read_clauses(Select& select) const;
    void read_from(int select);
    int read_source(int select, int at);
    void read_items(int select);
    void read_nested(int begin, int end, int parent);
    std::vector<KnownColumn> outputs(int select) const;
    void add_star(std::vector<KnownColumn>& columns, const Select& select, std::string_view alias) const;
    [[nodiscard]] Holds holds_query(int begin, int end) const;
    [[nodiscard]] Holds holds_type(int name) const;
    [[nodiscard]] Holds holds_call(int begin, int end) const;
    [[nodiscard]] Holds holds_together(int begin, int end) const;
    [[nodiscard]] int find_table(std::string_view schema, std::string_view name) const;

    const Tokens& tokens_;
    const model::Ontology& ontology_;
    std::vector<Select> selects_;
    std::size_t columns_ = 0;  // of all sources so far
    std::vector<int> owner_;
    std::vector<char> read_;  // by token: an opening parenthesis whose query is read
    std::vector<std::vector<Range>> compounds_;
    std::map<std::string, FromSource, std::less<>> common_;  // WITH queries by name in lower case
};

[[nodiscard]] Holds holds_of(const model::Column& column);
[[nodiscard]] inline bool is_numeric(Holds holds) {
    return holds == Holds::integer || holds == Holds::number || holds == Holds::real || holds == Holds::number_literal;
}
[[nodiscard]] bool is_query(const Tokens& tokens, int open);

}  // namespace pf::tools
