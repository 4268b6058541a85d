// Which columns a text may be compared with, whatever says that it is one.
#include <algorithm>

#include "compiler/constructs/offers.hpp"

namespace pf::compiler::constructs {
namespace {

// Words that may stand between a column's name and the text it is compared with.
bool joins_name_and_text(const OptionBuilder& b, int at) {
    return is_stop_word(b.word(at)) || b.is(at, WordClass::naming_verb, WordClass::equal, WordClass::equals);
}

Option of_mention(const OptionBuilder& b, const Option& option, const ColumnMention& mention) {
    auto made = about(option, mention, 1);
    made.link = option.link * mention.link;
    made.shared |= mention.tokens | mention.table_tokens;
    for (int k = std::min(mention.end, option.begin); k < std::max(mention.begin, option.begin); ++k)
        if (joins_name_and_text(b, k)) mark(made.shared, k);
    return made;
}

// "with 'health' in the title", of episodes that have one: nobody means the title of something else, nor a role.
bool is_called_otherwise(const OptionBuilder& b, const ColumnMention& mention) {
    const auto is_own = [&](const ColumnMention& named) {
        const auto& said = b.mentioned_tables();
        return named.exact && named.tokens == mention.tokens && b.traits(named.column).text &&
               std::find(said.begin(), said.end(), named.column.table) != said.end();
    };
    return !is_own(mention) && std::any_of(b.columns().begin(), b.columns().end(), is_own);
}

std::vector<const ColumnMention*> text_columns_near(const OptionBuilder& b, const Option& option, int reach) {
    std::vector<std::pair<int, const ColumnMention*>> near;
    for (const auto& mention : b.columns()) {
        const int distance = mention.end <= option.begin ? option.begin - mention.end : mention.begin - option.end + 2;
        if (distance <= reach && (mention.tokens & tokens_in(option.begin, option.end)).none() &&
            !is_called_otherwise(b, mention) &&
            (b.traits(mention.column).text || b.schema().column(mention.column).type_class == model::TypeClass::other))
            near.emplace_back(distance, &mention);
    }
    std::stable_sort(near.begin(), near.end(), [](const auto& x, const auto& y) { return x.first < y.first; });
    std::vector<const ColumnMention*> mentions;
    for (const auto& [distance, mention] : near) mentions.push_back(mention);
    return mentions;
}

}  // namespace

void offer_of_texts(OptionBuilder& b, const Option& option, int reach, bool naming_too) {
    Offered<> offered;
    for (const auto* mention : text_columns_near(b, option, reach))
        if (offered.takes(mention->column, 6)) b.add(of_mention(b, option, *mention));
    if (!naming_too) return;
    for (const int table : b.mentioned_tables())
        for (const int column : b.schema().naming_columns(table)) {
            const ColumnId id{table, column};
            if (!b.traits(id).text || !offered.takes(id, 9)) continue;
            auto made = option;
            made.column = id;
            made.how = 4;
            made.link *= 0.5F;
            b.add(made);
        }
}

}  // namespace pf::compiler::constructs
