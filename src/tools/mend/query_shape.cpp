#include "tools/mend/query_shape.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.hpp"

namespace pf::tools {
namespace {

constexpr std::size_t max_selects = 100;
constexpr std::size_t max_columns = 10'000;  // of all sources; those of others are not known

std::string folded(const Token& token) { return token.kind == Token::Kind::name ? token.value : lower(token.value); }

bool is_set_operation(const Tokens& tokens, int i) { return is_word(tokens, i, {"union", "intersect", "except"}); }

bool ends_source(const Tokens& tokens, int i) {
    return is_word(tokens, i, {"on", "using", "join", "inner", "left", "right", "full", "cross", "natural"}) ||
           is_sign(tokens, i, {","});
}

// Not of WITHIN GROUP (…) and IS DISTINCT FROM.
bool begins_clause(const Tokens& tokens, int i) {
    if (is_word(tokens, i, {"group", "order"})) return is_word(tokens, i + 1, {"by"});
    if (is_word(tokens, i, {"from"}))
        return !(is_word(tokens, i - 1, {"distinct"}) && is_word(tokens, i - 2, {"is", "not"}));
    return is_word(tokens, i, {"where", "having", "window", "limit", "offset", "fetch"});
}

}  // namespace

Holds holds_of(const model::Column& column) {
    using model::TypeClass;
    switch (column.type_class) {
        case TypeClass::text: return Holds::text;
        case TypeClass::integer: return Holds::integer;
        case TypeClass::number:
            return column.type == "double precision" || column.type == "real" ? Holds::real : Holds::number;
        case TypeClass::boolean: return Holds::boolean;
        case TypeClass::date: return Holds::date;
        case TypeClass::timestamp: return Holds::moment;
        default: return Holds::unknown;
    }
}

bool is_query(const Tokens& tokens, int open) {
    while (is_sign(tokens, open, {"("})) ++open;
    return is_word(tokens, open, {"select", "with", "values"});
}

QueryShape::QueryShape(const Tokens& tokens, const model::Ontology& ontology)
    : tokens_(tokens), ontology_(ontology), owner_(tokens.size(), -1), read_(tokens.size(), 0) {
    int end = static_cast<int>(tokens.size()) - 1;
    while (end > 0 && is_sign(tokens, end - 1, {";"})) --end;
    (void)read_query(0, end, -1);
}

std::vector<KnownColumn> QueryShape::read_query(int begin, int end, int parent) {
    while (is_sign(tokens_, begin, {"("}) && at(tokens_, begin).pair == end - 1) {
        read_[static_cast<std::size_t>(begin)] = 1;
        ++begin;
        --end;
    }
    if (begin >= end || selects_.size() >= max_selects) return {};
    if (is_word(tokens_, begin, {"with"})) begin = read_with(begin, end, parent);
    std::vector<Range> parts{{begin, end}};
    for (int i = begin; i < end; i = next(tokens_, i))
        if (is_set_operation(tokens_, i)) {
            parts.back().end = i;
            parts.push_back({i + (is_word(tokens_, i + 1, {"all", "distinct"}) ? 2 : 1), end});
        }
    std::vector<KnownColumn> first;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto part = parts[i];
        std::vector<KnownColumn> columns;
        if (is_word(tokens_, part.begin, {"select"}))
            columns = read_select(part.begin, part.end, parent, parts.size() > 1);
        else if (is_sign(tokens_, part.begin, {"("})) {
            const int close = at(tokens_, part.begin).pair;
            read_[static_cast<std::size_t>(part.begin)] = 1;
            columns = read_query(part.begin + 1, close, parent);
        }
        if (i == 0) first = std::move(columns);
    }
    if (parts.size() > 1) compounds_.push_back(std::move(parts));
    return first;
}

int QueryShape::read_with(int begin, int end, int parent) {
    int i = begin + 1;
    if (is_word(tokens_, i, {"recursive"})) ++i;
    while (i < end && is_name(tokens_, i)) {
        FromSource source;
        source.alias = folded(at(tokens_, i));
        ++i;
        std::vector<std::string> names;
        if (is_sign(tokens_, i, {"("})) {
            for (const auto name : comma_separated(tokens_, i + 1, at(tokens_, i).pair))
                names.push_back(folded(at(tokens_, name.begin)));
            i = at(tokens_, i).pair + 1;
        }
        while (i < end && !is_sign(tokens_, i, {"("})) ++i;
        if (i >= end) return end;
        read_[static_cast<std::size_t>(i)] = 1;
        source.columns = read_query(i + 1, at(tokens_, i).pair, parent);
        source.open = source.columns.empty();
        for (std::size_t n = 0; n < names.size() && n < source.columns.size(); ++n) source.columns[n].name = names[n];
        common_[lower(source.alias)] = std::move(source);
        i = at(tokens_, i).pair + 1;
        if (!is_sign(tokens_, i, {","})) break;
        ++i;
    }
    return i;
}

