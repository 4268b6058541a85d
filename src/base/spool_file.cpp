#include "base/spool_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace pf {

Result<std::shared_ptr<SpoolFile>> SpoolFile::create(const std::filesystem::path& folder) {
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    std::filesystem::permissions(folder, std::filesystem::perms(0700), failure);
    int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor < 0) {  // not every file system has such files
        std::string name = (folder / "file-XXXXXX").string();
        descriptor = ::mkostemp(name.data(), O_CLOEXEC);
        if (descriptor >= 0) ::unlink(name.c_str());
    }
    if (descriptor < 0)
        return make_error(ErrorKind::unavailable,
                          fmt::format("{} cannot be written: {}.", folder.string(), std::strerror(errno)));
    return std::make_shared<SpoolFile>(descriptor);
}

SpoolFile::~SpoolFile() { ::close(descriptor_); }

Result<void> SpoolFile::append(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0)
            return make_error(ErrorKind::unavailable, fmt::format("The file cannot be kept: {}.", std::strerror(errno)),
                              "The server's disk may be full.");
        bytes.remove_prefix(static_cast<std::size_t>(written));
        size_ += static_cast<std::uint64_t>(written);
    }
    return {};
}

std::ptrdiff_t SpoolFile::read(std::uint64_t offset, char* into, std::size_t size) const {
    for (;;) {
        const auto got = ::pread(descriptor_, into, size, static_cast<off_t>(offset));
        if (got >= 0 || errno != EINTR) return got;
    }
}

}  // namespace pf
