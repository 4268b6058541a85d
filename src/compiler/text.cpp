#include "compiler/text.hpp"

#include "compiler/lexicon.hpp"
#include "compiler/word_class.hpp"

#include <libstemmer.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

#include "base/ascii.hpp"
#include "base/near.hpp"

namespace pf::compiler {
namespace {

bool is_letter(unsigned char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80; }
bool is_digit(unsigned char c) { return c >= '0' && c <= '9'; }
bool is_word(unsigned char c) { return is_letter(c) || is_digit(c); }

// Opening and closing quotation marks, in bytes; an apostrophe opens only at the start of a word.
std::size_t quote_length(std::string_view text, std::size_t at) {
    if (text[at] == '"' || text[at] == '`' || text[at] == '\'') return 1;
    if (text.compare(at, 2, "``") == 0 || text.compare(at, 2, "''") == 0) return 2;
    for (std::string_view mark : {"“", "”", "„", "‘", "’"})
        if (text.compare(at, mark.size(), mark) == 0) return mark.size();
    if (text.compare(at, 2, "«") == 0 || text.compare(at, 2, "»") == 0) return 2;
    return 0;
}
bool is_apostrophe(std::string_view text, std::size_t at) {
    return text[at] == '\'' || text.compare(at, 3, "’") == 0 || text.compare(at, 3, "‘") == 0;
}

// The end of a quotation that opens at `at`: position of its closing mark, npos when there is none near.
std::size_t closing_quote(std::string_view text, std::size_t at, std::size_t open) {
    const bool apostrophe = is_apostrophe(text, at);
    const auto limit = std::min(text.size(), at + 200);
    for (auto i = at + open; i < limit; ++i) {
        const auto length = quote_length(text, i);
        if (!length || (is_apostrophe(text, i) != apostrophe)) continue;
        if (!apostrophe && (text[i] == '"') != (text[at] == '"')) continue;
        if (apostrophe && i + length < text.size() && is_word(static_cast<unsigned char>(text[i + length]))) {
            i += length - 1;  // "women's" inside a quotation
            continue;
        }
        return i;
    }
    return std::string_view::npos;
}

void set_number(Token& token) {
    token.number = cardinal(token.word);
    if (token.number) return;
    token.number = ordinal(token.word);
    token.ordinal = token.number.has_value();
}

}  // namespace

bool is_at(const std::vector<Token>& tokens, int at, WordClass of) {
    return at >= 0 && at < static_cast<int>(tokens.size()) && tokens[static_cast<std::size_t>(at)].is(of);
}

std::string stem(std::string_view word) {
    if (const auto irregular = value_of(word, WordClass::irregular); !irregular.empty()) return std::string(irregular);
    struct Closer {
        void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
    };
    thread_local const std::unique_ptr<sb_stemmer, Closer> stemmer(sb_stemmer_new("english", "UTF_8"));
    if (!stemmer || word.size() < 3 || word.size() > 60) return std::string(word);
    const auto* made =
        sb_stemmer_stem(stemmer.get(), reinterpret_cast<const sb_symbol*>(word.data()), static_cast<int>(word.size()));
    if (!made) return std::string(word);
    return {reinterpret_cast<const char*>(made), static_cast<std::size_t>(sb_stemmer_length(stemmer.get()))};
}

namespace {

void correct(std::string& word) {
    if (word.size() < 6 || is(word, WordClass::often_mistyped)) return;
    for (const auto& cue : words_in(WordClass::often_mistyped))
        if (one_typo_apart(cue.word, word)) {
            word = cue.word;
            return;
        }
}

// "St. Helena", "John F. Kennedy": the dot belongs to the word.
bool abbreviates(const std::vector<Token>& tokens) {
    if (tokens.empty() || !tokens.back().capital || tokens.back().kind != Token::Kind::word) return false;
    const auto& word = tokens.back().word;
    return word.size() == 1 ? word != "i" : is(word, WordClass::dotted);
}

}  // namespace

Sentence tokenise(std::string_view text) {
    Sentence sentence;
    auto& tokens = sentence.tokens;
    bool comma = false, stop = false;
    auto push = [&](Token token) {
        token.comma_before = comma;
        token.stop_before = stop;
        comma = stop = false;
        tokens.push_back(std::move(token));
    };
    std::size_t at = 0;
    while (at < text.size()) {
        if (tokens.size() >= max_tokens) {
            sentence.truncated = true;
            break;
        }
        const auto c = static_cast<unsigned char>(text[at]);
        const bool at_start = at == 0 || !is_word(static_cast<unsigned char>(text[at - 1]));
        if (const auto open = quote_length(text, at); open && (at_start || !is_apostrophe(text, at))) {
            const auto close = closing_quote(text, at, open);
            if (close != std::string_view::npos && close > at + open) {
                Token token;
                token.kind = Token::Kind::quoted;
                token.begin = at;
                token.text = std::string(text.substr(at + open, close - at - open));
                const bool last = close + quote_length(text, close) >= text.size();
                while (!token.text.empty() &&
                       (token.text.back() == ' ' || token.text.back() == ',' || (last && token.text.back() == '.')))
                    token.text.pop_back();
                while (!token.text.empty() && token.text.front() == ' ') token.text.erase(0, 1);
                token.word = token.stem = lower(token.text);
                double value = 0;
                const auto [end, failed] =
                    std::from_chars(token.word.data(), token.word.data() + token.word.size(), value);
                if (failed == std::errc() && end == token.word.data() + token.word.size()) token.number = value;
                at = close + quote_length(text, close);
                token.end = at;
                token.capital = true;
                if (!token.text.empty()) push(std::move(token));
            } else {
                at += open;
            }
            continue;
        }
        const bool negative =
            c == '-' && at_start && at + 1 < text.size() && is_digit(static_cast<unsigned char>(text[at + 1]));
        if (is_digit(c) || negative) {
            auto end = at + (negative ? 1 : 0);
            std::string digits = negative ? "-" : "";
            while (end < text.size()) {
                const auto d = static_cast<unsigned char>(text[end]);
                const bool digit_after = end + 1 < text.size() && is_digit(static_cast<unsigned char>(text[end + 1]));
                if (is_digit(d))
                    digits += text[end];
                else if (d == '.' && digit_after && digits.find('.') == std::string::npos)
                    digits += '.';
                else if (d == ',' && end + 3 < text.size() && is_digit(static_cast<unsigned char>(text[end + 1])) &&
                         is_digit(static_cast<unsigned char>(text[end + 2])) &&
                         is_digit(static_cast<unsigned char>(text[end + 3])) &&
                         (end + 4 >= text.size() || !is_digit(static_cast<unsigned char>(text[end + 4])))) {
                } else
                    break;
                ++end;
            }
            const auto number_end = end;
            while (end < text.size() && (is_letter(static_cast<unsigned char>(text[end])) ||
                                         is_digit(static_cast<unsigned char>(text[end]))))
                ++end;
            Token token;
            token.begin = at;
            token.end = end;
            token.text = std::string(text.substr(at, end - at));
            token.word = token.stem = lower(token.text);
            const auto tail = token.word.substr(token.word.size() - (end - number_end));
            const bool ordinal = tail == "st" || tail == "nd" || tail == "rd" || tail == "th";
            const double scale = tail.empty() ? 1 : tail == "k" || tail == "m" || tail == "bn" ? scale_of(tail) : 0;
            if (ordinal || scale > 0) {
                double value = 0;
                std::from_chars(digits.data(), digits.data() + digits.size(), value);
                token.number = value * (ordinal ? 1 : scale);
                token.ordinal = ordinal;
                token.kind = Token::Kind::number;
            }
            at = end;
            push(std::move(token));
            continue;
        }
        if (is_letter(c)) {
            auto end = at;
            while (end < text.size() && is_word(static_cast<unsigned char>(text[end]))) {
                // typographic marks are three bytes that begin with 0xE2 0x80: they end a word
                if (text.compare(end, 2, "\xE2\x80") == 0) break;
                ++end;
            }
            if (end == at) {
                at += 3;
                continue;
            }
            Token token;
            token.begin = at;
            token.end = end;
            token.text = std::string(text.substr(at, end - at));
            token.word = lower(token.text);
            token.capital = c >= 'A' && c <= 'Z';
            at = end;
            const bool after_apostrophe =
                token.begin > 0 &&
                (text[token.begin - 1] == '\'' || (token.begin >= 3 && text.compare(token.begin - 3, 3, "’") == 0));
            if (after_apostrophe && !tokens.empty() && tokens.back().end + 3 >= token.begin) {
                if (token.word == "s" || token.word == "re" || token.word == "ve" || token.word == "d" ||
                    token.word == "ll")
                    continue;
                if (token.word == "t") {  // don't, doesn't, isn't
                    if (tokens.back().word.size() > 2 && tokens.back().word.back() == 'n')
                        tokens.back().word.pop_back();
                    tokens.back().stem = stem(tokens.back().word);
                    token.word = "not";
                }
            }
            set_number(token);
            if (token.number && !token.ordinal && token.word != "once" && token.word != "twice")
                token.kind = Token::Kind::number;
            const double scale = scale_of(token.word);
            if (scale > 1 && token.word.size() > 2 && !tokens.empty() && tokens.back().number &&
                !tokens.back().ordinal && tokens.back().kind == Token::Kind::number && !comma) {
                tokens.back().number = *tokens.back().number * scale;
                tokens.back().end = token.end;
                continue;
            }
            correct(token.word);
            token.stem = stem(token.word);
            push(std::move(token));
            continue;
        }
        if (c == ',' || c == ';' || c == ':' || c == '(' || c == ')') comma = true;
        if (c == '?' || c == '!' ||
            (c == '.' && !abbreviates(tokens) &&
             (at + 1 >= text.size() || text[at + 1] == ' ' || text[at + 1] == '\n')))
            stop = true;
        if (c == '%' && !tokens.empty() && tokens.back().end == at) tokens.back().end = at + 1;
        if ((c == '>' || c == '<' || c == '=') && tokens.size() < max_tokens) {
            Token token;
            token.begin = at;
            token.text = std::string(1, static_cast<char>(c));
            if (at + 1 < text.size() && (text[at + 1] == '=' || text[at + 1] == '>')) token.text += text[++at];
            ++at;
            token.end = at;
            token.word = token.stem = token.text;
            push(std::move(token));
            continue;
        }
        ++at;
    }
    // where everything is written in capitals they mean nothing
    const bool shouting = std::none_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    if (shouting)
        for (auto& token : tokens) token.capital = token.capital && token.kind == Token::Kind::quoted;
    for (auto& token : tokens) token.classes = classes_of(token.word);
    return sentence;
}

}  // namespace pf::compiler
