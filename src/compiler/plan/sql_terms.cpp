#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "compiler/plan/sql_reader.hpp"
#include "compiler/print/like_pattern.hpp"
#include "compiler/print/postgres.hpp"

namespace pf::compiler::plan {
namespace {

bool is_literal(const Term* term) {
    return term->kind == Term::Kind::number || term->kind == Term::Kind::text || term->kind == Term::Kind::moment;
}
bool is_truth(const Term* term) {
    switch (term->kind) {
        case Term::Kind::truth:
        case Term::Kind::exists:
        case Term::Kind::within:
        case Term::Kind::quantified: return true;
        case Term::Kind::call: return term->op >= Op::all_of;
        default: return false;
    }
}

Op turned(Op op) {
    switch (op) {
        case Op::lt: return Op::gt;
        case Op::le: return Op::ge;
        case Op::gt: return Op::lt;
        case Op::ge: return Op::le;
        default: return op;
    }
}

std::optional<Op> comparison_named(std::string_view symbol) {
    for (const auto op : {Op::eq, Op::ne, Op::lt, Op::le, Op::gt, Op::ge})
        if (print::symbol_of(op) == symbol) return op;
    return symbol == "!=" ? std::optional(Op::ne) : std::nullopt;
}

bool lower_case(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) { return (c >= 'A' && c <= 'Z') || c < 0; });
}

// "x >= a and x < b" of two moments is one span of time.
TermList spans_joined(const TermList& parts, const Terms& terms) {
    TermList made;
    for (const auto* part : parts) {
        const auto* before = made.empty() ? nullptr : made.back();
        if (before && is_call(*before, Op::ge) && is_call(*part, Op::lt) && same(*before->args[0], *part->args[0]) &&
            before->args[1]->kind == Term::Kind::moment && part->args[1]->kind == Term::Kind::moment)
            made.back() = terms.call(Op::during, {part->args[0], before->args[1], part->args[1]});
        else
            made.push_back(part);
    }
    return made;
}

// The column that stands for `document` ->> 'key'; null when the model has none.
const model::Column* document_key(const Term& document, const Term& key, const SchemaIndex& schema) {
    if (document.kind != Term::Kind::column || document.source.table < 0 || key.kind != Term::Kind::text)
        return nullptr;
    for (const auto& column : schema.table(document.source.table).columns)
        if (column.document == document.column && column.name == key.text) return &column;
    return nullptr;
}
bool is_document_key(const Term& term, const SchemaIndex& schema) {
    return term.kind == Term::Kind::column && term.source.table >= 0 &&
           schema.column({term.source.table, term.column}).document >= 0;
}

// How PostgreSQL's own names of types are said.
std::string_view type_said(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> names{
        {{"int4", "integer"},
         {"int8", "bigint"},
         {"int2", "smallint"},
         {"float8", "double precision"},
         {"float4", "real"},
         {"bool", "boolean"},
         {"varchar", "character varying"},
         {"bpchar", "bpchar"},
         {"timestamptz", "timestamp with time zone"},
         {"timetz", "time with time zone"}}};
    for (const auto& [own, said] : names)
        if (own == name) return said;
    static constexpr std::array<std::string_view, 10> same{"numeric",  "text", "date",  "timestamp", "time",
                                                           "interval", "json", "jsonb", "uuid",      "regclass"};
    return std::find(same.begin(), same.end(), name) != same.end() && name != "regclass" ? name : "";
}

}  // namespace

// A boolean that is no comparison, where a condition is wanted.
const Term* SqlReader::condition(const Value& node) {
    const auto* made = term(node);
    return is_truth(made) ? made : terms_.call(Op::is_true, {made});
}

const Term* SqlReader::term(const Value& node) {
    const auto found = sql::as_node(node);
    if (!found.fields) throw Beyond{"an empty expression", -1};
    const Level level(*this, sql::has(*found.fields, "location") ? sql::number(*found.fields, "location") : -1);
    return known_term(found.kind, *found.fields);
}

