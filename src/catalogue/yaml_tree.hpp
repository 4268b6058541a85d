// YAML text → a plain tree with line numbers, bounded and strict: one document, no aliases, no tags, no key twice.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace pf::catalogue {

struct YamlNode {
    enum class Kind { null, scalar, sequence, mapping };
    Kind kind = Kind::null;
    int line = 1;
    std::string text;             // scalar: as written, whatever YAML would take it for
    std::vector<YamlNode> items;  // sequence: items; mapping: values
    std::vector<YamlNode> keys;   // mapping: scalars, as many as items

    [[nodiscard]] const YamlNode* find(std::string_view key) const;  // null when it is no mapping or has no such key
};

inline constexpr std::size_t max_yaml_bytes = 1u << 20;
inline constexpr int max_yaml_depth = 16;

// Errors are invalid_request and read "FILE:LINE: what is wrong".
[[nodiscard]] Result<YamlNode> parse_yaml(std::string_view text, std::string_view file_name);

[[nodiscard]] Error yaml_error(std::string_view file_name, int line, std::string_view what);

}  // namespace pf::catalogue
