// Files as a whole: read, and put in the place of others.
#pragma once

#include <cstddef>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pf {

// The file's bytes, the first `most` of them; none when it cannot be read: it is not there, is a folder, or is gone
// before its end, as a file of a process in /proc may be.
[[nodiscard]] std::optional<std::string> read_file(const std::filesystem::path& path,
                                                   std::size_t most = std::numeric_limits<std::size_t>::max());

// What the operating system said last of the file: invalid_request.
[[nodiscard]] Error file_error(const std::filesystem::path& path);

// Errors: invalid_request where others than its owner may read or write it, or it is not there.
[[nodiscard]] Result<void> check_private_file(const std::filesystem::path& path);

// Whole or not at all, also when the machine stops; for its owner's eyes alone. Errors: invalid_request.
[[nodiscard]] Result<void> replace_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace pf
