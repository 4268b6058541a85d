// A file's bytes as the reading parts see them: any piece, at any time, as often as wanted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace pf::intake {

struct Bytes {
    // Copies what stands at `offset` to `into`, at most `size` bytes; how many it were. 0 at the end, -1 when the file
    // cannot be read. Called from any one thread.
    std::function<std::ptrdiff_t(std::uint64_t offset, char* into, std::size_t size)> read;
    std::uint64_t size = 0;
};

}  // namespace pf::intake
