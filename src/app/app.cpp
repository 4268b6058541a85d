#include "app/app.hpp"

#include <fmt/format.h>

#include <sys/stat.h>
#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstdio>
#include <optional>
#include <thread>
#include <tuple>

#include "api/certificate.hpp"
#include "api/server.hpp"
#include "app/database.hpp"
#include "app/language_model.hpp"
#include "app/run_loop.hpp"
#include "app/semantic_model.hpp"
#include "app/sign_in.hpp"
#include "app/users_file.hpp"
#include "base/log.hpp"
#include "base/version.hpp"
#include "base/work_pool.hpp"
#include "compiler/link/word_vectors.hpp"
#include "compiler/rank/model_file.hpp"
#include "pg/pool.hpp"
#include "pitboss/audit.hpp"
#include "pitboss/boards.hpp"
#include "pitboss/definitions.hpp"
#include "pitboss/imports.hpp"
#include "pitboss/patterns.hpp"
#include "pitboss/readings.hpp"
#include "pitboss/registry.hpp"
#include "pitboss/results.hpp"
#include "pitboss/services.hpp"
#include "pitboss/supervisor.hpp"
#include "tools/sql_pitboss.hpp"

namespace pf::app {
namespace {

constexpr auto start_timeout = std::chrono::seconds(120);
constexpr auto drain_timeout = std::chrono::seconds(5);
constexpr auto refresh_pause = std::chrono::seconds(5);
constexpr unsigned work_threads = 2;
constexpr std::size_t read_connections = 8;
constexpr std::size_t check_connections = 4;
constexpr std::size_t import_connections = 3;

// DISCARD ALL (PostgreSQL 15 manual) without DEALLOCATE ALL and DISCARD PLANS, which cost every rule the planning of
// its registry rows and of their foreign keys' checks, and without the advisory locks the build role cannot take
// (docs/security.md, "Limits").
constexpr sql::Literal forget_all_but_plans =
    "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *; DISCARD TEMP; DISCARD SEQUENCES";

// The roles of the private PostgreSQL have these settings by themselves (pg/roles.hpp), so there they cost nothing.
pg::Pool::Settings pool_settings(const pg::ConnectionSettings& connection, std::size_t size, bool configured) {
    pg::Pool::Settings settings;
    settings.connection = connection;
    settings.size = size;
    settings.on_return = sql::Statement("DISCARD ALL");  // nothing of one request is left for the next
    if (configured)
        settings.on_connect = sql::Statement(
            "SET client_min_messages = 'warning'; SET synchronize_seqscans = off; SET max_parallel_workers_per_gather "
            "= 0; "
            "SET idle_in_transaction_session_timeout = '10s'; SET lock_timeout = '1s'; SET jit = off; SET timezone = "
            "'UTC'; "
            "SET client_connection_check_interval = '1s'");
    return settings;
}

// Only the program's own statements run here, and what they set ends with their transaction: there is nothing to
// forget, and what every request asks stays planned.
pg::Pool::Settings read_pool_settings(const Database& database) {
    auto settings = pool_settings(database.app, read_connections, !database.cluster);
    settings.on_return = {};
    return settings;
}

pg::Pool::Settings build_pool_settings(const Database& database, const Config& config) {
    auto settings = pool_settings(database.build, config.build_connections, !database.cluster);
    if (database.cluster) settings.on_return = forget_all_but_plans;
    settings.eager = std::max(4u, 2 * std::thread::hardware_concurrency() + 2);
    return settings;
}

// Not in a database whose roles were made before views had a bound in bytes.
Task<bool> sizes_readable(pg::Pool& build) {
    const Deadline deadline = Clock::now() + start_timeout;
    auto lease = co_await build.acquire(deadline);
    if (!lease) co_return true;  // said by who needs it
    auto size = co_await (**lease).query(sql::Literal("SELECT pg_total_relation_size('pg_class')"), {}, deadline);
    co_return size || (**lease).last_sqlstate() != "42501";
}

void report(const char* what, std::exception_ptr failed) {
    try {
        if (failed) std::rethrow_exception(failed);
    } catch (const std::exception& error) {
        log::error("{} ended: {}", what, error.what());
    }
}

// By what a file is known to have changed, also when another was put in its place.
using FileState = std::tuple<ino_t, std::int64_t, std::int64_t, off_t>;

FileState state_of(const std::string& file) {
    struct stat state {};
    if (::stat(file.c_str(), &state) != 0) return {};
    return {state.st_ino, state.st_mtim.tv_sec, state.st_mtim.tv_nsec, state.st_size};
}

class App {
 public:
    App(const Config& config, Database database, std::shared_ptr<api::SignIn> sign_in)
        : config_(config),
          sign_in_(std::move(sign_in)),
          database_(std::move(database)),
          rule_pool_(loop_.get_executor(), pool_settings(database_.rule, check_connections, !database_.cluster)),
          app_pool_(loop_.get_executor(), read_pool_settings(database_)),
          build_pool_(loop_.get_executor(), build_pool_settings(database_, config)) {
        if (database_.import)
            import_pool_.emplace(loop_.get_executor(),
                                 pool_settings(*database_.import, import_connections, !database_.cluster));
    }

