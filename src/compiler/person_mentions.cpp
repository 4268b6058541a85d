// Tables of persons that "who" and "everyone" stand for: "who ordered a latte", "everyone without a phone".
#include <algorithm>

#include "compiler/mentions.hpp"
#include "compiler/word_class.hpp"

namespace pf::compiler {
namespace {

using W = WordClass;

constexpr float of_someone = 0.9F;  // as sure as a name of several that fit
constexpr int most_tables = 3;

bool stops_before(const Analysis& analysis, int at) {
    const auto& token = analysis.sentence.tokens[static_cast<std::size_t>(at)];
    return at == 0 || token.stop_before || token.comma_before;
}

// "customers who …" speaks of the customers; "2 million people" and "most people" measure.
bool asks_for_someone(const Analysis& analysis, int at) {
    const auto& tokens = analysis.sentence.tokens;
    if (!is_at(tokens, at, W::someone)) return false;
    if (is_at(tokens, at, W::who, W::whose))
        return stops_before(analysis, at) || is_at(tokens, at - 1, W::and_, W::asking_for);
    if (at > 0 && tokens[static_cast<std::size_t>(at - 1)].number) return false;
    if (is_at(tokens, at - 1, W::many, W::most)) return false;
    for (int k = at - 1; k >= std::max(0, at - 6); --k)
        if (is_at(tokens, k, W::negation) || is_at(tokens, k, W::of)) return false;
    return std::none_of(analysis.tables.begin(), analysis.tables.end(), [at](const TableMention& mention) {
        return mention.begin == at || (mention.begin < at && mention.link >= of_someone);
    });
}

bool names_persons(const TableMention& mention, const SchemaIndex& schema) {
    return mention.link >= of_someone && schema.is_person_table(mention.table);
}

// How much of what is said is about the table or one beside it.
float worth_of(int table, const Analysis& analysis, const SchemaIndex& schema) {
    float worth = 0;
    const auto note = [&](int other, float link) {
        if (other == table) worth += 2 * link;
        for (const int e : schema.edges_of(table)) {
            const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
            if (other != table && (edge.from == other || edge.to == other)) worth += link;
        }
    };
    for (const auto& mention : analysis.tables) note(mention.table, mention.link);
    for (const int e : schema.edges_of(table))  // of several, those that others refer to
        worth += schema.edges()[static_cast<std::size_t>(e)].to == table ? 0.05F : 0.F;
    for (const auto& mention : analysis.columns)
        if (mention.link >= 0.6F) note(mention.column.table, mention.link);
    return worth;
}

}  // namespace

void mention_persons(Analysis& analysis, const SchemaIndex& schema) {
    const auto size = static_cast<int>(analysis.sentence.tokens.size());
    for (int at = 0; at < size; ++at) {
        if (!asks_for_someone(analysis, at)) continue;
        // "who are the agents that …"
        if (std::any_of(analysis.tables.begin(), analysis.tables.end(),
                        [&](const TableMention& mention) { return names_persons(mention, schema); }))
            return;
        std::vector<std::pair<float, int>> found;
        for (int t = 0; t < schema.tables(); ++t)
            if (schema.is_person_table(t)) found.emplace_back(-worth_of(t, analysis, schema), t);
        std::stable_sort(found.begin(), found.end());
        if (found.size() > most_tables) found.resize(most_tables);
        for (std::size_t k = 0; k < found.size(); ++k) {
            TableMention mention{at, at + 1, found[k].second, {}, of_someone - 0.02F * static_cast<float>(k)};
            mention.tokens.set(static_cast<std::size_t>(at));
            analysis.tables.push_back(mention);
        }
        return;
    }
}

}  // namespace pf::compiler
