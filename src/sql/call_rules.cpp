// QueryCheck: what the arguments of some functions must be, so that a few characters of SQL cannot ask for gigabytes or
// hours. Each rule is named in allow_lists.hpp. An argument that is not constant must be bounded by other means:
// repeat('*', least(count(*), 50)).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/ascii.hpp"
#include "sql/pattern_bounds.hpp"
#include "sql/query_check.hpp"

namespace pf::sql {
namespace {

using Arguments = std::vector<ValueBounds>;

double largest(const Interval& range) { return std::max(std::abs(range.low), std::abs(range.high)); }

// A count between 0 and max_count; nothing when it may be larger.
std::optional<double> count_of(const ValueBounds& bounds) {
    if (!bounds.number || bounds.number->high > max_count) return std::nullopt;
    return std::max(bounds.number->high, 0.0);
}

std::string needs_count(std::string_view function) {
    return fmt::format("{}() needs a number of at most {:.0f}.", function, max_count);
}

struct Field {
    std::string_view name;
    Interval range;
};
constexpr Field date_fields[] = {
    {"century", {0, 100}}, {"day", {1, 31}},    {"decade", {0, 1000}},  {"dow", {0, 6}},     {"doy", {1, 366}},
    {"hour", {0, 23}},     {"isodow", {1, 7}},  {"isoyear", {0, 9999}}, {"minute", {0, 59}}, {"month", {1, 12}},
    {"quarter", {1, 4}},   {"second", {0, 60}}, {"week", {1, 53}},      {"year", {0, 9999}},
};

bool is_plain_name(std::string_view name) {
    return !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos;
}

// Rows of generate_series(start, stop, step) over numbers; nothing when that cannot be told.
std::optional<double> number_series(const Arguments& a) {
    if (!a[0].number || !a[1].number) return std::nullopt;
    const auto step = a.size() > 2 ? a[2].number : Interval{1, 1};
    if (!step || (step->low <= 0 && step->high >= 0)) return std::nullopt;
    const double smallest = std::min(std::abs(step->low), std::abs(step->high));
    const double way = step->low > 0 ? a[1].number->high - a[0].number->low : a[0].number->high - a[1].number->low;
    return std::max(way, 0.0) / smallest + 1;
}

// The same over dates and times. Between columns the step must be an hour or more, as the way is not known.
std::optional<double> time_series(const Arguments& a) {
    constexpr double day = 86'400;
    if (a.size() < 3 || !a[2].constant) return std::nullopt;
    auto step = a[2].seconds;
    if (!step && a[2].text) step = parse_interval(*a[2].text);
    if (!step || *step == 0) return std::nullopt;
    const auto start = a[0].text ? parse_day(*a[0].text) : std::nullopt;
    const auto stop = a[1].text ? parse_day(*a[1].text) : std::nullopt;
    if (start && stop) return (std::abs(*stop - *start) + 1) * day / std::abs(*step) + 1;
    const bool readable = (!a[0].text || start) && (!a[1].text || stop);
    if (!readable || a[0].far || a[1].far || std::abs(*step) < 3'600) return std::nullopt;
    return unknown_rows;
}

// The number of elements that array_fill(value, ARRAY[2, 3]) makes.
std::optional<double> filled(const json::value& dimensions, const ValueBounds& sizes) {
    const auto node = as_node(dimensions);
    if (node.kind != "A_ArrayExpr" || !sizes.constant) return std::nullopt;
    double elements = 1;
    for (const auto& item : list(*node.fields, "elements")) {
        const auto size = as_node(item);
        const auto* value = size.kind == "A_Const" ? child(*size.fields, "ival").if_object() : nullptr;
        if (!value) return std::nullopt;
        elements *= static_cast<double>(number(*value, "ival"));
    }
    return elements;
}

}  // namespace

// The rules of one call, a function each. Way in: apply().
class QueryCheck::CallRules {
 public:
    CallRules(QueryCheck& check, const json::array& nodes, const Arguments& arguments, Call& call)
        : check_(check), nodes_(nodes), a_(arguments), call_(call), value_(call.value) {}