const Term* SqlReader::known_term(std::string_view kind, const Object& fields) {
    using Reads = const Term* (SqlReader::*)(const Object&);
    static constexpr std::array<std::pair<std::string_view, Reads>, 13> readers{
        {{"ColumnRef", &SqlReader::column},
         {"A_Const", &SqlReader::constant},
         {"BoolExpr", &SqlReader::truth},
         {"A_Expr", &SqlReader::operation},
         {"FuncCall", &SqlReader::function},
         {"TypeCast", &SqlReader::cast},
         {"NullTest", &SqlReader::null_test},
         {"BooleanTest", &SqlReader::boolean_test},
         {"SubLink", &SqlReader::sublink},
         {"CaseExpr", &SqlReader::choice},
         {"A_Indirection", &SqlReader::index},
         {"MinMaxExpr", &SqlReader::least_or_greatest},
         {"SQLValueFunction", &SqlReader::now}}};
    for (const auto& [known, reads] : readers)
        if (known == kind) return (this->*reads)(fields);
    if (kind == "CoalesceExpr") return terms_.call(Op::coalesce, terms_of(fields, "args"));
    if (kind == "A_ArrayExpr") return terms_.call(Op::array, terms_of(fields, "elements"));
    beyond(std::string(kind), fields);
}

TermList SqlReader::terms_of(const Object& node, std::string_view name) {
    TermList made;
    for (const auto& item : sql::list(node, name)) made.push_back(term(item));
    return made;
}

const Query* SqlReader::subquery(const Object& node, std::string_view name) {
    const auto query = sql::as_node(sql::child(node, name));
    if (query.kind != "SelectStmt") beyond("an odd subquery", node);
    return terms_.keep(select(*query.fields, false));
}

const Term* SqlReader::column_of(const Relation& relation, std::string_view name) {
    const auto found = std::find(relation.columns.begin(), relation.columns.end(), name);
    return found == relation.columns.end()
               ? nullptr
               : terms_.column(relation.source, static_cast<int>(found - relation.columns.begin()));
}

const Term* SqlReader::column(const Object& reference) {
    const auto names = sql::names(reference, "fields");
    if (names.empty() || names.size() > 3 || names.back().empty()) beyond("a name of an odd kind", reference);
    const auto name = names.back();
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope)
        for (const auto& relation : (*scope)->relations) {
            if (names.size() > 1 && relation.name != names[names.size() - 2]) continue;
            if (const auto* made = column_of(relation, name)) return made;
        }
    beyond(fmt::format("a column that no relation of FROM has, \"{}\"", name), reference);
}

const Term* SqlReader::constant(const Object& constant) {
    if (sql::flag(constant, "isnull")) return terms_.null();
    const auto member = [&](std::string_view kind) { return sql::child(constant, kind).if_object(); };
    if (const auto* text = member("sval")) return terms_.text(sql::text(*text, "sval"));
    if (const auto* number = member("fval")) return terms_.number(sql::text(*number, "fval"));
    if (const auto* truth = member("boolval")) return terms_.truth(sql::flag(*truth, "boolval"));
    const auto* number = member("ival");
    if (!number) beyond("a constant of an odd kind", constant);
    if (sql::has(*number, "ival")) return terms_.number(sql::number(*number, "ival"));
    // libpg_query's JSON leaves out whole numbers below zero: they stand in the text
    auto at = static_cast<std::size_t>(sql::number(constant, "location"));
    if (at >= sql_.size() || sql_[at] != '-') return terms_.number("0");
    for (++at; at < sql_.size() && (sql_[at] == ' ' || sql_[at] == '\n' || sql_[at] == '\t'); ++at) {
    }
    std::int64_t value = 0;
    const auto* from = sql_.data() + at;
    if (std::from_chars(from, sql_.data() + sql_.size(), value).ec != std::errc() || *from == '-')
        beyond("a number of an odd kind", constant);
    return terms_.number(-value);
}

