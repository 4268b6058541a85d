#include <algorithm>
#include <cctype>

#include "base/ascii.hpp"
#include "tools/mend/passes.hpp"
#include "tools/spelled_name.hpp"

namespace pf::tools {
namespace {

using Kind = Token::Kind;

// Other dialects do not mind case in what they quote so; PostgreSQL folds what is not quoted.
void mend_foreign_name(Tokens& tokens, int i) {
    auto& token = at(tokens, i);
    const auto folded = lower(token.value);
    token.text = spelled_name(folded) == folded ? token.value : spelled_name(token.value);
}

// x IS 'a', x IS NOT y: comparison that takes null for a value.
void mend_is(Tokens& tokens, int i) {
    const bool negated = is_word(tokens, i + 1, {"not"});
    const int value = i + (negated ? 2 : 1);
    if (is_word(tokens, value,
                {"null", "true", "false", "unknown", "distinct", "not", "json", "normalized", "document", "of", "nfc",
                 "nfd"}) ||
        operand_end(tokens, value) == value)
        return;
    put(tokens, i, value, negated ? "IS DISTINCT FROM" : "IS NOT DISTINCT FROM");
}

std::string like_of_glob(std::string_view glob) {
    std::string pattern;
    for (const char c : glob) {
        if (c == '*')
            pattern += '%';
        else if (c == '?')
            pattern += '_';
        else
            pattern += (c == '%' || c == '_' || c == '\\' ? "\\" : "") + std::string(1, c);
    }
    return pattern;
}

void mend_glob(Tokens& tokens, int i) {
    auto& pattern = at(tokens, i + 1);
    if (pattern.kind != Kind::text && pattern.kind != Kind::name) return;
    if (pattern.value.find('[') != std::string::npos) return;
    at(tokens, i).text = "LIKE";
    pattern.text = quoted_text(like_of_glob(pattern.value));
}

void mend_regexp(Tokens& tokens, int i) {
    if (is_word(tokens, i - 1, {"not"}))
        put(tokens, i - 1, i + 1, "!~*");
    else if (operand_begin(tokens, i) < i)
        at(tokens, i).text = "~*";
}

// LIMIT 5, 10: ten behind the first five.
void mend_limit(Tokens& tokens, int i) {
    if (at(tokens, i + 1).kind == Kind::number && is_sign(tokens, i + 2, {","}) &&
        at(tokens, i + 3).kind == Kind::number)
        put(tokens, i + 1, i + 4, at(tokens, i + 3).text + " OFFSET " + at(tokens, i + 1).text);
}

// SELECT TOP 5 …: the limit stands behind everything.
void mend_top(Tokens& tokens, int i) {
    int end = i + 1;
    std::string count;
    if (at(tokens, end).kind == Kind::number) {
        count = at(tokens, end++).text;
    } else if (is_sign(tokens, end, {"("}) && at(tokens, end + 1).kind == Kind::number &&
               at(tokens, end).pair == end + 2) {
        count = at(tokens, end + 1).text;
        end += 3;
    }
    if (count.empty() || is_word(tokens, end, {"percent", "from"}) || is_sign(tokens, end, {",", ".", ")"})) return;
    int last = end;
    for (; last + 1 < static_cast<int>(tokens.size()); last = next(tokens, last))
        if (is_sign(tokens, last, {")", ";"}) || is_word(tokens, last, {"union", "intersect", "except"})) break;
    if (find_word(tokens, end, last, {"limit"}) != last) return;
    at(tokens, last - 1).text += " LIMIT " + count;
    put(tokens, i, end, "");
    at(tokens, i).gap.clear();
}

std::string unit_of(std::string_view word) {
    for (const std::string_view unit : {"microsecond", "second", "minute", "hour", "day", "week", "month", "year"})
        if (word == unit || (word.ends_with('s') && word.substr(0, word.size() - 1) == unit)) return std::string(unit);
    return {};
}

// INTERVAL 7 DAY
void mend_interval(Tokens& tokens, int i) {
    int amount = i + 1;
    std::string sign;
    if (is_sign(tokens, amount, {"-"})) {
        sign = "-";
        ++amount;
    }
    const auto unit = at(tokens, amount + 1).kind == Kind::word ? unit_of(at(tokens, amount + 1).value) : std::string();
    if (at(tokens, amount).kind == Kind::number && !unit.empty())
        put(tokens, i, amount + 2, "INTERVAL '" + sign + at(tokens, amount).text + " " + unit + "'");
}

// CAST(x AS …) to types that PostgreSQL does not have, or has with less in them.
void mend_cast(Tokens& tokens, int i) {
    const int close = at(tokens, i + 1).pair;
    const int as = find_word(tokens, i + 2, close, {"as"});
    if (as == close) return;
    const auto& type = at(tokens, as + 1).value;
    const auto become = [&](std::string name) { put(tokens, as + 1, close, std::move(name)); };
    const bool bare = as + 2 == close;
    if (type == "signed" || type == "unsigned" || type == "long" || type == "int64")
        become("bigint");
    else if (type == "tinyint" || type == "mediumint")
        become("integer");
    else if ((type == "real" || type == "double" || type == "float64") && bare)
        become("double precision");
    else if ((type == "char" || type == "string" || type == "nvarchar" || type == "nchar" || type == "clob" ||
              type == "longtext") &&
             bare)
        become("text");
    else if ((type == "nvarchar" || type == "varchar") && is_word(tokens, as + 3, {"max"}))
        become("text");
    else if (type == "nvarchar")
        at(tokens, as + 1).text = "varchar";
    else if (type == "datetime" || type == "datetime2" || type == "smalldatetime")
        become("timestamp");
    else if (type == "number" || type == "money")
        at(tokens, as + 1).text = "numeric";
}

// x = 'a' COLLATE NOCASE
void mend_collate(Tokens& tokens, int i) {
    const int operand = operand_begin(tokens, i);
    if (operand == i) return;
    const auto& literal = at(tokens, operand);
    const bool quoted = operand + 1 == i && (literal.kind == Kind::text || literal.kind == Kind::name);
    if (quoted && is_word(tokens, operand - 1, {"like"})) {
        put(tokens, i, i + 2, "");
        at(tokens, i).gap.clear();
        at(tokens, operand - 1).text = "ILIKE";
        return;
    }
    if (quoted && is_sign(tokens, operand - 1, {"=", "=="})) {
        std::string pattern;
        for (const char c : literal.value)
            pattern += (c == '%' || c == '_' || c == '\\' ? "\\" : "") + std::string(1, c);
        at(tokens, operand - 1).text = "ILIKE";
        put(tokens, operand, i + 2, quoted_text(pattern));
        return;
    }
    const auto text = written(tokens, operand, i);
    put(tokens, operand, i + 2, "lower(" + text + ")");
}

void mend_word(Tokens& tokens, int i) {
    const auto& word = at(tokens, i).value;
    const bool called = is_sign(tokens, i + 1, {"("});
    const bool empty = called && at(tokens, i + 1).pair == i + 2;
    const bool qualified = is_sign(tokens, i - 1, {"."}) || is_sign(tokens, i + 1, {"."});
    if (qualified) return;
    if (word == "is")
        mend_is(tokens, i);
    else if (word == "glob")
        mend_glob(tokens, i);
    else if ((word == "regexp" || word == "rlike") && !called)
        mend_regexp(tokens, i);
    else if (word == "limit")
        mend_limit(tokens, i);
    else if (word == "top" && (is_word(tokens, i - 1, {"select"}) ||
                               (is_word(tokens, i - 1, {"distinct"}) && is_word(tokens, i - 2, {"select"}))))
        mend_top(tokens, i);
    else if (word == "interval" && !called)
        mend_interval(tokens, i);
    else if (word == "cast" && called)
        mend_cast(tokens, i);
    else if (word == "collate" && is_word(tokens, i + 1, {"nocase"}))
        mend_collate(tokens, i);
    else if (word == "isnull" && called && comma_separated(tokens, i + 2, at(tokens, i + 1).pair).size() == 2)
        at(tokens, i).text = "coalesce";
    else if ((word == "current_date" || word == "current_timestamp" || word == "curdate" || word == "getdate" ||
              word == "sysdate") &&
             empty)
        put(tokens, i, i + 3, word == "current_date" || word == "curdate" ? "CURRENT_DATE" : "CURRENT_TIMESTAMP");
    else if (word == "binary" && is_word(tokens, i - 1, {"like", "where", "and", "or"}) && !called)
        put(tokens, i, i + 1, "");
    else if (word == "with" && called && is_word(tokens, i + 2, {"nolock"}))
        put(tokens, i, i + 4, "");
    else if (word == "div" && operand_begin(tokens, i) < i && operand_end(tokens, i + 1) > i + 1)
        at(tokens, i).text = "/";
}

}  // namespace

void mend_signs(Tokens& tokens) {
    for (int i = static_cast<int>(tokens.size()) - 1; i >= 0; --i) {
        const auto& token = at(tokens, i);
        if (token.kind == Kind::foreign)
            mend_foreign_name(tokens, i);
        else if (token.kind == Kind::word)
            mend_word(tokens, i);
        else if (is_sign(tokens, i, {"=="}))
            at(tokens, i).text = "=";
        else if (is_sign(tokens, i, {"<=>"}))
            at(tokens, i).text = "IS NOT DISTINCT FROM";
        else if (is_sign(tokens, i, {"&&"}) && !is_word(tokens, i + 1, {"array"}) &&
                 !is_word(tokens, i - 1, {"array"}) && at(tokens, i + 1).kind != Kind::text &&
                 is_sign(tokens, operand_end(tokens, i + 1), {"=", "==", "<", ">", "<=", ">=", "<>", "!="}))
            at(tokens, i).text = "AND";
    }
}

}  // namespace pf::tools
