// Adjectives that stand for a measure: "older", "cheapest".
#include <array>
#include <optional>
#include <unordered_map>

#include "compiler/lexicon.hpp"

namespace pf::compiler {
namespace {

#define STEMS(name, ...) \
    constexpr std::array name { __VA_ARGS__ }
using V = std::string_view;
STEMS(age_like, V("age"));
STEMS(birth_like, V("birth"), V("birthday"), V("dob"), V("birthdat"), V("found"), V("establish"), V("open"), V("year"),
      V("creat"), V("built"), V("date"), V("start"));
STEMS(time_like, V("date"), V("year"), V("time"), V("day"), V("timestamp"), V("creat"), V("publish"), V("releas"),
      V("month"), V("season"));
STEMS(length_like, V("length"), V("durat"), V("distanc"), V("time"), V("long"), V("run"), V("minut"), V("second"),
      V("hour"), V("millisecond"), V("term"), V("week"), V("day"));
STEMS(shortness_like, V("height"), V("length"), V("durat"), V("distanc"), V("time"), V("long"), V("run"), V("minut"),
      V("second"), V("hour"), V("millisecond"));
STEMS(height_like, V("height"), V("elev"), V("altitud"), V("feet"), V("floor"), V("stori"), V("tall"));
STEMS(size_like, V("size"), V("area"), V("popul"), V("capac"), V("enrol"), V("amount"), V("total"), V("squar"),
      V("sqm"), V("budget"), V("number"), V("employe"));
STEMS(price_like, V("price"), V("cost"), V("fee"), V("rate"), V("amount"), V("charg"), V("fare"), V("rent"), V("valu"),
      V("budget"), V("tuition"), V("worth"), V("total"));
STEMS(weight_like, V("weight"), V("mass"), V("tonnag"), V("load"), V("kg"));
STEMS(speed_like, V("speed"), V("mph"), V("veloc"), V("horsepow"), V("acceler"), V("power"));
STEMS(duration_like, V("time"), V("durat"), V("lap"), V("minut"), V("second"));
STEMS(money_like, V("salari"), V("wealth"), V("asset"), V("incom"), V("money"), V("revenu"), V("worth"), V("earn"),
      V("sale"), V("profit"), V("market"), V("balanc"));
STEMS(pay_like, V("salari"), V("wage"), V("pay"), V("payment"), V("earn"), V("compens"), V("incom"));
STEMS(score_like, V("rate"), V("score"), V("rank"), V("point"), V("star"), V("grade"), V("gpa"));
STEMS(depth_like, V("depth"), V("deep"));
STEMS(temperature_like, V("temperatur"), V("temp"));
STEMS(count_like, V("popular"), V("view"), V("like"), V("sale"), V("vote"), V("follow"), V("rate"));
STEMS(capacity_like, V("capac"), V("seat"), V("passeng"));
STEMS(crowd_like, V("popul"), V("attend"), V("densiti"));
STEMS(strength_like, V("horsepow"), V("power"), V("strength"), V("magnitud"));
STEMS(nothing, V(""));
#undef STEMS

const std::unordered_map<std::string_view, Measure>& measures() {
    static const auto table = [] {
        std::unordered_map<std::string_view, Measure> made;
        auto add = [&](std::string_view comparative, std::string_view superlative, int direction, auto& columns,
                       auto& reversed) {
            std::span<const std::string_view> c(columns), r(reversed);
            if (r.size() == 1 && r[0].empty()) r = {};
            if (!comparative.empty()) made[comparative] = Measure{comparative, direction, c, r, true};
            if (!superlative.empty()) made[superlative] = Measure{superlative, direction, c, r, false};
        };
        add("older", "oldest", 1, age_like, birth_like);
        add("elder", "eldest", 1, age_like, birth_like);
        add("younger", "youngest", -1, age_like, birth_like);
        add("newer", "newest", 1, time_like, nothing);
        add("later", "latest", 1, time_like, nothing);
        add("recent", "recently", 1, time_like, nothing);
        add("earlier", "earliest", -1, time_like, nothing);
        add("longer", "longest", 1, length_like, nothing);
        add("shorter", "shortest", -1, shortness_like, nothing);
        add("taller", "tallest", 1, height_like, nothing);
        add("higher", "highest", 1, height_like, nothing);
        add("lower", "lowest", -1, height_like, nothing);
        add("larger", "largest", 1, size_like, nothing);
        add("bigger", "biggest", 1, size_like, nothing);
        add("greater", "greatest", 1, size_like, nothing);
        add("smaller", "smallest", -1, size_like, nothing);
        add("", "expensive", 1, price_like, nothing);
        add("", "costly", 1, price_like, nothing);
        add("", "difficult", 1, score_like, nothing);
        add("pricier", "priciest", 1, price_like, nothing);
        add("costlier", "costliest", 1, price_like, nothing);
        add("cheaper", "cheapest", -1, price_like, nothing);
        add("heavier", "heaviest", 1, weight_like, nothing);
        add("lighter", "lightest", -1, weight_like, nothing);
        add("faster", "fastest", 1, speed_like, duration_like);
        add("quicker", "quickest", 1, speed_like, duration_like);
        add("slower", "slowest", -1, speed_like, duration_like);
        add("richer", "richest", 1, money_like, nothing);
        add("wealthier", "wealthiest", 1, money_like, nothing);
        add("poorer", "poorest", -1, money_like, nothing);
        add("better", "best", 1, score_like, nothing);
        add("worse", "worst", -1, score_like, nothing);
        add("deeper", "deepest", 1, depth_like, nothing);
        add("hotter", "hottest", 1, temperature_like, nothing);
        add("warmer", "warmest", 1, temperature_like, nothing);
        add("colder", "coldest", -1, temperature_like, nothing);
        add("", "popular", 1, count_like, nothing);
        add("", "crowded", 1, crowd_like, nothing);
        add("", "populous", 1, crowd_like, nothing);
        add("", "spacious", 1, capacity_like, nothing);
        add("stronger", "strongest", 1, strength_like, nothing);
        add("", "powerful", 1, strength_like, nothing);
        add("", "paid", 1, pay_like, nothing);
        add("", "earning", 1, pay_like, nothing);
        return made;
    }();
    return table;
}

}  // namespace

const Measure* measure_cue(std::string_view word) {
    const auto found = measures().find(word);
    return found == measures().end() ? nullptr : &found->second;
}

std::optional<Unit> unit_of_measure(std::string_view word) {
    using Kind = Unit::Kind;
    static const std::unordered_map<std::string_view, Unit> units{{"millisecond", {Kind::time, 0.001}},
                                                                  {"ms", {Kind::time, 0.001}},
                                                                  {"second", {Kind::time, 1}},
                                                                  {"sec", {Kind::time, 1}},
                                                                  {"minute", {Kind::time, 60}},
                                                                  {"hour", {Kind::time, 3600}},
                                                                  {"hr", {Kind::time, 3600}},
                                                                  {"mm", {Kind::length, 0.001}},
                                                                  {"cm", {Kind::length, 0.01}},
                                                                  {"metre", {Kind::length, 1}},
                                                                  {"meter", {Kind::length, 1}},
                                                                  {"km", {Kind::length, 1000}},
                                                                  {"kilometre", {Kind::length, 1000}},
                                                                  {"kilometer", {Kind::length, 1000}},
                                                                  {"mile", {Kind::length, 1609.344}},
                                                                  {"feet", {Kind::length, 0.3048}},
                                                                  {"foot", {Kind::length, 0.3048}},
                                                                  {"gram", {Kind::mass, 0.001}},
                                                                  {"kg", {Kind::mass, 1}},
                                                                  {"kilogram", {Kind::mass, 1}},
                                                                  {"tonne", {Kind::mass, 1000}},
                                                                  {"dollar", {Kind::money, 1}},
                                                                  {"euro", {Kind::money, 1}},
                                                                  {"usd", {Kind::money, 1}},
                                                                  {"eur", {Kind::money, 1}}};
    if (word.size() > 3 && word.ends_with('s')) word.remove_suffix(1);
    const auto found = units.find(word);
    return found == units.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace pf::compiler
