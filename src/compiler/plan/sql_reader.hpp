// The inside of from_sql.hpp: from_sql.cpp reads queries, sql_relations.cpp FROM, sql_terms.cpp terms, sql_calls.cpp
// functions, sql_moments.cpp points in time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/plan/from_sql.hpp"
#include "compiler/plan/types.hpp"
#include "sql/syntax_tree.hpp"

namespace pf::compiler::plan {

// Thrown and caught within from_sql(): the construct that the algebra has no word for.
struct Beyond {
    std::string construct;
    std::int64_t location = -1;
};

class SqlReader {
 public:
    SqlReader(std::string_view sql, const Terms& terms, const SchemaIndex& schema)
        : sql_(sql), terms_(terms), schema_(schema) {}

    Query statement(const sql::json::object& root);

 private:
    using Object = sql::json::object;
    using Value = sql::json::value;

    // What a name before a dot, or a column's name alone, may mean.
    struct Relation {
        std::string name;
        Source source;
        std::vector<std::string> columns;
    };
    struct CommonTable {
        std::string name;
        const Object* query = nullptr;
        std::vector<std::string> columns;
        std::size_t sees = 0;  // so many of the common tables before it
    };
    struct Scope {
        Query* query = nullptr;
        std::vector<Relation> relations;
        const Object* select = nullptr;
    };
    struct Level {  // counts nesting while it lives
        explicit Level(SqlReader& reader, std::int64_t location);
        ~Level();
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;
        SqlReader& reader;
    };

    // Queries. `columns`: each column stands for itself, as a derived table needs it.
    Query select(const Object& select, bool columns);
    Query plain(const Object& select, bool columns);
    Query set_operation(const Object& select, bool columns);
    Query as_derived(Query inner);
    void common_tables(const Object& select);
    void refuse_odd_clauses(const Object& select);
    void shown(const Object& select, bool columns);
    void add_all(Source source, bool columns);
    void star(const Object& reference, bool columns);
    void distinct(const Object& select);
    void group(const Object& select);
    void order(const Object& select, Query& query);
    void cut(const Object& select, Query& query);
    const Term* key(const Value& node, const Query& query, bool input_first);
    const Term* named_key(std::string_view name, const Query& query);
    const Term* named_column(std::string_view name, const Query& query);
    OrderKey order_key(const Object& sort, const Term* term);
    std::int64_t count(const Value& node);

    // Relations
    void relation(const Value& node);
    void table(const Object& range);
    void derived_table(const Query& query, std::string name, const std::vector<std::string>& columns);
    void subselect(const Object& range);
    void join(const Object& join);
    void join_condition(const Object& join, std::size_t left, std::size_t right);
    const Term* equal_columns(std::string_view name, std::size_t left, std::size_t right);
    void match_edge(std::size_t index);
    int table_named(std::string_view schema, std::string_view name) const;
    const CommonTable* common_table(std::string_view name) const;
    int free_instance(int table) const;
    std::vector<std::string> column_names_of(Source source) const;

    // Terms
    const Term* condition(const Value& node);
    const Term* term(const Value& node);
    const Term* known_term(std::string_view kind, const Object& fields);
    const Term* column(const Object& reference);
    const Term* column_of(const Relation& relation, std::string_view name);
    const Term* constant(const Object& constant);
    const Term* truth(const Object& expression);
    const Term* operation(const Object& expression);
    const Term* binary(std::string_view symbol, const Object& expression);
    const Term* comparison(Op op, const Term* left, const Term* right);
    const Term* arithmetic(Op op, const Term* left, const Term* right);
    const Term* sum(Op op, const Term* left, const Term* right);
    const Term* product(const Term* left, const Term* right);
    const Term* division(const Term* left, const Term* right);
    const Term* likeness(const Object& expression);
    const Term* in_list(const Object& expression);
    const Term* between(const Object& expression, bool negated);
    const Term* any_of_array(const Object& expression);
    const Term* null_test(const Object& test);
    const Term* boolean_test(const Object& test);
    const Term* sublink(const Object& link);
    const Term* exists(const Object& link);
    const Term* choice(const Object& expression);
    const Term* cast(const Object& cast);
    std::string type_bounds(const Object& type, std::string_view said, const Object& cast);
    const Term* typed_text(const Term* text, std::string_view type);
    const Term* plain_cast(const Term* value, std::string_view type);
    const Term* index(const Object& indirection);
    const Term* least_or_greatest(const Object& expression);
    TermList terms_of(const Object& node, std::string_view name);
    const Query* subquery(const Object& node, std::string_view name);

    // Functions
    const Term* function(const Object& call);
    const Term* special_function(std::string_view name, const TermList& args);
    const Term* plain_function(std::string_view name, const TermList& args, const Object& call);
    const Term* aggregate(Aggregate aggregate, const Object& call);
    const Term* percentile(const Object& call);
    const Term* over(Term made, const Object& window);
    void frame(Term& made, std::int64_t options, const Object& window);
    const Object* window_definition(const Object* window);

    // Points in time
    const Term* now(const Object& call);
    const Term* now_moment();
    const Term* interval(std::string_view text, std::int64_t location);
    const Term* shifted(const Term* moment, const Term* interval, bool back);
    const Term* truncated(Unit unit, const Term* term);
    const Term* dated(const Term* term, const Term* beside);
    const Term* latest(const Object& expression);
    const Term* part(std::string_view field, const Term* term);

    [[nodiscard]] model::TypeClass type(const Term* term) const;
    [[noreturn]] static void beyond(std::string construct, const Object& node);

    std::string_view sql_;
    const Terms& terms_;
    const SchemaIndex& schema_;
    std::vector<Scope*> scopes_;
    std::vector<CommonTable> common_;
    std::size_t visible_common_ = 0;
    int depth_ = 0, derived_depth_ = 0, next_derived_ = 0, budget_ = 20000;
};

// A date or a date and time as PostgreSQL writes them: "2024-02-29", "2024-02-29 10:30". Years 1 … 9999.
[[nodiscard]] std::optional<Moment> date_of_text(std::string_view text);

}  // namespace pf::compiler::plan
