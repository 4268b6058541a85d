#include "compiler/text.hpp"

#include "compiler/frame.hpp"
#include "compiler/lexicon.hpp"
#include "compiler/word_class.hpp"

#include <libstemmer.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

#include "base/ascii.hpp"

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

}  // namespace

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

// "St. Helena", "John F. Kennedy": the dot belongs to the word.
bool abbreviates(const std::vector<Token>& tokens) {
    if (tokens.empty() || !tokens.back().capital || tokens.back().kind != Token::Kind::word) return false;
    const auto& word = tokens.back().word;
    return word.size() == 1 ? word != "i" : is(word, WordClass::dotted);
}

// Digits at `at`, "-12", "1,234.5": without the commas, and where they end.
struct Digits {
    std::string text;
    std::size_t end = 0;
};
Digits digits_at(std::string_view text, std::size_t at) {
    const auto digit = [&](std::size_t i) { return i < text.size() && is_digit(static_cast<unsigned char>(text[i])); };
    Digits made{"", at};
    if (text[at] == '-') {
        made.text = "-";
        ++made.end;
    }
    for (auto& end = made.end; end < text.size(); ++end) {
        const char c = text[end];
        const bool point = c == '.' && digit(end + 1) && made.text.find('.') == std::string::npos;
        const bool thousands = c == ',' && digit(end + 1) && digit(end + 2) && digit(end + 3) && !digit(end + 4);
        if (digit(end) || point)
            made.text += c;
        else if (!thousands)
            break;
    }
    return made;
}

class Tokeniser {
 public:
    Tokeniser(std::string_view text, const Speller& speller) : text_(text), speller_(speller) {}

    Sentence run() {
        while (at_ < text_.size() && !sentence_.truncated)
            if (tokens_.size() >= max_tokens)
                sentence_.truncated = true;
            else
                take_next();
        // where everything is written in capitals they mean nothing
        const bool shouting = std::none_of(text_.begin(), text_.end(), [](char c) { return c >= 'a' && c <= 'z'; });
        for (auto& token : tokens_) {
            if (shouting) token.capital = token.capital && token.kind == Token::Kind::quoted;
            token.classes = classes_of(token.word);
            if (speller_) put_right(token);
        }
        take_off_frame(tokens_);
        return std::move(sentence_);
    }

 private:
    void put_right(Token& token) {
        auto meant = speller_(token);
        if (meant.empty()) return;
        token.word = std::move(meant);
        token.corrected = true;
        set_number(token);
        token.stem = stem(token.word);
        token.classes = classes_of(token.word);
    }
    [[nodiscard]] unsigned char byte(std::size_t at) const {
        return at < text_.size() ? static_cast<unsigned char>(text_[at]) : 0;
    }
    [[nodiscard]] Token token_of(std::size_t end) const {
        Token token;
        token.begin = at_;
        token.end = end;
        token.text = std::string(text_.substr(at_, end - at_));
        token.word = token.stem = lower(token.text);
        return token;
    }
    void push(Token token) {
        token.comma_before = comma_;
        token.stop_before = stop_;
        comma_ = stop_ = false;
        tokens_.push_back(std::move(token));
    }

    void take_next() {
        const auto c = byte(at_);
        const bool at_start = at_ == 0 || !is_word(byte(at_ - 1));
        if (const auto open = quote_length(text_, at_); open && (at_start || !is_apostrophe(text_, at_)))
            take_quotation(open);
        else if (is_digit(c) || (c == '-' && at_start && is_digit(byte(at_ + 1))))
            take_number();
        else if (is_letter(c))
            take_word();
        else if (c == '>' || c == '<' || c == '=' || (c == '!' && byte(at_ + 1) == '='))
            take_sign();
        else
            take_mark(c);
    }

