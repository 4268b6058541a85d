#include "pg/orphan_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>
#include <unordered_set>
#include <vector>

namespace pf::pg {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t first_normal_oid = 16'384;  // those below are PostgreSQL's own (transam.h)
constexpr double clock_grain = 0.1;                 // seconds: a file system's clock runs behind by up to a tick

constexpr sql::Literal database_and_start =
    "SELECT d.oid, extract(epoch FROM pg_postmaster_start_time())::double precision FROM pg_database d "
    "WHERE d.datname = current_database()";
constexpr sql::Literal files_of_relations =
    "SELECT file FROM (SELECT pg_relation_filenode(oid) AS file FROM pg_class) f WHERE file IS NOT NULL";
constexpr sql::Literal others_at_work =
    "SELECT (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()) "
    "+ (SELECT count(*) FROM pg_prepared_xacts)";
// What was dropped is gone after it (md.c keeps a dropped relation's first file until then).
constexpr sql::Literal checkpoint = "CHECKPOINT";

struct File {
    fs::path path;
    std::uint32_t number = 0;
    std::uint64_t bytes = 0;
    std::optional<double> born;  // seconds since 1970
};

// "16543", "16543.2", "16543_fsm", "16543_vm.1" → 16543; temporary relations ("t3_16543") go with each start.
std::optional<std::uint32_t> number_of(const std::string& name) {
    std::uint32_t number = 0;
    const auto [end, failed] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (failed != std::errc() || number < first_normal_oid) return std::nullopt;
    const std::string_view rest(end, static_cast<std::size_t>(name.data() + name.size() - end));
    const auto is_segment = [](std::string_view text) {
        return text.empty() ||
               (text.size() > 1 && text[0] == '.' && text.find_first_not_of("0123456789", 1) == std::string_view::npos);
    };
    if (is_segment(rest)) return number;
    for (const std::string_view fork : {"_fsm", "_vm", "_init"})
        if (rest.starts_with(fork) && is_segment(rest.substr(fork.size()))) return number;
    return std::nullopt;
}

std::optional<File> look_at(const fs::path& path, std::uint32_t number) {
    struct statx found {};
    if (::statx(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW, STATX_TYPE | STATX_SIZE | STATX_BTIME, &found) != 0 ||
        !S_ISREG(found.stx_mode))
        return std::nullopt;
    File file{path, number, found.stx_size, std::nullopt};
    if (found.stx_mask & STATX_BTIME)
        file.born = static_cast<double>(found.stx_btime.tv_sec) + found.stx_btime.tv_nsec * 1e-9;
    return file;
}

// Those that no relation has; what was made since `start` is left out.
Result<std::vector<File>> unknown_files(const fs::path& folder, const std::unordered_set<std::uint32_t>& known,
                                        double start) {
    std::vector<File> files;
    std::error_code failed;
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
        const auto number = number_of(at->path().filename().string());
        if (!number || known.contains(*number)) continue;
        auto file = look_at(at->path(), *number);
        if (file && (!file->born || *file->born + clock_grain < start)) files.push_back(std::move(*file));
    }
    if (failed) return make_error(ErrorKind::unavailable, folder.string() + " cannot be read: " + failed.message());
    return files;
}

Task<Result<std::unordered_set<std::uint32_t>>> known_files(Connection& admin, Deadline deadline) {
    auto rows = co_await admin.query(files_of_relations, {}, deadline);
    if (!rows) co_return rows.error();
    std::unordered_set<std::uint32_t> known;
    for (int i = 0; i < rows->size(); ++i) known.insert(static_cast<std::uint32_t>(rows->integer(i, 0)));
    co_return known;
}

}  // namespace

Task<Result<OrphanFiles>> remove_orphan_files(Connection& admin, fs::path cluster, Deadline deadline) {
    auto about = co_await admin.query(database_and_start, {}, deadline);
    if (!about) co_return about.error();
    const fs::path folder = cluster / "base" / std::string(about->text(0, 0));
    const double start = about->number(0, 1);
    auto known = co_await known_files(admin, deadline);
    if (!known) co_return known.error();
    auto files = unknown_files(folder, *known, start);
    if (!files) co_return files.error();
    OrphanFiles orphans;
    if (files->empty()) co_return orphans;

    // Looked at again after a checkpoint that began when `known` was read: what was dropped before that is gone now.
    auto done = co_await admin.query(checkpoint, {}, deadline);
    if (!done) co_return done.error();
    files = unknown_files(folder, *known, start);
    if (!files) co_return files.error();
    for (const auto& file : *files) {
        ++orphans.found;
        orphans.bytes += file.bytes;
    }
    auto others = co_await admin.query(others_at_work, {}, deadline);
    if (!others) co_return others.error();
    const bool born = std::all_of(files->begin(), files->end(), [](const File& file) { return file.born.has_value(); });
    if (!born)
        orphans.kept_because = "the file system does not tell when a file was made";
    else if (others->integer(0, 0) > 0)
        orphans.kept_because = "somebody else works in the database";
    if (!orphans.kept_because.empty()) co_return orphans;
    for (const auto& file : *files) {
        std::error_code failed;
        if (fs::remove(file.path, failed)) ++orphans.removed;
        if (failed) orphans.kept_because = file.path.string() + " cannot be removed: " + failed.message();
    }
    co_return orphans;
}

}  // namespace pf::pg
