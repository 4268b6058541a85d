#include "compiler/print/postgres.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "compiler/plan/shape.hpp"
#include "compiler/plan/types.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/print/heads.hpp"
#include "compiler/print/like_pattern.hpp"
#include "sql/identifier.hpp"

namespace pf::compiler::print {
namespace {

using namespace plan;
using sql::quote_identifier;
using sql::quote_literal;

// How tightly what stands around a term binds: an operand has to be one thing, a side of a comparison may be a sum.
enum class Level : std::uint8_t { loose, compared, operand };

class Printer {
 public:
    explicit Printer(const SchemaIndex& schema) : schema_(schema) {}

    // `named`: the columns are referred to by their names, so each must have its own.
    std::string query(const Query& query, int depth, bool named) {
        open(query, depth);
        auto made = body(query, depth, named);
        if (query.operation != SetOperation::none && query.right) {
            scopes_.pop_back();
            frames_.pop_back();
            made += operation(query.operation) + right_side(query, depth);
            open(query, depth);
        }
        made += tail(query);
        scopes_.pop_back();
        frames_.pop_back();
        return made;
    }

 private:
    struct Frame {
        int depth = 0;
        bool aliased = false;
    };

    void open(const Query& query, int depth) {
        scopes_.push_back(&query);
        frames_.push_back({depth, query.from.size() > 1 || depth > 0 || looked_at_from_inside(query)});
    }

    std::string body(const Query& query, int depth, bool named) {
        std::string made = "SELECT ";
        if (query.distinct) made += "DISTINCT ";
        if (!query.distinct_on.empty()) made += "DISTINCT ON (" + list(query.distinct_on) + ") ";
        made += select_list(query, depth, named);
        if (!query.from.empty()) made += " FROM " + from(query, depth);
        if (!query.where.empty()) made += " WHERE " + conditions(query.where);
        if (!query.group.empty()) made += " GROUP BY " + list(query.group);
        if (!query.having.empty()) made += " HAVING " + conditions(query.having);
        return made;
    }

    std::string select_list(const Query& query, int depth, bool named) {
        if (query.select.empty()) return "1";
        const auto names = named ? column_names(query, schema_) : std::vector<std::string>{};
        std::string made;
        for (std::size_t i = 0; i < query.select.size(); ++i) {
            const auto& shown = query.select[i];
            if (i) made += ", ";
            made += term(*shown.term);
            const auto natural = natural_name(*shown.term, scopes_, schema_);
            auto name = named                ? names[i]
                        : depth > 0          ? std::string()
                        : shown.name.empty() ? head_of(*shown.term, schema_)
                                             : std::string(shown.name);
            const bool key = is_document_key(*shown.term, schema_);
            if (key && name.empty() && depth == 0) name = natural;
            if (!name.empty() && (key || name != natural)) made += " AS " + quote_identifier(name);
        }
        return made;
    }

    std::string from(const Query& query, int depth) {
        std::string made;
        for (std::size_t i = 0; i < query.from.size(); ++i) {
            const auto& entry = query.from[i];
            if (i) made += entry.optional ? " LEFT JOIN " : " JOIN ";
            made += relation(query, i, depth);
            if (i) made += " ON " + join_condition(query, i);
        }
        return made;
    }

    std::string relation(const Query& query, std::size_t index, int depth) {
        const auto& entry = query.from[index];
        if (entry.derived) {
            // it does not see the relations beside it
            const auto scope = scopes_.back();
            const auto frame = frames_.back();
            scopes_.pop_back();
            frames_.pop_back();
            const auto inner = this->query(*entry.derived, depth, refers_to(query, entry.source));
            scopes_.push_back(scope);
            frames_.push_back(frame);
            return "(" + inner + ") AS " + alias(index);
        }
        const auto& table = schema_.table(entry.source.table);
        std::string made;
        if (!table.schema.empty()) made += quote_identifier(table.schema) + ".";
        made += quote_identifier(table.name);
        if (frames_.back().aliased) made += " AS " + alias(index);
        return made;
    }