    // What stands in quotation marks; a mark that is not closed is none.
    void take_quotation(std::size_t open) {
        const auto begin = at_, close = closing_quote(text_, at_, open);
        if (close == std::string_view::npos || close <= at_ + open) {
            at_ += open;
            return;
        }
        at_ = close + quote_length(text_, close);
        Token token;
        token.kind = Token::Kind::quoted;
        token.begin = begin;
        token.end = at_;
        token.capital = true;
        auto inner = text_.substr(begin + open, close - begin - open);
        const auto last = at_ >= text_.size() ? inner.find_last_not_of(" ,.") : inner.find_last_not_of(" ,");
        inner = inner.substr(0, last == std::string_view::npos ? 0 : last + 1);
        inner.remove_prefix(std::min(inner.find_first_not_of(' '), inner.size()));
        token.text = std::string(inner);
        token.word = token.stem = lower(token.text);
        double value = 0;
        const auto* const word_end = token.word.data() + token.word.size();
        const auto [end, failed] = std::from_chars(token.word.data(), word_end, value);
        if (failed == std::errc() && end == word_end) token.number = value;
        if (!token.text.empty()) push(std::move(token));
    }

    // 12, 1,234.5, 3rd, 5k; with other letters behind it ("4x4") a word.
    void take_number() {
        const auto digits = digits_at(text_, at_);
        auto end = digits.end;
        while (is_word(byte(end))) ++end;
        auto token = token_of(end);
        const auto tail = std::string_view(token.word).substr(token.word.size() - (end - digits.end));
        const bool ordinal = is(tail, WordClass::ordinal_ending);
        if (tail.empty() || ordinal || is(tail, WordClass::scale_letter)) {
            double value = 0;
            std::from_chars(digits.text.data(), digits.text.data() + digits.text.size(), value);
            token.number = tail.empty() || ordinal ? value : value * scale_of(tail);
            token.ordinal = ordinal;
            token.kind = Token::Kind::number;
        }
        at_ = end;
        push(std::move(token));
    }

    void take_word() {
        auto end = at_;
        // typographic marks are three bytes that begin with 0xE2 0x80: they end a word
        while (is_word(byte(end)) && text_.compare(end, 2, "\xE2\x80") != 0) ++end;
        if (end == at_) {
            at_ += 3;
            return;
        }
        auto token = token_of(end);
        const auto first = byte(at_);
        token.capital = first >= 'A' && first <= 'Z';
        at_ = end;
        if (is_behind_apostrophe(token.begin)) {
            if (is(token.word, WordClass::clitic)) return;
            if (token.word == "t") negate_last(token);
        }
        if (token.word == "w" && byte(at_) == '/') take_slash(token);
        set_number(token);
        if (multiplies_last(token)) return;
        token.stem = stem(token.word);
        push(std::move(token));
    }
    [[nodiscard]] bool is_behind_apostrophe(std::size_t begin) const {
        if (begin == 0 || tokens_.empty() || tokens_.back().end + 3 < begin) return false;
        return text_[begin - 1] == '\'' || (begin >= 3 && text_.compare(begin - 3, 3, "’") == 0);
    }
    // don't, doesn't, isn't
    void negate_last(Token& token) {
        auto& last = tokens_.back();
        if (last.word.size() > 2 && last.word.back() == 'n') last.word.pop_back();
        last.stem = stem(last.word);
        token.word = "not";
    }
    // w/o, w/out, w/
    void take_slash(Token& token) {
        std::size_t letters = 0;
        while (is_word(byte(at_ + 1 + letters))) ++letters;
        const auto behind = lower(text_.substr(std::min(at_ + 1, text_.size()), letters));
        const bool without = behind == "o" || behind == "out";
        at_ += without ? 1 + letters : 1;
        token.end = at_;
        token.text = std::string(text_.substr(token.begin, at_ - token.begin));
        token.word = value_of(without ? "without_slash" : "with_slash", WordClass::sign_name);
    }
    // A sign that stands by itself for a word.
    bool take_sign_name(unsigned char c) {
        const bool by_itself = tokens_.empty() || tokens_.back().end < at_;
        const auto name = c == '#' && !is_digit(byte(at_ + 1)) ? "number_sign"
                          : c == '%' && by_itself              ? "percent_sign"
                                                               : "";
        if (!*name) return false;
        auto token = token_of(at_ + 1);
        token.word = value_of(name, WordClass::sign_name);
        token.stem = stem(token.word);
        ++at_;
        push(std::move(token));
        return true;
    }
    static void set_number(Token& token) {
        token.number = cardinal(token.word);
        if (!token.number) {
            token.number = ordinal(token.word);
            token.ordinal = token.number.has_value();
        } else if (!is(token.word, WordClass::number_adverb)) {
            token.kind = Token::Kind::number;
        }
    }
    // "2 million": the word belongs to the number before it.
    bool multiplies_last(const Token& token) {
        const double scale = scale_of(token.word);
        if (scale <= 1 || token.word.size() <= 2 || comma_ || tokens_.empty()) return false;
        auto& last = tokens_.back();
        if (!last.number || last.ordinal || last.kind != Token::Kind::number) return false;
        last.number = *last.number * scale;
        last.end = token.end;
        return true;
    }

