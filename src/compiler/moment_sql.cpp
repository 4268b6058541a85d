#include "compiler/moment_sql.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <string_view>

namespace pf::compiler {
namespace {

using plan::Moment;

std::string_view name_of(plan::Unit unit) {
    static constexpr std::array<std::string_view, 10> names{"",        "second", "minute", "hour",    "day",
                                                            "weekday", "week",   "month",  "quarter", "year"};
    return names[static_cast<std::size_t>(unit)];
}

std::string base_of(const Moment& moment) {
    switch (moment.base) {
        case Moment::Base::today: return "current_date";
        case Moment::Base::now: return "now()";
        case Moment::Base::date: return fmt::format("date '{:04}-{:02}-{:02}'", moment.year, moment.month, moment.day);
        case Moment::Base::latest: break;
    }
    const auto of_this_year =
        fmt::format("make_date(extract(year from current_date)::int, {}, {})", moment.month, moment.day);
    return fmt::format("({0} - (CASE WHEN {0} > current_date THEN interval '1 year' ELSE interval '0 years' END))",
                       of_this_year);
}

std::string moved(int by, plan::Unit unit, bool counted) {
    if (unit == plan::Unit::none) return {};
    auto amount = std::abs(by);
    if (unit == plan::Unit::quarter) {
        amount *= 3;
        unit = plan::Unit::month;
    }
    const bool plural = amount != 1 || (counted && unit != plan::Unit::day);
    return fmt::format(" {} interval '{} {}{}'", by < 0 || (by == 0 && counted) ? '-' : '+', amount, name_of(unit),
                       plural ? "s" : "");
}

}  // namespace

std::string sql_of(const Moment& moment) {
    auto made = base_of(moment);
    if (moment.floor != plan::Unit::none) made = fmt::format("date_trunc('{}', {})", name_of(moment.floor), made);
    // "1 months" as spans until now have always been written: what was made before is compared by its text
    const bool counted =
        moment.floor == plan::Unit::none && moment.base != Moment::Base::date && moment.base != Moment::Base::latest;
    made += moved(moment.shift, moment.shift_unit, counted);
    made += moved(moment.then, moment.then_unit, false);
    return made;
}

}  // namespace pf::compiler
