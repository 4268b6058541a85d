#include "compiler/link/nationalities.hpp"

#include <algorithm>
#include <map>

#include "compiler/word_class.hpp"
#include "compiler/words.hpp"

namespace pf::compiler {
namespace {

// Of the words for the same value one country is made.
class Countries {
 public:
    Countries() {
        for (const auto& entry : words_in(WordClass::nationality)) {
            auto& country = by_value_[entry.value];
            if (country.nationalities.empty()) read(entry.value, country);
            country.nationalities.push_back(entry.word);
            by_form_.emplace(entry.word, &country);
        }
        for (const auto& [value, country] : by_value_)
            for (const auto* forms : {&country.names, &country.codes})
                for (const auto form : *forms) by_form_.emplace(form, &country);
    }
    [[nodiscard]] const Country* of(std::string_view form) const {
        const auto found = by_form_.find(form);
        return found == by_form_.end() ? nullptr : found->second;
    }

 private:
    static constexpr std::size_t longest_code = 3;

    // The codes stand behind the names; "uk" and "usa" are no codes of ISO's, but stand for a country as they do.
    static void read(std::string_view value, Country& country) {
        for (std::size_t at = 0; at < value.size();) {
            const auto end = std::min(value.find(", ", at), value.size());
            const auto form = value.substr(at, end - at);
            (form.size() <= longest_code ? country.codes : country.names).push_back(form);
            at = end + 2;
        }
    }

    std::map<std::string_view, Country> by_value_;
    std::map<std::string_view, const Country*> by_form_;
};

}  // namespace

const Country* country_of(std::string_view said) {
    static const Countries countries;
    const auto* found = countries.of(said);
    if (!found && said.size() > 4 && said.ends_with('s')) found = countries.of(said.substr(0, said.size() - 1));
    return found;
}

}  // namespace pf::compiler
