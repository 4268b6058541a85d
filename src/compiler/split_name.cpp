// Names into the words they are made of: "StudentName", "student_name", "studentname" → student, name.
#include "compiler/schema_index.hpp"

#include <optional>

#include "base/ascii.hpp"
#include "compiler/lexicon.hpp"
#include "compiler/word_class.hpp"

namespace pf::compiler {
namespace {

using W = WordClass;
using Parts = std::vector<std::string>;

constexpr std::size_t longest_part = 14, longest_squashed = 40, longest_name = 200;
constexpr float most_cost = 3.6F;  // of the parts of a squashed name

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return is_upper(c) || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }

bool is_verb(std::string_view part) {  // "played"
    for (const auto& [ending, value] : words_in(W::verb_ending))
        if (part.size() >= 4 + ending.size() && part.ends_with(ending) &&
            !synonyms(part.substr(0, part.size() - ending.size())).empty())
            return true;
    return false;
}

// A part of a squashed name: cost 1 for a word, 1.6 for an abbreviation; 0 when it is neither.
float part_cost(std::string_view part) {
    if (is(part, W::less)) return 0;  // "paperless", "cashless"
    if (part.size() >= 3 && is_name_word(part)) return 1;
    if (part.size() >= 4 && part.back() == 's' && is_name_word(part.substr(0, part.size() - 1))) return 1;
    if (is(part, W::short_part)) return 1.2F;
    if (is(part, W::glue_part)) return 1.5F;
    if (part.size() >= 4 && is_dictionary_word(part)) return 1.4F;
    if (is_verb(part)) return 1.5F;
    return part.size() > 2 && !is(part, W::whole_in_name) && !abbreviation(part).empty() ? 1.5F : 0;
}

Parts split_before(std::string_view word, std::string_view ending) {
    return {std::string(word.substr(0, word.size() - ending.size())), std::string(ending)};
}

// "sid", "ono": a key; "dname", "gtype": a letter for the table before a known word.
std::optional<Parts> split_initialled(std::string_view word) {
    if ((word.size() == 3 || word.size() == 4) && !is(word, W::no_key_ending))
        for (const std::string_view ending : {"id", "no"})
            if (word.ends_with(ending)) return split_before(word, ending);
    for (const auto& [ending, value] : words_in(W::initialled))
        if (word.size() == ending.size() + 1 && word.ends_with(ending) && abbreviation(word).empty() &&
            synonyms(word).empty())
            return split_before(word, ending);
    return std::nullopt;
}

// "fname": a single letter before a known word, and "clubname": an unknown word before a known ending.
Parts split_ending(std::string_view word) {
    for (const auto& [ending, value] : words_in(W::name_ending)) {
        if (word.size() < ending.size() + 3 || !word.ends_with(ending)) continue;
        if (ending.size() <= 3 && word.size() > (is(ending, W::short_word_ending) ? 5U : 8U)) continue;
        return split_before(word, ending);
    }
    return {};
}

// Dynamic programming over the vocabulary: the fewest known parts that cover `word` whole; one part must be a whole
// word.
Parts split_squashed(std::string_view word) {
    if (auto parts = split_initialled(word)) return *std::move(parts);
    const auto n = word.size();
    if (n < 5 || n > longest_squashed || is_name_word(word) || !abbreviation(word).empty() || is_dictionary_word(word))
        return {};
    std::vector<float> best(n + 1, 1e9F);
    std::vector<std::size_t> from(n + 1, 0);
    best[0] = 0;
    for (std::size_t end = 2; end <= n; ++end)
        for (std::size_t begin = end > longest_part ? end - longest_part : 0; begin + 2 <= end; ++begin) {
            if (best[begin] >= 1e9F) continue;
            const auto cost = part_cost(word.substr(begin, end - begin));
            if (cost > 0 && best[begin] + cost < best[end]) {
                best[end] = best[begin] + cost;
                from[end] = begin;
            }
        }
    if (best[n] >= most_cost) return split_ending(word);
    Parts parts;
    for (auto end = n; end > 0; end = from[end])
        parts.insert(parts.begin(), std::string(word.substr(from[end], end - from[end])));
    return parts.size() > 1 ? parts : Parts{};
}

// At what is no letter, between cases and between letters and digits.
Parts split_written(std::string_view name) {
    Parts parts;
    std::string part;
    auto flush = [&] {
        if (!part.empty()) parts.push_back(lower(part));
        part.clear();
    };
    for (std::size_t i = 0; i < name.size() && i < longest_name; ++i) {
        const char c = name[i];
        if (!is_letter(c) && !is_digit(c)) {
            flush();
            continue;
        }
        const bool camel =
            i > 0 && is_upper(c) &&
            (!is_upper(name[i - 1]) || (i + 1 < name.size() && !is_upper(name[i + 1]) && is_letter(name[i + 1])));
        const bool digit_edge = i > 0 && !part.empty() && is_digit(c) != is_digit(part.back());
        if (camel || digit_edge) flush();
        part += c;
    }
    flush();
    return parts;
}

}  // namespace

std::vector<std::string> split_name(std::string_view name) {
    Parts made;
    for (auto& word : split_written(name)) {
        auto split = split_squashed(word);
        if (split.empty())
            made.push_back(std::move(word));
        else
            made.insert(made.end(), std::make_move_iterator(split.begin()), std::make_move_iterator(split.end()));
    }
    return made;
}

}  // namespace pf::compiler
