#include "compiler/plan/functions.hpp"

#include <algorithm>
#include <array>

namespace pf::compiler::plan {
namespace {

using T = model::TypeClass;

constexpr std::array functions{
    Function{"abs", "the absolute value of {}", T::other},
    Function{"age", "the time from {1} to {0}", T::interval, 1, 2},
    Function{"array_length", "the number of elements of {0}", T::integer, 2, 2},
    Function{"btrim", "{0} without blanks around it", T::text, 1, 2},
    Function{"cardinality", "the number of elements of {}", T::integer},
    Function{"ceil", "{} rounded up", T::number},
    Function{"char_length", "the length of {}", T::integer},
    Function{"concat", "{} put together", T::text, 1, 40},
    Function{"concat_ws", "{} put together", T::text, 2, 40},
    Function{"exp", "e to the power of {}", T::number},
    Function{"floor", "{} rounded down", T::number},
    Function{"greatest", "the greatest of {}", T::other, 1, 40},
    Function{"initcap", "{} in capitals", T::text},
    Function{"json_array_length", "the number of elements of {}", T::integer},
    Function{"jsonb_array_length", "the number of elements of {}", T::integer},
    Function{"least", "the least of {}", T::other, 1, 40},
    Function{"left", "the first {1} letters of {0}", T::text, 2, 2},
    Function{"length", "the length of {}", T::integer},
    Function{"ln", "the logarithm of {}", T::number},
    Function{"log", "the logarithm of {}", T::number, 1, 2},
    Function{"lpad", "{0} filled up to {1} letters", T::text, 2, 3},
    Function{"ltrim", "{0} without blanks before it", T::text, 1, 2},
    Function{"make_date", "the date of {}", T::date, 3, 3},
    Function{"mod", "the rest of {0} divided by {1}", T::other, 2, 2},
    Function{"power", "{0} to the power of {1}", T::number, 2, 2},
    Function{"regexp_replace", "{0} with {1} replaced", T::text, 3, 4},
    Function{"replace", "{0} with {1} replaced by {2}", T::text, 3, 3},
    Function{"reverse", "{} backwards", T::text},
    Function{"right", "the last {1} letters of {0}", T::text, 2, 2},
    Function{"rtrim", "{0} without blanks after it", T::text, 1, 2},
    Function{"sign", "the sign of {}", T::number},
    Function{"split_part", "part {2} of {0}", T::text, 3, 3},
    Function{"sqrt", "the square root of {}", T::number},
    Function{"strpos", "the place of {1} in {0}", T::integer, 2, 2},
    Function{"substring", "a part of {0}", T::text, 2, 3},
    Function{"to_char", "{0} written as {1}", T::text, 2, 2},
    Function{"to_date", "the date that {0} says", T::date, 2, 2},
    Function{"to_timestamp", "the time of {0}", T::timestamp, 1, 2},
    Function{"translate", "{0} with letters replaced", T::text, 3, 3},
    Function{"trunc", "{0} cut to whole numbers", T::number, 1, 2},
    Function{"unnest", "each of {}", T::other},
    Function{"upper", "{} in capitals", T::text},
    Function{"width_bucket", "the range {0} falls into", T::integer, 4, 4},
};
static_assert(std::is_sorted(functions.begin(), functions.end(),
                             [](const Function& a, const Function& b) { return a.name < b.name; }));

}  // namespace

const Function* find_function(std::string_view name) {
    if (name == "ceiling") name = "ceil";
    if (name == "substr") name = "substring";
    if (name == "pow") name = "power";
    if (name == "character_length") name = "char_length";
    const auto* found = std::lower_bound(functions.begin(), functions.end(), name,
                                         [](const Function& a, std::string_view b) { return a.name < b; });
    return found != functions.end() && found->name == name ? found : nullptr;
}

}  // namespace pf::compiler::plan
