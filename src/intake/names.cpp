#include "intake/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/unicode.hpp"

namespace pf::intake {
namespace {

constexpr std::size_t max_bytes = 63;
constexpr std::string_view system_columns[] = {"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"};

std::string cut(std::string text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0) == 0x80) --bytes;
    text.resize(bytes);
    while (text.ends_with('_')) text.pop_back();
    return text;
}

}  // namespace

std::string plain_name(std::string_view text) {
    std::string name;
    bool gap = false, small_before = false;
    while (!text.empty()) {
        const auto character = first_character(text);
        text.remove_prefix(character.bytes);
        if (!character.valid || !is_word_character(character.code)) {
            gap = true;
            continue;
        }
        const char32_t small = lower_case(character.code);
        if ((gap || (small_before && small != character.code)) && !name.empty()) name += '_';
        append_utf8(name, small);
        gap = false;
        small_before = small == character.code && !(small >= '0' && small <= '9');
    }
    return cut(std::move(name), max_bytes);
}

std::vector<std::string> column_names(const std::vector<std::string>& headers) {
    std::vector<std::string> names;
    std::set<std::string> taken;
    for (std::size_t i = 0; i < headers.size(); ++i) {
        std::string name = plain_name(headers[i]);
        if (name.empty()) name = fmt::format("column_{}", i + 1);
        if (std::find(std::begin(system_columns), std::end(system_columns), name) != std::end(system_columns))
            name += '_';
        std::string free = name;
        for (int n = 2; !taken.insert(free).second; ++n) {
            const std::string ending = fmt::format("_{}", n);
            free = cut(name, max_bytes - ending.size()) + ending;
        }
        names.push_back(std::move(free));
    }
    return names;
}

std::string table_name(std::string_view file_name) {
    const auto slash = file_name.find_last_of("/\\");
    if (slash != std::string_view::npos) file_name.remove_prefix(slash + 1);
    const auto dot = file_name.rfind('.');
    if (dot != std::string_view::npos && dot > 0) file_name = file_name.substr(0, dot);
    std::string name = plain_name(file_name);
    return name.empty() ? "data" : name;
}

}  // namespace pf::intake
