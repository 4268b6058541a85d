#include "compiler/rank/packed_keys.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>

namespace pf::compiler {
namespace {

static_assert(std::endian::native == std::endian::little, "bits count from the first byte");

struct Layout {
    std::size_t lower_bits, lower_bytes, upper_bytes;
};

Layout layout_of(std::size_t count) {
    const auto upper_bits = std::min<std::size_t>(static_cast<std::size_t>(std::bit_width(count)), 32);
    const auto lower_bits = 32 - upper_bits;
    return {lower_bits, (count * lower_bits + 7) / 8, ((std::size_t{1} << upper_bits) + count + 7) / 8};
}

// The 64 bits that begin with the byte; beyond the end zeros.
std::uint64_t word_at(std::string_view bytes, std::size_t at) {
    std::uint64_t word = 0;
    if (at + sizeof word <= bytes.size())
        std::memcpy(&word, bytes.data() + at, sizeof word);
    else if (at < bytes.size())
        std::memcpy(&word, bytes.data() + at, bytes.size() - at);
    return word;
}

void set_bits(std::string& bytes, std::size_t at, std::uint64_t value) {
    for (; value != 0; value >>= 1, ++at)
        if (value & 1) bytes[at / 8] = static_cast<char>(bytes[at / 8] | 1 << at % 8);
}

}  // namespace

std::size_t packed_size(std::size_t count) {
    const auto layout = layout_of(count);
    return layout.lower_bytes + layout.upper_bytes;
}

std::string pack_keys(std::span<const std::uint32_t> keys) {
    const auto layout = layout_of(keys.size());
    std::string lower(layout.lower_bytes, '\0'), upper(layout.upper_bytes, '\0');
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const std::uint64_t key = keys[i];
        set_bits(lower, i * layout.lower_bits, key & ((std::uint64_t{1} << layout.lower_bits) - 1));
        set_bits(upper, (key >> layout.lower_bits) + i, 1);
    }
    return lower + upper;
}

std::optional<std::vector<std::uint32_t>> unpack_keys(std::string_view bytes, std::size_t count) {
    const auto layout = layout_of(count);
    if (bytes.size() != layout.lower_bytes + layout.upper_bytes) return std::nullopt;
    const auto lower = bytes.substr(0, layout.lower_bytes), upper = bytes.substr(layout.lower_bytes);
    const auto mask = (std::uint64_t{1} << layout.lower_bits) - 1;
    std::vector<std::uint32_t> keys(count);
    std::size_t i = 0;
    for (std::size_t from = 0; from < upper.size(); from += sizeof(std::uint64_t))
        for (auto word = word_at(upper, from); word != 0; word &= word - 1, ++i) {
            const auto high = from * 8 + static_cast<std::size_t>(std::countr_zero(word)) - i;
            if (i == count || high >> (32 - layout.lower_bits) != 0) return std::nullopt;
            const auto at = i * layout.lower_bits;
            const auto low = word_at(lower, at / 8) >> at % 8 & mask;
            keys[i] = static_cast<std::uint32_t>(high << layout.lower_bits | low);
        }
    const bool ascend = std::adjacent_find(keys.begin(), keys.end(), std::greater_equal<>()) == keys.end();
    return i == count && ascend ? std::optional(std::move(keys)) : std::nullopt;
}

}  // namespace pf::compiler