    std::string join_condition(const Query& query, std::size_t index) {
        const auto& entry = query.from[index];
        if (entry.edge < 0) return entry.on ? condition(*entry.on) : "true";
        const auto to = static_cast<std::size_t>(entry.to);
        const auto& other = query.from[to];
        std::string made;
        for (const auto& [theirs, own] : joined_columns(entry, schema_)) {
            if (!made.empty()) made += " AND ";
            made += fmt::format("{}.{} = {}.{}", alias(to),
                                quote_identifier(schema_.column({other.source.table, theirs}).name), alias(index),
                                quote_identifier(schema_.column({entry.source.table, own}).name));
        }
        return made;
    }

    static std::string operation(SetOperation operation) {
        switch (operation) {
            case SetOperation::intersect: return " INTERSECT ";
            case SetOperation::except: return " EXCEPT ";
            case SetOperation::unite: return " UNION ";
            case SetOperation::unite_all: return " UNION ALL ";
            case SetOperation::none: break;
        }
        return "";
    }

    // A chain of one operation needs no brackets where it does not matter which is done first.
    std::string right_side(const Query& query, int depth) {
        const auto& right = *query.right;
        const bool chain = right.operation == query.operation && query.operation != SetOperation::except;
        const bool plain = right.order.empty() && right.limit < 0 && right.offset == 0;
        auto made = this->query(right, depth, false);
        return plain && (chain || right.operation == SetOperation::none) ? made : "(" + made + ")";
    }

    std::string tail(const Query& query) {
        std::string made;
        if (!query.order.empty())
            made += " ORDER BY " + (query.operation == SetOperation::none ? keys(query.order) : keys_by_place(query));
        if (query.limit >= 0) made += fmt::format(" LIMIT {}", query.limit);
        if (query.offset > 0) made += fmt::format(" OFFSET {}", query.offset);
        return made;
    }

    static std::string_view direction(const OrderKey& key) {
        const bool last = key.nulls == OrderKey::Nulls::last;
        if (key.descending) return last ? " DESC NULLS LAST" : " DESC NULLS FIRST";
        return last ? " ASC NULLS LAST" : " ASC NULLS FIRST";
    }

    std::string keys(std::span<const OrderKey> order) {
        std::string made;
        for (const auto& key : order) {
            if (!made.empty()) made += ", ";
            made += term(*key.term) + std::string(direction(key));
        }
        return made;
    }

    // The rows of a set operation have no other names than those of their columns.
    std::string keys_by_place(const Query& query) {
        const bool all = std::any_of(query.select.begin(), query.select.end(),
                                     [](const Shown& shown) { return shown.term->kind == Term::Kind::all; });
        std::string made;
        for (const auto& key : query.order) {
            if (!made.empty()) made += ", ";
            const auto found = std::find_if(query.select.begin(), query.select.end(),
                                            [&](const Shown& shown) { return same(*shown.term, *key.term); });
            made += all || found == query.select.end() ? quote_identifier(natural_name(*key.term, scopes_, schema_))
                                                       : fmt::format("{}", found - query.select.begin() + 1);
            made += direction(key);
        }
        return made;
    }

    // Names

    std::string alias(std::size_t index) const {
        const auto& query = *scopes_.back();
        const auto& entry = query.from[index];
        if (entry.derived) return counts_rows(query) ? "counted" : fmt::format("d{}", entry.source.instance + 1);
        return alias(index, frames_.back().depth);
    }
    static std::string alias(std::size_t index, int depth) {
        return depth > 0 ? fmt::format("{}{}", static_cast<char>('s' - std::min(depth, 10) + 1), index + 1)
                         : fmt::format("t{}", index + 1);
    }

    // "t1." where the source has an alias, of the innermost query that has it.
    std::string prefix(Source source) const {
        for (auto level = scopes_.size(); level-- > 0;) {
            const auto& from = scopes_[level]->from;
            for (std::size_t i = 0; i < from.size(); ++i) {
                if (from[i].source != source) continue;
                if (!frames_[level].aliased) return "";
                return from[i].derived ? fmt::format("d{}.", source.instance + 1)
                                       : alias(i, frames_[level].depth) + ".";
            }
        }
        return "";
    }

    // What is defined as what it is: of the same occurrence of its table, of other tables of the first.
    std::string definition(const Defined& defined, Source source, Level level) {
        const auto outer = std::exchange(home_, source);
        const auto& row = *defined.row;
        auto made = term(row, row.kind == Term::Kind::call && row.op >= Op::all_of ? Level::operand : level);
        home_ = outer;
        return made;
    }

