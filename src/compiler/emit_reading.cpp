#include "compiler/emit_reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace pf::compiler {
namespace {

std::string listed(const std::vector<std::string>& parts, std::string_view last_word) {
    std::string made;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i) made += i + 1 == parts.size() ? fmt::format(" {} ", last_word) : ", ";
        made += parts[i];
    }
    return made;
}

class Narrator {
 public:
    Narrator(const Query& query, const SchemaIndex& schema) : query_(query), schema_(schema) {}

    std::string tell() const {
        std::vector<std::string> shown;
        for (const auto& term : query_.select) shown.push_back(name(term, true));
        const bool grouped = !query_.group.empty();
        const bool only_counts = std::all_of(query_.select.begin(), query_.select.end(),
                                             [](const Term& t) { return t.aggregate != Aggregate::none; });
        std::string made = query_.count_rows ? "how many different " : "";
        made += query_.distinct ? "the different " : query_.count_rows ? "" : "the ";
        made += listed(shown, "and");
        const auto others = tables_beside();
        const bool share = !query_.filter.empty();
        if (!others.empty() && !(share && query_.where.empty() && others.size() == 1))
            made += (share ? " among " : only_counts ? " over " : " from ") + listed(others, "with");
        made += where(query_.where, " where ");
        if (grouped) {
            std::vector<std::string> keys;
            for (const auto& term : query_.group) keys.push_back(name(term, false));
            if (std::any_of(query_.select.begin(), query_.select.end(),
                            [](const Term& t) { return t.aggregate != Aggregate::none; }) ||
                !query_.having.empty() || !query_.order.empty())
                made += ", for each " + listed(keys, "and");
        }
        made += where(query_.having, " having ");
        if (query_.operation != SetOperation::none && query_.right) {
            made += query_.operation == SetOperation::intersect ? ", and also "
                    : query_.operation == SetOperation::except  ? ", but not "
                                                                : ", together with ";
            made += Narrator(*query_.right, schema_).tell();
        }
        if (!query_.order.empty()) {
            std::vector<std::string> keys;
            for (const auto& key : query_.order)
                keys.push_back(name(key.term, false) + (key.descending ? " (highest first)" : " (lowest first)"));
            made += ", ordered by " + listed(keys, "and");
        }
        if (query_.limit == 1)
            made += ", only the first";
        else if (query_.limit > 1)
            made += fmt::format(", only the first {}", query_.limit);
        return made;
    }

 private:
    std::string table_name(int table) const { return schema_.readable({table, -1}); }
    bool several() const { return query_.from.size() > 1; }

    std::string column_name(ColumnId id, int instance) const {
        auto made = schema_.readable(id);
        if (several() || instance) {
            bool says_table = false;
            for (const auto& word : schema_.words_of(id)) says_table |= word.of_table;
            if (!says_table) made += " of the " + std::string(instance ? "other " : "") + table_name(id.table);
        }
        return made;
    }

    std::string name(const Term& t, bool shown) const {
        std::string base;
        if (t.column.column < 0) {
            if (t.aggregate == Aggregate::count) return fmt::format("number of {} rows", table_name(t.column.table));
            if (t.aggregate == Aggregate::share)
                return fmt::format("share in percent of {}{}", table_name(t.column.table),
                                   where(query_.filter, " where "));
            if (shown && query_.select.size() == 1) return "full rows";
            return fmt::format("all columns of {}", table_name(t.column.table));
        }
        switch (t.expression) {
            case Expression::column: base = column_name(t.column, t.instance); break;
            case Expression::years_between:
                base = fmt::format("whole years from {} to {}", column_name(t.column, 0), column_name(t.other, 0));
                break;
            case Expression::months_between:
                base = fmt::format("whole months from {} to {}", column_name(t.column, 0), column_name(t.other, 0));
                break;
            case Expression::days_between:
                base = fmt::format("days from {} to {}", column_name(t.column, 0), column_name(t.other, 0));
                break;
            case Expression::year_of: base = "year of " + column_name(t.column, t.instance); break;
            case Expression::month_of: base = "month of " + column_name(t.column, t.instance); break;
            case Expression::weekday_of: base = "day of the week of " + column_name(t.column, t.instance); break;
            case Expression::difference:
                base = fmt::format("{} minus {}", column_name(t.column, 0), column_name(t.other, 0));
                break;
        }
        switch (t.aggregate) {
            case Aggregate::none: return base;
            case Aggregate::count: return fmt::format("number of {}{}", t.distinct ? "different " : "", base);
            case Aggregate::sum: return "total " + base;
            case Aggregate::avg: return "average " + base;
            case Aggregate::min: return "lowest " + base;
            case Aggregate::max: return "highest " + base;
            case Aggregate::range: return "difference between the highest and the lowest " + base;
            case Aggregate::share: break;
        }
        return base;
    }

