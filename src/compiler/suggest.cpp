#include "compiler/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.hpp"
#include "base/near.hpp"
#include "compiler/propose_definitions.hpp"
#include "compiler/rank/model.hpp"

namespace pf::compiler {
namespace {

constexpr std::size_t names_looked_at = 24, most_candidates = 4;
constexpr float least_probability = 0.03F, said_in_full = 0.95F;

}  // namespace

std::vector<std::string> Suggester::nearest(std::string_view word) const {
    const auto wanted = lower(word);
    const std::size_t most = std::clamp<std::size_t>(wanted.size() / 3, 1, 3);
    std::vector<std::pair<std::size_t, std::string>> found;
    for (const auto& name : schema_.names()) {
        auto best = edit_distance(wanted, lower(name), most);
        if (best > most)
            for (const auto& part : split_name(name))
                if (part.size() > 2) best = std::min(best, edit_distance(wanted, part, most));
        if (best <= most && best < wanted.size()) found.emplace_back(best, name);
    }
    std::sort(found.begin(), found.end());
    std::vector<std::string> names;
    for (std::size_t i = 0; i < std::min<std::size_t>(found.size(), 3); ++i) names.push_back(found[i].second);
    return names;
}

std::vector<UnknownWord> Suggester::unknown_words(const Analysis& analysis, const std::vector<Plan>& plans) const {
    std::vector<UnknownWord> unknown;
    const auto& known = Model::shipped().words;
    const auto& tokens = analysis.sentence.tokens;
    for (std::size_t i = 0; i < tokens.size() && unknown.size() < 10; ++i) {
        // a general word: the ranker has weighed that it is not used
        if (known.contains(tokens[i].word) || !analysis.content.test(i)) continue;
        const bool used = analysis.linked.test(i) || (!plans.empty() && plans[0].covered.test(i));
        if (used && !analysis.mistyped.test(i)) continue;
        unknown.push_back({tokens[i].text, tokens[i].begin, nearest(tokens[i].word), candidates(tokens[i].word)});
    }
    return unknown;
}

std::vector<Candidate> Suggester::candidates(std::string_view word) const {
    std::vector<Candidate> made;
    std::vector<ColumnId> offered;
    for (const auto& near : schema_.name_vectors().near(word, names_looked_at, least_probability))
        for (const auto& posting : schema_.postings(near.key)) {
            const auto id = posting.target;
            if (made.size() >= most_candidates) return made;
            if (posting.quality < said_in_full || schema_.is_link(id.table) || schema_.table(id.table).is_view ||
                (id.column >= 0 && schema_.traits(id).key) ||
                std::find(offered.begin(), offered.end(), id) != offered.end())
                continue;
            offered.push_back(id);
            made.push_back(candidate(word, id));
        }
    return made;
}

Candidate Suggester::candidate(std::string_view word, ColumnId id) const {
    const auto rows = schema_.readable({id.table, -1});
    Candidate made{{.kind = model::Definition::Kind::synonym, .name = std::string(word), .is = {}}, {}};
    auto path = definition_path(schema_.ontology(), id.table, id.column);
    if (id.column < 0) {
        made.definition.is = std::move(path);
        made.says = rows;
        return made;
    }
    made.says = fmt::format("{} of {}", schema_.readable(id), rows);
    if (schema_.traits(id).number && !schema_.traits(id).date_like) {
        made.definition.kind = model::Definition::Kind::metric;
        made.says = "total " + made.says;
        path = "sum(" + path + ")";
    }
    made.definition.is = std::move(path);
    return made;
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