const Term* SqlReader::truth(const Object& expression) {
    const auto kind = sql::text(expression, "boolop");
    TermList parts;
    for (const auto& item : sql::list(expression, "args")) parts.push_back(condition(item));
    if (parts.empty()) beyond("an empty condition", expression);
    if (kind == "NOT_EXPR") return terms_.call(Op::negation, parts);
    if (kind == "OR_EXPR") return terms_.call(Op::any_of, parts);
    TermList flat;
    for (const auto* part : parts)
        if (is_call(*part, Op::all_of))
            flat.insert(flat.end(), part->args.begin(), part->args.end());
        else
            flat.push_back(part);
    return terms_.all_of(spans_joined(flat, terms_));
}

const Term* SqlReader::operation(const Object& expression) {
    const auto kind = sql::text(expression, "kind");
    if (kind == "AEXPR_IN") return in_list(expression);
    if (kind == "AEXPR_BETWEEN") return between(expression, false);
    if (kind == "AEXPR_NOT_BETWEEN") return between(expression, true);
    if (kind == "AEXPR_LIKE" || kind == "AEXPR_ILIKE") return likeness(expression);
    if (kind == "AEXPR_OP_ANY") return any_of_array(expression);
    if (kind == "AEXPR_NULLIF")
        return terms_.call(Op::nullif, {term(sql::child(expression, "lexpr")), term(sql::child(expression, "rexpr"))});
    if (kind != "AEXPR_OP") beyond(std::string(kind), expression);
    const auto names = sql::names(expression, "name");
    return binary(names.empty() ? std::string_view() : names.back(), expression);
}

const Term* SqlReader::binary(std::string_view symbol, const Object& expression) {
    if (symbol == "-")
        if (const auto* made = latest(expression)) return made;
    if (!sql::has(expression, "lexpr")) {
        const auto* operand = term(sql::child(expression, "rexpr"));
        if (symbol == "-") return terms_.call(Op::negate, {operand});
        if (symbol == "+") return operand;
        beyond(fmt::format("the operator {}", symbol), expression);
    }
    const auto *left = term(sql::child(expression, "lexpr")), *right = term(sql::child(expression, "rexpr"));
    if (const auto op = comparison_named(symbol)) return comparison(*op, left, right);
    for (const auto op : {Op::add, Op::subtract, Op::multiply, Op::divide, Op::remainder, Op::concat})
        if (print::symbol_of(op) == symbol) return arithmetic(op, left, right);
    if (symbol == "->>") {
        const auto* key = document_key(*left, *right, schema_);
        return key ? terms_.column(left->source,
                                   static_cast<int>(key - schema_.table(left->source.table).columns.data()))
                   : terms_.call(Op::field, {left, right});
    }
    if (symbol == "->") return terms_.call(Op::element, {left, right});
    if (symbol == "^") return terms_.function("power", TermList{left, right});
    beyond(fmt::format("the operator {}", symbol), expression);
}

const Term* SqlReader::comparison(Op op, const Term* left, const Term* right) {
    if (is_literal(left) && !is_literal(right)) {
        std::swap(left, right);
        op = turned(op);
    }
    right = dated(right, left);
    if (op == Op::eq || op == Op::ne) {
        const auto text_op = op == Op::eq ? Op::same_text : Op::other_text;
        if (is_call(*left, Op::lower) && is_call(*right, Op::lower))
            return terms_.call(text_op, {left->args[0], right->args[0]});
        if (is_call(*left, Op::lower) && right->kind == Term::Kind::text && lower_case(right->text))
            return terms_.call(text_op, {left->args[0], right});
        if (right->kind == Term::Kind::truth) {
            const auto* made = is_truth(left) ? left : terms_.call(Op::is_true, {left});
            return (op == Op::eq) == right->negated ? terms_.call(Op::negation, {made}) : made;
        }
    }
    return terms_.call(op, {left, right});
}