    // Joined tables that no shown term names: they decide which rows there are.
    std::vector<std::string> tables_beside() const {
        std::vector<std::string> made;
        for (const auto& entry : query_.from) {
            if (schema_.is_link(entry.table) && several()) continue;
            const auto said = table_name(entry.table);
            if (std::find(made.begin(), made.end(), said) == made.end()) made.push_back(said);
        }
        return made;
    }

    std::string where(const std::vector<Condition>& list, std::string_view opening) const {
        if (list.empty()) return "";
        std::string made(opening);
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (i) made += list[i].any_of ? " or " : " and ";
            made += condition(list[i]);
        }
        return made;
    }

    std::string condition(const Condition& c) const {
        const auto left = "the " + name(c.left, false);
        const auto literal = c.number_literal ? calendar_name(c.left.expression, c.value) : "“" + c.value + "”";
        switch (c.kind) {
            case Condition::Kind::null_test: return left + (c.op == Op::is_null ? " is missing" : " is known");
            case Condition::Kind::flag: return left + (c.negated ? " is false" : " is true");
            case Condition::Kind::terms:
                return fmt::format("{} is {}{}the {}", left, compared(c.op), c.op == Op::eq ? "" : " ",
                                   name(c.right, false));
            case Condition::Kind::date: {
                std::string made;
                if (const auto span = span_to_today(c.value); !span.empty() && c.value2.empty())
                    return left + " is in the " + last(span);
                if (!c.value.empty()) made = fmt::format("{} is {} or later", left, bound(c.value));
                if (!c.value2.empty())
                    made += fmt::format("{}{} before {}", made.empty() ? left + " is" : "", made.empty() ? "" : " and",
                                        bound(c.value2));
                return made;
            }
            case Condition::Kind::subquery: {
                const auto inner = Narrator(*c.subquery, schema_).tell();
                if (c.membership) return fmt::format("{} is {}among {}", left, c.negated ? "not " : "", inner);
                return fmt::format("{} is {} {}", left, compared(c.op), inner);
            }
            case Condition::Kind::literal: break;
        }
        switch (c.op) {
            case Op::between:
                return fmt::format("{} is between {} and {}", left, literal,
                                   calendar_name(c.left.expression, c.value2));
            case Op::contains: return fmt::format("{} contains {}", left, literal);
            case Op::not_contains: return fmt::format("{} does not contain {}", left, literal);
            case Op::starts: return fmt::format("{} starts with {}", left, literal);
            case Op::ends: return fmt::format("{} ends with {}", left, literal);
            default: break;
        }
        const auto word = compared(c.op);
        return word.empty() ? fmt::format("{} is {}", left, literal) : fmt::format("{} is {} {}", left, word, literal);
    }

    // A month or a day of the week by its name.
    static std::string calendar_name(Expression part, const std::string& number) {
        static constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                                 "May",       "June",     "July",     "August",
                                                                 "September", "October",  "November", "December"};
        static constexpr std::array<std::string_view, 7> days{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                              "Friday", "Saturday", "Sunday"};
        std::size_t index = 0;
        std::from_chars(number.data(), number.data() + number.size(), index);
        if (part == Expression::month_of && index >= 1 && index <= months.size()) return std::string(months[index - 1]);
        if (part == Expression::weekday_of && index >= 1 && index <= days.size()) return std::string(days[index - 1]);
        return number;
    }

    // "1 weeks" of "current_date - interval '1 weeks'", empty for other bounds.
    static std::string_view span_to_today(std::string_view sql) {
        constexpr std::string_view opening = "current_date - interval '";
        if (!sql.starts_with(opening) || sql.size() < opening.size() + 2) return {};
        return sql.substr(opening.size(), sql.size() - opening.size() - 1);
    }

    // "last week" of "1 weeks", "last 30 days" of "30 days".
    static std::string last(std::string_view span) {
        if (!span.starts_with("1 ")) return "last " + std::string(span);
        span.remove_prefix(2);
        if (span.ends_with('s')) span.remove_suffix(1);
        return "last " + std::string(span);
    }

    static std::string bound(const std::string& sql) {
        if (sql.size() > 7 && sql.starts_with("date '"))
            return sql.substr(6, 10) +
                   (sql.find("+ interval") != std::string::npos
                        ? " plus " + sql.substr(sql.find("interval") + 10, sql.rfind('\'') - sql.find("interval") - 10)
                        : "");
        if (sql == "current_date") return "today";
        if (sql.starts_with("current_date - interval '")) return sql.substr(25, sql.size() - 26) + " ago";
        if (sql.starts_with("now() - interval '")) return sql.substr(18, sql.size() - 19) + " ago";
        return "“" + sql + "”";
    }

    static std::string_view compared(Op op) {
        switch (op) {
            case Op::ne: return "not";
            case Op::lt: return "less than";
            case Op::le: return "at most";
            case Op::gt: return "more than";
            case Op::ge: return "at least";
            default: return "";
        }
    }

    const Query& query_;
    const SchemaIndex& schema_;
};

}  // namespace

std::string emit_reading(const Query& query, const SchemaIndex& schema) { return Narrator(query, schema).tell(); }

}  // namespace pf::compiler
