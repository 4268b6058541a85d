// Nationalities and their countries: "Dutch" and Netherlands, NL, NLD (words/nationalities.txt).
#pragma once

#include <string_view>
#include <vector>

namespace pf::compiler {

struct Country {
    std::vector<std::string_view> names;          // the one most used first
    std::vector<std::string_view> codes;          // ISO 3166-1, of two letters, of three; "uk", "usa"
    std::vector<std::string_view> nationalities;  // of one word each
};
// All in lower case. Of a nationality ("dutch"), of its plural ("germans") or of any name or code of a country
// ("holland", "nl"), in lower case; null when it is none. Lives as long as the program.
[[nodiscard]] const Country* country_of(std::string_view said);

}  // namespace pf::compiler