    void take_sign() {
        const auto second = byte(at_ + 1);
        const auto end = at_ + (second == '=' || second == '>' ? 2 : 1);
        auto token = token_of(end);
        if (byte(at_) == '!') token.word = token.stem = "<>";
        at_ = end;
        push(std::move(token));
    }

    // "100-200", "1835 - 1840": from one number to a higher one. "2024-01-31" is a date, "555-0123" is none.
    bool take_range(unsigned char c) {
        if (c != '-' || tokens_.empty() || tokens_.back().kind != Token::Kind::number) return false;
        const auto blank = [&](std::size_t at) { return byte(at) == ' '; };
        auto before = tokens_.back().end, behind = at_ + 1;
        while (before < at_ && blank(before)) ++before;
        while (blank(behind)) ++behind;
        if (before != at_ || !is_digit(byte(behind)) || byte(behind) == '0') return false;
        const auto named = tokens_.size() > 1 && tokens_[tokens_.size() - 2].capital;  // "Boeing 737-800"
        if (named || (tokens_.back().begin > 0 && byte(tokens_.back().begin - 1) == '-')) return false;
        const auto high = digits_at(text_, behind);
        double value = 0;
        std::from_chars(high.text.data(), high.text.data() + high.text.size(), value);
        if (byte(high.end) == '-' || value <= *tokens_.back().number) return false;
        auto token = token_of(at_ + 1);
        token.word = token.stem = value_of("range_dash", WordClass::sign_name);
        ++at_;
        push(std::move(token));
        return true;
    }

    // "4+ orders": or more.
    bool take_plus(unsigned char c) {
        const bool behind_number = c == '+' && !tokens_.empty() && tokens_.back().end == at_ && tokens_.back().number &&
                                   tokens_.back().kind == Token::Kind::number && !is_digit(byte(at_ + 1));
        if (!behind_number) return false;
        for (const auto name : {"plus_sign_or", "plus_sign_more"}) {
            auto token = token_of(at_ + 1);
            token.word = value_of(name, WordClass::sign_name);
            token.stem = stem(token.word);
            push(std::move(token));
        }
        ++at_;
        return true;
    }

    void take_mark(unsigned char c) {
        if (take_sign_name(c) || take_plus(c) || take_range(c)) return;
        comma_ |= c == ',' || c == ';' || c == ':' || c == '(' || c == ')';
        const auto next = byte(at_ + 1);
        const bool ends = at_ + 1 >= text_.size() || next == ' ' || next == '\n';
        stop_ |= c == '?' || c == '!' || (c == '.' && ends && !abbreviates(tokens_));
        if (c == '%' && !tokens_.empty() && tokens_.back().end == at_) tokens_.back().end = at_ + 1;
        ++at_;
    }

    std::string_view text_;
    const Speller& speller_;
    std::size_t at_ = 0;
    bool comma_ = false, stop_ = false;  // since the last token
    Sentence sentence_;
    std::vector<Token>& tokens_ = sentence_.tokens;
};

}  // namespace

Sentence tokenise(std::string_view text, const Speller& speller) { return Tokeniser(text, speller).run(); }

std::string corrected_text(std::string_view text, const Sentence& sentence) {
    std::string made;
    std::size_t from = 0;
    for (const auto& token : sentence.tokens) {
        if (!token.corrected || is_guessed_name(token)) continue;
        made += text.substr(from, token.begin - from);
        made += token.word;
        from = token.end;
    }
    if (from > 0) made += text.substr(from);
    return made;
}

}  // namespace pf::compiler
