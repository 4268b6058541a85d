#include "compiler/lexicon.hpp"

#include "compiler/word_class.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>

namespace pf::compiler {
namespace {

// The lists are compiled in: one that does not say what its class needs is a bug, and the first use of it tells.
[[noreturn]] void malformed(const WordEntry& entry) {
    throw std::logic_error("words/: '" + std::string(entry.word) + " = " + std::string(entry.value) + "'");
}

// The parts of a value between blanks.
std::vector<std::string_view> parts_of(std::string_view value, std::string_view between = " ") {
    std::vector<std::string_view> parts;
    while (!value.empty()) {
        const auto end = std::min(value.find(between), value.size());
        parts.push_back(value.substr(0, end));
        value.remove_prefix(std::min(end + between.size(), value.size()));
    }
    return parts;
}

template <typename Value, std::size_t size>
Value named(const WordEntry& entry, std::string_view name, const std::pair<std::string_view, Value> (&names)[size]) {
    for (const auto& [known, value] : names)
        if (known == name) return value;
    malformed(entry);
}

double number_of(const WordEntry& entry, std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    double value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size()) malformed(entry);
    return value;
}

// A class that maps, each value made once by `make`.
template <typename Value>
using Table = std::unordered_map<std::string_view, Value>;
template <typename Make>
auto table_of(WordClass of, Make make) {
    Table<decltype(make(WordEntry{}))> made;
    for (const auto& entry : words_in(of)) made.emplace(entry.word, make(entry));
    return made;
}

Summary read_aggregate(const WordEntry& entry) {
    return named<Summary>(entry, entry.value,
                          {{"count", Summary::count},
                           {"sum", Summary::sum},
                           {"avg", Summary::avg},
                           {"min", Summary::min},
                           {"max", Summary::max},
                           {"median", Summary::median}});
}

Unit read_unit(const WordEntry& entry) {
    const auto parts = parts_of(entry.value);
    if (parts.size() != 2) malformed(entry);
    using Kind = Unit::Kind;
    return {named<Kind>(entry, parts[0],
                        {{"time", Kind::time},
                         {"length", Kind::length},
                         {"mass", Kind::mass},
                         {"volume", Kind::volume},
                         {"money", Kind::money}}),
            number_of(entry, parts[1])};
}

using Stems = std::vector<std::string_view>;
std::span<const std::string_view> measure_names(const WordEntry& entry, std::string_view name) {
    static const auto table =
        table_of(WordClass::measure_names, [](const WordEntry& list) { return parts_of(list.value); });
    const auto found = table.find(name);
    if (found == table.end()) malformed(entry);
    return found->second;
}

Measure read_measure(const WordEntry& entry) {
    const auto parts = parts_of(entry.value);
    if (parts.size() != 3 && parts.size() != 4) malformed(entry);
    return {entry.word, named<int>(entry, parts[1], {{"greatest", 1}, {"least", -1}}), measure_names(entry, parts[2]),
            parts.size() == 4 ? measure_names(entry, parts[3]) : std::span<const std::string_view>{},
            named<bool>(entry, parts[0], {{"comparative", true}, {"superlative", false}})};
}

}  // namespace

bool is_function_word(std::string_view word) { return is(word, WordClass::function_word); }
bool is_stop_word(std::string_view word) { return is(word, WordClass::stop_word); }

Summary aggregate_cue(std::string_view word) {
    static const auto cues = table_of(WordClass::aggregate, read_aggregate);
    const auto found = cues.find(word);
    return found == cues.end() ? Summary::none : found->second;
}

int superlative_cue(std::string_view word) {
    static const auto cues = table_of(
        WordClass::superlative, [](const WordEntry& entry) { return static_cast<int>(number_of(entry, entry.value)); });
    const auto found = cues.find(word);
    return found == cues.end() ? 0 : found->second;
}

const Measure* measure_cue(std::string_view word) {
    static const auto measures = table_of(WordClass::measure, read_measure);
    const auto found = measures.find(word);
    return found == measures.end() ? nullptr : &found->second;
}

std::optional<Unit> unit_of_measure(std::string_view word) {
    static const auto units = table_of(WordClass::unit_of_measure, read_unit);
    if (word.size() > 3 && word.ends_with('s')) word.remove_suffix(1);
    const auto found = units.find(word);
    return found == units.end() ? std::nullopt : std::optional(found->second);
}

std::optional<double> cardinal(std::string_view word) {
    static const auto numbers =
        table_of(WordClass::cardinal, [](const WordEntry& entry) { return number_of(entry, entry.value); });
    const auto found = numbers.find(word);
    return found == numbers.end() ? std::nullopt : std::optional(found->second);
}

std::optional<double> ordinal(std::string_view word) {
    static const auto numbers =
        table_of(WordClass::ordinal, [](const WordEntry& entry) { return number_of(entry, entry.value); });
    const auto found = numbers.find(word);
    return found == numbers.end() ? std::nullopt : std::optional(found->second);
}

double scale_of(std::string_view word) {
    static const auto scales =
        table_of(WordClass::scale, [](const WordEntry& entry) { return number_of(entry, entry.value); });
    const auto found = scales.find(word);
    return found == scales.end() ? 0 : found->second;
}

std::span<const std::string_view> abbreviations(std::string_view name_part) {
    static const auto table =
        table_of(WordClass::abbreviation, [](const WordEntry& entry) { return parts_of(entry.value, " | "); });
    const auto found = table.find(name_part);
    return found == table.end() ? std::span<const std::string_view>{} : found->second;
}

std::string_view abbreviation(std::string_view name_part) {
    const auto all = abbreviations(name_part);
    return all.empty() ? std::string_view{} : all.front();
}

bool is_name_word(std::string_view word) { return is(word, WordClass::name_word); }

std::span<const std::string_view> kindred(std::string_view stem) {
    static const auto table =
        table_of(WordClass::kindred, [](const WordEntry& entry) { return parts_of(entry.value); });
    const auto found = table.find(stem);
    return found == table.end() ? std::span<const std::string_view>{} : found->second;
}

std::vector<ValueAlias> value_aliases(std::string_view phrase) {
    static const auto groups = [] {
        std::vector<std::vector<std::string_view>> made;
        for (const auto& entry : words_in(WordClass::value_alias)) made.push_back(parts_of(entry.value, " | "));
        return made;
    }();
    std::vector<ValueAlias> made;
    for (const auto& group : groups)
        for (const auto said : group) {
            if (!phrase.starts_with(said)) continue;
            if (phrase.size() > said.size() && phrase[said.size()] != ' ') continue;
            for (const auto other : group)
                if (other != said) made.push_back({said, other});
            break;
        }
    return made;
}

}  // namespace pf::compiler
