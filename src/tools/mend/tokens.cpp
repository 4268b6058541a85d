#include "tools/mend/tokens.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace pf::tools {
namespace {

constexpr std::size_t max_bytes = 16u << 10;
constexpr std::size_t max_parentheses = 100;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool begins_word(char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || c == '_' || (c & 0x80); }
bool continues_word(char c) { return begins_word(c) || is_digit(c) || c == '$'; }

class Lexer {
 public:
    explicit Lexer(std::string_view sql) : sql_(sql) {}

    std::optional<Tokens> read() {
        do {
            Token token;
            token.gap = gap();
            if (!ok_) return std::nullopt;
            const auto begin = at_;
            if (at_ < sql_.size()) lex(token);
            token.text = sql_.substr(begin, at_ - begin);
            if (token.kind == Token::Kind::sign || token.kind == Token::Kind::number) token.value = token.text;
            pair(token);
            if (!ok_) return std::nullopt;
            tokens_.push_back(std::move(token));
        } while (!tokens_.back().text.empty());
        if (!open_.empty()) return std::nullopt;
        return std::move(tokens_);
    }

 private:
    [[nodiscard]] char here(std::size_t ahead = 0) const {
        return at_ + ahead < sql_.size() ? sql_[at_ + ahead] : '\0';
    }
    std::string gap() {
        const auto begin = at_;
        while (at_ < sql_.size()) {
            if (white_space.find(sql_[at_]) != std::string_view::npos) {
                ++at_;
            } else if (here() == '-' && here(1) == '-') {
                at_ = std::min(sql_.find('\n', at_), sql_.size());
            } else if (here() == '/' && here(1) == '*') {
                skip_comment();
            } else {
                break;
            }
        }
        return std::string(sql_.substr(begin, at_ - begin));
    }
    void skip_comment() {  // they nest in PostgreSQL
        int depth = 0;
        do {
            if (at_ >= sql_.size()) {
                ok_ = false;
                return;
            }
            if (here() == '/' && here(1) == '*') {
                ++depth;
                ++at_;
            } else if (here() == '*' && here(1) == '/') {
                --depth;
                ++at_;
            }
            ++at_;
        } while (depth > 0);
    }
    void lex(Token& token) {
        using Kind = Token::Kind;
        const char c = here();
        if (c == '\'') {
            token.kind = Kind::text;
            token.value = quoted('\'', false);
        } else if ((c == 'e' || c == 'E') && here(1) == '\'') {
            ++at_;
            token.kind = Kind::text;
            token.value = quoted('\'', true);
        } else if (c == '"') {
            token.kind = Kind::name;
            token.value = quoted('"', false);
        } else if (c == '`') {
            token.kind = Kind::foreign;
            token.value = quoted('`', false);
        } else if (c == '[' && is_bracketed_name()) {
            const auto end = sql_.find(']', at_);
            token.kind = Kind::foreign;
            token.value = sql_.substr(at_ + 1, end - at_ - 1);
            at_ = end + 1;
        } else if (begins_word(c)) {
            token.kind = Kind::word;
            const auto begin = at_;
            while (at_ < sql_.size() && continues_word(sql_[at_])) ++at_;
            token.value = lower(sql_.substr(begin, at_ - begin));
        } else if (is_digit(c) || (c == '.' && is_digit(here(1)))) {
            token.kind = Kind::number;
            lex_number();
        } else if (c == '$' && (here(1) == '$' || begins_word(here(1)))) {
            ok_ = false;  // a dollar-quoted text: no habit of other dialects
        } else {
            lex_sign();
        }
    }
    std::string quoted(char quote, bool escapes) {
        std::string content;
        for (++at_; at_ < sql_.size(); ++at_) {
            if (escapes && sql_[at_] == '\\' && at_ + 1 < sql_.size()) {
                content += sql_[at_++];
            } else if (sql_[at_] == quote) {
                if (here(1) != quote) break;
                ++at_;
            }
            content += sql_[at_];
        }
        if (at_ >= sql_.size())
            ok_ = false;
        else
            ++at_;
        return content;
    }
    // And no list or subscript: behind a keyword, a comma, an operator, a dot.
    [[nodiscard]] bool is_bracketed_name() const {
        if (!tokens_.empty()) {
            const auto& before = tokens_.back();
            if (before.kind == Token::Kind::word && (!is_keyword(before.value) || before.value == "array"))
                return false;
            if (before.kind != Token::Kind::word && before.kind != Token::Kind::sign) return false;
            if (before.text == ")" || before.text == "]" || before.text == "[") return false;
        }
        const auto end = sql_.find(']', at_);
        if (end == std::string_view::npos || end == at_ + 1 || !begins_word(here(1))) return false;
        const auto content = sql_.substr(at_ + 1, end - at_ - 1);
        return std::all_of(content.begin(), content.end(),
                           [](char c) { return continues_word(c) || c == ' ' || c == '-'; });
    }
    void lex_number() {
        while (is_digit(here())) ++at_;
        if (here() == '.' && here(1) != '.') {
            ++at_;
            while (is_digit(here())) ++at_;
        }
        if ((here() == 'e' || here() == 'E') &&
            (is_digit(here(1)) || ((here(1) == '-' || here(1) == '+') && is_digit(here(2))))) {
            at_ += 2;
            while (is_digit(here())) ++at_;
        }
    }
    void lex_sign() {
        static constexpr std::array<std::string_view, 20> longer = {
            "<=>", "!~*", "->>", "#>>", "==", "<>", "!=", "<=", ">=", "||",
            "&&",  "::",  "->",  "~*",  "!~", "@>", "<@", "<<", ">>", "#>"};
        for (const auto sign : longer)
            if (sql_.substr(at_).starts_with(sign)) {
                at_ += sign.size();
                return;
            }
        ++at_;
    }
    void pair(Token& token) {
        if (token.kind != Token::Kind::sign) return;
        if (token.text == "(") {
            open_.push_back(static_cast<int>(tokens_.size()));
            ok_ = ok_ && open_.size() <= max_parentheses;
        } else if (token.text == ")") {
            if (open_.empty()) {
                ok_ = false;
                return;
            }
            token.pair = open_.back();
            tokens_[static_cast<std::size_t>(token.pair)].pair = static_cast<int>(tokens_.size());
            open_.pop_back();
        }
    }

