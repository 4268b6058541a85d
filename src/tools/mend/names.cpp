#include "base/ascii.hpp"
#include "tools/mend/passes.hpp"
#include "tools/spelled_name.hpp"

namespace pf::tools {
namespace {

using Kind = Token::Kind;

bool is_comparison(const Tokens& tokens, int i) {
    return is_sign(tokens, i, {"=", "<>", "!=", "<", ">", "<=", ">="}) ||
           is_word(tokens, i, {"like", "ilike", "between"}) ||
           (is_word(tokens, i, {"from"}) && is_word(tokens, i - 1, {"distinct"}) &&
            is_word(tokens, i - 2, {"is", "not"}));
}

// Where a text makes sense and a column's name would be one among others.
bool stands_as_value(const Tokens& tokens, int i) {
    if (is_comparison(tokens, i - 1) || is_sign(tokens, i - 1, {"||"}) || is_sign(tokens, i + 1, {"||"}) ||
        is_word(tokens, i - 1, {"then", "else", "when", "escape"}))
        return true;
    if (is_word(tokens, i - 1, {"and"}) && is_word(tokens, operand_begin(tokens, i - 1) - 1, {"between"})) return true;
    if (is_comparison(tokens, i + 1))  // "France" = country, but not "naem" = 'Bob'
        return at(tokens, i + 2).kind != Kind::text && at(tokens, i + 2).kind != Kind::number;
    if (!is_sign(tokens, i - 1, {"(", ","}) || !is_sign(tokens, i + 1, {")", ","})) return false;
    int open = i - 1;  // of a list or of a call's arguments
    while (open >= 0 && !is_sign(tokens, open, {"("}))
        open = is_sign(tokens, open, {")"}) ? at(tokens, open).pair - 1 : open - 1;
    if (is_word(tokens, open - 1, {"in"})) return true;
    if (is_sign(tokens, i - 1, {"("}))  // of functions that are called with a text alone
        return is_word(tokens, open - 1, {"date", "datetime", "julianday", "lower", "upper", "year", "month"});
    const bool called = at(tokens, open - 1).kind == Kind::word &&
                        (!is_keyword(at(tokens, open - 1).value) ||
                         is_word(tokens, open - 1, {"replace", "coalesce", "nullif", "left", "right"}));
    return called && !is_word(tokens, open - 2, {"from", "join", "as"});
}

bool in_from(const QueryShape& shape, int i) {
    const int select = shape.select_of(i);
    if (select < 0) return true;
    const auto& from = shape.selects()[static_cast<std::size_t>(select)].from;
    return i >= from.begin && i < from.end;
}

// Whether a name in double quotes is one: of a column, an alias, a table in scope, or perhaps of an unknown source.
bool names_something(const QueryShape& shape, int i) {
    const auto& value = at(shape.tokens(), i).value;
    const int select = shape.select_of(i);
    const auto named = shape.resolve(value, select);
    if (named.found() || named.uncertain) return true;
    return shape.item_called(value, shape.selects()[static_cast<std::size_t>(select)]) ||
           shape.source(value, select, false);
}

void mend_text(Tokens& tokens, const QueryShape& shape, int i) {
    if (shape.select_of(i) < 0 || is_sign(tokens, i - 1, {"."}) || is_sign(tokens, i + 1, {".", "("}) ||
        is_word(tokens, i - 1, {"as", "collate"}) || !stands_as_value(tokens, i) || names_something(shape, i))
        return;
    at(tokens, i).text = quoted_text(at(tokens, i).value);
}

std::string as_postgresql_reads(const Token& token) {
    return token.kind == Kind::word ? lower(token.text) : token.value;
}

// A column's name as the database spells it, where only case differs.
void mend_case(Tokens& tokens, const QueryShape& shape, int i) {
    const bool qualified = is_sign(tokens, i - 1, {"."});
    if (is_sign(tokens, i + 1, {".", "("}) || is_word(tokens, i - 1, {"as"}) || shape.select_of(i) < 0) return;
    const auto named = qualified ? shape.resolve(i - 2, i + 1) : shape.resolve(at(tokens, i).value, shape.select_of(i));
    if (!named.found() || named.column->table < 0) return;
    const auto read = as_postgresql_reads(at(tokens, i));
    const bool unquoted = at(tokens, i).kind == Kind::word && !qualified;
    if (named.column->name == read) {  // user: a function, unless in quotes
        if (unquoted && spelled_name(read) != read) at(tokens, i).text = spelled_name(read);
        return;
    }
    for (const auto& column : named.source->columns)  // another column has just this name
        if (column.name == read) return;
    if (!qualified &&
        shape.item_called(at(tokens, i).value, shape.selects()[static_cast<std::size_t>(shape.select_of(i))]))
        return;
    at(tokens, i).text = spelled_name(named.column->name);
}

// An alias before a dot as FROM gives it.
void mend_qualifier(Tokens& tokens, const QueryShape& shape, int i) {
    if (!is_sign(tokens, i + 1, {"."}) || is_sign(tokens, i - 1, {"."}) || in_from(shape, i)) return;
    const auto read = as_postgresql_reads(at(tokens, i));
    if (shape.source(read, shape.select_of(i), true)) {
        if (at(tokens, i).kind == Kind::word && spelled_name(read) != read) at(tokens, i).text = spelled_name(read);
        return;
    }
    if (const auto* source = shape.source(read, shape.select_of(i), false))
        at(tokens, i).text = spelled_name(source->alias);
}

// A table's name as the database spells it, without the schema it would have elsewhere.
void mend_tables(Tokens& tokens, const QueryShape& shape) {
    for (const auto& select : shape.selects())
        for (const auto& source : select.sources) {
            if (source.table < 0 || source.name < 0) continue;
            const auto& table = shape.ontology().at(source.table);
            int name = source.name;
            if (is_sign(tokens, name + 1, {"."})) {
                const auto schema = as_postgresql_reads(at(tokens, name));
                if (schema == "main" || schema == "dbo" || schema == "temp" ||
                    equal_but_for_case(schema, table.schema)) {
                    if (schema != table.schema) at(tokens, name).text = spelled_name(table.schema);
                }
                name += 2;
            }
            const auto& token = at(tokens, name);
            if (as_postgresql_reads(token) == table.name) {
                if (token.kind == Kind::word && spelled_name(table.name) != table.name)
                    at(tokens, name).text = spelled_name(table.name);
                continue;
            }
            // Its own name goes on being what the columns are qualified by.
            const bool aliased = source.alias != as_postgresql_reads(token);
            at(tokens, name).text =
                spelled_name(table.name) + (aliased ? "" : " AS " + spelled_name(as_postgresql_reads(token)));
        }
}

}  // namespace

void mend_names(Tokens& tokens, const QueryShape& shape) {
    for (int i = 0; i < static_cast<int>(tokens.size()); ++i) {
        if (!is_name(tokens, i)) continue;
        const auto written = at(tokens, i).text;
        if (at(tokens, i).kind == Kind::name) mend_text(tokens, shape, i);
        if (at(tokens, i).text != written) continue;
        mend_qualifier(tokens, shape, i);
        if (!in_from(shape, i) || is_sign(tokens, i - 1, {"."})) mend_case(tokens, shape, i);
    }
    mend_tables(tokens, shape);
}

}  // namespace pf::tools
