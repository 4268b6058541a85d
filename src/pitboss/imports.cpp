#include "pitboss/imports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/promise.hpp>
#include <boost/asio/experimental/use_promise.hpp>

#include "base/log.hpp"
#include "base/secret.hpp"
#include "intake/names.hpp"
#include "model/snapshot.hpp"
#include "pg/errors.hpp"
#include "pitboss/import_target.hpp"

namespace pf::pitboss {
namespace {

constexpr auto load_timeout = std::chrono::hours(2);
constexpr auto statement_timeout = std::chrono::seconds(30);
constexpr auto abandoned_after = std::chrono::minutes(1);  // an import without a request, when room is wanted
constexpr auto drop_patience = std::chrono::seconds(10);
constexpr std::size_t write_step = 256 * 1024;

constexpr sql::Literal used_bytes =
    "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c JOIN pg_namespace n ON n.oid = "
    "c.relnamespace "
    "WHERE n.nspname = $1 AND c.relkind = 'r'";
constexpr sql::Literal list_tables =
    "SELECT c.relname, coalesce(obj_description(c.oid, 'pg_class'), ''), c.reltuples::bigint FROM pg_class c "
    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind = 'r' ORDER BY c.relname";
constexpr sql::Literal list_columns =
    "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a JOIN pg_class c ON c.oid = "
    "a.attrelid "
    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind = 'r' AND a.attnum > 0 "
    "AND NOT a.attisdropped ORDER BY c.relname, a.attnum";

constexpr std::pair<ImportMode, std::string_view> modes[] = {
    {ImportMode::create, "create"}, {ImportMode::append, "append"}, {ImportMode::replace, "replace"}};

Error not_here() {
    return make_error(ErrorKind::not_found, "There is no such import any more.", "Bring the file again.");
}

// Who hears what a spawned import throws: the log. The import itself says what failed.
auto logged(std::shared_ptr<Import> import) {
    return [import](std::exception_ptr failure) {
        try {
            if (failure) std::rethrow_exception(failure);
        } catch (const std::exception& error) {
            log::error("import of {}: {}", import->file_name, error.what());
            import->stage = Import::Stage::failed;
            import->error = make_error(ErrorKind::internal, "The server failed to read the file; its log says why.");
        }
    };
}

intake::Bytes bytes_of(const std::shared_ptr<SpoolFile>& file) {
    return {[file](std::uint64_t offset, char* into, std::size_t size) { return file->read(offset, into, size); },
            file->size()};
}

std::string size_in_words(std::uint64_t bytes) {
    if (bytes >= std::uint64_t{1} << 30) return fmt::format("{:.3g} GiB", static_cast<double>(bytes) / (1u << 30));
    if (bytes >= std::uint64_t{1} << 20) return fmt::format("{:.3g} MiB", static_cast<double>(bytes) / (1u << 20));
    return fmt::format("{} bytes", bytes);
}

// What makes a file's rows, and what it reads.
struct RowMaker {
    RowMaker(std::shared_ptr<SpoolFile> spool, std::shared_ptr<intake::Progress> watched, const intake::Format& format,
             std::vector<intake::TargetColumn> columns, std::size_t width, intake::CopyText::OnMisfit on_misfit)
        : file(std::move(spool)),
          progress(std::move(watched)),
          bytes(bytes_of(file)),
          text(bytes, format, std::move(columns), width, on_misfit, *progress) {}

    std::shared_ptr<SpoolFile> file;
    std::shared_ptr<intake::Progress> progress;
    intake::Bytes bytes;
    intake::CopyText text;
};

// A file's rows in COPY's format, piece by piece: the next one is made while the one before is sent.
class RowPieces {
 public:
    RowPieces(WorkPool& work, asio::any_io_executor executor, std::shared_ptr<RowMaker> maker)
        : work_(work), executor_(std::move(executor)), maker_(std::move(maker)) {}

    Task<Result<std::string>> next() {
        if (!coming_) begin();
        co_await settle();
        auto piece = *std::exchange(*made_, std::nullopt);
        if (piece && !piece->empty()) begin();
        co_return piece;
    }

    // Waits for what is being made; what the maker counted may be read then.
    Task<> settle() {
        if (!coming_) co_return;
        auto coming = std::move(*coming_);
        coming_.reset();
        co_await coming(asio::use_awaitable);
    }

 private:
    using Made = std::optional<Result<std::string>>;

