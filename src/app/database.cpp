#include "app/database.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "base/embedded.hpp"
#include "base/log.hpp"
#include "pg/login.hpp"
#include "pg/migrate.hpp"
#include "pg/orphan_files.hpp"

extern char** environ;

namespace pf::app {
namespace {

constexpr auto start_timeout = std::chrono::seconds(30);
constexpr auto sample_timeout = std::chrono::seconds(60);

constexpr sql::Literal any_public_table =
    "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm') LIMIT 1";

constexpr sql::Literal is_new = "SELECT to_regclass('pattern_factory.schema_migrations') IS NULL";

constexpr sql::Literal find_sample_tables =
    "SELECT bool_and(to_regclass('public.' || name) IS NOT NULL) FROM unnest(ARRAY['categories', 'orgs', 'guests', "
    "'episodes', 'posts', 'patterns', 'pattern_episodes', 'pattern_guests', 'pattern_orgs', 'pattern_posts', "
    "'episode_guests']) AS name";

constexpr sql::Literal describe =
    "SELECT current_database(), coalesce(host(inet_server_addr()), 'a local socket'), current_user, "
    "split_part(current_setting('server_version'), ' ', 1)";

// libpq reads PG* variables for what a connection string leaves open; those are meant for another database.
void forget_libpq_environment() {
    std::vector<std::string> names;
    for (char** entry = environ; *entry; ++entry) {
        const std::string_view text(*entry);
        if (text.starts_with("PG")) names.emplace_back(text.substr(0, text.find('=')));
    }
    for (const auto& name : names) unsetenv(name.c_str());
}

Result<Database> open_private(const Config& config, bool may_share) {
    forget_libpq_environment();
    pg::PrivateCluster::Settings settings;
    settings.data_dir = config.data_directory();
    settings.address_space_bytes = std::uint64_t{config.cluster_memory_mib} << 20;
    settings.max_connections = static_cast<int>(config.build_connections) + 30;
    settings.may_share = may_share;
    settings.say = [](std::string_view line) { fmt::print(stderr, "{}\n", line); };
    auto cluster = pg::PrivateCluster::start(std::move(settings));
    if (!cluster) return cluster.error();
    Database database;
    database.admin = (*cluster)->connection("pf_admin");
    database.app = (*cluster)->connection("pf_app");
    database.rule = (*cluster)->connection("pf_rule");
    database.build = (*cluster)->connection("pf_build");
    if (config.takes_files()) database.import = (*cluster)->connection("pf_import");
    database.cluster = std::move(*cluster);
    return database;
}

Database open_configured(const Config& config) {
    Database database;
    database.admin.conninfo = database.app.conninfo = config.database_url;  // "" is the PG* environment
    database.separate_roles = !config.rule_database_url.empty();
    database.rule.conninfo = database.separate_roles ? config.rule_database_url : config.database_url;
    database.build.conninfo = database.separate_roles ? config.build_database_url : config.database_url;
    if (config.takes_files()) {
        database.import.emplace();
        database.import->conninfo = config.import_database_url;
    }
    return database;
}

Task<Result<void>> load_sample(pg::Connection& connection) {
    auto tables = co_await connection.query(any_public_table, {}, Clock::now() + start_timeout);
    if (!tables) co_return tables.error();
    if (!tables->empty()) co_return Result<void>();
    fmt::print(stderr, "loading the sample data …\n");
    sql::Statement script("BEGIN; SET LOCAL ROLE pf_owner; SET LOCAL search_path = public;\n");
    for (const auto& file : embedded_files(Group::sample)) script.append(sql::Statement::file(file)).literal("\n");
    script.literal("COMMIT; ANALYZE;");
    co_return co_await connection.script(std::move(script), Clock::now() + sample_timeout);
}

// What builds that were killed left behind. A start does not fail for it.
Task<> clear_orphan_files(pg::Connection& admin, const pg::PrivateCluster& cluster) {
    const auto orphans = co_await pg::remove_orphan_files(admin, cluster.folder(), Clock::now() + start_timeout);
    if (!orphans) {
        log::warn("files that killed builds may have left were not looked for: {}", orphans.error().message);
        co_return;
    }
    if (orphans->found == 0) co_return;
    const auto what = fmt::format("{} {} that killed builds had left, {} MiB", orphans->found,
                                  orphans->found == 1 ? "file" : "files", orphans->bytes >> 20);
    if (orphans->kept_because.empty())
        log::warn("removed {}", what);
    else
        log::warn("found {}; removed {} of them: {}", what, orphans->removed, orphans->kept_because);
}

}  // namespace

Result<Database> open_database(const Config& config, bool may_share) {
    if (config.private_database()) return open_private(config, may_share);
    return open_configured(config);
}

Task<Result<void>> prepare_database(const Database& database, const Config& config) {
    if (database.cluster && database.cluster->shared()) co_return Result<void>();
    auto connection = co_await pg::Connection::connect(database.admin, Clock::now() + start_timeout);
    if (!connection) co_return connection.error();
    if (database.cluster && config.sample) {
        // Before the registry, whose tables say from then on that this PostgreSQL is not new.
        auto fresh = co_await (*connection)->query(is_new, {}, Clock::now() + start_timeout);
        if (!fresh) co_return fresh.error();
        if (fresh->boolean(0, 0))
            if (auto loaded = co_await load_sample(**connection); !loaded) co_return loaded;
    }
    auto applied = co_await pg::migrate(**connection, Clock::now() + start_timeout);
    if (!applied) co_return applied.error();
    for (const auto& name : *applied) log::info("migrated the registry: {}", name);
    if (database.cluster) co_await clear_orphan_files(**connection, *database.cluster);
    co_return Result<void>();
}

Task<Result<bool>> holds_sample(const Database& database) {
    if (!database.cluster) co_return false;
    auto connection = co_await pg::Connection::connect(database.app, Clock::now() + start_timeout);
    if (!connection) co_return connection.error();
    auto there = co_await (*connection)->query(find_sample_tables, {}, Clock::now() + start_timeout);
    if (!there) co_return there.error();
    co_return there->boolean(0, 0);
}

Task<Result<std::vector<std::string>>> login_warnings(const Database& database) {
    std::vector<std::string> warnings;
    if (database.cluster) co_return warnings;
    const Deadline deadline = Clock::now() + start_timeout;
    auto connection = co_await pg::Connection::connect(database.rule, deadline);
    if (!connection) co_return connection.error();
    if (!database.separate_roles) {
        auto missing = co_await pg::missing_roles(**connection, deadline);
        if (!missing) co_return missing.error();
        warnings.push_back(
            missing->empty()
                ? std::string(
                      "Generated SQL does not run under the roles that this database has for it: the guard and the "
                      "limits alone protect it. Set PF_RULE_DATABASE_URL and PF_BUILD_DATABASE_URL to pf_rule's and "
                      "pf_build's logins.")
                : fmt::format(
                      "This database lacks the roles {} for generated SQL: the guard and the limits alone protect "
                      "it. Let its owner run what `pattern-factory roles` prints and give pf_rule and pf_build a "
                      "password, then set PF_RULE_DATABASE_URL and PF_BUILD_DATABASE_URL.",
                      fmt::join(*missing, ", ")));
    }
    auto rule = co_await pg::examine_login(**connection, deadline);
    if (!rule) co_return rule.error();
    std::vector<pg::Login> logins{*rule};
    if (database.separate_roles) {
        auto other = co_await pg::Connection::connect(database.build, deadline);
        if (!other) co_return other.error();
        auto build = co_await pg::examine_login(**other, deadline);
        if (!build) co_return build.error();
        logins.push_back(*build);
    }
    for (const auto& login : logins)
        if (login.bypasses_row_security)
            warnings.push_back(
                fmt::format("The login {}, under which generated SQL runs, {}: rules read rows that row-level security "
                            "would hide. Give generated SQL an ordinary login (pattern-factory roles).",
                            login.name, login.powers.front()));
    co_return warnings;
}

std::string storage_trouble(const Config& config) {
    std::error_code failure;
    const auto space = std::filesystem::space(config.data_directory(), failure);
    const auto free_mib = space.available >> 20;
    if (failure || free_mib >= config.min_free_disk_mib) return {};
    return fmt::format("The disk of {} is full: {} MiB are free, {} are wanted.", config.data_directory().string(),
                       free_mib, config.min_free_disk_mib);
}

Task<Result<std::string>> describe_database(const Database& database, const Config& config) {
    auto connection = co_await pg::Connection::connect(database.app, Clock::now() + start_timeout);
    if (!connection) co_return connection.error();
    auto row = co_await (*connection)->query(describe, {}, Clock::now() + start_timeout);
    if (!row) co_return row.error();
    if (database.cluster)
        co_return fmt::format("private PostgreSQL {} in {}", row->text(0, 3), config.data_directory().string());
    co_return fmt::format("{} on {} as {}, PostgreSQL {}", row->text(0, 0), row->text(0, 1), row->text(0, 2),
                          row->text(0, 3));
}

}  // namespace pf::app
