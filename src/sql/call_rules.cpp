// QueryCheck: what the arguments of some functions must be, so that a few characters of SQL cannot ask for gigabytes or
// hours. Each rule is named in allow_lists.hpp. An argument that is not constant must be bounded by other means:
// repeat('*', least(count(*), 50)).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

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

ValueBounds scaled(const ValueBounds& value, double factor) {
    auto bounds = value;
    bounds.written = value.written * factor;
    bounds.copies = value.copies * factor;
    bounds.text.reset();
    bounds.number.reset();
    bounds.seconds.reset();
    return bounds;
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

// NOLINTNEXTLINE(readability-function-cognitive-complexity): one case a rule, each to be read alone
void QueryCheck::apply_rule(const json::array& nodes, const std::vector<ValueBounds>& a, Call& call) {
    const auto name = call.name;
    auto& value = call.value;
    const auto constant_text = [&](std::size_t i) { return i < a.size() ? a[i].text : std::nullopt; };
    const auto refuse_pattern = [&](const std::optional<std::string>& reason) {
        if (reason) refuse(fmt::format("A pattern of {}() is not allowed in a rule: {}.", name, *reason));
    };
    const auto constant_pattern = [&](std::size_t i, auto reason_to_refuse) {
        if (const auto text = constant_text(i))
            refuse_pattern(reason_to_refuse(*text));
        else
            refuse(fmt::format("The pattern of {}() must be a constant in a rule.", name));
    };
    // Options may change a pattern's syntax, so they must be known; counts and positions are numbers.
    const auto regex_options = [&](std::size_t from) {
        for (std::size_t i = from; i < a.size(); ++i) {
            if (a[i].text && !a[i].number)
                refuse_pattern(refuse_regex_flags(*a[i].text));
            else if (!a[i].numeric)
                refuse(fmt::format("The options of {}() must be constants in a rule.", name));
        }
    };
    const auto needs = [&](std::size_t least) {
        if (a.size() >= least) return true;
        refuse(fmt::format("{}() needs {} arguments.", name, least));
        return false;
    };

    switch (call.function->rule) {
        case Rule::none:
            if (name == "unnest" && nodes.size() == 1) {
                const auto array = as_node(nodes[0]);
                if (array.kind == "A_ArrayExpr")
                    call.rows = static_cast<double>(list(*array.fields, "elements").size());
            }
            if (call.function->yields == Yields::number && name.ends_with("length"))
                value = number_bounds(0, max_count);
            break;
        case Rule::array_fill: {
            const auto elements = nodes.size() > 1 ? filled(nodes[1], a[1]) : std::nullopt;
            if (!elements || *elements > max_count) return refuse(needs_count(name));
            value = scaled(a[0], std::max(*elements, 1.0));
            value.written += 8 * *elements;
            break;
        }
        case Rule::concat_ws:
            if (needs(1) && a.size() > 2) value = both(value, scaled(a[0], static_cast<double>(a.size() - 2)));
            break;
        case Rule::date_field:
            // Of an interval written in the query a field can be anything: interval '100000000 years'.
            if (const auto field = constant_text(0); field && a.size() > 1 && !a[1].far)
                for (const auto& [known, range] : date_fields)
                    if (known == *field) value = number_bounds(range.low, range.high);
            break;
        case Rule::divide:
            if (needs(2) && is_constant_zero(a[1])) refuse("The query divides by zero.");
            break;
        case Rule::exp:
            if (needs(1) && a[0].number && a[0].number->high > max_exp_argument)
                refuse(fmt::format("exp() takes at most {:.0f}.", max_exp_argument));
            break;
        case Rule::format: constant_pattern(0, refuse_format); break;
        case Rule::json_path: constant_pattern(1, refuse_json_path); break;
        case Rule::like_escape:
            if (!needs(1)) break;
            if (a[0].text) refuse_pattern(refuse_like(*a[0].text));
            value = a[0];
            break;
        case Rule::make_interval: value.far = true; break;
        case Rule::pad: {
            const auto length = a.size() > 1 ? count_of(a[1]) : std::nullopt;
            if (!length) return refuse(needs_count(name), "Use least(…) around it.");
            value = scaled(a[0], 0);
            value.written = *length;
            break;
        }
        case Rule::power: {
            if (!needs(2)) break;
            const auto exponent = exponent_of(a[1]);
            if (!exponent)
                return refuse(fmt::format("An exponent may be at most {:.0f}.", max_exponent),
                              "Use least(…) around it.");
            value = arithmetic("^", a[0], a[1]);
            value.digits = std::max(a[0].digits * std::max(*exponent, 1.0), a[1].digits);
            break;
        }
        case Rule::record_columns: break;
        case Rule::regex:
            constant_pattern(1, refuse_regex);
            regex_options(2);
            break;
        case Rule::regex_replace: {
            constant_pattern(1, refuse_regex);
            regex_options(3);
            // Every character may be replaced, and each \1 of the replacement may be all of the text.
            if (!refusal_ && needs(3))
                value = both(scaled(a[0], 1 + a[2].written), scaled(a[2], std::max(1.0, a[0].written)));
            break;
        }
        case Rule::repeat: {
            const auto count = a.size() > 1 ? count_of(a[1]) : std::nullopt;
            if (!count) return refuse(needs_count(name), "Use least(…) around it.");
            value = scaled(a[0], *count);
            break;
        }
        case Rule::replace: {
            if (!needs(3)) break;
            const double found = a[1].text ? std::max(1.0, static_cast<double>(a[1].text->size())) : 1;
            const double growth = std::max(1.0, a[2].written / found);
            value = both(scaled(a[0], growth), scaled(a[2], std::max(1.0, a[0].written / found)));
            break;
        }
        case Rule::round:
            if (!a.empty() && a[0].number) {
                const double most = largest(*a[0].number) + 1;
                const bool constant = value.constant;
                value = number_bounds(name == "abs" ? 0 : a[0].number->low - 1,
                                      name == "abs" ? most : a[0].number->high + 1);
                value.constant = constant;
                value.digits = a[0].digits;
            }
            break;
        case Rule::search_config:
            if (a.size() > 1 && !(a[0].text && is_plain_name(*a[0].text)))
                refuse(fmt::format("The configuration of {}() must be a plain name such as 'english'.", name));
            break;
        case Rule::separator:
            if (needs(2))
                value = scaled(a[0], 1 + a[1].written), value.copies += a[1].copies * std::max(1.0, a[0].written);
            break;
        case Rule::series: {
            if (!needs(2)) break;
            auto rows = number_series(a);
            if (!rows) rows = time_series(a);
            if (!rows || !(*rows <= max_count))
                return refuse(
                    fmt::format("generate_series() may make at most {:.0f} rows, and its step must be a constant.",
                                max_count),
                    "Give it constant bounds, least(…), or dates with a step of an hour or more.");
            call.rows = *rows;
            const bool numbers = a[0].number && a[1].number;
            const bool far = a[0].far || a[1].far;
            value = numbers ? number_bounds(std::min(a[0].number->low, a[1].number->low),
                                            std::max(a[0].number->high, a[1].number->high))
                            : ValueBounds{};
            value.far = far;
            value.written = 32;
            break;
        }
        case Rule::similar_escape:
            if (!needs(1)) break;
            constant_pattern(0, refuse_similar);
            if (a.size() > 1 && a[0].text && a[0].text->find('\\') != std::string_view::npos)
                refuse("A SIMILAR TO pattern with ESCAPE may hold no backslash.");
            value = a[0];
            break;
        case Rule::substring: {
            const bool by_position = (a.size() > 1 && a[1].numeric) || (a.size() > 2 && a[2].numeric);
            if (by_position || a.size() < 2) break;
            if (a.size() > 2)
                constant_pattern(1, refuse_similar);
            else
                constant_pattern(1, refuse_regex);
            break;
        }
        case Rule::template_text:
            if (a.size() > 1) constant_pattern(1, refuse_template);
            break;
    }
}

}  // namespace pf::sql
