#include "compiler/rank/context.hpp"

#include <algorithm>
#include <cmath>

#include "compiler/word_class.hpp"

namespace pf::compiler {
namespace {

constexpr Piece before_first = "<s>", behind_last = "<e>", no_clause = "";

// "" for a word that stands for itself.
Piece class_of(const Token& token, char kind) {
    if (kind == 'V') return "<v>";
    if (kind == 'N') return "<n>";
    if (kind == 'C' && !is_function_word(token.word)) return "<c>";
    if (kind == 'T' && !is_function_word(token.word)) return "<t>";
    return "";
}

// The words of a column's name that a sentence says.
struct Match {
    float here = 0, anywhere = 0;  // weights, of `whole`
    TokenSet tokens;               // of the option's own
};

float weight_of(const NameWord& name) { return is_stop_word(name.word) ? 0.2F : name.of_table ? 0.4F : 1.F; }

Match match(const std::vector<NameWord>& names, const std::vector<Token>& tokens, const TokenSet& own) {
    Match made;
    for (const auto& name : names) {
        bool at_own = false, at_any = false;
        for (std::size_t t = 0; t < tokens.size(); ++t) {
            if (tokens[t].kind != Token::Kind::word || tokens[t].stem != name.stem) continue;
            at_any = true;
            if (!own.test(t)) continue;
            at_own = true;
            made.tokens.set(t);
        }
        made.here += at_own ? weight_of(name) : 0;
        made.anywhere += at_any ? weight_of(name) : 0;
    }
    return made;
}

}  // namespace

Context::Context(const Analysis& a, const SchemaIndex& s, const Model& model) : analysis(a), schema(s) {
    const auto& tokens = a.sentence.tokens;
    words_.reserve(tokens.size());
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const auto kind = class_of(tokens[i], a.token_class[i]);
        if (!kind.text.empty())
            words_.push_back(kind);
        else if (const auto known = model.words.find(tokens[i].word); known != model.words.end())
            words_.emplace_back(std::string_view(*known));
        else
            words_.push_back("<w>");
    }
}

const Piece& Context::word(int at) const {
    if (at < 0) return before_first;
    if (at >= static_cast<int>(words_.size())) return behind_last;
    return words_[static_cast<std::size_t>(at)];
}

bool Context::is(int at, WordClass of) const {
    if (at < 0 || at >= size()) return false;
    const auto& token = analysis.sentence.tokens[static_cast<std::size_t>(at)];
    return token.is(of) && word(at) == token.word;
}

bool Context::says(WordClass of) const {
    for (int at = 0; at < size(); ++at)
        if (is(at, of)) return true;
    return false;
}

const Piece& Context::clause(int at) const {
    for (int i = at - 1; i >= std::max(0, at - 12); --i)
        if (is(i, WordClass::clause_opener)) return word(i);
    return no_clause;
}

const Said& Context::said(const Option& o) const {
    const auto index = static_cast<std::size_t>(&o - analysis.options.data());
    if (said_.size() < analysis.options.size()) said_.resize(analysis.options.size());
    auto& made = said_[index];
    if (!made) made = o.column.table < 0 ? Said{} : compare(o);
    return *made;
}

float Context::telling(const Token& token) const {
    const auto columns = schema.columns_with(token.stem);
    return columns == 0 ? 0.F : 1 / std::sqrt(static_cast<float>(columns));
}

Said Context::compare(const Option& o) const {
    const auto& names = schema.words_of(o.column);
    const auto& tokens = analysis.sentence.tokens;
    const TokenSet own = o.covers | o.shared;
    float whole = 0;
    for (const auto& name : names) whole += weight_of(name);
    auto [here, anywhere, matched] = match(names, tokens, own);
    // a synonym of the semantic model is a name too
    const auto synonyms_of_it = schema.synonym_stems(o.column);
    for (std::size_t t = 0; t < tokens.size() && !synonyms_of_it.empty(); ++t) {
        if (std::find(synonyms_of_it.begin(), synonyms_of_it.end(), tokens[t].stem) == synonyms_of_it.end()) continue;
        anywhere = std::max(anywhere, whole);
        if (!own.test(t)) continue;
        here = std::max(here, whole);
        matched.set(t);
    }
    Said made;
    made.here = here / std::max(whole, 0.1F);
    made.anywhere = anywhere / std::max(whole, 0.1F);
    for (std::size_t t = 0; t < tokens.size(); ++t) {
        made.foreign +=
            own.test(t) && !matched.test(t) && analysis.token_class[t] == 'C' && !tokens[t].is(WordClass::stop_word);
        if (matched.test(t)) made.rare += telling(tokens[t]);
    }
    made.lost = lost_beside(own, names);
    return made;
}

float Context::lost_beside(const TokenSet& own, const std::vector<NameWord>& names) const {
    const auto& tokens = analysis.sentence.tokens;
    const auto lost = [&](std::size_t t) {
        const bool name =
            !own.test(t) && analysis.token_class[t] == 'C' && !tokens[t].is(WordClass::stop_word) &&
            std::none_of(names.begin(), names.end(), [&](const NameWord& word) { return word.stem == tokens[t].stem; });
        return name ? telling(tokens[t]) : 0.F;
    };
    const auto first = own._Find_first();
    if (first >= tokens.size()) return 0;
    auto last = first;
    while (last + 1 < tokens.size() && own.test(last + 1)) ++last;
    float sum = 0;
    if (first > 0 && !tokens[first].comma_before) sum += lost(first - 1);
    if (last + 1 < tokens.size() && !tokens[last + 1].comma_before) sum += lost(last + 1);
    return sum;
}

}  // namespace pf::compiler
