// Words for the same thing that no dictionary lists as synonyms: names of measures and of well-known values.
#include <array>
#include <unordered_map>

#include "compiler/lexicon.hpp"

namespace pf::compiler {

std::vector<ValueAlias> value_aliases(std::string_view phrase) {
    static constexpr std::array<std::array<std::string_view, 4>, 6> groups{
        {{"los angeles", "la", "", ""},
         {"new york city", "new york", "nyc", ""},
         {"san francisco", "sf", "", ""},
         {"united states of america", "united states", "usa", "us"},
         {"united kingdom", "great britain", "uk", "britain"},
         {"united arab emirates", "emirates", "uae", ""}}};
    std::vector<ValueAlias> made;
    for (const auto& group : groups)
        for (const auto said : group) {
            if (said.empty() || !phrase.starts_with(said)) continue;
            if (phrase.size() > said.size() && phrase[said.size()] != ' ') continue;
            for (const auto other : group)
                if (other != said && !other.empty()) made.push_back({said, other});
            break;
        }
    return made;
}

std::span<const std::string_view> kindred(std::string_view stem) {
    using V = std::string_view;
    static const std::unordered_map<V, std::vector<V>> table{{"resid", {"popul"}},
                                                             {"inhabit", {"popul"}},
                                                             {"seat", {"capac"}},
                                                             {"sit", {"capac"}},
                                                             {"hold", {"capac"}},
                                                             {"earn", {"salari", "wage", "incom"}},
                                                             {"wage", {"salari"}},
                                                             {"pay", {"salari", "amount"}},
                                                             {"incom", {"salari", "earn"}},
                                                             {"salari", {"wage", "pay", "incom"}},
                                                             {"altitud", {"elev", "height"}},
                                                             {"elev", {"altitud", "height"}},
                                                             {"cost", {"price", "amount", "fee"}},
                                                             {"price", {"cost", "rate", "amount"}},
                                                             {"worth", {"price", "valu"}},
                                                             {"percentag", {"rate", "percent", "pct"}},
                                                             {"percent", {"rate", "percentag", "pct"}},
                                                             {"share", {"percentag"}},
                                                             {"day", {"date"}},
                                                             {"mark", {"score", "grade"}},
                                                             {"score", {"rate", "point", "grade"}},
                                                             {"star", {"rate"}},
                                                             {"rate", {"star", "score"}},
                                                             {"length", {"durat", "distanc"}},
                                                             {"last", {"durat"}},
                                                             {"durat", {"length", "time", "millisecond"}},
                                                             {"distanc", {"length", "mile"}},
                                                             {"mobil", {"phone", "cell"}},
                                                             {"phone", {"telephon", "contact"}},
                                                             {"hometown", {"citi", "town"}},
                                                             {"town", {"citi"}},
                                                             {"citi", {"town", "locat"}},
                                                             {"nation", {"countri", "nationali"}},
                                                             {"nationali", {"countri", "citizenship"}},
                                                             {"nationality", {"countri"}},
                                                             {"countri", {"nationali", "nation"}},
                                                             {"establish", {"found", "open"}},
                                                             {"found", {"establish", "creat"}},
                                                             {"built", {"construct", "year"}},
                                                             {"job", {"occup", "profess", "titl", "role"}},
                                                             {"profess", {"occup", "job"}},
                                                             {"occup", {"profess", "job"}},
                                                             {"writer", {"author"}},
                                                             {"author", {"writer"}},
                                                             {"detail", {"descript"}},
                                                             {"descript", {"detail"}},
                                                             {"locat", {"citi", "address", "place", "venu"}},
                                                             {"place", {"locat", "venu", "citi"}},
                                                             {"venu", {"locat", "place"}},
                                                             {"live", {"address", "citi", "resid"}},
                                                             {"address", {"locat", "street"}},
                                                             {"surnam", {"last"}},
                                                             {"headquart", {"citi", "locat", "hq"}},
                                                             {"employe", {"staff", "worker"}},
                                                             {"staff", {"employe"}},
                                                             {"worker", {"employe", "staff"}},
                                                             {"client", {"custom"}},
                                                             {"custom", {"client"}},
                                                             {"compani", {"firm", "organ", "manufactur"}},
                                                             {"firm", {"compani"}},
                                                             {"film", {"movi"}},
                                                             {"movi", {"film"}},
                                                             {"song", {"track"}},
                                                             {"track", {"song"}},
                                                             {"teacher", {"instructor", "faculti"}},
                                                             {"instructor", {"teacher", "faculti"}},
                                                             {"professor", {"faculti", "instructor", "teacher"}},
                                                             {"school", {"colleg", "univers"}},
                                                             {"colleg", {"school", "univers"}},
                                                             {"doctor", {"physician"}},
                                                             {"physician", {"doctor"}},
                                                             {"plane", {"aircraft", "airplan"}},
                                                             {"aircraft", {"plane", "airplan"}},
                                                             {"car", {"vehicl"}},
                                                             {"vehicl", {"car"}}};
    const auto found = table.find(stem);
    return found == table.end() ? std::span<const V>{} : std::span<const V>(found->second);
}

}  // namespace pf::compiler