const Term* SqlReader::arithmetic(Op op, const Term* left, const Term* right) {
    switch (op) {
        case Op::add:
        case Op::subtract: return sum(op, left, right);
        case Op::multiply: return product(left, right);
        case Op::divide: return division(left, right);
        default: return terms_.call(op, {left, right});
    }
}

const Term* SqlReader::sum(Op op, const Term* left, const Term* right) {
    const bool back = op == Op::subtract;
    if (const auto* made = shifted(left, right, back)) return made;
    if (!back)
        if (const auto* made = shifted(right, left, false)) return made;
    const auto is_day = [](const Term* term) { return is_call(*term, Op::cast) && term->text == "date"; };
    if (back && is_day(left) && is_day(right)) return terms_.call(Op::age, {left->args[0], right->args[0]}, Unit::day);
    // 12 * years + months
    if (!back && is_call(*left, Op::multiply) && left->args[0]->text == "12" && is_call(*left->args[1], Op::age) &&
        left->args[1]->unit == Unit::year && is_call(*right, Op::part) && right->unit == Unit::month) {
        const auto *years = left->args[1], *months = right->args[0];
        if (is_call(*months, Op::function) && months->text == "age" && months->args.size() == 2 &&
            same(*years->args[0], *months->args[0]) && same(*years->args[1], *months->args[1]))
            return terms_.call(Op::age, years->args, Unit::month);
    }
    return terms_.call(op, {left, right});
}

// A number of intervals of one unit is that interval.
const Term* SqlReader::product(const Term* left, const Term* right) {
    const auto one = [](const Term* term) { return is_call(*term, Op::interval) && term->args[0]->text == "1"; };
    if (one(right)) return terms_.call(Op::interval, {left}, right->unit);
    if (one(left)) return terms_.call(Op::interval, {right}, left->unit);
    return terms_.call(Op::multiply, {left, right});
}

// The printer's own casts and guards against zero are no part of the plan.
const Term* SqlReader::division(const Term* left, const Term* right) {
    using T = model::TypeClass;
    const bool fractions = type(left) == T::number || type(left) == T::interval || type(right) == T::number;
    if (!fractions) return terms_.call(Op::quotient, {left, right});
    const bool guarded = is_call(*right, Op::nullif) && right->args.size() == 2 && right->args[1]->text == "0" &&
                         right->args[1]->kind == Term::Kind::number;
    if (guarded) right = right->args[0];
    if (is_call(*left, Op::cast) && left->text == "numeric") {
        const auto inner = type(left->args[0]);
        if (inner != T::number && inner != T::interval && type(right) != T::number) left = left->args[0];
    }
    return terms_.call(Op::divide, {left, right});
}

const Term* SqlReader::likeness(const Object& expression) {
    const auto names = sql::names(expression, "name");
    const auto symbol = names.empty() ? std::string_view() : names.back();
    const bool negated = symbol.starts_with('!'), any_case = sql::text(expression, "kind") == "AEXPR_ILIKE";
    const auto *left = term(sql::child(expression, "lexpr")), *right = term(sql::child(expression, "rexpr"));
    const Term* made = nullptr;
    if (any_case && right->kind == Term::Kind::text)
        if (const auto found = print::like_text(right->text)) {
            const auto op = negated && found->op == Op::contains ? Op::not_contains : found->op;
            made = terms_.call(op, {left, terms_.text(found->text)});
            return negated && op != Op::not_contains ? terms_.call(Op::negation, {made}) : made;
        }
    made = terms_.call(any_case ? Op::matches : Op::like, {left, right});
    return negated ? terms_.call(Op::negation, {made}) : made;
}

const Term* SqlReader::in_list(const Object& expression) {
    const auto* value = term(sql::child(expression, "lexpr"));
    const auto items = sql::as_node(sql::child(expression, "rexpr"));
    if (items.kind != "List") beyond("IN of an odd kind", expression);
    TermList args{value};
    for (const auto* item : terms_of(*items.fields, "items")) args.push_back(dated(item, value));
    const auto names = sql::names(expression, "name");
    return terms_.call(!names.empty() && names[0] == "<>" ? Op::none_of : Op::one_of, args);
}

