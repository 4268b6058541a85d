// Ascending keys of features in as few bytes as their number allows, near two each: Elias-Fano coding (Elias, JACM 21,
// 1974; Fano, 1971). The lower bits of every key lie side by side; of the upper ones the i-th key sets bit upper + i.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pf::compiler {

// Keys ascending, none twice.
[[nodiscard]] std::string pack_keys(std::span<const std::uint32_t> keys);
// Bytes of so many packed keys.
[[nodiscard]] std::size_t packed_size(std::size_t count);
// None when the bytes are not `count` packed keys. They need not be those of pack_keys(), but ascend.
[[nodiscard]] std::optional<std::vector<std::uint32_t>> unpack_keys(std::string_view bytes, std::size_t count);

}  // namespace pf::compiler
