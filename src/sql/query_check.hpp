// QueryCheck walks one syntax tree and refuses it at the first thing that is not allowed. Every node type, every field
// of a node, every name must be known to it: what it was not taught is refused. Only guard() uses it.
//   query_check_select.cpp      statements, WITH, SELECT and its clauses
//   query_check_recursion.cpp   WITH RECURSIVE
//   query_check_from.cpp        FROM: tables, subqueries, functions, joins
//   query_check_expression.cpp  expressions, operators, casts
//   query_check_call.cpp        function calls and windows;  call_rules.cpp: what their arguments must be
#pragma once

#include <cstddef>
#include <deque>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "sql/allow_lists.hpp"
#include "sql/bound_text.hpp"
#include "sql/guard.hpp"
#include "sql/name_scope.hpp"
#include "sql/syntax_tree.hpp"
#include "sql/value_bounds.hpp"

namespace pf::sql {

class QueryCheck {
 public:
    // `source` is the text the tree was parsed from; both and `policy` must outlive the check.
    QueryCheck(const GuardPolicy& policy, std::string_view source) : policy_(policy), source_(source) {}

    void statement(const json::object& root);

    [[nodiscard]] const std::optional<Error>& refusal() const { return refusal_; }

    // Tables named without a schema, in the order of the walk: byte in the source, and the schema that is meant.
    struct Unqualified {
        std::size_t at;
        std::string_view schema;
    };
    [[nodiscard]] const std::vector<Unqualified>& unqualified() const { return unqualified_; }
    [[nodiscard]] const std::set<std::string>& relations() const { return relations_; }  // "schema.table"

    // What the text still lacks to be in bounds: nothing may run before bounded() has made these edits.
    [[nodiscard]] const std::vector<Edit>& edits() const { return edits_; }

 private:
    // One level deeper; false when something was refused already or this level is one too many.
    class Level {
     public:
        explicit Level(QueryCheck& check);
        ~Level() { --check_.depth_; }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;
        explicit operator bool() const { return !check_.refusal_; }

     private:
        QueryCheck& check_;
    };

    // Some part of a FROM clause: the names it makes visible and the columns it has as a whole.
    struct FromPart {
        std::vector<RangeName> names;
        std::vector<Column> columns;
    };

    struct Call {
        const Function* function = nullptr;
        std::string_view name;
        ValueBounds value;
        double rows = 1;  // of a set-returning function
        std::size_t arguments = 0;
        std::size_t at = 0;  // byte of the source
    };

    enum class Place { expression, from };

    // The first refusal stands; the walk then runs out without looking further.
    void refuse(std::string message, std::string hint = {});
    void count_operator();
    void known_fields(const json::object& node, std::string_view what, std::initializer_list<std::string_view> fields);

    // Statements.
    Output select(const json::object& node, Scope* parent);
    Output select_stmt(const json::value& node, Scope* parent, std::string_view where);
    void with_clause(const json::object& node, const json::object& select, Scope& scope);
    Output common_table(const json::object& node, CommonTable& table, bool bounded, Scope& scope);
    Output step(CommonTable& table, const Output& first, const std::vector<std::string_view>& own_names,
                const json::object& second, Scope& scope);
    void begin_step(CommonTable& table, const Output& first);
    void end_step(const CommonTable& table, const Output& first, Output& step, bool all);
    Output set_operation(const json::object& node, Scope& scope);
    Output values_lists(const json::object& node, Scope& scope);
    Output simple_select(const json::object& node, Scope& scope);
    std::vector<Column> target_list(const json::object& node, Scope& scope);
    void group_by(const json::array& items, Scope& scope, const std::vector<Column>& output, double& sets);
    double grouping_item(const json::value& item, Scope& scope, const std::vector<Column>& output);
    void order_by(const json::array& items, Scope& scope, const std::vector<Column>& output);
    void output_or_expression(const json::value& item, Scope& scope, const std::vector<Column>& output);
    std::optional<double> limits(const json::object& node, Scope& scope);
    void conditions(const json::value& node, Scope& scope);
    void rename(std::vector<Column>& columns, const std::vector<std::string_view>& names);
    void given_name(std::string_view name);
    std::string_view output_name(const json::value& expression) const;

