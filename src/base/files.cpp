#include "base/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "base/descriptor.hpp"
#include "base/secret.hpp"

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

Error file_error(const std::filesystem::path& file) {
    return make_error(ErrorKind::invalid_request, fmt::format("{}: {}.", file.string(), std::strerror(errno)));
}

Result<void> check_private_file(const std::filesystem::path& file) {
    struct stat state {};
    if (::stat(file.c_str(), &state) != 0) return file_error(file);
    if ((state.st_mode & 077) != 0)
        return make_error(ErrorKind::invalid_request,
                          fmt::format("{} may be read or written by others.", file.string()),
                          fmt::format("chmod 600 {}", file.string()));
    return {};
}

Result<void> replace_file(const std::filesystem::path& file, std::string_view text) {
    const std::filesystem::path made = file.string() + "." + random_token(4);
    {
        const Descriptor out(::open(made.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        if (out.get() < 0) return file_error(made);
        struct stat former {};
        // Whoever made it, the server's own account goes on reading it.
        if (::stat(file.c_str(), &former) == 0 && geteuid() == 0 &&
            ::fchown(out.get(), former.st_uid, former.st_gid) != 0)
            return file_error(made);
        if (::write(out.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
            ::fsync(out.get()) != 0) {
            Error error = file_error(made);
            ::unlink(made.c_str());
            return error;
        }
    }
    if (::rename(made.c_str(), file.c_str()) != 0) return file_error(file);
    return {};
}

}  // namespace pf