    void apply() {
        switch (call_.function->rule) {
            case Rule::none: return no_rule();
            case Rule::array_fill: return array_fill();
            case Rule::concat_ws: return concat_ws();
            case Rule::date_field: return date_field();
            case Rule::divide: return divide();
            case Rule::encode: return encode();
            case Rule::encoding_name: return encoding_name();
            case Rule::exp: return exp();
            case Rule::format: return constant_pattern(0, refuse_format);
            case Rule::headline: return headline();
            case Rule::json_path: return constant_pattern(1, refuse_json_path);
            case Rule::like_escape: return like_escape();
            case Rule::make_interval: value_.far = true; return;
            case Rule::one_argument: return one_argument();
            case Rule::pad: return pad();
            case Rule::power: return power();
            case Rule::pretty: return pretty();
            case Rule::record_columns: return;
            case Rule::regex: return regex();
            case Rule::regex_replace: return regex_replace();
            case Rule::repeat: return repeat();
            case Rule::replace: return replace();
            case Rule::round: return round();
            case Rule::search_config: return search_config();
            case Rule::separator: return separator();
            case Rule::series: return series();
            case Rule::similar_escape: return similar_escape();
            case Rule::substring: return substring();
            case Rule::template_text: return template_text();
            case Rule::whole_row: return;  // of call()
        }
    }

 private:
    void no_rule() {
        if (name() == "string_agg") return repeats(1);
        if (name() == "unnest" && nodes_.size() == 1) {
            const auto array = as_node(nodes_[0]);
            if (array.kind == "A_ArrayExpr") call_.rows = static_cast<double>(list(*array.fields, "elements").size());
        }
        if (call_.function->yields == Yields::number && name().ends_with("length"))
            value_ = number_bounds(0, max_count);
    }

    // Numbers.
    void divide() {
        if (needs(2) && is_constant_zero(a_[1])) refuse("The query divides by zero.");
    }
    void exp() {
        if (needs(1) && a_[0].number && a_[0].number->high > max_exp_argument)
            refuse(fmt::format("exp() takes at most {:.0f}.", max_exp_argument));
    }
    void power() {
        if (!needs(2)) return;
        const auto exponent = exponent_of(a_[1]);
        if (!exponent)
            return refuse(fmt::format("An exponent may be at most {:.0f}.", max_exponent), "Use least(…) around it.");
        value_ = arithmetic("^", a_[0], a_[1]);
        value_.digits = std::max(a_[0].digits * std::max(*exponent, 1.0), a_[1].digits);
        value_.recursive = a_[0].recursive * std::max(*exponent, 1.0) + 2 * a_[1].recursive;
    }
    void round() {
        if (a_.empty() || !a_[0].number) return;
        const bool constant = value_.constant;
        value_ = name() == "abs" ? number_bounds(0, largest(*a_[0].number) + 1)
                                 : number_bounds(a_[0].number->low - 1, a_[0].number->high + 1);
        value_.constant = constant;
        value_.digits = a_[0].digits;
    }
    // Of an interval written in the query a field can be anything: interval '100000000 years'.
    void date_field() {
        const auto field = constant_text(0);
        if (!field || a_.size() < 2 || a_[1].far) return;
        for (const auto& [known, range] : date_fields)
            if (known == *field) value_ = number_bounds(range.low, range.high);
    }