    // FROM.
    FromPart from_part(const json::value& node, Scope& scope, int entry);
    FromPart range_var(const json::object& node, Scope& scope, int entry);
    FromPart common_table_reference(CommonTable& table, const json::object& node, Scope& scope, int entry);
    FromPart range_subselect(const json::object& node, Scope& scope, int entry);
    FromPart range_function(const json::object& node, Scope& scope, int entry);
    FromPart table_sample(const json::object& node, Scope& scope, int entry);
    FromPart join(const json::object& node, Scope& scope, int entry);
    FromPart single(std::string_view name, std::vector<Column> columns, const json::object& node, Scope& scope,
                    Source source);
    std::vector<Column> function_columns(const json::object& node, const Call& call, std::string_view alias);
    void join_using(FromPart& left, FromPart& right, const std::vector<std::string_view>& shared, Scope& scope,
                    std::vector<Column>& merged);
    void combination(const Scope& scope);
    const AllowedRelation* find_relation(std::string_view schema, std::string_view name) const;

    // Expressions.
    ValueBounds expression(const json::value& node, Scope& scope);
    ValueBounds dispatch(std::string_view kind, const json::object& node, Scope& scope);
    ValueBounds column_ref(const json::object& node, Scope& scope);
    ValueBounds whole_row(const RangeName& range, Scope& scope);
    ValueBounds constant(const json::object& node);
    ValueBounds integer(const json::object& node) const;
    ValueBounds operation(const json::object& node, Scope& scope);
    ValueBounds binary(std::string_view name, std::string_view kind, const json::object& node, Scope& scope);
    ValueBounds bool_expr(const json::object& node, Scope& scope);
    ValueBounds case_expr(const json::object& node, Scope& scope);
    ValueBounds coalesce(const json::object& node, Scope& scope);
    ValueBounds min_max(const json::object& node, Scope& scope);
    ValueBounds sub_link(const json::object& node, Scope& scope);
    ValueBounds array_expr(const json::object& node, Scope& scope);
    ValueBounds row_expr(const json::object& node, Scope& scope);
    ValueBounds indirection(const json::object& node, Scope& scope);
    ValueBounds type_cast(const json::object& node, Scope& scope);
    ValueBounds each(const json::array& nodes, Scope& scope);
    void operator_name(const json::object& node, std::string_view field);
    void pattern(const json::value& node, const ValueBounds& bounds, std::string_view name, std::string_view kind);
    void in_bounds(const ValueBounds& bounds);

    struct CastType {
        TypeFamily family = TypeFamily::other;
        std::string_view name;
        bool is_array = false;
        std::string_view unit;           // of an interval with a field: interval '3' day
        std::optional<double> modifier;  // char(10), numeric(10, 2): the first
    };
    CastType type_name(const json::object& node);
    void keep_brackets(const json::object& node, const json::value& operand);

    // Calls.
    Call call(const json::object& node, Scope& scope, Place place);
    Call called_function(const json::object& node);
    ValueBounds argument(const json::value& node, const Call& call, Scope& scope);
    void call_shape(const json::object& node, const Function& function, Place place);
    void window(const json::object& node, Scope& scope);
    class CallRules;
    void apply_rule(const json::array& nodes, const std::vector<ValueBounds>& arguments, Call& call);

    const GuardPolicy& policy_;
    std::string_view source_;
    std::optional<Error> refusal_;
    std::vector<Unqualified> unqualified_;
    std::set<std::string> relations_;
    std::vector<Edit> edits_;
    std::deque<std::string> made_names_;                                        // column1, column2, … of VALUES
    std::unordered_map<const json::object*, std::string_view> subquery_names_;  // SubLink → its first column's name
    int depth_ = 0;
    int operators_ = 0;
    int table_references_ = 0;
    int common_table_references_ = 0;
    int columns_resolved_ = 0;
    const json::object* row_value_ = nullptr;  // the reference that may be a whole row: it becomes JSON at once
    struct {
        const json::object* node = nullptr;  // the UNION of a query in WITH RECURSIVE
        CommonTable* table = nullptr;
        std::vector<std::string_view> columns = {};  // names that WITH gives it
    } recursion_;
    bool read_again_ = false;    // the second part of a recursive query, by now knowing what it carries on
    double enclosing_rows_ = 1;  // generated rows of the queries around the subquery being read
};

}  // namespace pf::sql