    std::string column(const Term& t, Level level) {
        if (const auto* defined = schema_.defined({t.source.table, t.column}))
            return definition(*defined, t.source, level);
        if (t.source.table >= 0) {
            const auto source = t.source.table == home_.table ? home_ : t.source;
            const auto& column = schema_.column({t.source.table, t.column});
            return column.document >= 0 ? document_key(source, column) : prefix(source) + quote_identifier(column.name);
        }
        const auto* entry = find_entry(t.source, scopes_);
        const auto index = static_cast<std::size_t>(t.column);
        const auto names =
            entry && entry->derived ? column_names(*entry->derived, schema_) : std::vector<std::string>{};
        return index < names.size() ? prefix(t.source) + quote_identifier(names[index]) : "NULL";
    }

    // "doc" ->> 'key', as the type of its values.
    std::string document_key(Source source, const model::Column& key) const {
        const auto& document = schema_.column({source.table, key.document});
        const auto made =
            "(" + prefix(source) + quote_identifier(document.name) + " ->> " + quote_literal(key.name) + ")";
        return key.type_class == model::TypeClass::text ? made : fmt::format("CAST({} AS {})", made, key.type);
    }

    // Terms

    std::string list(std::span<const Term* const> terms) {
        std::string made;
        for (const auto* each : terms) {
            if (!made.empty()) made += ", ";
            made += term(*each);
        }
        return made;
    }

    std::string term(const Term& t, Level level = Level::loose) {
        switch (t.kind) {
            case Term::Kind::column: return column(t, level);
            case Term::Kind::all: return prefix(t.source) + "*";
            case Term::Kind::number: return number(t, level);
            case Term::Kind::text: return quote_literal(t.text);
            case Term::Kind::truth: return t.negated ? "false" : "true";
            case Term::Kind::null: return "NULL";
            case Term::Kind::moment: return moment(t.moment, level);
            case Term::Kind::call: return call(t, level);
            case Term::Kind::aggregate: return aggregate(t);
            case Term::Kind::window: return window(t);
            case Term::Kind::scalar: return "(" + subquery(t) + ")";
            case Term::Kind::exists:
                return t.negated ? closed("NOT EXISTS (" + subquery(t) + ")", level) : "EXISTS (" + subquery(t) + ")";
            case Term::Kind::within:
                return closed(operand(t, 0, Level::compared) + (t.negated ? " NOT IN (" : " IN (") + subquery(t) + ")",
                              level);
            case Term::Kind::quantified:
                return closed(fmt::format("{} {} {} ({})", operand(t, 0, Level::compared), symbol_of(t.op),
                                          t.distinct ? "ALL" : "ANY", subquery(t)),
                              level);
        }
        return "NULL";
    }

    std::string subquery(const Term& t) { return query(*t.query, frames_.back().depth + 1, false); }
    std::string operand(const Term& t, std::size_t index, Level level = Level::operand) {
        return index < t.args.size() ? term(*t.args[index], level) : "NULL";
    }
    // In brackets unless nothing stands around it.
    static std::string closed(std::string made, Level level) {
        return level == Level::loose ? std::move(made) : "(" + made + ")";
    }

    static std::string number(const Term& t, Level level) {
        const bool negative = t.text.starts_with('-') && level == Level::operand;
        return negative ? fmt::format("({})", t.text) : std::string(t.text);
    }

    std::string call(const Term& t, Level level) {
        if (t.op >= Op::all_of) return closed_condition(t, level);
        if (t.op >= Op::part) return calendar_or_document(t);
        switch (t.op) {
            case Op::add:
            case Op::subtract:
            case Op::concat: return fmt::format("({} {} {})", operand(t, 0), symbol_of(t.op), operand(t, 1));
            case Op::multiply:
            case Op::divide:
            case Op::quotient:
            case Op::remainder: return closed(product(t), level);
            case Op::negate: return "(-" + operand(t, 0) + ")";
            case Op::coalesce: return "coalesce(" + list(t.args) + ")";
            case Op::nullif: return "nullif(" + list(t.args) + ")";
            case Op::round: return "round(" + list(t.args) + ")";
            case Op::lower: return "lower(" + list(t.args) + ")";
            case Op::as_number:
                return fmt::format("CAST(substring({} from {}) AS numeric)", operand(t, 0, Level::loose),
                                   quote_literal(leading_number));
            case Op::cast: return fmt::format("CAST({} AS {})", operand(t, 0, Level::loose), t.text);
            default: return fmt::format("{}({})", t.text, list(t.args));
        }
    }

