#include "compiler/print/role_said.hpp"

#include <algorithm>

#include "compiler/word_class.hpp"
#include "compiler/words.hpp"

namespace pf::compiler::print {
namespace {

using plan::FromEntry;
using plan::Source;

// The side of the join that the other refers to; of a table joined to itself the first instance (plan::joined_columns).
Source referred_side(const FromEntry& entry, const JoinEdge& edge, const plan::Query& query) {
    const bool own = edge.to == entry.source.table && (edge.from != edge.to || entry.source.instance == 0);
    return own ? entry.source : query.from[static_cast<std::size_t>(entry.to)].source;
}

bool is_one_of_several(const JoinEdge& edge, const SchemaIndex& schema) {
    const auto& edges = schema.edges_of(edge.from);
    return edge.from == edge.to || std::count_if(edges.begin(), edges.end(), [&](int e) {
                                       const auto& other = schema.edges()[static_cast<std::size_t>(e)];
                                       return other.from == edge.from && other.to == edge.to;
                                   }) > 1;
}

// The key's name without the words that only say that it is one.
std::string role_in(const JoinEdge& edge, const SchemaIndex& schema) {
    std::string made;
    const auto& words = schema.words_of({edge.from, edge.from_columns[0]});
    for (const auto& word : words) {
        if (words.size() > 1 && (is(word.word, WordClass::id_name) || is(word.word, WordClass::key_ending))) continue;
        if (!made.empty()) made += ' ';
        made += word.word;
    }
    return made;
}

}  // namespace

std::string role_of(Source source, const plan::Query& query, const SchemaIndex& schema) {
    for (const auto& entry : query.from) {
        if (entry.edge < 0) continue;
        const auto& edge = schema.edges()[static_cast<std::size_t>(entry.edge)];
        if (referred_side(entry, edge, query) == source && is_one_of_several(edge, schema))
            return role_in(edge, schema);
    }
    return {};
}

}  // namespace pf::compiler::print
