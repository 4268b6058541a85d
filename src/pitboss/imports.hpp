// Files that people bring: received to a spool file, read once for their types, and copied into a table of a schema of
// their own, all or nothing.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/spool_file.hpp"
#include "base/task.hpp"
#include "base/work_pool.hpp"
#include "intake/analysis.hpp"
#include "intake/copy_text.hpp"
#include "pg/pool.hpp"
#include "pitboss/results.hpp"
#include "pitboss/services.hpp"

namespace pf::pitboss {

struct ImportSettings {
    pg::Pool* pool = nullptr;  // a login that may write `schema` alone; null: nothing can be brought
    std::string schema = "uploads";
    std::filesystem::path folder;                // of the spool files
    std::uint64_t max_bytes = 0;                 // of a file
    std::uint64_t quota_bytes = 0;               // of all tables of the schema together
    std::size_t max_imports = 8;                 // under way or waiting for their person
    std::chrono::minutes kept_for{30};           // without a request
    asio::any_io_executor executor;              // of the server's thread
    std::function<Task<Result<void>>()> reload;  // the semantic model, when tables have changed
};

struct ImportColumn {
    std::string name;  // in the table
    intake::CellFormat format;
    bool skip = false;
};

enum class ImportMode : std::uint8_t { create, append, replace };
[[nodiscard]] std::string_view to_string(ImportMode mode);
[[nodiscard]] std::optional<ImportMode> import_mode_named(std::string_view name);

struct ImportOrder {
    std::string table;
    ImportMode mode = ImportMode::create;
    bool leave_out = false;  // rows that do not fit; else nothing is loaded when there are any
    std::optional<std::vector<ImportColumn>> columns = {};  // one for each of the file; those found when left out
};

struct ImportOutcome {
    std::string table;
    ImportMode mode = ImportMode::create;
    std::int64_t rows = 0;
};

struct Import {
    enum class Stage : std::uint8_t { receiving, reading, failed, ready, loading, done };

    std::string id, file_name;
    Stage stage = Stage::receiving;
    std::shared_ptr<SpoolFile> file;
    std::uint64_t bytes = 0;  // of the file
    std::shared_ptr<intake::Progress> progress = std::make_shared<intake::Progress>();
    std::optional<Error> error;  // why it failed; when ready: why the last try to load it did
    std::optional<intake::Analysis> analysis;
    std::vector<std::string> names;  // of the columns in a table
    std::string table;               // a name that is free
    intake::Misfits misfits;         // of the pass, or of the last load
    std::optional<ImportOutcome> outcome;
    Clock::time_point touched = Clock::now();
};

[[nodiscard]] std::string_view to_string(Import::Stage stage);

class Imports {
 public:
    Imports(Services& services, ImportSettings settings);
    ~Imports();  // what reads is told to stop
    Imports(const Imports&) = delete;
    Imports& operator=(const Imports&) = delete;

    // Why nothing can be brought here; "" when it can.
    [[nodiscard]] std::string unavailable() const;
    [[nodiscard]] const ImportSettings& settings() const { return settings_; }

    // The next piece of the file, "" at its end.
    using Body = std::function<Task<Result<std::string_view>>()>;
    // Receives the file and begins to read it. Errors: invalid_request, unavailable, and those of `body`; nothing is
    // left of it then.
    Task<Result<std::shared_ptr<const Import>>> receive(std::string file_name, Body body,
                                                        std::optional<std::uint64_t> length);

    [[nodiscard]] std::vector<std::shared_ptr<const Import>> all() const;
    [[nodiscard]] Result<std::shared_ptr<const Import>> find(const std::string& id) const;

    // Reads it again with what a person chose; not while it is loaded.
    Result<std::shared_ptr<const Import>> read_again(const std::string& id, intake::FormatChoice choice,
                                                     std::vector<std::optional<intake::CellFormat>> types);
    // Begins to load it. Errors: invalid_request (an answer is missing, the table's name is taken), unavailable.
    Result<std::shared_ptr<const Import>> load(const std::string& id, ImportOrder order);
    // Ends and forgets it, whatever it is at.
    Result<void> remove(const std::string& id);

    // Tables that were brought: they may be added to, replaced and dropped.
    Task<Result<std::vector<RelationInfo>>> tables(Deadline deadline);
    Task<Result<void>> drop(std::string table, Deadline deadline);

    void forget_old();

 private:
    using Handle = std::shared_ptr<Import>;

    Result<Handle> own(const std::string& id) const;
    Result<void> check_room(std::optional<std::uint64_t> length);
    Task<> read(Handle import, intake::FormatChoice choice, std::vector<std::optional<intake::CellFormat>> types);
    Task<> run(Handle import, ImportOrder order);
    Task<Result<ImportOutcome>> copy(Handle import, ImportOrder order);
    Task<Result<void>> check_quota(pg::Connection& connection, std::uint64_t more, Deadline deadline);
    [[nodiscard]] bool is_taken(const std::string& table) const;

    Services& services_;
    const ImportSettings settings_;
    std::map<std::string, Handle> imports_;
    std::set<std::string> tables_in_work_;
    WorkPool work_{2};
};

}  // namespace pf::pitboss