    std::string product(const Term& t) {
        const auto& left = *t.args[0];
        const bool chain = left.kind == Term::Kind::call && (left.op == Op::multiply || left.op == Op::divide);
        auto made = chain ? product(left) : term(left, Level::operand);
        if (t.op != Op::divide) return fmt::format("{} {} {}", made, symbol_of(t.op), operand(t, 1));
        const auto& right = *t.args[1];
        if (needs_fractions(left, right)) made = fmt::format("CAST({} AS numeric)", made);
        const bool never_zero =
            right.kind == Term::Kind::number && right.text.find_first_of("123456789") != std::string_view::npos;
        return fmt::format(
            "{} / {}", made,
            never_zero ? term(right, Level::operand) : fmt::format("nullif({}, 0)", term(right, Level::loose)));
    }

    // Two whole numbers would be divided as such.
    bool needs_fractions(const Term& left, const Term& right) const {
        using T = model::TypeClass;
        const auto a = type_of(left, scopes_, schema_), b = type_of(right, scopes_, schema_);
        return a != T::number && a != T::interval && b != T::number;
    }

    std::string calendar_or_document(const Term& t) {
        switch (t.op) {
            case Op::part: return fmt::format("date_part('{}', {})", part_name(t.unit), operand(t, 0, Level::loose));
            case Op::bucket: return fmt::format("date_trunc('{}', {})", part_name(t.unit), operand(t, 0, Level::loose));
            case Op::age: return age(t);
            case Op::seconds: return fmt::format("extract(epoch FROM {})", operand(t, 0, Level::loose));
            case Op::interval: return interval(t);
            case Op::field: return fmt::format("({} ->> {})", operand(t, 0), operand(t, 1));
            case Op::element: return fmt::format("({} -> {})", operand(t, 0), operand(t, 1));
            case Op::item: return fmt::format("({})[{}]", operand(t, 0, Level::loose), operand(t, 1, Level::loose));
            case Op::array: return "ARRAY[" + list(t.args) + "]";
            case Op::when: return choice(t);
            default: return "NULL";
        }
    }

    std::string age(const Term& t) {
        if (t.unit == Unit::day) return fmt::format("({}::date - {}::date)", operand(t, 0), operand(t, 1));
        const auto later = operand(t, 0, Level::loose), earlier = operand(t, 1, Level::loose);
        if (t.unit == Unit::year) return fmt::format("date_part('year', age({}, {}))", later, earlier);
        return fmt::format("(12 * date_part('year', age({0}, {1})) + date_part('month', age({0}, {1})))", later,
                           earlier);
    }

    std::string interval(const Term& t) {
        const auto& count = *t.args[0];
        const auto unit = part_name(t.unit);
        if (count.kind == Term::Kind::number)
            return fmt::format("interval '{} {}{}'", count.text, unit, count.text == "1" ? "" : "s");
        return fmt::format("({} * interval '1 {}')", term(count, Level::operand), unit);
    }

    std::string choice(const Term& t) {
        std::string made = "CASE";
        for (std::size_t i = 0; i + 1 < t.args.size(); i += 2)
            made += fmt::format(" WHEN {} THEN {}", condition(*t.args[i]), operand(t, i + 1, Level::loose));
        if (t.args.size() % 2) made += " ELSE " + term(*t.args.back());
        return made + " END";
    }

