#include "base/files.hpp"

#include <algorithm>
#include <array>
#include <fstream>

namespace pf {

std::optional<std::string> read_file(const std::filesystem::path& path, std::size_t most) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    std::string bytes;
    std::array<char, 16384> part;
    while (in && bytes.size() < most) {
        in.read(part.data(), static_cast<std::streamsize>(std::min(part.size(), most - bytes.size())));
        bytes.append(part.data(), static_cast<std::size_t>(in.gcount()));
    }
    if (in.bad()) return std::nullopt;
    return bytes;
}

}  // namespace pf