std::vector<KnownColumn> QueryShape::read_select(int begin, int end, int parent, bool compound) {
    if (selects_.size() >= max_selects) return {};
    const int index = static_cast<int>(selects_.size());
    Select made;
    made.begin = begin;
    made.end = end;
    made.parent = parent;
    made.compound = compound;
    read_clauses(made);
    selects_.push_back(std::move(made));
    for (int i = begin; i < end; ++i) owner_[static_cast<std::size_t>(i)] = index;
    read_from(index);
    read_items(index);
    read_nested(begin, end, index);
    return outputs(index);
}

void QueryShape::read_clauses(Select& select) const {
    const auto clause = [&](int from) {
        for (int i = from; i < select.end; i = next(tokens_, i))
            if (begins_clause(tokens_, i)) return i;
        return select.end;
    };
    const int body = select.begin + 1;
    select.list = {body, clause(body)};
    if (is_word(tokens_, select.list.begin, {"distinct", "all"})) {
        ++select.list.begin;
        if (is_word(tokens_, select.list.begin, {"on"}) && is_sign(tokens_, select.list.begin + 1, {"("}))
            select.list.begin = at(tokens_, select.list.begin + 1).pair + 1;
    }
    for (int i = select.list.end; i < select.end;) {
        const bool two = is_word(tokens_, i, {"group", "order"});
        const int from = i + (two ? 2 : 1);
        const int to = clause(from);
        const Range range{std::min(from, to), to};
        if (is_word(tokens_, i, {"from"})) select.from = range;
        if (is_word(tokens_, i, {"where"})) select.where = range;
        if (is_word(tokens_, i, {"group"})) select.group = range;
        if (is_word(tokens_, i, {"having"})) select.having = range;
        if (is_word(tokens_, i, {"order"})) select.order = range;
        if (is_word(tokens_, i, {"limit", "fetch", "offset"}) && select.limit < 0) select.limit = i;
        i = to;
    }
}

void QueryShape::read_from(int select) {
    const auto range = selects_[static_cast<std::size_t>(select)].from;
    for (int i = range.begin; i < range.end;) {
        i = read_source(select, i);
        while (i < range.end && !is_word(tokens_, i, {"join"}) && !is_sign(tokens_, i, {","})) i = next(tokens_, i);
        ++i;
    }
}

int QueryShape::read_source(int select, int i) {
    FromSource source;
    const int end = selects_[static_cast<std::size_t>(select)].from.end;
    if (is_word(tokens_, i, {"lateral"})) ++i;
    if (is_sign(tokens_, i, {"("}) && !is_query(tokens_, i)) return i + 1;  // (a JOIN b …): its tables are read on
    if (is_sign(tokens_, i, {"("})) {
        read_[static_cast<std::size_t>(i)] = 1;
        source.columns = read_query(i + 1, at(tokens_, i).pair, select);
        source.open = source.columns.empty();
        source.unnamed = at(tokens_, i).pair;
        i = source.unnamed + 1;
    } else if (is_name(tokens_, i)) {
        source.name = i;
        std::string_view schema;
        if (is_sign(tokens_, i + 1, {"."})) {
            schema = at(tokens_, i).value;
            i += 2;
        }
        const auto& name = at(tokens_, i).value;
        const auto common = common_.find(lower(name));
        source.alias = folded(at(tokens_, i));
        ++i;
        if (is_sign(tokens_, i, {"("})) {  // a function
            i = at(tokens_, i).pair + 1;
            source.open = true;
        } else if (schema.empty() && common != common_.end()) {
            source.columns = common->second.columns;
            source.open = common->second.open;
            source.name = -1;
        } else {
            source.table = find_table(schema, name);
            source.open = source.table < 0;
            if (source.table >= 0) {
                const auto& columns = ontology_.at(source.table).columns;
                for (std::size_t c = 0; c < columns.size(); ++c)
                    if (columns[c].document < 0)
                        source.columns.push_back(
                            {columns[c].name, holds_of(columns[c]), source.table, static_cast<int>(c)});
            }
        }
    } else {
        return i;
    }
    if (is_word(tokens_, i, {"as"})) ++i;
    if (i < end && is_name(tokens_, i) && !ends_source(tokens_, i)) {
        source.alias = folded(at(tokens_, i));
        source.unnamed = -1;
        ++i;
        if (is_sign(tokens_, i, {"("})) {
            const auto names = comma_separated(tokens_, i + 1, at(tokens_, i).pair);
            for (std::size_t n = 0; n < names.size() && n < source.columns.size(); ++n)
                source.columns[n].name = folded(at(tokens_, names[n].begin));
            i = at(tokens_, i).pair + 1;
        }
    }
    columns_ += source.columns.size();
    if (columns_ > max_columns) {
        source.columns.clear();
        source.open = true;
    }
    selects_[static_cast<std::size_t>(select)].sources.push_back(std::move(source));
    return i;
}