    static std::string moment(const Moment& m, Level level) {
        auto made = unshifted(m);
        made += shift(m, m.shift_unit, m.shift) + shift(m, m.then_unit, m.then);
        return m.shift && level == Level::operand ? "(" + made + ")" : made;
    }
    static std::string unshifted(const Moment& m) {
        std::string made;
        switch (m.base) {
            case Moment::Base::today: made = "current_date"; break;
            case Moment::Base::now: made = "now()"; break;
            case Moment::Base::latest: made = latest_day(m.month, m.day); break;
            case Moment::Base::date:
                made = fmt::format("date '{:04}-{:02}-{:02}'", m.year, m.month, m.day);
                if (m.seconds)
                    made = fmt::format("timestamp '{:04}-{:02}-{:02} {:02}:{:02}:{:02}'", m.year, m.month, m.day,
                                       m.seconds / 3600, m.seconds / 60 % 60, m.seconds % 60);
        }
        return m.floor == Unit::none ? made : fmt::format("date_trunc('{}', {})", part_name(m.floor), made);
    }
    static std::string shift(const Moment& m, Unit unit, std::int32_t by) {
        if (!by) return "";
        const auto count = std::abs(static_cast<std::int64_t>(by));
        const bool one = count == 1 && (m.floor != Unit::none || by > 0 || unit == Unit::day);
        return fmt::format(" {} interval '{} {}{}'", by < 0 ? '-' : '+', count, part_name(unit), one ? "" : "s");
    }

    // Aggregates and windows

    std::string aggregate_call(const Term& t) {
        if (t.aggregate == Aggregate::count && t.args.empty()) return "count(*)";
        if (t.aggregate == Aggregate::median)
            return fmt::format("percentile_cont(0.5) WITHIN GROUP (ORDER BY {})", operand(t, 0, Level::loose));
        auto inside = (t.distinct ? "DISTINCT " : "") + list(t.args);
        if (!t.order.empty() && t.kind == Term::Kind::aggregate) inside += " ORDER BY " + keys(t.order);
        return fmt::format("{}({})", aggregate_name(t), inside);
    }

    std::string filter(const Term& t) {
        return t.filter ? fmt::format(" FILTER (WHERE {})", condition(*t.filter)) : "";
    }
    std::string aggregate(const Term& t) {
        if (t.aggregate == Aggregate::defined) return operand(t, 0);
        return aggregate_call(t) + filter(t);
    }

    std::string window(const Term& t) {
        auto made = t.window == WindowFunction::none ? aggregate(t)
                                                     : fmt::format("{}({})", window_name(t.window), list(t.args));
        std::string over;
        const auto add = [&](const std::string& part) { over += (over.empty() ? "" : " ") + part; };
        if (!t.partition.empty()) add("PARTITION BY " + list(t.partition));
        if (!t.order.empty()) add("ORDER BY " + keys(t.order));
        if (t.running) add("ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW");
        return made + " OVER (" + over + ")";
    }

    // Truths

    std::string conditions(std::span<const Term* const> list) {
        std::vector<const Term*> flat;
        for (const auto* each : list)
            if (each->kind == Term::Kind::call && each->op == Op::all_of)
                flat.insert(flat.end(), each->args.begin(), each->args.end());
            else
                flat.push_back(each);
        std::string made;
        for (const auto* each : flat) {
            if (!made.empty()) made += " AND ";
            made += part_of(*each, Op::all_of, flat.size());
        }
        return made;
    }

    // Of a list joined by `joined`: the other joining word needs brackets.
    std::string part_of(const Term& t, Op joined, std::size_t parts) {
        const bool brackets =
            parts > 1 && t.kind == Term::Kind::call && (t.op == Op::any_of || t.op == Op::all_of) && t.op != joined;
        return brackets ? "(" + condition(t) + ")" : condition(t);
    }

    std::string condition(const Term& t) { return t.kind == Term::Kind::call ? call_condition(t) : term(t); }
    std::string closed_condition(const Term& t, Level level) {
        if (t.op == Op::during) return during(t);
        if (t.op == Op::is_true && !t.args.empty()) return term(*t.args[0], level);
        return closed(condition(t), level);
    }

