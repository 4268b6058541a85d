// A file without a name: it is gone with the process, whatever ends it, and fills no folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

#include "base/result.hpp"

namespace pf {

class SpoolFile {
 public:
    // In `folder`, which is made when it is not there. Errors: unavailable.
    static Result<std::shared_ptr<SpoolFile>> create(const std::filesystem::path& folder);
    explicit SpoolFile(int descriptor) : descriptor_(descriptor) {}
    ~SpoolFile();
    SpoolFile(const SpoolFile&) = delete;
    SpoolFile& operator=(const SpoolFile&) = delete;

    // Errors: unavailable (the disk is full).
    [[nodiscard]] Result<void> append(std::string_view bytes);
    // Bytes read; 0 at the end, -1 when it cannot be read.
    std::ptrdiff_t read(std::uint64_t offset, char* into, std::size_t size) const;
    [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
    const int descriptor_;
    std::uint64_t size_ = 0;
};

}  // namespace pf
