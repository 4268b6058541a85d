#include <algorithm>
#include <set>

#include "base/ascii.hpp"
#include "model/value_words.hpp"
#include "tools/mend/passes.hpp"

namespace pf::tools {
namespace {

using Kind = Token::Kind;

bool is_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}
bool is_year(std::string_view text) { return text.size() == 4 && is_digits(text) && text >= "1000" && text < "3000"; }
bool is_number(std::string_view text) {
    const auto trimmed_text = trimmed(text);
    const bool sign = trimmed_text.starts_with('-') || trimmed_text.starts_with('+');
    const auto digits = trimmed_text.substr(sign ? 1 : 0);
    const auto dot = digits.find('.');
    return is_digits(digits) ||
           (dot != std::string_view::npos && is_digits(digits.substr(0, dot)) && is_digits(digits.substr(dot + 1)));
}
bool is_moment(Holds holds) { return holds == Holds::date || holds == Holds::moment; }
bool has_letter(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return (c & 0x80) || (lower(c) >= 'a' && lower(c) <= 'z'); });
}

class Comparisons {
 public:
    Comparisons(Tokens& tokens, const QueryShape& shape, const MendKnown& known)
        : tokens_(tokens), shape_(shape), known_(known) {}

    void mend() {
        for (int i = 0; i < static_cast<int>(tokens_.size()); ++i) {
            if (shape_.select_of(i) < 0) continue;
            if (is_sign(tokens_, i, {"=", "<>", "!=", "<", ">", "<=", ">="}))
                mend_pair(i);
            else if (is_word(tokens_, i, {"like", "ilike"}))
                mend_like(i);
            else if (is_word(tokens_, i, {"in"}) && is_sign(tokens_, i + 1, {"("}))
                mend_list(i);
            else if (is_word(tokens_, i, {"between"}))
                mend_between(i);
            else if (is_sign(tokens_, i, {"+", "-", "*", "/", "%"}))
                mend_arithmetic(i);
            else if (is_sign(tokens_, i, {"||"}))
                mend_joined_texts(i);
        }
    }

 private:
    // The operand before or behind; empty when there is none, or when it is but a part of one.
    [[nodiscard]] Range left_of(int sign) const {
        const int begin = operand_begin(tokens_, sign);
        if (is_sign(tokens_, begin - 1, {"+", "-", "*", "/", "%", "||", "::"})) return {};
        return {begin, sign};
    }
    [[nodiscard]] Range right_of(int sign) const {
        const int end = operand_end(tokens_, sign + 1);
        if (is_sign(tokens_, end, {"+", "-", "*", "/", "%", "||"})) return {};
        return {sign + 1, end};
    }
    [[nodiscard]] Holds holds(Range range) const { return shape_.holds(range.begin, range.end); }
    void wrap(Range range, std::string_view before, std::string_view behind) {
        if (range.empty() || !wrapped_.insert(range.begin).second) return;
        at(tokens_, range.begin).text.insert(0, before);
        at(tokens_, range.end - 1).text += behind;
    }
    void as_number(Range range) {
        if (range.empty() || !wrapped_.insert(range.begin).second) return;
        put(tokens_, range.begin, range.end, number_of_text(written(tokens_, range.begin, range.end)));
    }
    void as_text(Range range) { wrap(range, "CAST(", " AS text)"); }
    void as_year(Range range) { wrap(range, "extract(year FROM ", ")"); }
    void become(Range literal, std::string text) { put(tokens_, literal.begin, literal.end, std::move(text)); }
    [[nodiscard]] const std::string& literal(Range range) const { return at(tokens_, range.end - 1).value; }

    void mend_pair(int sign) {
        const auto left = left_of(sign), right = right_of(sign);
        if (left.empty() || right.empty()) return;
        const bool equal = is_sign(tokens_, sign, {"=", "<>", "!="});
        mend_value(left, right, equal);
        mend_value(right, left, equal);
    }
    // One side against the other; what is mended from the other side comes in the second call.
    void mend_value(Range one, Range other, bool equal) {
        const auto holds_one = holds(one), holds_other = holds(other);
        if (holds_other == Holds::number_literal)
            mend_beside_number(one, holds_one, other, equal);
        else if (holds_other == Holds::text_literal)
            mend_beside_text(one, holds_one, other, equal);
        else if (holds_one == Holds::text && is_numeric(holds_other))
            as_number(one);
        else if (is_moment(holds_one) && holds_other == Holds::text)
            holds_one == Holds::date ? as_text(one) : wrap(one, "to_char(", ", 'YYYY-MM-DD HH24:MI:SS')");
        else if (holds_one == Holds::boolean && is_numeric(holds_other))
            wrap(one, "CAST(", " AS integer)");
        else if (holds_one == Holds::integer && is_word(tokens_, other.begin, {"true", "false"}))
            become(other, at(tokens_, other.begin).value == "true" ? "1" : "0");
    }
    void mend_beside_number(Range one, Holds holds_one, Range number, bool equal) {
        if (holds_one == Holds::text && equal && number.end - number.begin == 1 && is_digits(literal(number)))
            become(number, quoted_text(literal(number)));
        else if (holds_one == Holds::text)
            as_number(one);
        else if (is_moment(holds_one) && is_year(literal(number)))
            as_year(one);
        else if (holds_one == Holds::boolean && (literal(number) == "0" || literal(number) == "1"))
            become(number, literal(number) == "1" ? "true" : "false");
    }
    void mend_beside_text(Range one, Holds holds_one, Range text, bool equal) {
        if (text.end - text.begin != 1) return;
        const auto& value = literal(text);
        const bool month =
            value.size() == 7 && value[4] == '-' && is_year(value.substr(0, 4)) && is_digits(value.substr(5));
        if (is_moment(holds_one) && is_year(value)) {
            as_year(one);
            become(text, value);
        } else if (is_moment(holds_one) && month) {
            wrap(one, "to_char(", ", 'YYYY-MM')");
        } else if ((holds_one == Holds::integer || holds_one == Holds::number || holds_one == Holds::real) &&
                   !is_number(value)) {
            as_text(one);
        } else if (holds_one == Holds::integer && value.find('.') != std::string::npos) {
            become(text, std::string(trimmed(value)));
        } else if (holds_one == Holds::text && equal && known_.which == Mend::meant) {
            mend_spelling(one, text.begin);
        }
    }
    // As the data has it, where it has no such value but one that differs in case.
    void mend_spelling(Range column, int text) {
        if (!is_name(tokens_, column.begin)) return;
        const auto named = shape_.resolve(column.begin, column.end);
        if (!named.found() || named.column->table < 0) return;
        const auto value = at(tokens_, text).value;
        std::string spelled;
        for (const auto& entry : known_.values.matches(model::value_words(value))) {
            if (entry.table != named.column->table || entry.column != named.column->column) continue;
            if (entry.value == value) return;
            if (!equal_but_for_case(entry.value, value) || entry.value == spelled) continue;
            if (!spelled.empty()) return;
            spelled = entry.value;
        }
        if (!spelled.empty()) at(tokens_, text).text = quoted_text(spelled);
    }