    void begin() {
        coming_.emplace(asio::co_spawn(executor_, make(work_, maker_, made_), asio::experimental::use_promise));
    }

    static Task<> make(WorkPool& work, std::shared_ptr<RowMaker> maker, std::shared_ptr<Made> made) {
        *made = co_await work.run([maker] { return maker->text.next(); });
    }

    WorkPool& work_;
    const asio::any_io_executor executor_;
    const std::shared_ptr<RowMaker> maker_;
    const std::shared_ptr<Made> made_ = std::make_shared<Made>();
    std::optional<asio::experimental::promise<void(std::exception_ptr)>> coming_;
};

}  // namespace

std::string_view to_string(ImportMode mode) {
    for (const auto& [each, name] : modes)
        if (each == mode) return name;
    return {};
}

std::optional<ImportMode> import_mode_named(std::string_view name) {
    for (const auto& [mode, each] : modes)
        if (each == name) return mode;
    return std::nullopt;
}

std::string_view to_string(Import::Stage stage) {
    switch (stage) {
        case Import::Stage::receiving: return "receiving";
        case Import::Stage::reading: return "reading";
        case Import::Stage::failed: return "failed";
        case Import::Stage::ready: return "ready";
        case Import::Stage::loading: return "loading";
        case Import::Stage::done: return "done";
    }
    return {};
}

Imports::Imports(Services& services, ImportSettings settings) : services_(services), settings_(std::move(settings)) {}

Imports::~Imports() {
    for (const auto& [id, import] : imports_) import->progress->cancelled = true;
}

std::string Imports::unavailable() const {
    if (settings_.pool && settings_.max_bytes > 0) return {};
    if (settings_.max_bytes == 0 && settings_.pool)
        return "Bringing files is turned off here (PF_IMPORT_MAX_BYTES is 0).";
    return "This database takes no files: PF_IMPORT_DATABASE_URL names no login that may make tables.";
}

Task<Result<std::shared_ptr<const Import>>> Imports::receive(std::string file_name, Body body,
                                                             std::optional<std::uint64_t> length) {
    if (auto room = check_room(length); !room) co_return room.error();
    auto file = SpoolFile::create(settings_.folder);
    if (!file) co_return file.error();
    auto import = std::make_shared<Import>();
    import->id = random_token(16);
    import->file_name = std::move(file_name);
    import->file = *file;
    import->bytes = length.value_or(0);
    struct Entry {  // gone again when the file does not come whole
        Imports& imports;
        std::string id;
        bool keep = false;
        ~Entry() {
            if (!keep) imports.imports_.erase(id);
        }
    } entry{*this, import->id};
    imports_[import->id] = import;

    std::string gathered;
    for (bool more = true; more;) {
        auto piece = co_await body();
        if (!piece) co_return piece.error();
        more = !piece->empty();
        gathered += *piece;
        if (more && gathered.size() < write_step) continue;
        import->touched = Clock::now();
        auto written = co_await work_.run(
            [spool = import->file, bytes = std::exchange(gathered, {})] { return spool->append(bytes); });
        if (!written) co_return written.error();
        import->progress->bytes = import->file->size();
        if (import->progress->cancelled) co_return make_error(ErrorKind::cancelled, "The import was cancelled.");
        if (auto trouble = services_.storage_trouble(); !trouble.empty())
            co_return make_error(ErrorKind::unavailable, std::move(trouble));
    }
    import->bytes = import->file->size();
    entry.keep = true;
    import->table = intake::table_name(import->file_name);
    const std::string stem = import->table.substr(0, 55);
    for (int n = 2; is_taken(import->table); ++n) import->table = fmt::format("{}_{}", stem, n);
    import->stage = Import::Stage::reading;
    asio::co_spawn(settings_.executor, read(import, {}, {}), logged(import));
    co_return import;
}

Result<void> Imports::check_room(std::optional<std::uint64_t> length) {
    if (auto why = unavailable(); !why.empty()) return make_error(ErrorKind::not_found, std::move(why));
    if (length && *length > settings_.max_bytes)
        return make_error(ErrorKind::invalid_request,
                          fmt::format("The file is larger than {}.", size_in_words(settings_.max_bytes)),
                          "PF_IMPORT_MAX_BYTES is the bound.");
    std::error_code failure;
    const auto space = std::filesystem::space(settings_.folder.parent_path(), failure);
    if (!failure && length && space.available / 3 < *length)
        return make_error(ErrorKind::unavailable,
                          fmt::format("The server's disk has no room for a file of {}.", size_in_words(*length)));
    forget_old();
    if (imports_.size() < settings_.max_imports) return {};
    // What is over makes room at once, what waits for its person after a while.
    const auto waits_since = [](const Import& import) {
        const bool over = import.stage == Import::Stage::done || import.stage == Import::Stage::failed;
        return over ? import.touched - abandoned_after : import.touched;
    };
    auto oldest = imports_.end();
    for (auto each = imports_.begin(); each != imports_.end(); ++each) {
        const auto stage = each->second->stage;
        if (stage == Import::Stage::receiving || stage == Import::Stage::loading) continue;
        if (oldest == imports_.end() || waits_since(*each->second) < waits_since(*oldest->second)) oldest = each;
    }
    if (oldest == imports_.end() || waits_since(*oldest->second) + abandoned_after > Clock::now())
        return make_error(ErrorKind::unavailable, "Too many files are being brought at the moment.",
                          "Try again in a minute.");
    oldest->second->progress->cancelled = true;
    imports_.erase(oldest);
    return {};
}

std::vector<std::shared_ptr<const Import>> Imports::all() const {
    std::vector<std::shared_ptr<const Import>> all;
    for (const auto& [id, import] : imports_) all.push_back(import);
    return all;
}

Result<std::shared_ptr<const Import>> Imports::find(const std::string& id) const {
    auto found = own(id);
    if (!found) return found.error();
    return std::shared_ptr<const Import>(*found);
}

Result<Imports::Handle> Imports::own(const std::string& id) const {
    const auto found = imports_.find(id);
    if (found == imports_.end()) return not_here();
    found->second->touched = Clock::now();
    return found->second;
}

Task<> Imports::read(Handle import, intake::FormatChoice choice, std::vector<std::optional<intake::CellFormat>> types) {
    const auto progress = import->progress;
    auto made = co_await work_.run([file = import->file, progress, choice, types = std::move(types)] {
        return intake::analyse(bytes_of(file), choice, types, *progress);
    });
    if (progress != import->progress) co_return;  // it is read anew already
    import->error.reset();
    import->analysis.reset();
    import->misfits = {};
    if (!made) {
        import->stage = Import::Stage::failed;
        import->error = made.error();
        co_return;
    }
    std::vector<std::string> headers;
    for (const auto& column : made->columns) headers.push_back(column.header);
    import->names = intake::column_names(headers);
    import->misfits = std::move(made->misfits);
    import->analysis = std::move(*made);
    import->stage = Import::Stage::ready;
}

Result<std::shared_ptr<const Import>> Imports::read_again(const std::string& id, intake::FormatChoice choice,
                                                          std::vector<std::optional<intake::CellFormat>> types) {
    auto import = own(id);
    if (!import) return import.error();
    const auto stage = (*import)->stage;
    if (stage == Import::Stage::receiving || stage == Import::Stage::loading || stage == Import::Stage::done)
        return make_error(ErrorKind::invalid_request,
                          fmt::format("The file cannot be read anew now: it is {}.", to_string(stage)));
    (*import)->progress->cancelled = true;
    (*import)->progress = std::make_shared<intake::Progress>();
    (*import)->stage = Import::Stage::reading;
    asio::co_spawn(settings_.executor, read(*import, choice, std::move(types)), logged(*import));
    return std::shared_ptr<const Import>(*import);
}

Result<std::shared_ptr<const Import>> Imports::load(const std::string& id, ImportOrder order) {
    auto import = own(id);
    if (!import) return import.error();
    if ((*import)->stage != Import::Stage::ready)
        return make_error(ErrorKind::invalid_request,
                          fmt::format("The file cannot be loaded now: it is {}.", to_string((*import)->stage)));
    const auto& found = (*import)->analysis->columns;
    if (!order.columns) {
        order.columns.emplace();
        for (std::size_t i = 0; i < found.size(); ++i) {
            if (found[i].guess.question == "date_order")
                return make_error(ErrorKind::invalid_request,
                                  fmt::format("Is {} in column \"{}\" written with the day first or the month?",
                                              found[i].guess.example, (*import)->names[i]),
                                  "Say which with columns.");
            order.columns->push_back({(*import)->names[i], found[i].guess.format, found[i].empty});
        }
    }
    if (order.table.empty() || order.table.size() > sql::max_identifier_bytes ||
        intake::plain_name(order.table) != order.table)
        return make_error(ErrorKind::invalid_request,
                          "table must be a name of small letters, digits and underscores, at most 63 bytes.");
    if (order.mode == ImportMode::create && is_taken(order.table))
        return make_error(ErrorKind::invalid_request, fmt::format("There is a table \"{}\" already.", order.table),
                          "Add to it, replace its rows, or choose another name.");
    if (tables_in_work_.contains(order.table))
        return make_error(ErrorKind::unavailable,
                          fmt::format("Another file goes into \"{}\" at the moment.", order.table),
                          "Wait for its end, or choose another name.");
    (*import)->progress = std::make_shared<intake::Progress>();
    (*import)->stage = Import::Stage::loading;
    (*import)->error.reset();
    tables_in_work_.insert(order.table);
    asio::co_spawn(settings_.executor, run(*import, std::move(order)), logged(*import));
    return std::shared_ptr<const Import>(*import);
}

Task<> Imports::run(Handle import, ImportOrder order) {
    struct InWork {
        std::set<std::string>& tables;
        std::string table;
        ~InWork() { tables.erase(table); }
    } in_work{tables_in_work_, order.table};
    auto outcome = co_await copy(import, std::move(order));
    import->touched = Clock::now();
    if (!outcome) {
        import->stage = Import::Stage::ready;
        import->error = outcome.error();
        co_return;
    }
    // Whoever sees that it is done may ask about the table: the semantic model comes first.
    if (auto reloaded = co_await settings_.reload(); !reloaded)
        log::warn("the semantic model was not refreshed after an import: {}", reloaded.error().message);
    import->outcome = std::move(*outcome);
    import->file.reset();
    import->stage = Import::Stage::done;
}

Task<Result<ImportOutcome>> Imports::copy(Handle import, ImportOrder order) {
    const Deadline deadline = Clock::now() + load_timeout;
    auto lease = co_await settings_.pool->acquire(Clock::now() + statement_timeout);
    if (!lease) co_return lease.error();
    pg::Connection& connection = **lease;
    if (auto room = co_await check_quota(connection, import->bytes, Clock::now() + statement_timeout); !room)
        co_return room.error();
    // A lease that ends inside of a transaction closes its connection: whatever fails from here on leaves nothing.
    auto begun = co_await connection.query(sql::Literal("BEGIN"), {}, Clock::now() + statement_timeout);
    if (!begun) co_return begun.error();
    auto target =
        order.mode == ImportMode::create
            ? co_await create_table(connection, settings_.schema, *import, *order.columns, order.table, deadline)
            : co_await extend_table(connection, settings_.schema, *import, *order.columns, order.table,
                                    order.mode == ImportMode::replace, deadline);
    if (!target) co_return target.error();

    const auto progress = import->progress;
    const auto on_misfit = order.leave_out ? intake::CopyText::OnMisfit::leave_out : intake::CopyText::OnMisfit::stop;
    const auto maker =
        std::make_shared<RowMaker>(import->file, progress, import->analysis->format, std::move(target->columns),
                                   import->analysis->columns.size(), on_misfit);
    const auto pieces = std::make_shared<RowPieces>(work_, settings_.executor, maker);
    const pg::Connection::CopySource source = [maker, pieces, on_misfit]() -> Task<Result<std::string>> {
        auto piece = co_await pieces->next();
        if (!piece || !piece->empty()) co_return piece;
        const auto misfits = maker->text.misfits().rows;
        if (misfits > 0 && on_misfit == intake::CopyText::OnMisfit::stop)
            co_return make_error(
                ErrorKind::invalid_request,
                fmt::format("{} row{} not fit, so nothing was loaded.", misfits, misfits == 1 ? " does" : "s do"),
                "Change the types, or leave these rows out.");
        co_return piece;
    };
    auto copied = co_await connection.copy_in(std::move(target->copy), source, deadline);
    co_await pieces->settle();
    import->misfits = maker->text.misfits();
    if (!copied) co_return copied.error();
    sql::Statement analyse("ANALYZE ");
    analyse.name(settings_.schema, order.table);
    if (auto analysed = co_await connection.query(std::move(analyse), {}, deadline); !analysed)
        co_return analysed.error();
    if (auto room = co_await check_quota(connection, 0, deadline); !room) co_return room.error();
    if (progress->cancelled) co_return make_error(ErrorKind::cancelled, "The import was cancelled.");
    auto committed = co_await connection.query(sql::Literal("COMMIT"), {}, deadline);
    if (!committed) co_return committed.error();
    co_return ImportOutcome{std::move(order.table), order.mode, *copied};
}

Task<Result<void>> Imports::check_quota(pg::Connection& connection, std::uint64_t more, Deadline deadline) {
    const auto used = co_await connection.query(used_bytes, pg::params(settings_.schema), deadline);
    if (!used) co_return used.error();
    if (static_cast<std::uint64_t>(used->integer(0, 0)) + more <= settings_.quota_bytes) co_return Result<void>();
    co_return make_error(ErrorKind::unavailable,
                         fmt::format("The files that were brought take {} already; together they may have {}.",
                                     size_in_words(static_cast<std::uint64_t>(used->integer(0, 0))),
                                     size_in_words(settings_.quota_bytes)),
                         "Delete a table that is not wanted any more. PF_IMPORT_QUOTA_BYTES is the bound.");
}

Result<void> Imports::remove(const std::string& id) {
    auto import = own(id);
    if (!import) return import.error();
    (*import)->progress->cancelled = true;
    imports_.erase(id);
    return {};
}

bool Imports::is_taken(const std::string& table) const {
    const auto snapshot = services_.snapshot ? services_.snapshot() : nullptr;
    if (!snapshot) return false;
    return std::any_of(snapshot->ontology.tables.begin(), snapshot->ontology.tables.end(),
                       [&](const auto& each) { return each.name == table; });
}

Task<Result<std::vector<RelationInfo>>> Imports::tables(Deadline deadline) {
    std::vector<RelationInfo> tables;
    if (!settings_.pool) co_return tables;
    auto lease = co_await settings_.pool->acquire(deadline);
    if (!lease) co_return lease.error();
    std::vector<pg::Query> queries;
    queries.emplace_back(list_tables, pg::params(settings_.schema));
    queries.emplace_back(list_columns, pg::params(settings_.schema));
    const auto rows = co_await (**lease).pipeline(std::move(queries), deadline);
    if (!rows) co_return rows.error();
    for (int i = 0; i < (*rows)[0].size(); ++i) {
        RelationInfo info;
        info.name = (*rows)[0].text(i, 0);
        info.description = (*rows)[0].text(i, 1);
        if ((*rows)[0].integer(i, 2) >= 0) info.rows = (*rows)[0].integer(i, 2);
        for (int c = 0; c < (*rows)[1].size(); ++c)
            if ((*rows)[1].text(c, 0) == info.name)
                info.columns.push_back({std::string((*rows)[1].text(c, 1)), std::string((*rows)[1].text(c, 2))});
        tables.push_back(std::move(info));
    }
    co_return tables;
}

Task<Result<void>> Imports::drop(std::string table, Deadline deadline) {
    if (auto why = unavailable(); !why.empty()) co_return make_error(ErrorKind::not_found, std::move(why));
    if (tables_in_work_.contains(table))
        co_return make_error(ErrorKind::unavailable, fmt::format("A file goes into \"{}\" at the moment.", table),
                             "Wait for its end.");
    auto lease = co_await settings_.pool->acquire(deadline);
    if (!lease) co_return lease.error();
    sql::Statement drop("DROP TABLE ");
    drop.name(settings_.schema, table);
    // Right after it was filled PostgreSQL reads it to know its contents, and so does the catalogue: both end soon.
    const Deadline patience = std::min(deadline, Clock::now() + drop_patience);
    auto dropped = co_await (**lease).query(drop, {}, deadline);
    while (!dropped && (**lease).last_sqlstate() == pg::lock_not_available && Clock::now() < patience)
        dropped = co_await (**lease).query(drop, {}, deadline);
    if (!dropped) {
        const auto code = (**lease).last_sqlstate();
        if (code == "42P01" || code == "3F000")
            co_return make_error(
                ErrorKind::not_found,
                fmt::format("There is no table \"{}\" of a file that was brought.", table.substr(0, 100)));
        if (code == "2BP01")
            co_return make_error(ErrorKind::invalid_request, fmt::format("Rules read \"{}\": it stays.", table),
                                 "Delete those rules first.");
        co_return dropped.error();
    }
    co_return co_await settings_.reload();
}

void Imports::forget_old() {
    const auto before = Clock::now() - settings_.kept_for;
    std::erase_if(imports_, [&](const auto& entry) {
        const auto& import = *entry.second;
        if (import.stage == Import::Stage::receiving || import.stage == Import::Stage::loading ||
            import.touched > before)
            return false;
        import.progress->cancelled = true;
        return true;
    });
}

}  // namespace pf::pitboss