    ~App() {
        if (sign_in_) sign_in_->provider->close();  // what hears of it is still there
    }
    App(const App&) = delete;
    App& operator=(const App&) = delete;

    Result<void> start();
    void run();

 private:
    void keep_sessions();
    Task<Result<void>> prepare();
    Task<Result<void>> load_model();
    pitboss::ImportSettings import_settings();
    Task<> keep_model_fresh();
    Task<> keep_house();
    Task<> stop_on_signal();
    Task<> read_again_on_signal();
    void read_users_again();
    void say_banner(const std::string& database_name) const;

    const Config& config_;
    const std::shared_ptr<api::SignIn> sign_in_;  // null: nobody signs in through a provider
    asio::io_context loop_{1};
    WorkPool work_{work_threads};                 // compiles, guards
    Database database_;                           // outlives every connection to it
    pg::Pool rule_pool_, app_pool_, build_pool_;  // a pool for each role
    std::optional<pg::Pool> import_pool_;
    std::unique_ptr<llm::OpenAiClient> model_;  // null: none is set
    std::optional<tools::SqlPitboss> generator_;
    std::string fingerprint_;
    ModelFile model_file_;
    std::vector<std::string> warnings_;  // of the database's logins
    pitboss::Services services_;
    std::optional<pitboss::Supervisor> supervisor_;
    std::optional<pitboss::Results> results_;
    std::optional<pitboss::Registry> registry_;
    std::optional<pitboss::Patterns> patterns_;
    std::optional<pitboss::Readings> readings_;
    std::optional<pitboss::Definitions> definitions_;
    std::optional<pitboss::Boards> boards_;
    std::optional<pitboss::Imports> imports_;
    std::optional<pitboss::Audit> audit_;
    std::unique_ptr<api::Server> server_;  // last in, first out: no request outlives what it uses
    asio::cancellation_signal background_;
    FileState users_state_;
    bool stopping_ = false;
};

Result<void> App::start() {
    if (auto checked = compiler::check_shipped_model(); !checked) return checked.error();
    if (auto checked = compiler::WordVectors::check_shipped(); !checked) return checked.error();
    auto client = make_language_model(config_);
    if (!client) return client.error();
    model_ = std::move(*client);
    generator_.emplace(work_, model_.get(), config_.model_values, static_cast<int>(config_.model_samples));
    if (auto prepared = run_to_end(loop_, prepare()); !prepared) return prepared.error();

    keep_sessions();
    services_.app = &app_pool_;
    services_.rule = &rule_pool_;
    services_.build = &build_pool_;
    services_.generator = &*generator_;
    services_.snapshot = [this] { return generator_->snapshot(); };
    services_.engine = *tools::engine_named(config_.generator);  // check() has seen it
    if (auto possible = generator_->can(services_.engine); !possible) return possible.error();
    services_.language_model = [this] { return language_model_state(model_.get(), config_.model_values); };
    if (model_)
        services_.check_language_model = [this](Deadline deadline) { return check_language_model(*model_, deadline); };
    if (database_.cluster) services_.storage_trouble = [this] { return storage_trouble(config_); };
    services_.warnings = warnings_;
    services_.separate_roles = database_.separate_roles;
    services_.limits.max_view_rows = config_.max_view_rows;
    services_.limits.max_view_bytes = std::int64_t{config_.max_view_mib} << 20;
    services_.limits.max_views_bytes = std::int64_t{config_.max_views_mib} << 20;
    services_.limits.max_cost = config_.max_cost;
    services_.limits.check_timeout = std::chrono::milliseconds(config_.check_timeout_ms);
    services_.limits.build_timeout = std::chrono::milliseconds(config_.build_timeout_ms);
    supervisor_.emplace(services_);
    results_.emplace(services_);
    registry_.emplace(services_);
    patterns_.emplace(services_);
    readings_.emplace(services_);
    definitions_.emplace(services_);
    boards_.emplace(services_);
    imports_.emplace(services_, import_settings());
    audit_.emplace(services_, loop_.get_executor());

    auto database_name = run_to_end(loop_, describe_database(database_, config_));
    if (!database_name) return database_name.error();
    pitboss::ServerInfo info;
    info.version = version();
    info.database = *database_name;
    info.model = model_ ? model_->name() : "";
    info.generators = {"compiler"};
    if (model_) info.generators.push_back("model");

    api::ServerSettings settings;
    settings.host = config_.host;
    settings.port = config_.port;
    settings.token = config_.token;
    if (!config_.users_file.empty()) {
        users_state_ = state_of(config_.users_file);
        auto users = read_users(config_.users_file);
        if (!users) return users.error();
        settings.users = std::move(*users);
    }
    settings.sign_in = sign_in_;
    settings.max_upload_bytes = static_cast<std::uint64_t>(config_.import_max_bytes);
    settings.allowed_hosts = split_list(config_.allowed_hosts);
    settings.allowed_origins = split_list(config_.allowed_origins);
    settings.trusted_proxies = split_list(config_.trusted_proxies);
    settings.tls_certificate = config_.tls_certificate;
    settings.tls_key = config_.tls_key;
    server_ = std::make_unique<api::Server>(loop_,
                                            api::Api{*supervisor_, *results_, *registry_, *patterns_, *readings_,
                                                     *definitions_, *boards_, *imports_, *audit_, services_, info},
                                            settings);
    if (auto listening = server_->listen(); !listening) return listening.error();
    say_banner(*database_name);
    return {};
}

void App::keep_sessions() {
    if (!sign_in_) return;
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto kept = sign_in_->sessions->keep_in(config_.data_directory() / "sessions", now);
    if (kept) return;
    warnings_.push_back("Who signs in has to do so again after a restart: " + kept.error().message);
    log::warn("{}", warnings_.back());
}

pitboss::ImportSettings App::import_settings() {
    pitboss::ImportSettings settings;
    settings.pool = import_pool_ ? &*import_pool_ : nullptr;
    settings.schema = config_.import_schema;
    settings.folder = config_.data_directory() / "imports";
    settings.max_bytes = static_cast<std::uint64_t>(config_.import_max_bytes);
    settings.quota_bytes = static_cast<std::uint64_t>(config_.import_quota_bytes);
    settings.executor = loop_.get_executor();
    settings.reload = [this] { return load_model(); };
    return settings;
}

Task<Result<void>> App::prepare() {
    if (auto prepared = co_await prepare_database(database_, config_); !prepared) co_return prepared.error();
    auto warnings = co_await login_warnings(database_);
    if (!warnings) co_return warnings.error();
    warnings_ = std::move(*warnings);
    services_.sizes_readable = co_await sizes_readable(build_pool_);
    if (!services_.sizes_readable) {
        warnings_.emplace_back(
            "The roles of this database may not read the sizes of views, which have no bound in bytes therefore: run "
            "pattern-factory roles again.");
        log::warn("{}", warnings_.back());
    }
    auto sample = co_await holds_sample(database_);
    if (!sample) co_return sample.error();
    auto file = read_model_file(config_, *sample && config_.sample);
    if (!file) co_return file.error();
    model_file_ = std::move(*file);
    co_return co_await load_model();
}

Task<Result<void>> App::load_model() {
    const Deadline deadline = Clock::now() + start_timeout;
    auto lease = co_await rule_pool_.acquire(deadline);  // what this role may read is what rules may read
    if (!lease) co_return lease.error();
    auto fingerprint = co_await database_fingerprint(**lease, deadline);
    if (!fingerprint) co_return fingerprint.error();
    auto snapshot =
        co_await load_semantic_model(**lease, config_.schema_list(), model_file_, deadline, config_.allowed_views(),
                                     config_.takes_files() ? config_.import_schema : std::string());
    if (!snapshot) co_return snapshot.error();
    auto kept = co_await pitboss::kept_definitions(app_pool_, deadline);
    if (!kept) co_return kept.error();
    co_await generator_->use(pitboss::with_kept(**snapshot, std::move(*kept)));
    fingerprint_ = *fingerprint;
    co_return Result<void>();
}

// Tables made, changed or filled while the server runs are known to rules some seconds later.
Task<> App::keep_model_fresh() {
    asio::steady_timer pause(loop_);
    while (!stopping_) {
        pause.expires_after(refresh_pause);
        co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
        std::string fingerprint = fingerprint_;
        {
            auto lease = co_await rule_pool_.acquire(Clock::now() + refresh_pause);
            if (!lease) continue;
            if (auto now = co_await database_fingerprint(**lease, Clock::now() + refresh_pause)) fingerprint = *now;
        }
        if (fingerprint == fingerprint_) continue;
        if (auto loaded = co_await load_model(); !loaded)
            log::warn("the semantic model was not refreshed: {}", loaded.error().message);
        else
            log::info("the semantic model was refreshed: {} tables", generator_->snapshot()->ontology.tables.size());
    }
}

// The private PostgreSQL is restarted when it died; replaced views get their names.
Task<> App::keep_house() {
    asio::steady_timer pause(loop_);
    for (int second = 0; !stopping_; ++second) {
        pause.expires_after(std::chrono::seconds(1));
        co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
        if (stopping_) break;
        if (database_.cluster) {
            auto restarted = database_.cluster->keep_alive();
            if (!restarted)
                log::error("the private PostgreSQL is down: {}", restarted.error().message);
            else if (*restarted)
                log::warn("the private PostgreSQL had died and was started again");
        }
        if (!config_.users_file.empty() && state_of(config_.users_file) != users_state_) read_users_again();
        if (second % 60 == 0) server_->check_callers();
        if (second % 60 == 0) co_await supervisor_->measure_views(Clock::now() + std::chrono::seconds(30));
        if (second % 60 == 1) {
            for (auto& rule_id : co_await registry_->remove_old_drafts(Clock::now() + std::chrono::seconds(30)))
                audit_->record({}, "draft_removed", std::move(rule_id));
        }
        imports_->forget_old();
        co_await audit_->write(Clock::now() + std::chrono::seconds(5));
        if (second % 3600 == 0 && config_.audit_days > 0)
            co_await audit_->forget(static_cast<int>(config_.audit_days), Clock::now() + std::chrono::seconds(30));
        if (second % 5 == 4) co_await supervisor_->settle_views(Clock::now() + std::chrono::seconds(5));
    }
}

Task<> App::stop_on_signal() {
    asio::signal_set signals(loop_, SIGINT, SIGTERM);
    co_await signals.async_wait(asio::as_tuple(asio::use_awaitable));
    fmt::print(stderr, "stopping …\n");
    stopping_ = true;
    co_await server_->stop(Clock::now() + drain_timeout);
    co_await audit_->write(Clock::now() + std::chrono::seconds(1));
    loop_.stop();
}

Task<> App::read_again_on_signal() {
    asio::signal_set signals(loop_, SIGHUP);
    while (!stopping_) {
        const auto [failed, signal] = co_await signals.async_wait(asio::as_tuple(asio::use_awaitable));
        if (failed) co_return;
        if (!config_.users_file.empty()) read_users_again();
        if (config_.tls_certificate.empty()) continue;
        if (auto loaded = server_->load_certificate(); !loaded)
            log::error("the former certificate is used on: {}", loaded.error().message);
        else
            log::info("the certificate was read again");
    }
}

void App::read_users_again() {
    users_state_ = state_of(config_.users_file);
    auto users = read_users(config_.users_file);
    if (!users) {
        log::error("the former users are known on: {}", users.error().message);
        return;
    }
    log::info("the users were read again: {}", users->size());
    server_->use(std::move(*users));
}

void App::run() {
    const auto named = [](const char* what) { return [what](std::exception_ptr failed) { report(what, failed); }; };
    loop_.restart();
    server_->start();
    asio::co_spawn(
        loop_,
        pitboss::listen_for_changes(
            database_.app, {.view = [this](const std::string& view,
                                           const std::string& rule) { server_->broadcast_views_refresh(view, rule); },
                            .board = [this](const std::string& board) { server_->broadcast_boards_refresh(board); }}),
        named("listening for changes"));
    asio::co_spawn(loop_, keep_model_fresh(), named("refreshing the semantic model"));
    asio::co_spawn(loop_, keep_house(), named("housekeeping"));
    asio::co_spawn(loop_, stop_on_signal(), named("waiting for signals"));
    if (!config_.tls_certificate.empty() || !config_.users_file.empty())
        asio::co_spawn(loop_, read_again_on_signal(), named("waiting for a certificate or users"));
    loop_.run();
}

void App::say_banner(const std::string& database_name) const {
    const std::string address =
        fmt::format("{}:{}", config_.host.find(':') == std::string::npos ? config_.host : "[" + config_.host + "]",
                    server_->port());
    const auto& ontology = generator_->snapshot()->ontology;
    fmt::print(stderr, "\nPattern Factory {}\n", version());
    const char* const tls = config_.tls_certificate.empty() ? "" : "s";
    fmt::print(stderr, "  web app    http{}://{}/\n", tls, address);
    fmt::print(stderr, "  WebSocket  ws{}://{}/ws\n", tls, address);
    fmt::print(stderr, "  database   {}\n", database_name);
    for (const auto& warning : warnings_) fmt::print(stderr, "             {}\n", warning);
    fmt::print(stderr, "  semantics  {} tables from {}, {} predefined rules\n", ontology.tables.size(),
               model_file_.name.empty() ? "the live catalogue" : model_file_.name, ontology.rules.size());
    fmt::print(stderr, "  compiler   ready\n");
    fmt::print(stderr, "  model      {}\n",
               model_ ? fmt::format("{} at {}", model_->name(), model_->state().base_url)
                      : "none (set OPENAI_API_KEY or OPENAI_BASE_URL to add one)");
    if (!config_.token.empty() || !config_.users_file.empty())
        fmt::print(stderr, "  access     clients must show a token\n");
    if (sign_in_) fmt::print(stderr, "  sign-in    {} at {}\n", sign_in_->provider_name, config_.oidc_issuer);
    fmt::print(stderr, "ready\n");
}

}  // namespace

Result<void> serve(const Config& config) {
    const bool loopback = config.host == "127.0.0.1" || config.host == "::1" || config.host == "localhost";
    if (!loopback && config.token.empty() && config.users_file.empty() && config.oidc_issuer.empty())
        return make_error(ErrorKind::invalid_request,
                          fmt::format("Listening on {} would open the server to the network: set PF_TOKEN, --users or "
                                      "PF_OIDC_ISSUER, or use --host 127.0.0.1.",
                                      config.host),
                          "A token that nobody guesses: PF_TOKEN=$(pattern-factory token create)");
    // Before anything is made: the server reads both again.
    if (!config.users_file.empty())
        if (auto usable = read_users(config.users_file); !usable) return usable.error();
    if (!config.tls_certificate.empty())
        if (auto usable = api::load_certificate(config.tls_certificate, config.tls_key); !usable) return usable.error();
    auto sign_in = make_sign_in(config);
    if (!sign_in) return sign_in.error();
    auto database = open_database(config);
    if (!database) return database.error();
    App app(config, std::move(*database), std::move(*sign_in));
    if (auto started = app.start(); !started) return started.error();
    app.run();
    return {};
}

}  // namespace pf::app
