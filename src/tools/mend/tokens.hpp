// A statement as tokens that can be rewritten in place: PostgreSQL's lexis, with what other dialects quote besides.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pf::tools {

struct Token {
    enum class Kind : std::uint8_t {
        word,
        name,     // "…"
        foreign,  // `…` or […]: a name of another dialect
        text,     // '…'
        number,
        sign,  // an operator or a dot, comma, semicolon, parenthesis
    } kind = Kind::sign;
    std::string gap;    // blanks and comments before it
    std::string text;   // as written; rewriting replaces it, by nothing or by several tokens
    std::string value;  // of a word in lower case; of what is quoted the content; else as text. Never rewritten
    int pair = -1;      // of a parenthesis: the other one
};
using Tokens = std::vector<Token>;

// The tokens of `sql` up to its end. None when it has no such: quotes or parentheses without their other half, deeper
// than 100 parentheses, or longer than 16 KiB. The gap of a last empty token is what stands behind.
[[nodiscard]] std::optional<Tokens> read_tokens(std::string_view sql);

// The text of [begin, end), without what stands before the first.
[[nodiscard]] std::string written(const Tokens& tokens, int begin, int end);
// … of all, with every gap: the statement again.
[[nodiscard]] std::string written(const Tokens& tokens);

// Puts `text` in the place of [begin, end).
void put(Tokens& tokens, int begin, int end, std::string text);

[[nodiscard]] inline const Token& at(const Tokens& tokens, int index) {
    static const Token none;
    return index >= 0 && index < static_cast<int>(tokens.size()) ? tokens[static_cast<std::size_t>(index)] : none;
}
[[nodiscard]] inline Token& at(Tokens& tokens, int index) { return tokens[static_cast<std::size_t>(index)]; }

[[nodiscard]] bool is_word(const Tokens& tokens, int index, std::initializer_list<std::string_view> words);
[[nodiscard]] bool is_sign(const Tokens& tokens, int index, std::initializer_list<std::string_view> signs);
// A name, quoted or not, that is no keyword.
[[nodiscard]] bool is_name(const Tokens& tokens, int index);
// A word of SQL that names nothing.
[[nodiscard]] bool is_keyword(std::string_view lower_case);
// Behind what may follow a call's arguments: WITHIN GROUP (…), FILTER (…), OVER (…). `end` when nothing does.
[[nodiscard]] int call_end(const Tokens& tokens, int end);
// Of the last of these tokens at the depth of `begin`, from `begin` on; `end` when there is none before.
[[nodiscard]] int find_word(const Tokens& tokens, int begin, int end, std::initializer_list<std::string_view> words);
// The next token of the same depth.
[[nodiscard]] inline int next(const Tokens& tokens, int index) {
    const auto& token = at(tokens, index);
    return token.pair > index ? token.pair + 1 : index + 1;
}
// [begin, end) cut at the commas of its depth.
struct Range {
    int begin = 0, end = 0;
    [[nodiscard]] bool empty() const { return begin >= end; }
    friend bool operator==(const Range&, const Range&) = default;
};
[[nodiscard]] std::vector<Range> comma_separated(const Tokens& tokens, int begin, int end);

// The operand that begins at `begin`: a literal, a column, a call, a parenthesis, CASE, each with its casts. `begin`
// when none does.
[[nodiscard]] int operand_end(const Tokens& tokens, int begin);
// Where the operand begins that ends before `end`; `end` when none does.
[[nodiscard]] int operand_begin(const Tokens& tokens, int end);

[[nodiscard]] std::string quoted_text(std::string_view text);

}  // namespace pf::tools
