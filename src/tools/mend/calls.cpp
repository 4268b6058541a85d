#include <algorithm>
#include <array>
#include <optional>

#include "base/ascii.hpp"
#include "tools/mend/passes.hpp"

namespace pf::tools {
namespace {

using Kind = Token::Kind;

struct FormatPart {
    char code;
    std::string_view to_char;
};
// SQLite's manual, "Date And Time Functions"; PostgreSQL 15 manual, 9.8.
constexpr std::array<FormatPart, 9> sqlite_format = {{{'Y', "YYYY"},
                                                      {'m', "MM"},
                                                      {'d', "DD"},
                                                      {'H', "HH24"},
                                                      {'M', "MI"},
                                                      {'S', "SS"},
                                                      {'j', "DDD"},
                                                      {'F', "YYYY-MM-DD"},
                                                      {'T', "HH24:MI:SS"}}};
// MySQL 8 manual, DATE_FORMAT.
constexpr std::array<FormatPart, 20> mysql_format = {
    {{'Y', "YYYY"}, {'y', "YY"},    {'m', "MM"},     {'c', "FMMM"}, {'M', "FMMonth"},    {'b', "Mon"}, {'d', "DD"},
     {'e', "FMDD"}, {'H', "HH24"},  {'k', "FMHH24"}, {'h', "HH12"}, {'i', "MI"},         {'s', "SS"},  {'S', "SS"},
     {'p', "AM"},   {'W', "FMDay"}, {'a', "Dy"},     {'j', "DDD"},  {'T', "HH24:MI:SS"}, {'I', "HH12"}}};

template <std::size_t n>
std::optional<std::string> to_char_format(std::string_view format, const std::array<FormatPart, n>& parts) {
    std::string made;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] == '%') {
            if (++i == format.size()) return std::nullopt;
            const auto part =
                std::find_if(parts.begin(), parts.end(), [&](const FormatPart& p) { return p.code == format[i]; });
            if (part == parts.end()) return std::nullopt;
            made += part->to_char;
        } else if (lower(format[i]) >= 'a' && lower(format[i]) <= 'z') {
            made += '"' + std::string(1, format[i]) + '"';
        } else if (format[i] == '"' || format[i] == '\\') {
            return std::nullopt;
        } else {
            made += format[i];
        }
    }
    return made;
}

class Calls {
 public:
    Calls(Tokens& tokens, const QueryShape& shape) : tokens_(tokens), shape_(shape) {}

    void mend(int name) {
        name_ = name;
        open_ = name + 1;
        close_ = at(tokens_, open_).pair;
        arguments_ = comma_separated(tokens_, open_ + 1, close_);
        const auto& word = at(tokens_, name).value;
        auto made = mend_moment(word);
        if (!made) made = mend_text(word);
        if (!made) made = mend_other(word);
        if (made && made->size() <= max_mended_bytes) put(tokens_, name, close_ + 1, std::move(*made));
    }

 private:
    using Made = std::optional<std::string>;

    [[nodiscard]] std::size_t count() const { return arguments_.size(); }
    [[nodiscard]] std::string argument(std::size_t i) const {
        return written(tokens_, arguments_[i].begin, arguments_[i].end);
    }
    [[nodiscard]] Holds holds(std::size_t i) const { return shape_.holds(arguments_[i].begin, arguments_[i].end); }
    // The text of an argument that is a literal, as 'now' or "now".
    [[nodiscard]] const std::string* literal(std::size_t i) const {
        if (i >= count() || arguments_[i].end - arguments_[i].begin != 1) return nullptr;
        const auto& token = at(tokens_, arguments_[i].begin);
        return token.kind == Kind::text || token.kind == Kind::name ? &token.value : nullptr;
    }
    [[nodiscard]] bool is_column(std::size_t i) const {
        const auto range = arguments_[i];
        return is_name(tokens_, range.begin) && operand_end(tokens_, range.begin) == range.end &&
               shape_.resolve(range.begin, range.end).found();
    }
    [[nodiscard]] bool is_literal_text(std::size_t i) const { return literal(i) && !is_column(i); }

    [[nodiscard]] bool is_now(std::size_t i) const { return is_literal_text(i) && lower(*literal(i)) == "now"; }

