#include "compiler/link/skeleton.hpp"

#include <string>

namespace pf::compiler {
namespace {

bool is_vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }

// The first letter and the consonants, double ones once.
std::string skeleton(std::string_view word) {
    std::string made;
    for (const char c : word)
        if (made.empty() || (!is_vowel(c) && made.back() != c)) made += c;
    return made;
}

bool keeps_order(std::string_view brief, std::string_view full) {
    std::size_t at = 0;
    for (const char c : full)
        if (at < brief.size() && brief[at] == c) ++at;
    return at == brief.size();
}

}  // namespace

bool shortens(std::string_view brief, std::string_view full) {
    if (brief.size() < 3 || full.size() < brief.size() + 2 || brief.front() != full.front()) return false;
    if (skeleton(full).starts_with(skeleton(brief)) && skeleton(brief).size() >= 3 && keeps_order(brief, full))
        return true;
    return brief.back() == full.back() && keeps_order(brief, full) && 2 * brief.size() >= full.size();
}

}  // namespace pf::compiler