    std::string_view sql_;
    std::size_t at_ = 0;
    bool ok_ = true;
    Tokens tokens_;
    std::vector<int> open_;
};

int casts_end(const Tokens& tokens, int end) {
    while (is_sign(tokens, end, {"::"})) {
        ++end;
        if (at(tokens, end).kind != Token::Kind::word) return end;
        ++end;
        while (is_word(tokens, end, {"precision", "varying"})) ++end;
        if (is_sign(tokens, end, {"("})) end = at(tokens, end).pair + 1;
    }
    return end;
}

int case_end(const Tokens& tokens, int begin) {
    const int end = static_cast<int>(tokens.size());
    int depth = 0;
    for (int i = begin; i < end; i = next(tokens, i)) {
        if (is_word(tokens, i, {"case"})) ++depth;
        if (is_word(tokens, i, {"end"}) && --depth == 0) return i + 1;
        if (is_sign(tokens, i, {")"})) break;
    }
    return begin;
}

// A call's name that may stand before "(": a function, not a keyword.
bool is_function_name(const Tokens& tokens, int index) {
    const auto& token = at(tokens, index);
    if (token.kind == Token::Kind::name || token.kind == Token::Kind::foreign) return true;
    static constexpr std::array<std::string_view, 9> also = {"cast",    "coalesce", "extract",   "left",    "right",
                                                             "replace", "nullif",   "substring", "position"};
    return token.kind == Token::Kind::word &&
           (!is_keyword(token.value) || std::find(also.begin(), also.end(), token.value) != also.end());
}

}  // namespace

