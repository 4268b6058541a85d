#include "model/value_labels.hpp"

#include <algorithm>
#include <array>

namespace pf::model {
namespace {

constexpr std::size_t longest_code = 12;
constexpr std::size_t longest_label = 60;
constexpr std::size_t most_labels = 60;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return is_capital(c) || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }

std::string_view trimmed(std::string_view text, std::string_view ends = " \t\r\n'\".") {
    const auto first = text.find_first_not_of(ends);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(ends) - first + 1);
}

bool is_number(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

// What a code may look like: short, without blanks.
bool is_code(std::string_view text) {
    return !text.empty() && text.size() <= longest_code && std::all_of(text.begin(), text.end(), [](char c) {
        return is_digit(c) || is_letter(c) || c == '_' || c == '-';
    });
}
// … and is one whatever stands around it: "TEL", not "e.g.".
bool is_surely_code(std::string_view text) {
    return is_code(text) && std::all_of(text.begin(), text.end(), [](char c) { return is_capital(c) || is_digit(c); });
}
// "status: 1: new" has no label "1: new".
bool is_label(std::string_view text) {
    return text.size() <= longest_label && std::any_of(text.begin(), text.end(), is_letter) &&
           text.find(": ") == std::string_view::npos && text.find('=') == std::string_view::npos;
}

// The parts of a list: between commas, semicolons, lines; and "A (x) or B (y)".
std::vector<std::string_view> parts_of(std::string_view text) {
    static constexpr std::array<std::string_view, 7> separators{", ", "; ", "\n", ",", ";", " or ", " / "};
    constexpr std::string_view until = " to ";  // "1 = minor to 4 = critical"
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto rest = text.substr(at);
        if (rest.starts_with(until) && rest.size() > until.size() && is_digit(rest[until.size()])) {
            parts.push_back(trimmed(text.substr(begin, at - begin)));
            begin = at += until.size();
            continue;
        }
        const auto found = std::find_if(separators.begin(), separators.end(),
                                        [&](std::string_view one) { return rest.starts_with(one); });
        if (found == separators.end()) {
            ++at;
            continue;
        }
        parts.push_back(trimmed(text.substr(begin, at - begin)));
        begin = at += found->size();
    }
    parts.push_back(trimmed(text.substr(begin)));
    return parts;
}

using Read = ValueLabel (*)(std::string_view part);

// "A = active", "1: yes", "A - active", "A => active"
ValueLabel with_sign(std::string_view part) {
    static constexpr std::array<std::string_view, 8> signs{"=>", "->", "=", ":", " - ", " \u2013 ", " \u2014 ", " is "};
    for (const auto sign : signs) {
        const auto at = part.find(sign);
        if (at == std::string_view::npos) continue;
        const auto code = trimmed(part.substr(0, at)), label = trimmed(part.substr(at + sign.size()));
        const bool spoken = sign == " is " && !is_surely_code(code);
        if (is_code(code) && is_label(label) && !spoken) return {std::string(code), std::string(label)};
    }
    return {};
}
// "TEL (phone)"
ValueLabel in_brackets(std::string_view part) {
    const auto at = part.find('(');
    if (at == std::string_view::npos || !part.ends_with(')')) return {};
    const auto code = trimmed(part.substr(0, at)), label = trimmed(part.substr(at + 1, part.size() - at - 2));
    if (!is_surely_code(code) || !is_label(label)) return {};
    return {std::string(code), std::string(label)};
}
// "1 main diagnosis"
ValueLabel behind_number(std::string_view part) {
    const auto at = part.find(' ');
    if (at == std::string_view::npos) return {};
    const auto code = trimmed(part.substr(0, at)), label = trimmed(part.substr(at));
    if (!is_number(code) || code.size() > 2 || !is_label(label)) return {};
    return {std::string(code), std::string(label)};
}

// "X cancelled", where all parts of the text are so.
ValueLabel behind_code(std::string_view part) {
    constexpr std::size_t longest = 4;
    const auto at = part.find(' ');
    if (at == std::string_view::npos || at > longest) return {};
    const auto code = trimmed(part.substr(0, at)), label = trimmed(part.substr(at));
    if (!is_surely_code(code) || !is_label(label) || is_capital(label.front())) return {};
    return {std::string(code), std::string(label)};
}

// "discontinued Y/N"
ValueLabel of_yes(std::string_view part) {
    static constexpr std::array<std::string_view, 4> ends{" Y/N", " (Y/N)", " Y or N", " (Y or N)"};
    for (const auto end : ends)
        if (part.ends_with(end)) {
            const auto label = trimmed(part.substr(0, part.size() - end.size()), " \t?:");
            if (is_label(label)) return {"Y", std::string(label)};
        }
    return {};
}

// The label's beginning up to what only explains it.
std::string_view without_rest(std::string_view label) {
    auto end = label.find(" (");
    for (const std::string_view word : {" of ", " for ", " with ", " when ", " by "})
        end = std::min(end, label.find(word));
    return end == std::string_view::npos || end == 0 ? label : label.substr(0, end);
}

}  // namespace

std::vector<ValueLabel> labels_in(std::string_view description) {
    // "status: A = active, …": what stands before the list
    const auto parts = parts_of(description);
    for (const Read read : {of_yes, with_sign, in_brackets, behind_number, behind_code}) {
        std::vector<ValueLabel> labels;
        const bool of_all = read == Read(behind_code);
        if (of_all && (parts.size() < 2 || !std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
                           return !behind_code(part).value.empty();
                       })))
            continue;
        for (auto part : parts) {
            auto made = read(part);
            if (const auto colon = part.find(": "); made.value.empty() && labels.empty() && colon != part.npos)
                made = read(trimmed(part.substr(colon + 1)));
            if (made.value.empty() || labels.size() >= most_labels) continue;
            const std::string brief(without_rest(made.label));
            if (brief != made.label) labels.push_back({made.value, brief});
            labels.push_back(std::move(made));
        }
        const bool sure = read != Read(behind_number) && std::any_of(labels.begin(), labels.end(), [](const auto& one) {
                              return is_surely_code(one.value);
                          });
        if (labels.size() > (sure ? 0U : 1U)) return labels;
    }
    return {};
}

}  // namespace pf::model