    // An argument as a timestamp, or as the date it is.
    [[nodiscard]] std::string moment(std::size_t i) const {
        if (is_now(i)) return "now()";
        const auto kind = holds(i);
        if (kind == Holds::date || kind == Holds::moment) return argument(i);
        return "CAST(" + argument(i) + " AS timestamp)";
    }
    // '-7 days', 'start of month', … applied to `base`; none for one that PostgreSQL says otherwise.
    [[nodiscard]] Made modified(std::string base, std::size_t from) const {
        for (std::size_t i = from; i < count(); ++i) {
            if (!is_literal_text(i)) return std::nullopt;
            const auto modifier = lower(*literal(i));
            if (modifier == "localtime" || modifier == "utc") continue;
            if (modifier.starts_with("start of ")) {
                const auto unit = modifier.substr(9);
                if (unit != "day" && unit != "month" && unit != "year") return std::nullopt;
                base.insert(0, "date_trunc('" + unit + "', ").append(")");
                continue;
            }
            const bool plain =
                !modifier.empty() &&
                modifier.find_first_not_of("+-0123456789. abcdefghijklmnopqrstuvwxyz") == std::string::npos;
            bool unit = false;
            for (const std::string_view known : {"second", "minute", "hour", "day", "month", "year"})
                unit = unit || modifier.ends_with(known) || modifier.ends_with(std::string(known) + "s");
            if (!plain || !unit || modifier.find_first_of("0123456789") == std::string::npos) return std::nullopt;
            const bool minus = modifier[0] == '-';
            const auto amount = modifier.substr(modifier[0] == '-' || modifier[0] == '+' ? 1 : 0);
            base.insert(0, "(").append(minus ? " - " : " + ").append("INTERVAL '" + amount + "')");
        }
        return base;
    }
    // Whether the call's value is reckoned with, or compared with a number: text would not do.
    [[nodiscard]] bool wanted_as_number() const {
        const int before = name_ - 1, after = close_ + 1;
        const auto arithmetic = {std::string_view("+"), std::string_view("-"), std::string_view("*"),
                                 std::string_view("/"), std::string_view("%")};
        if (is_sign(tokens_, before, arithmetic) || is_sign(tokens_, after, arithmetic)) return true;
        const auto compares = {std::string_view("="),  std::string_view("<"),  std::string_view(">"),
                               std::string_view("<="), std::string_view(">="), std::string_view("<>"),
                               std::string_view("!=")};
        const auto number_at = [&](int begin, int end) { return end > begin && is_numeric(shape_.holds(begin, end)); };
        if (is_sign(tokens_, after, compares) && number_at(after + 1, operand_end(tokens_, after + 1))) return true;
        if (is_sign(tokens_, before, compares) && number_at(operand_begin(tokens_, before), before)) return true;
        int list = after;
        if (is_word(tokens_, list, {"not"})) ++list;
        if (is_word(tokens_, list, {"in"}) && is_sign(tokens_, list + 1, {"("})) ++list;
        return is_word(tokens_, list - 1, {"in"})
                   ? at(tokens_, list + 1).kind == Kind::number
                   : is_word(tokens_, list, {"between"}) && at(tokens_, list + 1).kind == Kind::number;
    }
    [[nodiscard]] static std::string extracted(std::string_view unit, const std::string& moment) {
        return "CAST(extract(" + std::string(unit) + " FROM " + moment + ") AS integer)";
    }

