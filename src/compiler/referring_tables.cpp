#include "compiler/referring_tables.hpp"

#include <algorithm>

#include "compiler/option_targets.hpp"

namespace pf::compiler {

namespace {

// A word that nothing accounts for, and that is no participle: "the orders placed per year".
bool may_be_rows(const OptionBuilder& b, int at) {
    const auto takes = [at](const auto& mention) { return mention.link >= 0.5F && has(mention.tokens, at); };
    return at >= 0 && at < b.size() && !b.is(at, WordClass::stop_word, WordClass::rank_word) && !b.token(at).number &&
           !b.word(at).ends_with("ed") && !is_function_word(b.word(at)) && aggregate_cue(b.word(at)) == Summary::none &&
           !b.is_value(at) && std::none_of(b.tables().begin(), b.tables().end(), takes) &&
           std::none_of(b.columns().begin(), b.columns().end(), takes);
}

}  // namespace

std::vector<ReferringTable> referring_tables(const OptionBuilder& b, int at) {
    constexpr std::size_t most = 4;
    constexpr float unknown = 0.2F;  // where the word is near to no name
    constexpr float surely_near = 0.3F;
    const auto& schema = b.schema();
    const auto& mentioned = b.mentioned_tables();
    std::vector<ReferringTable> found;
    if (!may_be_rows(b, at)) return found;
    const auto word = b.word(at);
    for (const int table : mentioned)
        for (const int e : schema.edges_of(table)) {
            const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
            const auto is_it = [&](const ReferringTable& other) { return other.table == edge.from; };
            if (edge.to != table || edge.from == table ||
                std::find(mentioned.begin(), mentioned.end(), edge.from) != mentioned.end() ||
                std::any_of(found.begin(), found.end(), is_it))
                continue;
            const float near = std::max(0.F, nearness(word, {edge.from, -1}, schema));
            found.push_back({edge.from, unknown + 0.6F * near, near >= surely_near});
        }
    std::stable_sort(found.begin(), found.end(), [](const auto& x, const auto& y) { return x.link > y.link; });
    if (found.size() > most) found.resize(most);
    return found;
}

}  // namespace pf::compiler