const Term* SqlReader::between(const Object& expression, bool negated) {
    const auto* value = term(sql::child(expression, "lexpr"));
    const auto bounds = sql::as_node(sql::child(expression, "rexpr"));
    if (bounds.kind != "List") beyond("BETWEEN of an odd kind", expression);
    const auto list = terms_of(*bounds.fields, "items");
    if (list.size() != 2) beyond("BETWEEN of an odd kind", expression);
    const auto* made = terms_.call(Op::between, {value, dated(list[0], value), dated(list[1], value)});
    return negated ? terms_.call(Op::negation, {made}) : made;
}

const Term* SqlReader::any_of_array(const Object& expression) {
    const auto names = sql::names(expression, "name");
    if (names.empty() || names[0] != "=") beyond("ANY other than with =", expression);
    const auto *value = term(sql::child(expression, "lexpr")), *array = term(sql::child(expression, "rexpr"));
    if (!is_call(*array, Op::array)) return terms_.call(Op::has_element, {array, value});
    TermList args{value};
    args.insert(args.end(), array->args.begin(), array->args.end());
    return terms_.call(Op::one_of, args);
}

const Term* SqlReader::null_test(const Object& test) {
    const auto* value = term(sql::child(test, "arg"));
    return terms_.call(sql::text(test, "nulltesttype") == "IS_NULL" ? Op::is_null : Op::not_null, {value});
}

const Term* SqlReader::boolean_test(const Object& test) {
    const auto kind = sql::text(test, "booltesttype");
    const auto* value = condition(sql::child(test, "arg"));
    const auto known = [&](std::string_view otherwise) {
        const auto* bare = is_call(*value, Op::is_true) ? value->args[0] : value;
        return terms_.call(Op::coalesce, {bare, terms_.truth(otherwise == "true")});
    };
    if (kind == "IS_TRUE") return value;
    if (kind == "IS_FALSE") return terms_.call(Op::negation, {value});
    if (kind == "IS_NOT_TRUE") return terms_.call(Op::negation, {terms_.call(Op::is_true, {known("false")})});
    if (kind == "IS_NOT_FALSE") return terms_.call(Op::is_true, {known("true")});
    beyond("IS UNKNOWN", test);
}

const Term* SqlReader::sublink(const Object& link) {
    const auto kind = sql::text(link, "subLinkType");
    if (kind == "EXISTS_SUBLINK") return exists(link);
    if (kind == "EXPR_SUBLINK") return terms_.scalar(subquery(link, "subselect"));
    if (kind != "ANY_SUBLINK" && kind != "ALL_SUBLINK") beyond("ARRAY (SELECT …)", link);
    const auto* value = term(sql::child(link, "testexpr"));
    const auto names = sql::names(link, "operName");
    const auto op = names.empty() ? std::optional(Op::eq) : comparison_named(names.back());
    if (!op) beyond("an operator before ANY or ALL", link);
    const auto* query = subquery(link, "subselect");
    if (kind == "ANY_SUBLINK" && *op == Op::eq) return terms_.within(value, query);
    Term made;
    made.kind = Term::Kind::quantified;
    made.op = *op;
    made.distinct = kind == "ALL_SUBLINK";
    made.args = {&value, 1};
    made.query = query;
    return terms_.make(made);
}

// "SELECT 1" shows nothing.
const Term* SqlReader::exists(const Object& link) {
    const auto* query = subquery(link, "subselect");
    if (query->select.size() != 1 || query->select[0].term->kind != Term::Kind::number) return terms_.exists(query);
    auto bare = *query;
    bare.select.clear();
    return terms_.exists(terms_.keep(std::move(bare)));
}

