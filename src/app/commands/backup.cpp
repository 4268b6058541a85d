#include "pg/backup.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "app/commands/commands.hpp"
#include "app/database.hpp"
#include "app/run_loop.hpp"

namespace pf::app {
namespace {

Result<void> needs_private_database(const Config& config, const char* instead) {
    if (config.private_database()) return {};
    return make_error(ErrorKind::invalid_request, "This is for the private PostgreSQL alone.", instead);
}

std::uintmax_t size_of(const std::filesystem::path& folder) {
    std::uintmax_t bytes = 0;
    std::error_code failure;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) bytes += entry.file_size(failure);
    return bytes;
}

}  // namespace

Result<void> backup(const Config& config, const std::string& folder) {
    if (auto is_private = needs_private_database(config, "Back your own database up with pg_dump."); !is_private)
        return is_private;
    auto database = open_database(config, true);
    if (!database) return database.error();
    if (auto written = pg::write_backup(*database->cluster, folder); !written) return written;
    fmt::print(stderr, "{} is backed up in {}, {:.1f} MB\n", config.data_directory().string(), folder,
               static_cast<double>(size_of(folder)) / 1e6);
    return {};
}

Result<void> restore(const Config& config, const std::string& folder) {
    if (auto is_private = needs_private_database(config, "Restore your own database with pg_restore."); !is_private)
        return is_private;
    auto database = open_database(config);
    if (!database) return database.error();
    auto complaints = pg::read_backup(*database->cluster, folder);
    if (!complaints) return complaints.error();
    for (const auto& complaint : *complaints) fmt::print(stderr, "a view could not be made: {}\n", complaint);
    Config without_sample = config;
    without_sample.sample = false;
    asio::io_context loop(1);
    if (auto prepared = run_to_end(loop, prepare_database(*database, without_sample)); !prepared) return prepared;
    fmt::print(stderr, "{} is restored from {}\n", config.data_directory().string(), folder);
    return {};
}

}  // namespace pf::app