    // How much text, or how many rows, is made.
    void array_fill() {
        const auto elements = nodes_.size() > 1 ? filled(nodes_[1], a_[1]) : std::nullopt;
        if (!elements || *elements > max_count) return refuse(needs_count(name()));
        value_ = scaled(a_[0], std::max(*elements, 1.0));
        value_.written += 8 * *elements;
    }
    void concat_ws() {
        if (a_.size() > 2) repeats(0);
        if (needs(1) && a_.size() > 2) value_ = both(value_, scaled(a_[0], static_cast<double>(a_.size() - 2)));
    }
    void pad() {
        const auto length = length_of(max_count);
        if (!length) return;
        value_ = scaled(a_[0], 0);
        value_.written = *length;
    }
    void repeat() {
        double most = max_count;
        if (!a_.empty()) most /= std::max({1.0, a_[0].written, a_[0].copies * max_count / max_copies});
        const auto count = length_of(std::max(1.0, std::floor(most)));
        if (count) value_ = scaled(a_[0], *count);
    }
    // How long repeat() and its like make a text. What is computed from data gets a bound: `most`.
    std::optional<double> length_of(double most) {
        if (!needs(2)) return std::nullopt;
        if (const auto count = count_of(a_[1])) return count;
        const bool computed = !a_[1].constant && (!a_[1].number || std::isinf(a_[1].number->high));
        if (computed) {
            check_.edits_.push_back({Edit::Kind::bound_length, call_.at, fmt::format("{:.0f}", most)});
            return most;
        }
        refuse(needs_count(name()), "Use least(…) around it.");
        return std::nullopt;
    }
    // At worst four spaces more in each line than in the one before.
    void pretty() { value_.written += value_.written * value_.written / 2; }
    // 'escape' makes four characters of a byte.
    void encode() {
        const auto format = constant_text(1);
        if (format != "hex" && format != "base64" && format != "escape")
            return refuse(fmt::format("{}() needs 'hex', 'base64' or 'escape'.", name()));
        value_ = scaled(value_, 4);
    }
    void encoding_name() {
        const auto encoding = constant_text(1);
        if (!encoding || (lower(*encoding) != "utf8" && lower(*encoding) != "utf-8"))
            refuse(fmt::format("{}() is for 'UTF8' only in a rule.", name()));
    }
    void one_argument() {
        if (a_.size() != 1) refuse(fmt::format("{}() takes one argument in a rule.", name()));
    }
    void replace() {
        if (!needs(3)) return;
        repeats(2);
        const double found = a_[1].text ? std::max(1.0, static_cast<double>(a_[1].text->size())) : 1;
        const double growth = std::max(1.0, a_[2].written / found);
        value_ = both(scaled(a_[0], growth), scaled(a_[2], std::max(1.0, a_[0].written / found)));
    }
    void separator() {
        if (!needs(2)) return;
        repeats(1);
        value_ = scaled(a_[0], 1 + a_[1].written);
        value_.copies += a_[1].copies * std::max(1.0, a_[0].written);
    }
    void series() {
        if (!needs(2)) return;
        auto rows = number_series(a_);
        if (!rows) rows = time_series(a_);
        if (!rows || !(*rows <= max_count))
            return refuse(
                fmt::format("generate_series() may make at most {:.0f} rows, and its step must be a constant.",
                            max_count),
                "Give it constant bounds, least(…), or dates with a step of an hour or more.");
        call_.rows = *rows;
        const bool numbers = a_[0].number && a_[1].number;
        value_ = numbers ? number_bounds(std::min(a_[0].number->low, a_[1].number->low),
                                         std::max(a_[0].number->high, a_[1].number->high))
                         : ValueBounds{};
        value_.far = a_[0].far || a_[1].far;
        value_.written = 32;
    }