void QueryShape::read_items(int index) {
    auto& select = selects_[static_cast<std::size_t>(index)];
    for (const auto range : comma_separated(tokens_, select.list.begin, select.list.end)) {
        SelectItem item{range, -1};
        const int last = range.end - 1;
        if (range.end - range.begin > 1) {
            if (is_word(tokens_, last - 1, {"as"})) {
                item.alias = last;
                item.expression.end = last - 1;
            } else if (is_name(tokens_, last) && operand_begin(tokens_, last) < last) {
                item.alias = last;
                item.expression.end = last;
            }
        }
        select.items.push_back(item);
    }
}

void QueryShape::read_nested(int begin, int end, int parent) {
    for (int i = begin; i < end; ++i) {
        if (!is_sign(tokens_, i, {"("}) || read_[static_cast<std::size_t>(i)] || !is_query(tokens_, i)) continue;
        read_[static_cast<std::size_t>(i)] = 1;
        const int close = at(tokens_, i).pair;
        (void)read_query(i + 1, close, parent);
        i = close;
    }
}

void QueryShape::add_star(std::vector<KnownColumn>& columns, const Select& select, std::string_view alias) const {
    for (const auto& source : select.sources)
        if (alias.empty() || equal_but_for_case(alias, source.alias))
            columns.insert(columns.end(), source.columns.begin(), source.columns.end());
}

std::vector<KnownColumn> QueryShape::outputs(int index) const {
    const auto& select = selects_[static_cast<std::size_t>(index)];
    std::vector<KnownColumn> columns;
    for (const auto& item : select.items) {
        const auto [begin, end] = item.expression;
        if (is_sign(tokens_, end - 1, {"*"}) && (end - begin == 1 || end - begin == 3)) {
            add_star(columns, select, end - begin == 3 ? std::string_view(at(tokens_, begin).value) : "");
            continue;
        }
        KnownColumn made;
        const bool reference = is_name(tokens_, end - 1) && (end - begin == 1 || end - begin == 3);
        if (const auto named = reference ? resolve(begin, end) : Named{}; named.found()) made = *named.column;
        if (item.alias >= 0)
            made.name = folded(at(tokens_, item.alias));
        else if (is_name(tokens_, begin) && is_sign(tokens_, begin + 1, {"("}))
            made.name = at(tokens_, begin).value;
        if (made.holds == Holds::unknown) made.holds = holds(begin, end);
        columns.push_back(std::move(made));
    }
    return columns;
}

Named QueryShape::resolve(int begin, int end) const {
    const int select = select_of(begin);
    const auto& name = at(tokens_, end - 1).value;
    if (end - begin == 1) return resolve(name, select);
    const auto& qualifier = at(tokens_, end - 3).value;
    Named named;
    for (int s = select; s >= 0; s = selects_[static_cast<std::size_t>(s)].parent) {
        const auto& sources = selects_[static_cast<std::size_t>(s)].sources;
        for (std::size_t i = 0; i < sources.size(); ++i) {
            if (!equal_but_for_case(sources[i].alias, qualifier)) continue;
            named = {&sources[i], nullptr, static_cast<int>(i), s, sources[i].open};
            for (const auto& column : sources[i].columns)
                if (equal_but_for_case(column.name, name) && (!named.column || column.name == name))
                    named.column = &column;
            return named;
        }
    }
    named.uncertain = true;
    return named;
}

