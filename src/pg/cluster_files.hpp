// The folders and configuration files of a private cluster, and the PostgreSQL programs that are installed.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "pg/os_account.hpp"

namespace pf::pg {

struct Installation {
    int major = 0;
    std::filesystem::path binaries;  // holds initdb and postgres
};

// The version that fits the cluster in `data_dir` ("pg15"), or the newest one when there is none yet.
[[nodiscard]] Result<Installation> choose_installation(const std::filesystem::path& data_dir);

// Creates what is missing and makes sure that `account` gets as far as it must. Value: data_dir, absolute.
[[nodiscard]] Result<std::filesystem::path> prepare_data_dir(const std::filesystem::path& data_dir,
                                                             const OsAccount& account);

// A folder for the socket whose path is short enough (107 bytes with the socket's name), of mode 0700.
[[nodiscard]] Result<std::filesystem::path> prepare_socket_dir(const std::filesystem::path& data_dir,
                                                               const OsAccount& account);

struct ClusterConfig {
    std::filesystem::path folder;  // where the files go
    std::filesystem::path sockets;
    std::string title;   // cluster_name
    std::string client;  // the operating system's user who may connect, as any of the roles; nobody else may
    int max_connections = 40;
};

// postgresql.conf, pg_hba.conf and pg_ident.conf. They lie outside PGDATA, where PostgreSQL itself cannot write.
[[nodiscard]] Result<void> write_config(const ClusterConfig& config);

// A folder of mode `mode` that belongs to `account`.
[[nodiscard]] Result<void> make_folder(const std::filesystem::path& folder, unsigned mode, const OsAccount& account);

// An exclusive flock(2) on data_dir/lock until destroyed.
class FolderLock {
 public:
    static Result<FolderLock> take(const std::filesystem::path& data_dir);
    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&&) = delete;
    ~FolderLock();

 private:
    explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

}  // namespace pf::pg
