#include "pg/migrate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/embedded.hpp"
#include "base/secret.hpp"
#include "pg/roles.hpp"

namespace pf::pg {
namespace {

struct Migration {
    std::string name;      // "0001_registry"
    std::string checksum;  // SHA-256 of the file, hex
    EmbeddedFile file;
};

constexpr sql::Literal table_exists = "SELECT to_regclass('pattern_factory.schema_migrations') IS NOT NULL";
constexpr sql::Literal applied_migrations = "SELECT name, checksum FROM pattern_factory.schema_migrations";

// Any number that no other program locks: "pattern" in ASCII.
constexpr sql::Literal lock = "SELECT pg_advisory_lock(x'7061747465726e'::bigint)";
constexpr sql::Literal unlock = "SELECT pg_advisory_unlock(x'7061747465726e'::bigint)";

// The registry belongs to pf_owner where this database was prepared for that and this role may act as it, else to
// whoever migrates.
constexpr sql::Literal may_be_owner =
    "SELECT coalesce((SELECT pg_has_role(r.oid, 'MEMBER') AND coalesce(n.nspowner = r.oid, "
    "has_database_privilege(r.oid, "
    "current_database(), 'CREATE')) FROM pg_roles r LEFT JOIN pg_namespace n ON n.nspname = 'pattern_factory' "
    "WHERE r.rolname = 'pf_owner'), false)";

constexpr sql::Literal create_table = R"sql(DO $table$
BEGIN
    IF to_regnamespace('pattern_factory') IS NULL THEN
        CREATE SCHEMA pattern_factory;
        COMMENT ON SCHEMA pattern_factory IS 'Pattern Factory: the registry of rules';
    END IF;
END $table$;
CREATE TABLE IF NOT EXISTS pattern_factory.schema_migrations (
    name text PRIMARY KEY,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);)sql";

std::vector<Migration> known_migrations() {
    std::vector<Migration> known;
    for (const auto& file : embedded_files(Group::migrations)) {
        std::string name(file.path.substr(0, file.path.rfind('.')));
        known.push_back({std::move(name), sha256_hex(file.bytes), file});
    }
    return known;
}

Task<Result<std::map<std::string, std::string>>> read_applied(Connection& connection, Deadline deadline) {
    std::map<std::string, std::string> applied;
    auto exists = co_await connection.query(table_exists, {}, deadline);
    if (!exists) co_return exists.error();
    if (!exists->boolean(0, 0)) co_return applied;
    auto rows = co_await connection.query(applied_migrations, {}, deadline);
    if (!rows) co_return rows.error();
    for (int row = 0; row < rows->size(); ++row) applied.emplace(rows->text(row, 0), rows->text(row, 1));
    co_return applied;
}

// The known migrations that are not applied yet, in order.
Result<std::vector<Migration>> missing_of(const std::vector<Migration>& known,
                                          const std::map<std::string, std::string>& applied) {
    std::vector<Migration> missing;
    std::size_t found = 0;
    for (const auto& migration : known) {
        const auto was = applied.find(migration.name);
        if (was == applied.end()) {
            missing.push_back(migration);
            continue;
        }
        ++found;
        if (was->second != migration.checksum)
            return make_error(
                ErrorKind::internal,
                fmt::format("The database was migrated with another text of {} than this program has.", migration.name),
                "Use the program that migrated it, or an official release.");
    }
    if (found == applied.size()) return missing;
    for (const auto& [name, checksum] : applied)
        if (std::none_of(known.begin(), known.end(), [&](const Migration& one) { return one.name == name; }))
            return make_error(
                ErrorKind::unavailable,
                fmt::format("A newer version of this program has used this database: its migration {} is unknown here.",
                            name),
                "Update pattern-factory, or use another database.");
    return missing;
}

sql::Statement script_of(const Migration& migration) {
    sql::Statement script("BEGIN; SET LOCAL search_path = pg_catalog;\n");
    script.append(sql::Statement::file(migration.file));
    script.literal("\n;INSERT INTO pattern_factory.schema_migrations (name, checksum) VALUES (").value(migration.name);
    script.literal(", ").value(migration.checksum).literal(");\n").append(grant_registry()).literal("COMMIT;");
    return script;
}

Task<Result<std::vector<std::string>>> apply(Connection& connection, std::vector<Migration> known, Deadline deadline) {
    std::vector<std::string> names;
    auto owner = co_await connection.query(may_be_owner, {}, deadline);
    if (!owner) co_return owner.error();
    if (owner->boolean(0, 0)) {
        auto set = co_await connection.query(sql::Literal("SET ROLE pf_owner"), {}, deadline);
        if (!set) co_return set.error();
    }
    auto created = co_await connection.script(create_table, deadline);
    if (!created) co_return created.error();
    // Another server may have migrated while this one waited for the lock.
    auto applied = co_await read_applied(connection, deadline);
    if (!applied) co_return applied.error();
    auto missing = missing_of(known, *applied);
    if (!missing) co_return missing.error();
    for (const auto& migration : *missing) {
        auto done = co_await connection.script(script_of(migration), deadline);
        if (!done) {
            Error error = done.error();
            error.message = fmt::format("Migration {} failed: {}", migration.name, error.message);
            co_return error;
        }
        names.push_back(migration.name);
    }
    co_return names;
}

}  // namespace

Task<Result<std::vector<std::string>>> migrate(Connection& connection, Deadline deadline) {
    const auto known = known_migrations();
    auto applied = co_await read_applied(connection, deadline);
    if (!applied) co_return applied.error();
    auto missing = missing_of(known, *applied);
    if (!missing) co_return missing.error();
    if (missing->empty()) co_return std::vector<std::string>();

    auto locked = co_await connection.query(lock, {}, deadline);
    if (!locked) {
        Error error = locked.error();
        if (error.kind == ErrorKind::timeout) error.message = "Another server is still migrating this database.";
        co_return error;
    }
    auto names = co_await apply(connection, known, deadline);
    if (!connection.broken()) {
        const Deadline cleanup = std::max(deadline, Clock::now() + std::chrono::seconds(5));
        if (connection.in_transaction()) co_await connection.query(sql::Literal("ROLLBACK"), {}, cleanup);
        co_await connection.query(sql::Literal("RESET ROLE"), {}, cleanup);
        co_await connection.query(unlock, {}, cleanup);
    }
    co_return names;
}

}  // namespace pf::pg
