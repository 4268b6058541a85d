#include "compiler/key_names.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "compiler/lexicon.hpp"
#include "compiler/text.hpp"
#include "compiler/word_class.hpp"
#include "compiler/words.hpp"

namespace pf::compiler {
namespace {

using W = WordClass;

// What a fit of names is worth; the measure of all is 1, no doubt.
constexpr float abbreviated = 0.95F, begun = 0.85F, begun_by_a_word = 0.6F, contracted = 0.75F,
                contracted_to_two = 0.6F, of_one_letter = 0.4F, by_first_letters = 0.7F, close_in_meaning = 0.55F;
constexpr float in_a_role = 0.95F, table_says_more = 0.85F, without_id = 0.85F, key_named_otherwise = 0.7F,
                other_kind_of_key = 0.92F, key_of_another = 0.8F, key_of_no_thing = 0.6F, part_of_a_thing = 0.97F,
                own_row = 0.6F, perhaps_own_row = 0.5F, a_person = 0.55F;

std::vector<KeyWord> words_of_key(std::string_view name) {
    std::vector<KeyWord> words;
    for (auto& part : split_name(name)) {
        KeyWord word{part, stem(part), {}, is_name_word(part) || is_dictionary_word(part)};
        const auto expansion = abbreviation(part);
        word.full = expansion.empty() || expansion.find(' ') != std::string_view::npos ? word.stem : stem(expansion);
        words.push_back(std::move(word));
    }
    return words;
}

bool is_any(const KeyWord& word, WordClass of) { return is(word.text, of) || is(word.stem, of); }

// The thing as one word: "work orders" and "workorder" are the same.
std::string joined(const KeyName& name) {
    std::string text;
    for (auto i = name.first; i < name.last; ++i) text += name.words[i].text;
    return stem(text);
}

// What is left of the name without `beginning` before it and `ending` behind it.
KeyName name_without(std::string_view name, WordClass beginning, WordClass ending) {
    KeyName made;
    made.words = words_of_key(name);
    made.last = made.words.size();
    while (made.last > 0 && is_any(made.words[made.last - 1], ending)) --made.last;
    while (made.first < made.last && is_any(made.words[made.first], beginning)) ++made.first;
    made.thing = joined(made);
    return made;
}

// A table that is called "records" or "reference" is called so.
KeyName table_name(std::string_view name) {
    auto made = name_without(name, W::table_beginning, W::table_ending);
    if (made.bare()) {
        made.first = 0;
        made.last = made.words.size();
        made.thing = joined(made);
    }
    if (!made.bare())
        for (const auto near : synonyms(made.words[made.last - 1].text)) made.near.push_back(stem(near));
    return made;
}

bool is_contraction(std::string_view shorter, std::string_view longer) {
    std::size_t at = 0;
    for (const char c : longer) at += at < shorter.size() && shorter[at] == c;
    return at == shorter.size();
}

float abbreviates(const KeyWord& shorter, const KeyWord& longer) {
    const auto n = shorter.text.size();
    if (n < 2 || longer.text.size() < n + 1 || shorter.text[0] != longer.text[0]) return 0;
    if (n >= 3 && longer.text.starts_with(shorter.text)) return shorter.known ? begun_by_a_word : begun;
    if (shorter.known || longer.text.size() < n + 2 || !is_contraction(shorter.text, longer.text)) return 0;
    return n >= 3 ? contracted : contracted_to_two;
}

// "reviewer" of "reviews": who does it is another thing.
bool is_doer_of(const KeyWord& doer, const KeyWord& deed) {
    for (const auto& [ending, value] : words_in(W::doer_ending)) {
        if (!doer.text.ends_with(ending) || deed.text.ends_with(ending)) continue;
        const auto verb = std::string_view(doer.text).substr(0, doer.text.size() - ending.size());
        if (verb.size() >= 3 && deed.text.starts_with(verb) && deed.text.size() <= verb.size() + 2) return true;
    }
    return false;
}

float same_word(const KeyWord& a, const KeyWord& b) {
    if (a.text == b.text) return 1;
    if (is_doer_of(a, b) || is_doer_of(b, a)) return 0;
    if (a.stem == b.stem) return 1;
    if (a.full == b.full) return abbreviated;
    return a.text.size() < b.text.size() ? abbreviates(a, b) : abbreviates(b, a);
}

std::string initials(const KeyName& name) {
    std::string text;
    for (auto i = name.first; i < name.last; ++i) text += name.words[i].text.substr(0, 1);
    return text;
}

// Words from the last one back, as far as they are the same.
float by_words(const KeyName& column, const KeyName& table) {
    float worth = 1;
    auto c = column.last, t = table.last;
    while (c > column.first && t > table.first) {
        const float same = same_word(column.words[c - 1], table.words[t - 1]);
        if (same == 0) break;
        worth = std::min(worth, same);
        --c;
        --t;
    }
    if (t == table.last) return 0;
    return worth * (t > table.first ? table_says_more : 1.F) * (c > column.first ? in_a_role : 1.F);
}

float by_meaning(const KeyName& column, const KeyName& table) {
    const auto& said = column.words[column.last - 1].stem;
    return std::find(table.near.begin(), table.near.end(), said) != table.near.end() ? close_in_meaning : 0;
}

// How surely the column names the table's things.
float same_thing(const KeyName& column, const KeyName& table) {
    if (column.bare() || table.bare()) return 0;
    const auto &said = column.words[column.last - 1], &meant = table.words[table.last - 1];
    if (column.thing == table.thing && !is_doer_of(said, meant) && !is_doer_of(meant, said)) return 1;
    float worth = by_words(column, table);
    const auto& only = column.words[column.first].text;
    if (column.last - column.first == 1) {
        const auto letters = initials(table);
        if (only.size() >= 2 && only == letters) worth = std::max(worth, by_first_letters);
        if (only.size() == 1 && only[0] == letters[0]) worth = std::max(worth, of_one_letter);
    }
    return worth > 0 ? worth : by_meaning(column, table);
}

bool same_ending(const KeyName& a, const KeyName& b) {
    return a.words.back().full == b.words.back().full || !a.marked() || !b.marked();
}

}  // namespace

KeyNames::KeyNames(const model::Ontology& ontology) {
    std::unordered_map<std::string_view, KeyName> made_of;  // columns of many tables have the same names
    for (std::size_t t = 0; t < ontology.tables.size(); ++t) {
        const auto& table = ontology.tables[t];
        tables_.push_back(table_name(table.name));
        auto& columns = columns_.emplace_back();
        for (const auto& column : table.columns) {
            const auto [made, first] = made_of.try_emplace(column.name);
            if (first) made->second = name_without(column.name, W::key_beginning, W::key_ending);
            columns.push_back(made->second);
        }
        persons_.push_back(judge_persons(static_cast<int>(t)));
        const auto& name = tables_.back();
        if (name.bare()) continue;
        const auto& head = name.words[name.last - 1];
        const auto note = [&](const std::string& key) {
            auto& list = by_head_[key];
            if (list.empty() || list.back() != static_cast<int>(t)) list.push_back(static_cast<int>(t));
        };
        note(head.text.substr(0, 1));
        if (name.last - name.first > 1) note("=" + initials(name));
        note("=" + name.thing);
        for (const auto& near : name.near) note("~" + near);
    }
}

// By its name, or because its rows are hired and paid.
bool KeyNames::judge_persons(int table) const {
    const auto& name = name_of({table, -1});
    if (!name.bare() && is(name.words[name.last - 1].stem, W::person_table)) return true;
    const auto& columns = columns_[static_cast<std::size_t>(table)];
    for (int c = 0; c < static_cast<int>(columns.size()); ++c)
        if (says({table, c}, W::person_column)) return true;
    return false;
}

std::vector<int> KeyNames::tables_named(ColumnId from, std::size_t most) const {
    const auto& name = name_of(from);
    std::vector<int> found;
    if (name.bare()) return found;
    const auto& head = name.words[name.last - 1];
    std::vector<std::pair<float, int>> fitting;
    const std::string keys[] = {head.text.substr(0, 1), "=" + name.thing, "=" + head.text, "~" + head.stem};
    for (const auto& key : keys)
        if (const auto list = by_head_.find(key); list != by_head_.end())
            for (const int table : list->second)
                if (const float worth = same_thing(name, name_of({table, -1})); worth > 0)
                    fitting.emplace_back(-worth, table);
    std::sort(fitting.begin(), fitting.end());
    for (const auto& [worth, table] : fitting)
        if (found.size() < most && std::find(found.begin(), found.end(), table) == found.end()) found.push_back(table);
    return found;
}

float KeyNames::is_own_key(ColumnId id) const {
    const auto& name = name_of(id);
    return name.bare() ? 1.F : same_thing(name, name_of({id.table, -1}));
}

bool KeyNames::is_measure(ColumnId id) const {
    const auto& name = name_of(id);
    if (name.words.empty() || name.marked() || by_head_.contains("=" + name.thing)) return false;
    const auto& last = name.words.back();
    return is(last.stem, W::no_identity) || is(last.text, W::date_name);
}

bool KeyNames::is_person_role(ColumnId id) const { return says(id, W::person_role); }

bool KeyNames::is_count(ColumnId id) const {
    const auto& name = name_of(id);
    if (name.bare() || name.last < name.words.size()) return false;
    const auto& head = name.words.back();
    return head.text.ends_with('s') && head.text != head.stem;
}

std::string KeyNames::squashed(ColumnId id, std::size_t first) const {
    const auto& words = name_of(id).words;
    std::string text;
    for (auto i = first; i < words.size(); ++i) text += words[i].full;
    return text;
}

float KeyNames::refers(ColumnId from, ColumnId key) const {
    return std::max({by_table(from, key), by_key_name(from, key), by_role(from, key)});
}

// "customer_id", "cust" → the key of customers, whatever it is called.
float KeyNames::by_table(ColumnId from, ColumnId key) const {
    const auto &name = name_of(from), &table = name_of({key.table, -1}), &of_key = name_of(key);
    float worth = same_thing(name, table) * part_of(key.table);
    if (!name.marked()) worth *= without_id;
    if (!of_key.bare() && (!of_key.marked() || same_thing(of_key, table) == 0)) worth *= key_named_otherwise;
    if (!of_key.words.empty() && !same_ending(name, of_key)) worth *= other_kind_of_key;
    return worth;
}

// "home_team_code" → the column "team_code", whatever its table is called.
float KeyNames::by_key_name(ColumnId from, ColumnId key) const {
    const auto &name = name_of(from), &of_key = name_of(key);
    if (of_key.bare() || of_key.words.size() > name.words.size()) return 0;
    float worth = 1;
    const auto role = name.words.size() - of_key.words.size();
    for (std::size_t i = 0; i < of_key.words.size() && worth > 0; ++i)
        worth = std::min(worth, same_word(name.words[role + i], of_key.words[i]));
    if (worth < abbreviated) return 0;
    if (role > 0) worth *= in_a_role;
    const float own = is_own_key(key);
    if (own == 0) return worth * (of_key.marked() ? key_of_another : key_of_no_thing);
    return own < contracted_to_two ? worth * key_of_another : worth * part_of(key.table);
}

// "order_details" are less of an order than "orders" are.
float KeyNames::part_of(int table) const {
    const auto& name = name_of({table, -1});
    return name.last < name.words.size() ? part_of_a_thing : 1.F;
}

// "parent_id" → the key of its own table; "reported_by" → employees.
float KeyNames::by_role(ColumnId from, ColumnId key) const {
    if (from == key) return 0;
    const bool of_persons = are_persons(key.table);
    if (from.table == key.table) {
        if (says(from, W::own_role)) return own_row;
        if (says(from, W::own_person_role)) return of_persons ? own_row : perhaps_own_row;
    }
    return of_persons && is_person_role(from) ? a_person : 0;
}

bool KeyNames::says(ColumnId id, WordClass what) const {
    const auto& words = name_of(id).words;
    return std::any_of(words.begin(), words.end(), [&](const KeyWord& word) { return is(word.text, what); });
}

}  // namespace pf::compiler
