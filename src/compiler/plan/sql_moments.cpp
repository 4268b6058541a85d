#include <algorithm>
#include <array>
#include <charconv>

#include "compiler/plan/sql_reader.hpp"
#include "compiler/print/postgres.hpp"

namespace pf::compiler::plan {
namespace {

std::optional<std::int32_t> whole_number(std::string_view text) {
    std::int32_t made = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), made);
    if (error != std::errc() || end != text.data() + text.size() || made > 1000000 || made < -1000000)
        return std::nullopt;
    return made;
}

// "months", "mon", "days" …
Unit unit_of_interval(std::string_view name) {
    if (name == "mon" || name == "mons") return Unit::month;
    if (name == "yr" || name == "yrs") return Unit::year;
    if (name == "min" || name == "mins") return Unit::minute;
    if (name == "sec" || name == "secs") return Unit::second;
    if (name == "hr" || name == "hrs") return Unit::hour;
    if (name.ends_with('s')) name.remove_suffix(1);
    const auto unit = print::part_named(name);
    return unit == Unit::weekday ? Unit::none : unit;
}

struct Digits {
    std::string_view rest;
    bool failed = false;
    int next(std::size_t least, std::size_t most) {
        std::size_t size = 0;
        while (size < rest.size() && size < most && rest[size] >= '0' && rest[size] <= '9') ++size;
        failed |= size < least;
        int made = 0;
        std::from_chars(rest.data(), rest.data() + size, made);
        rest.remove_prefix(size);
        return made;
    }
    bool take(char c) {
        if (!rest.starts_with(c)) return false;
        rest.remove_prefix(1);
        return true;
    }
};

