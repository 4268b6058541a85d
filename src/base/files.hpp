// Reading files whole.
#pragma once

#include <cstddef>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>

namespace pf {

// The file's bytes, the first `most` of them; none when it cannot be read: it is not there, is a folder, or is gone
// before its end, as a file of a process in /proc may be.
[[nodiscard]] std::optional<std::string> read_file(const std::filesystem::path& path,
                                                   std::size_t most = std::numeric_limits<std::size_t>::max());

}  // namespace pf