bool is_keyword(std::string_view word) {
    static constexpr std::array<std::string_view, 76> words = {
        "all",       "and",      "any",     "array",   "as",        "asc",       "between",   "by",      "case",
        "cast",      "coalesce", "collate", "cross",   "current",   "desc",      "distinct",  "else",    "end",
        "escape",    "except",   "exists",  "extract", "false",     "fetch",     "filter",    "first",   "following",
        "for",       "from",     "full",    "glob",    "group",     "having",    "ilike",     "in",      "inner",
        "intersect", "interval", "into",    "is",      "join",      "last",      "lateral",   "left",    "like",
        "limit",     "natural",  "not",     "null",    "nulls",     "nullif",    "offset",    "on",      "only",
        "or",        "order",    "outer",   "over",    "partition", "preceding", "regexp",    "replace", "right",
        "rlike",     "select",   "similar", "some",    "then",      "true",      "unbounded", "union",   "using",
        "values",    "when",     "where",   "with"};
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::optional<Tokens> read_tokens(std::string_view sql) {
    if (sql.size() > max_bytes || sql.find('\0') != std::string_view::npos) return std::nullopt;
    return Lexer(sql).read();
}

std::string written(const Tokens& tokens, int begin, int end) {
    std::string text;
    for (int i = begin; i < end; ++i) text += (i > begin ? at(tokens, i).gap : "") + at(tokens, i).text;
    return text;
}

std::string written(const Tokens& tokens) {
    return tokens.empty() ? std::string() : tokens[0].gap + written(tokens, 0, static_cast<int>(tokens.size()));
}

void put(Tokens& tokens, int begin, int end, std::string text) {
    for (int i = begin + 1; i < end; ++i) {
        at(tokens, i).gap.clear();
        at(tokens, i).text.clear();
    }
    at(tokens, begin).text = std::move(text);
}

bool is_word(const Tokens& tokens, int index, std::initializer_list<std::string_view> words) {
    const auto& token = at(tokens, index);
    return token.kind == Token::Kind::word && std::find(words.begin(), words.end(), token.value) != words.end();
}

bool is_sign(const Tokens& tokens, int index, std::initializer_list<std::string_view> signs) {
    const auto& token = at(tokens, index);
    return token.kind == Token::Kind::sign && std::find(signs.begin(), signs.end(), token.value) != signs.end();
}

bool is_name(const Tokens& tokens, int index) {
    const auto& token = at(tokens, index);
    if (token.kind == Token::Kind::word) return !is_keyword(token.value);
    return token.kind == Token::Kind::name || token.kind == Token::Kind::foreign;
}

int find_word(const Tokens& tokens, int begin, int end, std::initializer_list<std::string_view> words) {
    for (int i = begin; i < end; i = next(tokens, i))
        if (is_word(tokens, i, words)) return i;
    return end;
}

std::vector<Range> comma_separated(const Tokens& tokens, int begin, int end) {
    std::vector<Range> parts;
    if (begin >= end) return parts;
    parts.push_back({begin, end});
    for (int i = begin; i < end; i = next(tokens, i))
        if (is_sign(tokens, i, {","})) {
            parts.back().end = i;
            parts.push_back({i + 1, end});
        }
    return parts;
}

int call_end(const Tokens& tokens, int end) {
    while (true) {
        const bool within = is_word(tokens, end, {"within"}) && is_word(tokens, end + 1, {"group"});
        const int open = end + (within ? 2 : 1);
        if (!(within || is_word(tokens, end, {"filter", "over"})) || !is_sign(tokens, open, {"("})) return end;
        end = at(tokens, open).pair + 1;
    }
}

int operand_end(const Tokens& tokens, int begin) {
    int i = begin;
    if (is_sign(tokens, i, {"-", "+"})) ++i;
    const auto& token = at(tokens, i);
    using Kind = Token::Kind;
    if (token.text.empty()) return begin;
    if (token.kind == Kind::number || token.kind == Kind::text) return casts_end(tokens, i + 1);
    if (is_sign(tokens, i, {"("})) return casts_end(tokens, token.pair + 1);
    if (is_word(tokens, i, {"case"})) {
        const int end = case_end(tokens, i);
        return end == i ? begin : casts_end(tokens, end);
    }
    if (is_word(tokens, i, {"date", "timestamp", "interval", "time"}) && at(tokens, i + 1).kind == Kind::text) {
        const bool unit = is_word(tokens, i + 2, {"year", "month", "day", "hour", "minute", "second"});
        return casts_end(tokens, i + (unit ? 3 : 2));
    }
    if (is_word(tokens, i, {"null", "true", "false"})) return casts_end(tokens, i + 1);
    if (is_function_name(tokens, i) && is_sign(tokens, i + 1, {"("})) {
        return casts_end(tokens, call_end(tokens, at(tokens, i + 1).pair + 1));
    }
    if (!is_name(tokens, i)) return begin;
    int end = i + 1;
    while (is_sign(tokens, end, {"."}) && (is_name(tokens, end + 1) || at(tokens, end + 1).kind == Kind::word))
        end += 2;
    return casts_end(tokens, end);
}

int operand_begin(const Tokens& tokens, int end) {
    int i = end - 1;
    while (is_sign(tokens, i - 1, {"::"})) i -= 2;  // x::type
    const auto& last = at(tokens, i);
    using Kind = Token::Kind;
    if (is_sign(tokens, i, {")"})) {
        i = last.pair;
        while (true) {
            const bool within = is_word(tokens, i - 1, {"group"}) && is_word(tokens, i - 2, {"within"});
            const int before = i - (within ? 3 : 2);
            if (!(within || is_word(tokens, i - 1, {"filter", "over"})) || !is_sign(tokens, before, {")"})) break;
            i = at(tokens, before).pair;
        }
        if (is_function_name(tokens, i - 1) && !is_sign(tokens, i - 2, {"::"})) --i;
        while (is_sign(tokens, i - 1, {"."})) i -= 2;
    } else if (is_word(tokens, i, {"end"})) {
        int depth = 0;
        for (; i >= 0; --i) {
            if (is_sign(tokens, i, {")"})) {
                i = at(tokens, i).pair;
                continue;
            }
            if (is_word(tokens, i, {"end"})) ++depth;
            if (is_word(tokens, i, {"case"}) && --depth == 0) break;
        }
        if (i < 0) return end;
    } else if (last.kind == Kind::text || last.kind == Kind::number) {
        if (last.kind == Kind::text && is_word(tokens, i - 1, {"date", "timestamp", "interval"})) --i;
    } else if (is_name(tokens, i) || is_word(tokens, i, {"null", "true", "false"})) {
        while (is_sign(tokens, i - 1, {"."})) i -= 2;
    } else {
        return end;
    }
    return operand_end(tokens, i) == end ? i : end;
}

std::string quoted_text(std::string_view text) {
    std::string quoted = "'";
    for (const char c : text) quoted += c == '\'' ? "''" : std::string(1, c);
    return quoted + "'";
}

}  // namespace pf::tools
