#include "compiler/link/phrases.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "model/value_words.hpp"

namespace pf::compiler {
namespace {

std::string joined_stems(const std::vector<std::string>& words) {
    std::string made;
    for (const auto& word : words) made += (made.empty() ? "" : " ") + stem(word);
    return made;
}

// The tokens of the name in place of `said`.
std::vector<Token> tokens_of(const Phrases::Name& name, std::span<const Token> said) {
    std::vector<Token> made;
    for (std::size_t k = 0; k < name.words.size(); ++k) {
        auto token = said[std::min(k, said.size() - 1)];
        token.kind = Token::Kind::word;
        token.word = name.words[k];
        token.stem = stem(token.word);
        token.classes = classes_of(token.word);
        token.number.reset();
        token.ordinal = token.capital = false;
        if (k > 0) token.comma_before = token.stop_before = false;
        made.push_back(std::move(token));
    }
    made.back().end = said.back().end;
    return made;
}

}  // namespace

std::vector<std::string> phrase_words(std::string_view phrase) {
    const auto text = model::value_words(phrase);
    std::vector<std::string> words;
    for (std::size_t from = 0; from < text.size();) {
        const auto to = std::min(text.find(' ', from), text.size());
        if (to > from) words.push_back(text.substr(from, to - from));
        from = to + 1;
    }
    return words;
}

void Phrases::add(std::string_view phrase, Name name) {
    const auto words = phrase_words(phrase);
    if (words.empty() || name.words.empty()) return;
    auto& longest = longest_[stem(words.front())];
    longest = std::max(longest, words.size());
    for (const auto& word : words) stems_.insert(stem(word));
    names_.emplace(joined_stems(words), std::move(name));
}

void Phrases::add_table(int table, std::string_view name) {
    const auto words = phrase_words(name);
    if (tables_.size() <= static_cast<std::size_t>(table)) tables_.resize(static_cast<std::size_t>(table) + 1);
    if (!words.empty()) tables_[static_cast<std::size_t>(table)].insert(stem(words.back()));
}

bool Phrases::says_table(int table, const Sentence& sentence) const {
    if (table < 0) return true;
    const auto& stems = tables_[static_cast<std::size_t>(table)];
    return std::any_of(sentence.tokens.begin(), sentence.tokens.end(),
                       [&](const Token& token) { return stems.contains(token.stem); });
}

Phrases::Found Phrases::longest_at(const Sentence& sentence, std::size_t begin) const {
    const auto& tokens = sentence.tokens;
    const auto most = longest_.find(tokens[begin].stem);
    if (most == longest_.end()) return {};
    Found found;
    std::string stems;
    for (std::size_t at = begin; at < std::min(begin + most->second, tokens.size()); ++at) {
        const bool apart = at > begin && (tokens[at].comma_before || tokens[at].stop_before);
        if (apart || tokens[at].kind == Token::Kind::quoted) break;
        stems += (at > begin ? " " : "") + tokens[at].stem;
        const auto name = names_.find(stems);
        if (name != names_.end() && says_table(name->second.beside, sentence)) found = {at + 1 - begin, &name->second};
    }
    return found;
}

std::vector<Meant> Phrases::say(Sentence& sentence) const {
    if (empty()) return {};
    std::vector<Token> made;
    std::vector<Meant> meant;
    const auto& tokens = sentence.tokens;
    for (std::size_t at = 0; at < tokens.size();) {
        const auto found = longest_at(sentence, at);
        if (!found.name || made.size() + found.name->words.size() + tokens.size() - at - found.tokens > max_tokens) {
            made.push_back(tokens[at++]);
            meant.emplace_back();
            continue;
        }
        auto put = tokens_of(*found.name, std::span(tokens).subspan(at, found.tokens));
        std::move(put.begin(), put.end(), std::back_inserter(made));
        meant.insert(meant.end(), found.name->meant.begin(), found.name->meant.end());
        at += found.tokens;
    }
    sentence.tokens = std::move(made);
    return meant;
}

}  // namespace pf::compiler
