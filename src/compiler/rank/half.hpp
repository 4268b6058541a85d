// Half floats (IEEE 754 binary16), as weights are kept.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace pf::compiler {

// To nearest even; cut off at 65,504. A half's exponents are 112 below those of a float.
[[nodiscard]] inline std::uint16_t to_half(float value) {
    const auto small = std::min(std::abs(value), 65504.F) * 0x1p-112F;
    auto bits = std::bit_cast<std::uint32_t>(small);
    bits += 0xFFF + (bits >> 13 & 1);
    return static_cast<std::uint16_t>((std::signbit(value) ? 0x8000U : 0U) | bits >> 13);
}
[[nodiscard]] inline float from_half(std::uint16_t half) {
    const float size = std::bit_cast<float>((half & 0x7FFFU) << 13) * 0x1p112F;
    return half & 0x8000U ? -size : size;
}

}  // namespace pf::compiler