    [[nodiscard]] Made strftime() const {
        if (count() == 0 || !literal(0)) return std::nullopt;
        const auto base = count() == 1 ? Made("now()") : modified(moment(1), 2);
        if (!base) return std::nullopt;
        const auto& format = *literal(0);
        for (const auto& [code, unit] : {std::pair{"%Y", "year"}, std::pair{"%m", "month"}, std::pair{"%d", "day"},
                                         std::pair{"%H", "hour"}, std::pair{"%M", "minute"}, std::pair{"%j", "doy"}})
            if (format == code && wanted_as_number()) return extracted(unit, *base);
        for (const auto& [code, unit] : {std::pair{"%w", "dow"}, std::pair{"%s", "epoch"}})
            if (format == code) {
                const auto number = "CAST(extract(" + std::string(unit) + " FROM " + *base + ") AS bigint)";
                return wanted_as_number() ? number : "CAST(" + number + " AS text)";
            }
        const auto to_char = to_char_format(format, sqlite_format);
        return to_char ? Made("to_char(" + *base + ", " + quoted_text(*to_char) + ")") : std::nullopt;
    }
    [[nodiscard]] Made date() const {
        if (count() == 0) return "CURRENT_DATE";
        if (count() == 1 && is_now(0)) return "CURRENT_DATE";
        const auto base = modified(moment(0), 1);
        return base ? Made("CAST(" + *base + " AS date)") : std::nullopt;
    }
    // DATEDIFF(a, b) of MySQL: a - b in days; DATEDIFF(unit, a, b) of T-SQL: b - a.
    [[nodiscard]] Made difference() const {
        const auto day = [&](std::size_t i) { return "CAST(" + moment(i) + " AS date)"; };
        if (count() == 2) return "(" + day(0) + " - " + day(1) + ")";
        if (count() != 3 || arguments_[0].end - arguments_[0].begin != 1) return std::nullopt;
        const auto unit = at(tokens_, arguments_[0].begin).value;
        const auto part = [&](std::string_view name, std::size_t i) { return extracted(name, moment(i)); };
        if (unit == "day" || unit == "dd" || unit == "d") return "(" + day(2) + " - " + day(1) + ")";
        auto years = "(" + part("year", 2) + " - " + part("year", 1) + ")";
        if (unit == "year" || unit == "yy" || unit == "yyyy") return years;
        if (unit == "month" || unit == "mm" || unit == "m")
            return "(" + years + " * 12 + " + part("month", 2) + " - " + part("month", 1) + ")";
        return std::nullopt;
    }
    // TIMESTAMPDIFF(unit, a, b): whole units between them.
    [[nodiscard]] Made whole_difference() const {
        if (count() != 3 || arguments_[0].end - arguments_[0].begin != 1) return std::nullopt;
        const auto& unit = at(tokens_, arguments_[0].begin).value;
        const auto age = "age(" + moment(2) + ", " + moment(1) + ")";
        if (unit == "year") return extracted("year", age);
        if (unit == "month") return "(" + extracted("year", age) + " * 12 + " + extracted("month", age) + ")";
        const double seconds = unit == "day"      ? 86400
                               : unit == "hour"   ? 3600
                               : unit == "minute" ? 60
                               : unit == "second" ? 1
                                                  : 0;
        if (seconds == 0) return std::nullopt;
        return "CAST(floor(extract(epoch FROM CAST(" + moment(2) + " AS timestamp) - CAST(" + moment(1) +
               " AS timestamp)) / " + std::to_string(static_cast<int>(seconds)) + ") AS bigint)";
    }
    [[nodiscard]] Made shifted(std::string_view sign) const {
        if (count() == 2 && is_word(tokens_, arguments_[1].begin, {"interval"}))
            return "(" + moment(0) + " " + std::string(sign) + " " + argument(1) + ")";
        if (count() != 3 || arguments_[0].end - arguments_[0].begin != 1) return std::nullopt;
        auto unit = at(tokens_, arguments_[0].begin).value;
        if (unit == "dd" || unit == "d") unit = "day";
        if (unit == "mm" || unit == "m") unit = "month";
        if (unit == "yy" || unit == "yyyy") unit = "year";
        for (const std::string_view known : {"second", "minute", "hour", "day", "week", "month", "year"})
            if (unit == known) return "(" + moment(2) + " + (" + argument(1) + ") * INTERVAL '1 " + unit + "')";
        return std::nullopt;
    }

    [[nodiscard]] Made mend_moment(std::string_view word) const {
        if (word == "strftime") return strftime();
        if (word == "date" && (count() != 1 || holds(0) == Holds::text || is_now(0))) return date();
        if (word == "datetime") return count() == 0 ? Made("now()") : modified(moment(0), 1);
        if (word == "julianday") {
            const auto base = count() == 0 ? Made("now()") : modified(moment(0), 1);
            return base ? Made("(extract(epoch FROM CAST(" + *base + " AS timestamp)) / 86400.0 + 2440587.5)") : base;
        }
        if (count() == 1)
            for (const std::string_view unit : {"year", "month", "day", "hour", "minute", "second", "quarter", "week"})
                if (word == unit) return extracted(unit, moment(0));
        if (word == "dayofweek" && count() == 1) return "(" + extracted("dow", moment(0)) + " + 1)";
        if (word == "dayofmonth" && count() == 1) return extracted("day", moment(0));
        if (word == "dayofyear" && count() == 1) return extracted("doy", moment(0));
        if (word == "monthname" && count() == 1) return "to_char(" + moment(0) + ", 'FMMonth')";
        if (word == "dayname" && count() == 1) return "to_char(" + moment(0) + ", 'FMDay')";
        if (word == "datepart" && count() == 2) return extracted(at(tokens_, arguments_[0].begin).text, moment(1));
        if (word == "date_format" && count() == 2 && literal(1)) {
            const auto format = to_char_format(*literal(1), mysql_format);
            return format ? Made("to_char(" + moment(0) + ", " + quoted_text(*format) + ")") : std::nullopt;
        }
        if (word == "datediff") return difference();
        if (word == "timestampdiff") return whole_difference();
        if (word == "date_add" || word == "dateadd" || word == "adddate") return shifted("+");
        if (word == "date_sub" || word == "subdate") return shifted("-");
        return std::nullopt;
    }

