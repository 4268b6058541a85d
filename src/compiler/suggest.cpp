#include "compiler/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.hpp"
#include "base/near.hpp"
#include "compiler/constructs/offers.hpp"
#include "compiler/propose_definitions.hpp"

namespace pf::compiler {
namespace {

constexpr std::size_t names_looked_at = 24, most_candidates = 4;
constexpr std::size_t most_measures = 2;
constexpr float least_probability = 0.1F, said_in_full = 0.95F;
constexpr float record_kept = 0.1F;  // date_of_row of when a row was last touched
constexpr float likely = 0.2F;       // that a word nothing is near to means what happened and was measured

// A number of rows that say when and of whom: an amount of a payment.
bool is_measure_of_event(const SchemaIndex& schema, ColumnId id) {
    const auto& table = schema.table(id.table);
    const auto& traits = schema.traits(id);
    if (!traits.number_type || traits.id_name || traits.date_like || table.is_view || table.foreign_keys.empty())
        return false;
    for (int c = 0; c < schema.own_columns(id.table); ++c)
        if (schema.traits({id.table, c}).temporal && constructs::date_of_row(schema, {id.table, c}) > record_kept)
            return true;
    return false;
}

// Those of rows that no other rows belong to first.
std::vector<ColumnId> measures_of_events(const SchemaIndex& schema) {
    std::vector<ColumnId> found;
    for (const bool owned : {false, true})
        for (int t = 0; t < schema.tables(); ++t) {
            const auto& edges = schema.edges_of(t);
            const bool owns = std::any_of(edges.begin(), edges.end(), [&](int e) {
                const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
                return edge.to == t && edge.from != t;
            });
            for (int c = 0; c < schema.own_columns(t) && owns == owned && found.size() < most_measures; ++c)
                if (is_measure_of_event(schema, {t, c})) found.push_back({t, c});
        }
    return found;
}

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

std::vector<UnknownWord> Suggester::unknown_words(const Analysis& analysis, const std::vector<Plan>& plans,
                                                  const Model& learned) const {
    TokenSet unknown;
    const auto& known = learned.words;
    const auto& tokens = analysis.sentence.tokens;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        // a general word: the ranker has weighed that it is not used
        if (known.contains(tokens[i].word) || !analysis.content.test(i)) continue;
        const bool said = (tokens[i].classes.none() ? analysis.named : analysis.linked).test(i);
        const bool used = said || (!plans.empty() && plans[0].covered.test(i));
        unknown.set(i, !used);
    }
    return words_at(analysis, unknown);
}

std::vector<UnknownWord> Suggester::words_at(const Analysis& analysis, const TokenSet& at) const {
    std::vector<UnknownWord> words;
    const auto& tokens = analysis.sentence.tokens;
    for (std::size_t i = 0; i < tokens.size() && words.size() < 10; ++i)
        if (at.test(i))
            words.push_back({tokens[i].text, tokens[i].begin, nearest(tokens[i].word), candidates(tokens[i].word)});
    return words;
}

std::vector<Candidate> Suggester::candidates(std::string_view word) const {
    std::vector<std::pair<float, ColumnId>> found;
    const auto add = [&](float probability, ColumnId id) {
        const bool known = std::any_of(found.begin(), found.end(), [&](const auto& one) { return one.second == id; });
        const bool means_nothing =
            schema_.is_link(id.table) || schema_.table(id.table).is_view || (id.column >= 0 && schema_.traits(id).key);
        if (!known && !means_nothing) found.emplace_back(probability, id);
    };
    for (const auto& near : schema_.name_vectors().near(word, names_looked_at, least_probability))
        for (const auto& posting : schema_.postings(near.key))
            if (posting.quality >= said_in_full) add(near.probability, posting.target);
    if (!word.ends_with("ed") && !word.ends_with("ing"))  // a verb is no figure
        for (const auto id : measures_of_events(schema_)) add(likely, id);
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<Candidate> made;
    for (std::size_t i = 0; i < std::min(found.size(), most_candidates); ++i)
        made.push_back(candidate(word, found[i].second));
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

std::vector<UnknownWord> Suggester::left_out(const Analysis& analysis, const std::vector<Plan>& plans) const {
    std::vector<UnknownWord> left;
    const auto& tokens = analysis.sentence.tokens;
    for (std::size_t i = 0; i < tokens.size() && left.size() < 3; ++i) {
        const bool plain = tokens[i].kind == Token::Kind::word && !tokens[i].number && tokens[i].classes.none();
        if (!plain || !analysis.content.test(i) || analysis.named.test(i) || plans.empty() || plans[0].covered.test(i))
            continue;
        left.push_back({tokens[i].text, tokens[i].begin, {}, candidates(tokens[i].word)});
    }
    return left;
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