    void mend_like(int like) {
        const int before = is_word(tokens_, like - 1, {"not"}) ? like - 1 : like;
        const auto left = left_of(before);
        const auto kind = left.empty() ? Holds::unknown : holds(left);
        if (is_numeric(kind) || is_moment(kind) || kind == Holds::boolean) as_text(left);
        const auto& pattern = at(tokens_, like + 1);
        if (known_.which == Mend::meant && is_word(tokens_, like, {"like"}) && pattern.kind == Kind::text &&
            has_letter(pattern.value))
            at(tokens_, like).text = "ILIKE";
    }

    void mend_list(int in) {
        const int before = is_word(tokens_, in - 1, {"not"}) ? in - 1 : in;
        const auto left = left_of(before);
        if (left.empty()) return;
        const auto kind = holds(left);
        if (is_query(tokens_, in + 1)) {
            const auto right = shape_.holds(in + 1, at(tokens_, in + 1).pair + 1);
            if (kind == Holds::text && is_numeric(right)) as_number(left);
            if (is_numeric(kind) && right == Holds::text) as_text(left);
            return;
        }
        const auto items = comma_separated(tokens_, in + 2, at(tokens_, in + 1).pair);
        const bool texts = std::any_of(items.begin(), items.end(), [&](Range item) {
            return holds(item) == Holds::text_literal && !is_number(literal(item));
        });
        if (is_numeric(kind) && texts) as_text(left);
        for (const auto item : items) {
            const auto held = holds(item);
            if (is_numeric(kind) && texts) {
                if (held == Holds::number_literal) become(item, quoted_text(written(tokens_, item.begin, item.end)));
            } else if (held == Holds::number_literal) {
                mend_beside_number(left, kind, item, true);
            } else if (held == Holds::text_literal && kind == Holds::text) {
                mend_beside_text(left, kind, item, true);
            }
        }
    }

    void mend_between(int between) {
        const int before = is_word(tokens_, between - 1, {"not"}) ? between - 1 : between;
        const auto left = left_of(before);
        const Range low{between + 1, operand_end(tokens_, between + 1)};
        if (left.empty() || low.empty() || !is_word(tokens_, low.end, {"and"})) return;
        const Range high{low.end + 1, operand_end(tokens_, low.end + 1)};
        if (high.empty()) return;
        const auto kind = holds(left);
        const auto both = [&](auto holds_so) { return holds_so(low) && holds_so(high); };
        if (kind == Holds::text && both([&](Range r) { return is_numeric(holds(r)); })) {
            as_number(left);
        } else if (is_moment(kind) && both([&](Range r) { return r.end - r.begin == 1 && is_year(literal(r)); })) {
            as_year(left);
            become(low, literal(low));
            become(high, literal(high));
        }
    }

    void mend_arithmetic(int sign) {
        const int begin = operand_begin(tokens_, sign), end = operand_end(tokens_, sign + 1);
        if (begin == sign || end == sign + 1) return;
        const Range left{begin, sign}, right{sign + 1, end};
        if (holds(left) == Holds::text && !is_moment(holds(right))) as_number(left);
        if (holds(right) == Holds::text && !is_moment(holds(left))) as_number(right);
    }

    void mend_joined_texts(int sign) {
        const int begin = operand_begin(tokens_, sign), end = operand_end(tokens_, sign + 1);
        if (begin == sign || end == sign + 1 || is_sign(tokens_, begin - 1, {"||"})) return;
        const Range left{begin, sign}, right{sign + 1, end};
        const auto plain = [](Holds kind) { return is_numeric(kind) || is_moment(kind); };
        if (plain(holds(left)) && plain(holds(right))) as_text(left);
    }

    Tokens& tokens_;
    const QueryShape& shape_;
    const MendKnown& known_;
    std::set<int> wrapped_;  // first tokens of operands
};

}  // namespace

void mend_comparisons(Tokens& tokens, const QueryShape& shape, const MendKnown& known) {
    Comparisons(tokens, shape, known).mend();
}

}  // namespace pf::tools