    [[nodiscard]] bool is_text(std::size_t i) const {
        const auto kind = holds(i);
        return kind == Holds::text || kind == Holds::text_literal || kind == Holds::unknown;
    }
    [[nodiscard]] std::string as_text(std::size_t i) const {
        return is_text(i) ? argument(i) : "CAST(" + argument(i) + " AS text)";
    }
    [[nodiscard]] Made called(std::string_view name, std::initializer_list<std::string> arguments) const {
        std::string made(name);
        made += '(';
        for (const auto& one : arguments) made += (made.back() == '(' ? "" : ", ") + one;
        return made + ")";
    }

    // SUBSTR(x, -4): from the end.
    [[nodiscard]] Made part_of_text(std::string_view word) const {
        if (count() < 2 || count() > 3) return std::nullopt;
        const auto from = arguments_[1];
        const bool backwards = is_sign(tokens_, from.begin, {"-"}) && from.end - from.begin == 2 &&
                               at(tokens_, from.begin + 1).kind == Kind::number;
        if (backwards) {
            const auto tail = "right(" + as_text(0) + ", " + at(tokens_, from.begin + 1).text + ")";
            return count() == 2 ? tail : "left(" + tail + ", " + argument(2) + ")";
        }
        if (is_text(0) && word != "mid") return std::nullopt;
        return count() == 2 ? called("substr", {as_text(0), argument(1)})
                            : called("substr", {as_text(0), argument(1), argument(2)});
    }
    // GROUP_CONCAT([DISTINCT] x [ORDER BY y] [SEPARATOR 's' | , 's'])
    [[nodiscard]] Made collected() const {
        if (count() == 0 || count() > 2) return std::nullopt;
        auto [begin, end] = arguments_[0];
        const bool distinct = is_word(tokens_, begin, {"distinct"});
        if (distinct) ++begin;
        std::string separator = "','";
        if (count() == 2) separator = literal(1) ? quoted_text(*literal(1)) : argument(1);
        const int says = find_word(tokens_, begin, end, {"separator"});
        if (says != end) {
            if (at(tokens_, says + 1).kind != Kind::text && at(tokens_, says + 1).kind != Kind::name)
                return std::nullopt;
            separator = quoted_text(at(tokens_, says + 1).value);
            end = says;
        }
        const int order = find_word(tokens_, begin, end, {"order"});
        auto value = written(tokens_, begin, order);
        if (shape_.holds(begin, order) != Holds::text) value = "CAST(" + value + " AS text)";
        auto sorted = order == end ? std::string() : " " + written(tokens_, order, end);
        if (distinct && !sorted.empty()) sorted = " ORDER BY " + value;  // the only order PostgreSQL has there
        return "string_agg(" + std::string(distinct ? "DISTINCT " : "") + value + ", " + separator + sorted + ")";
    }

    [[nodiscard]] Made mend_text(std::string_view word) const {
        if (word == "instr" && count() == 2) return called("strpos", {as_text(0), argument(1)});
        if ((word == "charindex" || word == "locate") && count() == 2)
            return called("strpos", {as_text(1), argument(0)});
        if (word == "substr" || word == "mid" || (word == "substring" && count() > 1)) return part_of_text(word);
        if (word == "group_concat") return collected();
        if (word == "len" && count() == 1) return called("length", {as_text(0)});
        if (word == "ucase" && count() == 1) return called("upper", {as_text(0)});
        if (word == "lcase" && count() == 1) return called("lower", {as_text(0)});
        if ((word == "length" || word == "lower" || word == "upper" || word == "char_length") && count() == 1 &&
            !is_text(0))
            return called(word, {as_text(0)});
        if (word == "replace" && count() == 3 && !is_text(0))
            return called(word, {as_text(0), argument(1), argument(2)});
        if (word == "trim" && count() == 1 && !is_text(0) && find_word(tokens_, open_ + 1, close_, {"from"}) == close_)
            return called(word, {as_text(0)});
        return std::nullopt;
    }