Named QueryShape::resolve(std::string_view name, int select) const {
    Named uncertain;
    for (int s = select; s >= 0; s = selects_[static_cast<std::size_t>(s)].parent) {
        const auto& sources = selects_[static_cast<std::size_t>(s)].sources;
        for (std::size_t i = 0; i < sources.size(); ++i) {
            uncertain.uncertain = uncertain.uncertain || sources[i].open;
            for (const auto& column : sources[i].columns)
                if (equal_but_for_case(column.name, name)) return {&sources[i], &column, static_cast<int>(i), s, false};
        }
    }
    return uncertain;
}

const FromSource* QueryShape::source(std::string_view alias, int select, bool minding_case) const {
    for (int s = select; s >= 0; s = selects_[static_cast<std::size_t>(s)].parent)
        for (const auto& source : selects_[static_cast<std::size_t>(s)].sources)
            if (minding_case ? source.alias == alias : equal_but_for_case(source.alias, alias)) return &source;
    return nullptr;
}

const SelectItem* QueryShape::item_called(std::string_view name, const Select& select) const {
    for (const auto& item : select.items)
        if (item.alias >= 0 && equal_but_for_case(at(tokens_, item.alias).value, name)) return &item;
    return nullptr;
}

int QueryShape::find_table(std::string_view schema, std::string_view name) const {
    int found = -1;
    std::size_t best = 1000;
    for (std::size_t t = 0; t < ontology_.tables.size(); ++t) {
        const auto& table = ontology_.tables[t];
        if (!equal_but_for_case(table.name, name)) continue;
        const auto place = std::find(ontology_.search_path.begin(), ontology_.search_path.end(), table.schema);
        std::size_t rank = static_cast<std::size_t>(place - ontology_.search_path.begin());
        if (table.name != name) rank += 100;
        if (!schema.empty() && !equal_but_for_case(table.schema, schema)) rank += 500;
        if (rank < best) {
            best = rank;
            found = static_cast<int>(t);
        }
    }
    return found;
}

Holds QueryShape::holds(int begin, int end) const {
    if (begin >= end) return Holds::unknown;
    if (is_sign(tokens_, begin, {"-", "+"}) && operand_end(tokens_, begin) == end) {
        const auto inner = holds(begin + 1, end);
        return inner == Holds::text_literal ? Holds::unknown : inner;
    }
    if (operand_end(tokens_, begin) != end) return holds_together(begin, end);
    for (int i = begin; i < end; i = next(tokens_, i))
        if (is_sign(tokens_, i, {"::"})) return holds_type(i + 1);
    const auto& token = at(tokens_, begin);
    using Kind = Token::Kind;
    if (token.kind == Kind::number) return Holds::number_literal;
    if (token.kind == Kind::text) return Holds::text_literal;
    if (is_sign(tokens_, begin, {"("})) {
        if (!is_query(tokens_, begin)) return holds(begin + 1, end - 1);
        return holds_query(begin, end);
    }
    if (is_word(tokens_, begin, {"case"})) {
        const int then = find_word(tokens_, begin, end, {"then"});
        const int after = operand_end(tokens_, then + 1);
        return after > then + 1 && is_word(tokens_, after, {"when", "else", "end"}) ? holds(then + 1, after)
                                                                                    : Holds::unknown;
    }
    if (is_word(tokens_, begin, {"date"})) return end - begin == 2 ? Holds::date : holds_call(begin, end);
    if (is_word(tokens_, begin, {"timestamp"}) && end - begin == 2) return Holds::moment;
    if (is_word(tokens_, begin, {"true", "false"})) return Holds::boolean;
    if (is_sign(tokens_, begin + 1, {"("})) return holds_call(begin, end);
    if (is_name(tokens_, begin)) {
        if (const auto named = resolve(begin, end); named.found()) return named.column->holds;
        if (is_word(tokens_, begin, {"current_date"})) return Holds::date;
        if (is_word(tokens_, begin, {"current_timestamp", "localtimestamp"})) return Holds::moment;
    }
    return Holds::unknown;
}

Holds QueryShape::holds_query(int begin, int end) const {
    for (std::size_t s = 0; s < selects_.size(); ++s)
        if (selects_[s].begin > begin && selects_[s].end <= end) {
            const auto columns = outputs(static_cast<int>(s));
            return columns.size() == 1 ? columns[0].holds : Holds::unknown;
        }
    return Holds::unknown;
}

