#include "compiler/said_states.hpp"

#include <algorithm>
#include <string>

#include "base/ascii.hpp"
#include "compiler/column_contents.hpp"
#include "model/value_labels.hpp"

namespace pf::compiler {
namespace {

using Stems = std::vector<std::string>;

bool holds(const Stems& stems, std::string_view one) {
    return std::find(stems.begin(), stems.end(), one) != stems.end();
}

// The word's own, and those of the same root in another part of speech: "denial" of "denied".
Stems stems_of_root(const Token& said) {
    Stems stems{said.stem};
    for (const auto derived : related(said.word, WordNetRelation::derived)) stems.push_back(stem(derived));
    std::string squashed;
    for (const char c : said.word)
        if (c != '-') squashed += c;
    if (squashed != said.word) stems.push_back(stem(squashed));
    return stems;
}

// The stems of a text's few words, together: "rolled back" is "rollback".
std::string stem_of_text(std::string_view text) {
    constexpr int most_words = 3;
    std::string joined;
    int words = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find_first_of(" -_", begin), text.size());
        if (end > begin) joined += stem(lower(text.substr(begin, end - begin)));
        words += end > begin;
        begin = end + 1;
    }
    return words <= most_words ? joined : std::string{};
}

Option said_by(int at, ColumnId id, Role role) {
    Option option;
    option.role = role;
    option.begin = at;
    option.end = at + 1;
    option.covers = tokens_in(at, at + 1);
    option.column = id;
    option.link = 0.8F;
    return option;
}

Option value_said(int at, ColumnId id, std::string value) {
    auto option = said_by(at, id, Role::value);
    option.value = std::move(value);
    option.how = 2;
    return option;
}

// 'Cancelled', or 'X' that is called so.
void add_values(const OptionBuilder& b, int at, ColumnId id, const Stems& root, std::vector<Option>& found) {
    for (const auto& example : b.schema().values().summary(id.table, id.column).examples)
        if (holds(root, stem_of_text(example)) && lower(example) != b.word(at))
            found.push_back(value_said(at, id, example));
    if (b.schema().column(id).description.empty()) return;
    for (auto& [value, label] : model::labels_in(b.schema().column(id).description))
        if (holds(root, stem_of_text(label))) found.push_back(value_said(at, id, std::move(value)));
}

// How a column that says yes or no writes yes.
std::string yes_of(const OptionBuilder& b, ColumnId id) {
    if (b.traits(id).boolean) return "true";
    if (b.traits(id).number_type) return "1";
    for (const auto& example : b.schema().values().summary(id.table, id.column).examples)
        if (is(lower(example), WordClass::yes_value)) return example;
    return {};
}

// A column "abandoned" that says yes or no, a date "completed_at" that is missing until then.
void add_named(const OptionBuilder& b, int at, ColumnId id, const Stems& root, std::vector<Option>& found) {
    const auto& words = b.schema().words_of(id);
    if (std::none_of(words.begin(), words.end(), [&](const NameWord& word) { return holds(root, word.stem); })) return;
    if (b.traits(id).flag || b.traits(id).boolean) {
        auto option = said_by(at, id, Role::value);
        option.how = 5;
        option.value = yes_of(b, id);
        if (!option.value.empty()) found.push_back(std::move(option));
    } else if (words.size() > 1 && is_moment(b.schema(), id) && b.schema().column(id).nullable) {
        auto option = said_by(at, id, Role::null_test);
        option.cue = at;
        option.op = Op::not_null;
        option.how = 3;
        found.push_back(std::move(option));
    }
}

}  // namespace

std::vector<Option> states_said(const OptionBuilder& b, int at, const std::vector<int>& tables) {
    constexpr std::size_t most_states = 8;
    const auto root = stems_of_root(b.token(at));
    std::vector<Option> found;
    for (const int table : tables)
        for (int c = 0; c < b.schema().own_columns(table); ++c) {
            add_values(b, at, {table, c}, root, found);
            add_named(b, at, {table, c}, root, found);
        }
    std::erase_if(found, [&](const Option& state) {
        return std::any_of(b.options().begin(), b.options().end(), [&](const Option& other) {
            return other.role == state.role && other.column == state.column && other.op == state.op &&
                   other.value == state.value && (other.covers & state.covers).any();
        });
    });
    if (found.size() > most_states) found.resize(most_states);
    return found;
}

}  // namespace pf::compiler
