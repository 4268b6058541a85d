#include <algorithm>

#include "base/ascii.hpp"
#include "tools/mend/grouping.hpp"
#include "tools/mend/passes.hpp"

namespace pf::tools {
namespace {

// An alias of the list that PostgreSQL does not know where it stands → what it stands for.
void mend_alias(Tokens& tokens, const QueryShape& shape, const Select& select, Range range, bool aggregates) {
    const int index = static_cast<int>(&select - shape.selects().data());
    std::size_t bytes = 0;
    for (int i = range.begin; i < range.end; ++i) {
        if (!is_name(tokens, i) || shape.select_of(i) != index || is_sign(tokens, i - 1, {"."}) ||
            is_sign(tokens, i + 1, {".", "("}))
            continue;
        const auto named = shape.resolve(at(tokens, i).value, index);
        if (named.found() || named.uncertain) continue;
        const auto* item = shape.item_called(at(tokens, i).value, select);
        if (!item || (!aggregates && holds_aggregate(tokens, item->expression))) continue;
        const auto text = written(tokens, item->expression.begin, item->expression.end);
        bytes += text.size();
        if (bytes > max_mended_bytes) return;
        const bool whole = operand_end(tokens, item->expression.begin) == item->expression.end;
        at(tokens, i).text = whole ? text : "(" + text + ")";
    }
}

// JOIN without a condition, which other dialects take for CROSS JOIN.
void mend_from(Tokens& tokens, const Select& select) {
    std::vector<int> joins;
    std::vector<int> conditions;  // of each
    for (int i = select.from.begin; i < select.from.end; i = next(tokens, i)) {
        if (is_word(tokens, i, {"join"})) {
            joins.push_back(i);
            conditions.push_back(is_word(tokens, i - 1, {"cross", "natural"}) || is_word(tokens, i - 2, {"natural"}));
        } else if (!joins.empty() && is_word(tokens, i, {"on", "using"})) {
            ++conditions.back();
        }
    }
    if (std::any_of(conditions.begin(), conditions.end(), [](int n) { return n > 1; }))
        return;  // a JOIN b JOIN c ON … ON …
    for (std::size_t j = 0; j < joins.size(); ++j) {
        if (conditions[j] > 0 || is_word(tokens, joins[j] - 1, {"left", "right", "full", "outer"})) continue;
        const bool inner = is_word(tokens, joins[j] - 1, {"inner"});
        put(tokens, joins[j] - (inner ? 1 : 0), joins[j] + 1, "CROSS JOIN");
    }
}

// ORDER BY and LIMIT of a part need parentheses around it.
void mend_parts(Tokens& tokens, const QueryShape& shape, const std::vector<Range>& parts) {
    const auto own = [&](Range part) {
        for (const auto& select : shape.selects())
            if (select.begin == part.begin) return !select.order.empty() || select.limit >= 0;
        return false;
    };
    if (std::none_of(parts.begin(), parts.end() - 1, own)) return;
    for (const auto part : parts) {
        if (!own(part)) continue;
        at(tokens, part.begin).text.insert(0, "(");
        at(tokens, part.end - 1).text += ")";
    }
}

// Whether a key of ORDER BY may be null.
bool may_be_null(const QueryShape& shape, const Select& select, Range key) {
    const auto& tokens = shape.tokens();
    if (is_word(tokens, key.begin, {"count"})) return false;
    const auto* item = key.end - key.begin == 1 ? shape.item_called(at(tokens, key.begin).value, select) : nullptr;
    if (item) return item->expression != key && may_be_null(shape, select, item->expression);
    if (!is_name(tokens, key.begin) || is_sign(tokens, key.begin + 1, {"("})) return true;
    if (operand_end(tokens, key.begin) != key.end) return true;
    const auto named = shape.resolve(key.begin, key.end);
    if (!named.found() || named.column->table < 0) return true;
    const auto& table = shape.ontology().at(named.column->table);
    const bool primary =
        std::find(table.primary_key.begin(), table.primary_key.end(), named.column->column) != table.primary_key.end();
    return table.at(named.column->column).nullable && !primary;
}

}  // namespace

void mend_aliases(Tokens& tokens, const QueryShape& shape) {
    for (const auto& select : shape.selects()) {
        mend_alias(tokens, shape, select, select.where, false);
        mend_alias(tokens, shape, select, select.having, true);
        for (const auto key : comma_separated(tokens, select.order.begin, select.order.end)) {
            const int end = order_key_end(tokens, key);
            if (end - key.begin > 1) mend_alias(tokens, shape, select, {key.begin, end}, true);
        }
    }
}

void mend_joins(Tokens& tokens, const QueryShape& shape) {
    int unnamed = 0;
    for (const auto& select : shape.selects()) {
        mend_from(tokens, select);
        for (const auto& source : select.sources)  // PostgreSQL 15 wants a name for every subquery in FROM
            if (source.unnamed >= 0) at(tokens, source.unnamed).text += " AS unnamed_" + std::to_string(++unnamed);
    }
    for (const auto& parts : shape.compounds()) mend_parts(tokens, shape, parts);
}

void mend_orders(Tokens& tokens, const QueryShape& shape) {
    for (const auto& select : shape.selects()) {
        if (select.limit < 0 || select.order.empty()) continue;
        for (const auto key : comma_separated(tokens, select.order.begin, select.order.end))
            if (is_word(tokens, key.end - 1, {"desc"}) && may_be_null(shape, select, {key.begin, key.end - 1}))
                at(tokens, key.end - 1).text += " NULLS LAST";
    }
}

}  // namespace pf::tools