    // Patterns and other texts that PostgreSQL reads.
    void like_escape() {
        if (!needs(1)) return;
        if (a_[0].text) refuse_pattern(refuse_like(*a_[0].text));
        value_ = a_[0];
    }
    void regex() {
        constant_pattern(1, refuse_regex);
        regex_options(2);
    }
    void regex_replace() {
        constant_pattern(1, refuse_regex);
        regex_options(3);
        if (a_.size() > 2) repeats(2);
        // Every character may be replaced, and each \1 of the replacement may be all of the text.
        if (!check_.refusal_ && needs(3))
            value_ = both(scaled(a_[0], 1 + a_[2].written), scaled(a_[2], std::max(1.0, a_[0].written)));
    }
    void search_config() {
        if (a_.size() > 1 && !(a_[0].text && is_plain_name(*a_[0].text)))
            refuse(fmt::format("The configuration of {}() must be a plain name such as 'english'.", name()));
    }
    // ts_headline([configuration,] document, query [, options]): marks may stand around each word of the document.
    void headline() {
        if (!needs(2)) return;
        const bool configured = a_.size() > 2 && a_[0].text && is_plain_name(*a_[0].text);
        const std::size_t options = configured ? 3 : 2;
        if (a_.size() > options + 1 || (a_.size() > 3 && !configured))
            return refuse("The configuration of ts_headline() must be a plain name such as 'english'.");
        if (a_.size() <= options) return;
        constant_pattern(options, refuse_headline_options);
        value_ = scaled(value_, 1 + a_[options].written);
    }
    void similar_escape() {
        if (!needs(1)) return;
        constant_pattern(0, refuse_similar);
        if (a_.size() > 1 && a_[0].text && a_[0].text->find('\\') != std::string_view::npos)
            refuse("A SIMILAR TO pattern with ESCAPE may hold no backslash.");
        value_ = a_[0];
    }
    void substring() {
        const bool by_position = (a_.size() > 1 && a_[1].numeric) || (a_.size() > 2 && a_[2].numeric);
        if (by_position || a_.size() < 2) return;
        if (a_.size() > 2)
            constant_pattern(1, refuse_similar);
        else
            constant_pattern(1, refuse_regex);
    }
    void template_text() {
        if (a_.size() > 1) constant_pattern(1, refuse_template);
    }

    // What the rules are made of.
    [[nodiscard]] std::string_view name() const { return call_.name; }
    void refuse(std::string message, std::string hint = {}) { check_.refuse(std::move(message), std::move(hint)); }
    bool needs(std::size_t least) {
        if (a_.size() >= least) return true;
        refuse(fmt::format("{}() needs {} arguments.", name(), least));
        return false;
    }
    // An argument that stands in the result many times: collected from rows, it would make rows times rows of text.
    void repeats(std::size_t i) {
        if (i < a_.size() && a_[i].gathered)
            refuse(fmt::format("{}() would repeat a text that is itself collected from rows.", name()),
                   "Give it a constant, or a column of the row's own.");
    }
    [[nodiscard]] std::optional<std::string_view> constant_text(std::size_t i) const {
        return i < a_.size() ? a_[i].text : std::nullopt;
    }
    void refuse_pattern(const std::optional<std::string>& reason) {
        if (reason) refuse(fmt::format("A pattern of {}() is not allowed in a rule: {}.", name(), *reason));
    }
    template <class Reason>
    void constant_pattern(std::size_t i, Reason reason_to_refuse) {
        if (const auto text = constant_text(i))
            refuse_pattern(reason_to_refuse(*text));
        else
            refuse(fmt::format("The pattern of {}() must be a constant in a rule.", name()), pattern_hint);
    }
    // Options may change a pattern's syntax, so they must be known; counts and positions are numbers.
    void regex_options(std::size_t from) {
        for (std::size_t i = from; i < a_.size(); ++i) {
            if (a_[i].text && !a_[i].number)
                refuse_pattern(refuse_regex_flags(*a_[i].text));
            else if (!a_[i].numeric)
                refuse(fmt::format("The options of {}() must be constants in a rule.", name()));
        }
    }

    QueryCheck& check_;
    const json::array& nodes_;
    const Arguments& a_;
    Call& call_;
    ValueBounds& value_;
};

void QueryCheck::apply_rule(const json::array& nodes, const std::vector<ValueBounds>& arguments, Call& call) {
    CallRules(*this, nodes, arguments, call).apply();
}

}  // namespace pf::sql
