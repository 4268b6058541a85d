#include "tools/named_columns.hpp"

#include <algorithm>

#include "sql/identifier.hpp"
#include "tools/mend/query_shape.hpp"
#include "tools/mend/tokens.hpp"

namespace pf::tools {

std::string with_column_names(std::string_view sql, const std::vector<std::string>& names,
                              const model::Ontology& ontology) {
    auto tokens = read_tokens(sql);
    if (!tokens) return std::string(sql);
    const auto as_read = *tokens;
    const QueryShape shape(as_read, ontology);
    // Behind WITH queries the statement's own SELECT stands where the depth is that of the first token.
    int own = 0;
    while (own < static_cast<int>(as_read.size()) && !is_word(as_read, own, {"select"})) own = next(as_read, own);
    const auto select = std::find_if(shape.selects().begin(), shape.selects().end(),
                                     [own](const Select& one) { return one.begin == own; });
    if (select == shape.selects().end() || select->compound || select->items.size() != names.size())
        return std::string(sql);
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto& item = select->items[i];
        if (names[i].empty() || item.alias >= 0 || item.expression.empty()) continue;
        at(*tokens, item.expression.end - 1).text += " AS " + sql::quote_identifier(names[i]);
    }
    return written(*tokens);
}

}  // namespace pf::tools
