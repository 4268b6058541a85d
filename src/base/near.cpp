#include "base/near.hpp"

#include <algorithm>
#include <utility>

#include "base/ascii.hpp"

namespace pf {
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t bound) {
    if (a.size() > b.size() + bound || b.size() > a.size() + bound) return bound + 1;
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        if (*std::min_element(row.begin(), row.end()) > bound) return bound + 1;
        before.swap(last);
        last.swap(row);
    }
    return std::min(last[b.size()], bound + 1);
}

bool one_typo_apart(std::string_view a, std::string_view b) {
    if (a.size() < b.size()) std::swap(a, b);
    if (a.size() > b.size() + 1 || a == b) return false;
    std::size_t same = 0;
    while (same < b.size() && a[same] == b[same]) ++same;
    if (a.size() > b.size()) return a.substr(same + 1) == b.substr(same);
    if (a.substr(same + 1) == b.substr(same + 1)) return true;
    return same + 1 < a.size() && a[same] == b[same + 1] && a[same + 1] == b[same] &&
           a.substr(same + 2) == b.substr(same + 2);
}

std::string nearest_name(std::string_view word, const std::vector<std::string>& names) {
    constexpr std::size_t longest = 128;  // nobody mistypes a name longer than this, and a file may hold one of 1 MiB
    if (word.size() > longest) return {};
    const auto sought = lower(word);
    std::size_t bound = sought.size() / 3 + 1;
    std::string best;
    for (const auto& name : names) {
        if (name.size() > longest) continue;
        const auto distance = edit_distance(sought, lower(name), bound);
        if (distance > bound || distance >= std::max(sought.size(), name.size())) continue;
        best = name;
        if (distance == 0) break;
        bound = distance - 1;
    }
    return best;
}

std::string suggest_name(std::string_view word, const std::vector<std::string>& names) {
    constexpr std::size_t shown = 6;
    if (names.empty()) return "";
    if (auto near = nearest_name(word, names); !near.empty()) return "; did you mean " + near + "?";
    std::string list = "; there is ";
    for (std::size_t i = 0; i < names.size() && i < shown; ++i) list += (i ? ", " : "") + names[i];
    if (names.size() > shown) list += " and " + std::to_string(names.size() - shown) + " more";
    return list;
}

}  // namespace pf