    std::string call_condition(const Term& t) {
        if (t.op < Op::all_of) return term(t);
        switch (t.op) {
            case Op::all_of: return conditions(t.args);
            case Op::any_of: return alternatives(t);
            case Op::negation: return negation(*t.args[0]);
            case Op::between:
                return fmt::format("{} BETWEEN {} AND {}", operand(t, 0, Level::compared),
                                   operand(t, 1, Level::compared), operand(t, 2, Level::compared));
            case Op::during: return during(t);
            case Op::same_text:
            case Op::other_text:
                return fmt::format("lower({}) {} lower({})", operand(t, 0, Level::loose),
                                   t.op == Op::same_text ? "=" : "<>", operand(t, 1, Level::loose));
            case Op::one_of:
            case Op::none_of:
                return fmt::format("{} {}IN ({})", operand(t, 0, Level::compared), t.op == Op::one_of ? "" : "NOT ",
                                   list(t.args.subspan(1)));
            case Op::is_null: return operand(t, 0, Level::compared) + " IS NULL";
            case Op::not_null: return operand(t, 0, Level::compared) + " IS NOT NULL";
            case Op::is_true: return operand(t, 0, Level::loose);
            case Op::has_element:
                return fmt::format("{} = ANY({})", operand(t, 1, Level::compared), operand(t, 0, Level::loose));
            case Op::contains:
            case Op::starts:
            case Op::ends:
            case Op::not_contains:
            case Op::like:
            case Op::matches: return likeness(t);
            default:
                return fmt::format("{} {} {}", operand(t, 0, Level::compared), symbol_of(t.op),
                                   operand(t, 1, Level::compared));
        }
    }

    std::string alternatives(const Term& t) {
        std::string made;
        for (const auto* each : t.args) {
            if (!made.empty()) made += " OR ";
            made += part_of(*each, Op::any_of, t.args.size());
        }
        return made;
    }

    std::string negation(const Term& inner) {
        const bool one = inner.kind == Term::Kind::call && (inner.op == Op::is_true || inner.op == Op::during);
        return one ? "NOT " + condition(inner) : "NOT (" + condition(inner) + ")";
    }

    std::string during(const Term& t) {
        const auto value = operand(t, 0, Level::compared);
        return fmt::format("({0} >= {1} AND {0} < {2})", value, operand(t, 1, Level::compared),
                           operand(t, 2, Level::compared));
    }

    std::string likeness(const Term& t) {
        const auto value = operand(t, 0, Level::operand);
        if (t.op == Op::like) return value + " LIKE " + operand(t, 1);
        if (t.op == Op::matches) return value + " ILIKE " + operand(t, 1);
        return fmt::format("{} {}ILIKE {}", value, t.op == Op::not_contains ? "NOT " : "",
                           quote_literal(like_pattern(t.op, t.args[1]->text)));
    }

    const SchemaIndex& schema_;
    Scopes scopes_;
    std::vector<Frame> frames_;
    Source home_;  // of the definition that is written
};

struct Symbol {
    Op op;
    std::string_view text;
};
constexpr std::array symbols{Symbol{Op::add, "+"},     Symbol{Op::subtract, "-"}, Symbol{Op::multiply, "*"},
                             Symbol{Op::divide, "/"},  Symbol{Op::quotient, "/"}, Symbol{Op::remainder, "%"},
                             Symbol{Op::concat, "||"}, Symbol{Op::eq, "="},       Symbol{Op::ne, "<>"},
                             Symbol{Op::lt, "<"},      Symbol{Op::le, "<="},      Symbol{Op::gt, ">"},
                             Symbol{Op::ge, ">="}};

constexpr std::array<std::pair<Unit, std::string_view>, 9> parts{{{Unit::second, "second"},
                                                                  {Unit::minute, "minute"},
                                                                  {Unit::hour, "hour"},
                                                                  {Unit::day, "day"},
                                                                  {Unit::weekday, "isodow"},
                                                                  {Unit::week, "week"},
                                                                  {Unit::month, "month"},
                                                                  {Unit::quarter, "quarter"},
                                                                  {Unit::year, "year"}}};

}  // namespace

std::string to_postgres(const Query& query, const SchemaIndex& schema) {
    return Printer(schema).query(query, 0, false);
}

std::string latest_day(int month, int day) {
    const auto of_this_year = fmt::format("make_date(extract(year from current_date)::int, {}, {})", month, day);
    return fmt::format("({0} - (CASE WHEN {0} > current_date THEN interval '1 year' ELSE interval '0 years' END))",
                       of_this_year);
}

std::string_view part_name(Unit unit) {
    for (const auto& [known, name] : parts)
        if (known == unit) return name;
    return "";
}

Unit part_named(std::string_view field) {
    for (const auto& [known, name] : parts)
        if (name == field) return known;
    return Unit::none;
}

std::string_view symbol_of(Op op) {
    for (const auto& symbol : symbols)
        if (symbol.op == op) return symbol.text;
    return "";
}

}  // namespace pf::compiler::print
