// The file of users: YAML, for its owner's eyes alone. Read by the server, written by `pattern-factory user` and
// `token`.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "api/people.hpp"
#include "base/result.hpp"

namespace pf::app {

// Errors: invalid_request, as FILE:LINE where a line is wrong; others may read or write the file; it is not there.
[[nodiscard]] Result<std::vector<api::User>> read_users(const std::filesystem::path& file);

[[nodiscard]] Result<std::vector<api::User>> parse_users(std::string_view text, std::string_view file_name);
[[nodiscard]] std::string write_users(const std::vector<api::User>& users);

// Reads the file, has `change` change what it says, and puts the changed one in its place; nobody else changes it
// meanwhile. A file that is not there is begun.
[[nodiscard]] Result<void> change_users(const std::filesystem::path& file,
                                        const std::function<Result<void>(std::vector<api::User>&)>& change);

}  // namespace pf::app