bool is_day(int year, int month, int day) {
    static constexpr std::array<int, 13> days{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > days[static_cast<std::size_t>(month)]) return false;
    return month != 2 || day != 29 || (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

// The same moment when first cut down to `floor` and then moved.
bool floors_alike(Unit floor, Unit shift, std::int32_t by) {
    switch (floor) {
        case Unit::day: return shift == Unit::day || shift == Unit::week || shift == Unit::month || shift == Unit::year;
        case Unit::week: return shift == Unit::week;
        case Unit::month: return shift == Unit::month || shift == Unit::year;
        case Unit::quarter: return shift == Unit::year || (shift == Unit::month && by % 3 == 0);
        case Unit::year: return shift == Unit::year || (shift == Unit::month && by % 12 == 0);
        default: return false;
    }
}

}  // namespace

std::optional<Moment> date_of_text(std::string_view text) {
    Digits digits{text};
    const int year = digits.next(4, 4);
    digits.failed |= !digits.take('-');
    const int month = digits.next(1, 2);
    digits.failed |= !digits.take('-');
    const int day = digits.next(1, 2);
    if (digits.failed || !is_day(year, month, day)) return std::nullopt;
    Moment made;
    made.base = Moment::Base::date;
    made.year = static_cast<std::int16_t>(year);
    made.month = static_cast<std::int16_t>(month);
    made.day = static_cast<std::int16_t>(day);
    if (digits.rest.empty()) return made;
    if (!digits.take(' ') && !digits.take('T')) return std::nullopt;
    const int hour = digits.next(1, 2);
    digits.failed |= !digits.take(':');
    const int minute = digits.next(2, 2);
    const int second = digits.take(':') ? digits.next(2, 2) : 0;
    if (digits.failed || !digits.rest.empty() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    made.seconds = hour * 3600 + minute * 60 + second;
    return made;
}

const Term* SqlReader::now_moment() {
    Moment made;
    made.base = Moment::Base::now;
    return terms_.moment(made);
}

const Term* SqlReader::now(const Object& call) {
    const auto op = sql::text(call, "op");
    if (op == "SVFOP_CURRENT_DATE") return terms_.moment({});
    if (op == "SVFOP_CURRENT_TIMESTAMP" || op == "SVFOP_LOCALTIMESTAMP") return now_moment();
    beyond(std::string(op), call);
}

// "30 days", "1 month"
const Term* SqlReader::interval(std::string_view text, std::int64_t location) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    const auto space = text.find(' ');
    const auto count = whole_number(text.substr(0, space));
    auto rest = space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
    while (rest.ends_with(' ')) rest.remove_suffix(1);
    auto unit = unit_of_interval(rest);
    if (!count || unit == Unit::none) throw Beyond{"an interval other than so many of one unit", location};
    return terms_.call(Op::interval, {terms_.number(unit == Unit::quarter ? *count * 3 : *count)},
                       unit == Unit::quarter ? Unit::month : unit);
}

// Moment ± interval, or ± so many days. Null for anything else.
const Term* SqlReader::shifted(const Term* moment, const Term* by, bool back) {
    if (moment->kind != Term::Kind::moment) return nullptr;
    auto unit = Unit::day;
    if (is_call(*by, Op::interval)) {
        unit = by->unit;
        by = by->args[0];
    }
    if (by->kind != Term::Kind::number) return nullptr;
    const auto count = whole_number(by->text);
    auto made = moment->moment;
    if (!count || made.then) return nullptr;
    (made.shift ? made.then : made.shift) = back ? -*count : *count;
    (made.shift_unit == Unit::none || !moment->moment.shift ? made.shift_unit : made.then_unit) = unit;
    return terms_.moment(made);
}

const Term* SqlReader::truncated(Unit unit, const Term* value) {
    if (unit == Unit::none || unit == Unit::weekday) throw Beyond{"date_trunc of this field", -1};
    if (value->kind != Term::Kind::moment) return terms_.call(Op::bucket, {value}, unit);
    auto made = value->moment;
    if (unit == Unit::day && made.base == Moment::Base::now && !made.shift) made.base = Moment::Base::today;
    const bool floored = made.floor == Unit::none || made.floor == unit || unit == Unit::day;
    const bool alike = (!made.shift || floors_alike(unit, made.shift_unit, made.shift)) &&
                       (!made.then || floors_alike(unit, made.then_unit, made.then));
    if (!floored || !alike || unit < Unit::day) return terms_.call(Op::bucket, {value}, unit);
    if (made.floor == Unit::none) made.floor = unit;
    return terms_.moment(made);
}

// A string compared with a date is one.
const Term* SqlReader::dated(const Term* value, const Term* beside) {
    if (value->kind != Term::Kind::text || !is_temporal(type(beside))) return value;
    const auto moment = date_of_text(value->text);
    return moment ? terms_.moment(*moment) : value;
}

// "(make_date(year of today, m, d) - (CASE WHEN … > current_date THEN a year …))": Moment::Base::latest.
const Term* SqlReader::latest(const Object& expression) {
    const auto first = sql::as_node(sql::child(expression, "lexpr"));
    if (first.kind != "FuncCall" || sql::as_node(sql::child(expression, "rexpr")).kind != "CaseExpr") return nullptr;
    const auto& args = sql::list(*first.fields, "args");
    if (args.size() != 3) return nullptr;
    Moment made;
    made.base = Moment::Base::latest;
    for (auto* part : {&made.month, &made.day}) {
        const auto number = sql::as_node(args[part == &made.month ? 1 : 2]);
        const auto* value = number.kind == "A_Const" ? sql::child(*number.fields, "ival").if_object() : nullptr;
        if (!value) return nullptr;
        *part = static_cast<std::int16_t>(std::clamp<std::int64_t>(sql::number(*value, "ival"), 0, 99));
    }
    const auto tree = sql::SyntaxTree::parse("SELECT " + print::latest_day(made.month, made.day));
    if (!tree) return nullptr;
    const auto& wanted = sql::as_node(sql::list(tree->root(), "stmts")[0].as_object().at("stmt"));
    const auto target = sql::as_node(sql::list(*wanted.fields, "targetList")[0]);
    const auto value = sql::as_node(sql::child(*target.fields, "val"));
    return sql::same_tree(sql::child(*value.fields, "lexpr"), sql::child(expression, "lexpr")) &&
                   sql::same_tree(sql::child(*value.fields, "rexpr"), sql::child(expression, "rexpr"))
               ? terms_.moment(made)
               : nullptr;
}

// A field of a date; null for one that the algebra has no unit for.
const Term* SqlReader::part(std::string_view field, const Term* value) {
    if (field == "epoch") return terms_.call(Op::seconds, {value});
    if (field == "dow") {  // 0 Sunday … 6
        const auto* weekday = terms_.cast(terms_.call(Op::part, {value}, Unit::weekday), "integer");
        return terms_.call(Op::remainder, {weekday, terms_.number("7")});
    }
    const auto unit = print::part_named(field);
    if (unit == Unit::none) throw Beyond{"the field " + std::string(field) + " of a date", -1};
    const bool age = is_call(*value, Op::function) && value->text == "age";
    if (unit == Unit::year && age) {
        if (value->args.size() == 2) return terms_.call(Op::age, value->args, Unit::year);
        return terms_.call(Op::age, {terms_.moment({}), value->args[0]}, Unit::year);
    }
    return terms_.call(Op::part, {value}, unit);
}

}  // namespace pf::compiler::plan