    // x of SUM(x) and its like as a number.
    [[nodiscard]] Made summed(std::string_view word) const {
        if (count() != 1) return std::nullopt;
        auto [begin, end] = arguments_[0];
        const bool distinct = is_word(tokens_, begin, {"distinct"});
        if (distinct) ++begin;
        const auto kind = shape_.holds(begin, end);
        const auto value = written(tokens_, begin, end);
        std::string number;
        if (kind == Holds::text)
            number = number_of_text(value);
        else if (kind == Holds::boolean)
            number = "CASE WHEN " + value + " THEN 1 ELSE 0 END";
        else if (word != "total")
            return std::nullopt;
        else
            number = value;
        const auto name = word == "total" ? "sum" : word;
        const auto made = std::string(name) + "(" + (distinct ? "DISTINCT " : "") + number + ")";
        return word == "total" ? "coalesce(" + made + ", 0)" : made;
    }
    // round(double precision, integer) is not there.
    [[nodiscard]] Made rounded() const {
        if (count() == 1 && holds(0) == Holds::text) return "round(" + number_of_text(argument(0)) + ")";
        if (count() != 2) return std::nullopt;
        const auto kind = holds(0);
        if (kind == Holds::text) return called("round", {number_of_text(argument(0)), argument(1)});
        if (kind == Holds::real || (kind == Holds::unknown && may_be_real(arguments_[0])))
            return called("round", {"CAST(" + argument(0) + " AS numeric)", argument(1)});
        return std::nullopt;
    }
    [[nodiscard]] bool may_be_real(Range range) const {
        for (int i = range.begin; i < range.end; ++i) {
            if (is_word(tokens_, i,
                        {"float", "real", "double", "float8", "sqrt", "power", "pow", "stddev", "random", "julianday",
                         "percentile_cont", "corr"}))
                return true;
            if (!is_name(tokens_, i) || is_sign(tokens_, i + 1, {".", "("})) continue;
            const bool qualified = is_sign(tokens_, i - 1, {"."});
            const auto named = shape_.resolve(qualified ? i - 2 : i, i + 1);
            if (named.found() && (named.column->holds == Holds::real ||
                                  (named.column->table < 0 && named.column->holds == Holds::unknown)))
                return true;
        }
        return false;
    }

    [[nodiscard]] Made mend_other(std::string_view word) const {
        if ((word == "ifnull" || word == "nvl") && count() == 2) return called("coalesce", {argument(0), argument(1)});
        if ((word == "iif" || word == "if") && count() == 3)
            return "CASE WHEN " + argument(0) + " THEN " + argument(1) + " ELSE " + argument(2) + " END";
        if ((word == "max" || word == "min") && count() >= 2)
            return std::string(word == "max" ? "greatest" : "least") + written(tokens_, open_, close_ + 1);
        if (word == "sum" || word == "avg" || word == "total") return summed(word);
        if (word == "round") return rounded();
        if (word == "abs" && count() == 1 && holds(0) == Holds::text) return "abs(" + number_of_text(argument(0)) + ")";
        if (word == "rand" && count() == 0) return "random()";
        if (word == "count" && count() > 1 && is_word(tokens_, arguments_[0].begin, {"distinct"}))
            return "count(DISTINCT (" + written(tokens_, arguments_[0].begin + 1, close_) + "))";
        if (word == "cast") return cast();
        return std::nullopt;
    }
    // CAST(text AS INTEGER) takes what begins the text, and fails of nothing.
    [[nodiscard]] Made cast() const {
        const int as = find_word(tokens_, open_ + 1, close_, {"as"});
        if (as == close_ || shape_.holds(open_ + 1, as) != Holds::text || !is_name(tokens_, open_ + 1))
            return std::nullopt;
        if (is_sign(tokens_, open_ + 2, {"("})) return std::nullopt;  // of a column only: a call gives what it says
        const auto number = number_of_text(written(tokens_, open_ + 1, as));
        if (is_word(tokens_, as + 1, {"int", "integer", "bigint"})) return "CAST(trunc(" + number + ") AS bigint)";
        if (is_word(tokens_, as + 1, {"float", "double", "numeric", "decimal"}) && !is_sign(tokens_, as + 2, {"("}))
            return "CAST(" + number + " AS " + written(tokens_, as + 1, close_) + ")";
        return std::nullopt;
    }

    Tokens& tokens_;
    const QueryShape& shape_;
    int name_ = 0, open_ = 0, close_ = 0;
    std::vector<Range> arguments_;
};

}  // namespace

std::string number_of_text(std::string_view expression) {
    return "CAST(substring(" + std::string(expression) + ", '^ *([-+]?[0-9]*[.]?[0-9]+)') AS numeric)";
}

void mend_calls(Tokens& tokens, const QueryShape& shape) {
    Calls calls(tokens, shape);
    for (int i = static_cast<int>(tokens.size()) - 2; i >= 0; --i)  // the inner ones before those they stand in
        if (at(tokens, i).kind == Kind::word && is_sign(tokens, i + 1, {"("}) && !is_sign(tokens, i - 1, {".", "::"}) &&
            shape.select_of(i) >= 0)
            calls.mend(i);
}

}  // namespace pf::tools
