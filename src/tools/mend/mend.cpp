#include "tools/mend/mend.hpp"

#include <utility>

#include "tools/mend/passes.hpp"

namespace pf::tools {

std::string mended(std::string_view sql, const model::Ontology& ontology, const model::ValueIndex& values, Mend which) {
    const MendKnown known{ontology, values, which};
    std::string text(sql);
    const auto pass = [&](auto rewrite) {
        auto tokens = read_tokens(text);
        if (!tokens || tokens->size() < 2) return;
        const auto as_read = *tokens;
        const QueryShape shape(as_read, ontology);
        rewrite(*tokens, shape);
        if (auto mended_text = written(*tokens); mended_text.size() <= max_mended_bytes) text = std::move(mended_text);
    };
    pass([](Tokens& tokens, const QueryShape&) { mend_signs(tokens); });
    pass(mend_names);
    pass(mend_calls);
    pass([&](Tokens& tokens, const QueryShape& shape) { mend_comparisons(tokens, shape, known); });
    pass(mend_aliases);
    pass(mend_joins);
    pass(mend_groups);
    if (which == Mend::meant) pass(mend_orders);
    return text;
}

}  // namespace pf::tools
