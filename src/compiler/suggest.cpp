#include "compiler/suggest.hpp"

#include <algorithm>
#include <array>

#include "compiler/weights.hpp"

namespace pf::compiler {
namespace {

// Edits (insert, delete, replace, swap of neighbours) between two words, or `most` + 1 when there are more.
int edits(std::string_view a, std::string_view b, int most) {
    if (a.size() > 40 || b.size() > 40) return most + 1;
    const auto n = static_cast<int>(a.size()), m = static_cast<int>(b.size());
    if (std::abs(n - m) > most) return most + 1;
    std::array<std::array<int, 42>, 3> rows{};
    for (int j = 0; j <= m; ++j) rows[0][static_cast<std::size_t>(j)] = j;
    for (int i = 1; i <= n; ++i) {
        auto& row = rows[static_cast<std::size_t>(i % 3)];
        const auto& above = rows[static_cast<std::size_t>((i - 1) % 3)];
        const auto& two_above = rows[static_cast<std::size_t>((i + 1) % 3)];
        row[0] = i;
        for (int j = 1; j <= m; ++j) {
            const auto x = static_cast<std::size_t>(i - 1), y = static_cast<std::size_t>(j - 1),
                       k = static_cast<std::size_t>(j);
            int best = std::min({above[k] + 1, row[k - 1] + 1, above[k - 1] + (a[x] != b[y])});
            if (i > 1 && j > 1 && a[x] == b[y - 1] && a[x - 1] == b[y]) best = std::min(best, two_above[k - 2] + 1);
            row[k] = best;
        }
    }
    return rows[static_cast<std::size_t>(n % 3)][static_cast<std::size_t>(m)];
}

}  // namespace

std::vector<std::string> Suggester::nearest(std::string_view word) const {
    const auto wanted = lower(word);
    const int most = std::clamp(static_cast<int>(wanted.size()) / 3, 1, 3);
    std::vector<std::pair<int, std::string>> found;
    for (const auto& name : schema_.names()) {
        int best = edits(wanted, lower(name), most);
        if (best > most)
            for (const auto& part : split_name(name))
                if (part.size() > 2)
                    best = std::min(best, edits(wanted, part, most) + (edits(wanted, part, most) > most ? 0 : 0));
        if (best <= most && best < static_cast<int>(wanted.size())) found.emplace_back(best, name);
    }
    std::sort(found.begin(), found.end());
    std::vector<std::string> names;
    for (std::size_t i = 0; i < std::min<std::size_t>(found.size(), 3); ++i) names.push_back(found[i].second);
    return names;
}

std::vector<UnknownWord> Suggester::unknown_words(const Analysis& analysis, const std::vector<Plan>& plans) const {
    std::vector<UnknownWord> unknown;
    const auto& known = Weights::shipped().words;
    const auto& tokens = analysis.sentence.tokens;
    for (std::size_t i = 0; i < tokens.size() && unknown.size() < 10; ++i) {
        // a general word: the ranker has weighed that it is not used
        if (known.contains(tokens[i].word) || !analysis.content.test(i)) continue;
        const bool used = analysis.linked.test(i) || (!plans.empty() && plans[0].covered.test(i));
        if (used && !analysis.mistyped.test(i)) continue;
        unknown.push_back({tokens[i].text, tokens[i].begin, nearest(tokens[i].word)});
    }
    return unknown;
}

std::string Suggester::hint() const {
    std::string made;
    int named = 0;
    for (int table = 0; table < schema_.tables() && named < 6; ++table) {
        if (schema_.is_link(table)) continue;
        made += (named++ ? ", " : "Ask about ") + schema_.readable({table, -1});
    }
    return made.empty() ? made : made + ".";
}

}  // namespace pf::compiler