Holds QueryShape::holds_call(int begin, int end) const {
    const int open = begin + 1;
    const auto arguments = comma_separated(tokens_, open + 1, at(tokens_, open).pair);
    const auto first = [&] {
        if (arguments.empty()) return Holds::unknown;
        Range range = arguments[0];
        if (is_word(tokens_, range.begin, {"distinct"})) ++range.begin;
        return holds(range.begin, range.end);
    };
    if (is_word(tokens_, begin,
                {"count", "length", "char_length", "strpos", "instr", "row_number", "rank", "dense_rank", "ntile",
                 "datediff", "year", "month", "day", "hour", "minute", "second", "quarter"}))
        return Holds::integer;
    if (is_word(tokens_, begin, {"extract", "date_part", "ceil", "ceiling", "floor", "total", "mod"}))
        return Holds::number;
    if (is_word(tokens_, begin,
                {"sqrt", "power", "pow", "exp", "ln", "random", "stddev", "variance", "percentile_cont"}))
        return Holds::real;
    if (is_word(tokens_, begin, {"avg", "sum", "round", "abs", "trunc"})) {
        const auto inner = first();
        return inner == Holds::real ? Holds::real : Holds::number;
    }
    if (is_word(tokens_, begin,
                {"max", "min", "coalesce", "ifnull", "nullif", "greatest", "least", "nvl", "any_value"}))
        return first();
    if (is_word(tokens_, begin,
                {"lower",      "upper",  "substr",    "substring", "trim",     "ltrim",       "rtrim",
                 "replace",    "concat", "concat_ws", "to_char",   "strftime", "date_format", "group_concat",
                 "string_agg", "left",   "right",     "initcap",   "printf",   "format"}))
        return Holds::text;
    if (is_word(tokens_, begin, {"date", "curdate", "make_date"})) return Holds::date;
    if (is_word(tokens_, begin, {"now", "datetime", "date_trunc", "getdate", "to_timestamp", "date_bin"}))
        return Holds::moment;
    if (is_word(tokens_, begin, {"julianday"})) return Holds::number;
    if (is_word(tokens_, begin, {"cast"})) {
        const int as = find_word(tokens_, open + 1, end - 1, {"as"});
        return holds_type(as + 1);
    }
    return Holds::unknown;
}

Holds QueryShape::holds_type(int name) const {
    if (is_word(tokens_, name, {"text", "varchar", "char", "character", "nvarchar"})) return Holds::text;
    if (is_word(tokens_, name, {"int", "integer", "bigint", "signed", "unsigned", "smallint"})) return Holds::integer;
    if (is_word(tokens_, name, {"real", "float", "double", "float8"})) return Holds::real;
    if (is_word(tokens_, name, {"numeric", "decimal", "number"})) return Holds::number;
    if (is_word(tokens_, name, {"date"})) return Holds::date;
    if (is_word(tokens_, name, {"timestamp", "timestamptz", "datetime"})) return Holds::moment;
    return Holds::unknown;
}

Holds QueryShape::holds_together(int begin, int end) const {
    bool arithmetic = false, real = false, other = false;
    for (int i = begin; i < end;) {
        if (is_word(tokens_, i, {"and", "or", "not", "is", "in", "like", "ilike", "between"}) ||
            is_sign(tokens_, i, {"=", "==", "<", ">", "<=", ">=", "<>", "!="}))
            return Holds::boolean;
        if (is_sign(tokens_, i, {"||"})) return Holds::text;
        const int after = operand_end(tokens_, i);
        if (after == i) return Holds::unknown;
        const auto part = holds(i, after);
        real = real || part == Holds::real;
        other = other || part == Holds::date || part == Holds::moment || part == Holds::unknown;
        i = after;
        if (i >= end) break;
        if (is_sign(tokens_, i, {"+", "-", "*", "/", "%"})) {
            arithmetic = true;
            ++i;
        } else if (!is_sign(tokens_, i, {"||", "=", "==", "<", ">", "<=", ">=", "<>", "!="}) &&
                   !is_word(tokens_, i, {"and", "or", "is", "in", "not", "like", "ilike", "between"})) {
            return Holds::unknown;
        }
    }
    if (!arithmetic) return Holds::unknown;
    if (real) return Holds::real;
    return other ? Holds::unknown : Holds::number;
}

}  // namespace pf::tools