const Term* SqlReader::choice(const Object& expression) {
    const auto* subject = sql::has(expression, "arg") ? term(sql::child(expression, "arg")) : nullptr;
    TermList args;
    for (const auto& item : sql::list(expression, "args")) {
        const auto when = sql::as_node(item);
        if (when.kind != "CaseWhen") beyond("CASE of an odd kind", expression);
        const auto& test = sql::child(*when.fields, "expr");
        args.push_back(subject ? comparison(Op::eq, subject, term(test)) : condition(test));
        args.push_back(term(sql::child(*when.fields, "result")));
    }
    if (sql::has(expression, "defresult")) args.push_back(term(sql::child(expression, "defresult")));
    return terms_.call(Op::when, args);
}

const Term* SqlReader::cast(const Object& cast) {
    const auto* type = sql::child(cast, "typeName").if_object();
    const auto names = type ? sql::names(*type, "names") : std::vector<std::string_view>{};
    const auto said = names.empty() ? std::string_view() : type_said(names.back());
    if (said.empty() || sql::has(*type, "arrayBounds"))
        beyond(fmt::format("a cast to {}", names.empty() ? std::string_view() : names.back()), cast);
    const auto* value = term(sql::child(cast, "arg"));
    if (is_document_key(*value, schema_)) return value;  // it has the type of its values by itself
    const auto bounds = type_bounds(*type, said, cast);
    if (bounds.empty()) {
        if (said == "interval" && value->kind == Term::Kind::text)
            return interval(value->text, sql::number(cast, "location"));
        if (const auto* made = value->kind == Term::Kind::text ? typed_text(value, said) : plain_cast(value, said))
            return made;
    }
    return terms_.cast(value, std::string(said) + bounds);
}

// "(10, 2)"
std::string SqlReader::type_bounds(const Object& type, std::string_view said, const Object& cast) {
    std::string bounds;
    for (const auto* bound : terms_of(type, "typmods")) {
        if (bound->kind != Term::Kind::number || said == "interval" || said.starts_with("time"))
            beyond(fmt::format("a cast to a part of {}", said), cast);
        bounds += (bounds.empty() ? "" : ", ") + std::string(bound->text);
    }
    return bounds.empty() ? bounds : "(" + bounds + ")";
}

// A literal of the type; null for a text that is not read as one.
const Term* SqlReader::typed_text(const Term* text, std::string_view type) {
    if (type == "text") return text;
    if (type == "date" || type.starts_with("timestamp")) {
        auto moment = date_of_text(text->text);
        if (!moment) return nullptr;
        if (type == "date") moment->seconds = 0;
        return terms_.moment(*moment);
    }
    if (type != "boolean") return nullptr;
    if (text->text == "true" || text->text == "t") return terms_.truth(true);
    return text->text == "false" || text->text == "f" ? terms_.truth(false) : nullptr;
}

// What a cast makes that is said otherwise; null where it is a cast.
const Term* SqlReader::plain_cast(const Term* value, std::string_view type) {
    if (value->kind == Term::Kind::moment && type == "date") return truncated(Unit::day, value);
    const bool leading = type == "numeric" && is_call(*value, Op::function) && value->text == "substring" &&
                         value->args.size() == 2 && value->args[1]->text == print::leading_number;
    return leading ? terms_.call(Op::as_number, {value->args[0]}) : nullptr;
}

const Term* SqlReader::index(const Object& indirection) {
    const auto* array = term(sql::child(indirection, "arg"));
    const auto& steps = sql::list(indirection, "indirection");
    const auto step = steps.size() == 1 ? sql::as_node(steps[0]) : sql::Node{};
    if (step.kind != "A_Indices" || sql::flag(*step.fields, "is_slice")) beyond("a part of a value", indirection);
    return terms_.call(Op::item, {array, term(sql::child(*step.fields, "uidx"))});
}

const Term* SqlReader::least_or_greatest(const Object& expression) {
    return terms_.function(sql::text(expression, "op") == "IS_LEAST" ? "least" : "greatest",
                           terms_of(expression, "args"));
}

}  // namespace pf::compiler::plan
