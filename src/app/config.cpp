#include "app/config.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <variant>

#include "base/ascii.hpp"
#include "tools/engine.hpp"

namespace pf::app {
namespace {

using Member = std::variant<std::string Config::*, std::uint16_t Config::*, std::uint32_t Config::*,
                            std::int64_t Config::*, double Config::*, bool Config::*>;

struct Setting {
    const char* group;
    const char* flag;  // "" for a secret: environment only
    const char* environment;
    const char* help;
    Member member;
};

// THE table. docs/operations and --help are made from the same words.
const Setting settings[] = {
    {"Server", "--host", "PF_HOST",
     "address to listen on; another than loopback demands PF_TOKEN, --users or PF_OIDC_ISSUER", &Config::host},
    {"Server", "--port", "PF_PORT", "port to listen on; 0 takes a free one", &Config::port},
    {"Server", "", "PF_TOKEN",
     "secret of 16 characters or more that clients must show, when set (see: pattern-factory token create)",
     &Config::token},
    {"Server", "--users", "PF_USERS_FILE",
     "file of the people who may come, with their roles and tokens (see: pattern-factory user)", &Config::users_file},
    {"Server", "--audit-days", "PF_AUDIT_DAYS", "how long the audit log is kept, days; 0: for ever",
     &Config::audit_days},
    {"Server", "--allowed-hosts", "PF_ALLOWED_HOSTS",
     "names under which the server may be addressed, besides loopback (a,b)", &Config::allowed_hosts},
    {"Server", "--allowed-origins", "PF_ALLOWED_ORIGINS", "web pages that may connect, besides the server's own (a,b)",
     &Config::allowed_origins},
    {"Server", "--trusted-proxies", "PF_TRUSTED_PROXIES",
     "proxies in front of the server whose X-Forwarded-For, -Proto and -Host are heard: addresses, networks (a,b)",
     &Config::trusted_proxies},
    {"Server", "--tls-cert", "PF_TLS_CERT", "certificate (PEM, with its chain) to speak TLS with; read again on SIGHUP",
     &Config::tls_certificate},
    {"Server", "--tls-key", "PF_TLS_KEY", "its key (PEM, without a password)", &Config::tls_key},
    {"Server", "--public-url", "PF_PUBLIC_URL",
     "this server's address as browsers see it, to which the sign-in provider sends them back", &Config::public_url},
    {"Sign-in", "--oidc-issuer", "PF_OIDC_ISSUER",
     "issuer of a provider of OpenID Connect through which people sign in; needs PF_PUBLIC_URL", &Config::oidc_issuer},
    {"Sign-in", "--oidc-client-id", "PF_OIDC_CLIENT_ID", "what the provider calls this server",
     &Config::oidc_client_id},
    {"Sign-in", "", "PF_OIDC_CLIENT_SECRET", "secret that the provider knows this server by; none: a public client",
     &Config::oidc_client_secret},
    {"Sign-in", "--oidc-client-secret-file", "PF_OIDC_CLIENT_SECRET_FILE", "file that holds it instead",
     &Config::oidc_client_secret_file},
    {"Sign-in", "--oidc-name", "PF_OIDC_NAME", "what people call the provider; default: its host", &Config::oidc_name},
    {"Sign-in", "--oidc-scopes", "PF_OIDC_SCOPES", "what the provider is asked for", &Config::oidc_scopes},
    {"Sign-in", "--oidc-audiences", "PF_OIDC_AUDIENCES",
     "others that the provider's tokens may be for besides this server (a,b)", &Config::oidc_audiences},
    {"Sign-in", "--oidc-role-claim", "PF_OIDC_ROLE_CLAIM",
     "claim that tells the role: a name, or a path (realm_access.roles)", &Config::oidc_role_claim},
    {"Sign-in", "--oidc-roles", "PF_OIDC_ROLES",
     "which of its values make which role: value=role,… (with ; between them where a value has a comma)",
     &Config::oidc_roles},
    {"Sign-in", "--oidc-default-role", "PF_OIDC_DEFAULT_ROLE",
     "role of who has none of these values: reader, or none, who may not come", &Config::oidc_default_role},
    {"Sign-in", "--oidc-session-hours", "PF_OIDC_SESSION_HOURS",
     "how long a sign-in lasts; 0: as long as the provider's token", &Config::oidc_session_hours},
    {"Sign-in", "--oidc-timeout", "PF_OIDC_TIMEOUT_MS", "time for all calls of one step to the provider, ms",
     &Config::oidc_timeout_ms},
    {"Server", "--log-level", "PF_LOG_LEVEL", "debug, info, warn or error", &Config::log_level},
    {"Database", "", "DATABASE_URL",
     "PostgreSQL to use instead of a private one (URI); PGHOST, PGPORT, PGUSER, PGDATABASE and PGPASSWORD work too",
     &Config::database_url},
    {"Database", "", "PF_RULE_DATABASE_URL", "login that checks generated SQL (see: pattern-factory roles)",
     &Config::rule_database_url},
    {"Database", "", "PF_BUILD_DATABASE_URL", "login that makes the rule views", &Config::build_database_url},
    {"Database", "", "PF_IMPORT_DATABASE_URL",
     "login that makes the tables of files that are brought, and may do nothing else", &Config::import_database_url},
    {"Database", "--import-schema", "PF_IMPORT_SCHEMA", "schema of those tables", &Config::import_schema},
    {"Database", "--import-max-bytes", "PF_IMPORT_MAX_BYTES",
     "size of a file that is brought at most; 0: none is taken", &Config::import_max_bytes},
    {"Database", "--import-quota-bytes", "PF_IMPORT_QUOTA_BYTES", "size of all those tables together at most",
     &Config::import_quota_bytes},
    {"Database", "--data-dir", "PF_DATA_DIR", "where the private PostgreSQL lives", &Config::data_dir},
    {"Database", "--schemas", "PF_SCHEMAS",
     "schemas whose tables rules may read (a,b); default: all but PostgreSQL's own", &Config::schemas},
    {"Database", "--allow-views", "PF_ALLOW_VIEWS",
     "views that rules may read although they call what may change data (schema.view,…)", &Config::allow_views},
    {"Database", "--sample", "PF_SAMPLE", "load the sample data into a new private PostgreSQL", &Config::sample},
    {"Database", "--cluster-memory", "PF_CLUSTER_MEMORY_MIB",
     "address space of a process of the private PostgreSQL, MiB; 0: no limit", &Config::cluster_memory_mib},
    {"Database", "--min-free-disk", "PF_MIN_FREE_DISK_MIB",
     "free space of its disk below which the server calls itself not ready, MiB", &Config::min_free_disk_mib},
    {"Rules", "--semantic-model", "PF_SEMANTIC_MODEL",
     "a pattern-factory.yaml; default: the sample's, or the live catalogue alone", &Config::semantic_model},
    {"Rules", "--generator", "PF_GENERATOR",
     "whose answers go out: auto (the compiler's when it is sure, else a model is heard too), compiler, model or both",
     &Config::generator},
    {"Rules", "--build-connections", "PF_BUILD_CONNECTIONS", "views made at the same time", &Config::build_connections},
    {"Rules", "--max-view-rows", "PF_MAX_VIEW_ROWS", "rows of a rule's view at most", &Config::max_view_rows},
    {"Rules", "--max-view-size", "PF_MAX_VIEW_MIB", "space of a rule's view at most, MiB; 0: no bound",
     &Config::max_view_mib},
    {"Rules", "--max-views-size", "PF_MAX_VIEWS_MIB", "space of all rules' views at most, MiB; 0: no bound",
     &Config::max_views_mib},
    {"Rules", "--max-cost", "PF_MAX_COST", "the planner's cost of a rule at most", &Config::max_cost},
    {"Rules", "--check-timeout", "PF_CHECK_TIMEOUT_MS", "time for checking a rule's SQL, ms",
     &Config::check_timeout_ms},
    {"Rules", "--build-timeout", "PF_BUILD_TIMEOUT_MS", "time for making a rule's view, ms", &Config::build_timeout_ms},
    {"Model", "", "OPENAI_API_KEY",
     "key of an OpenAI-compatible model for what the compiler is not sure of; neither key nor URL: the compiler alone",
     &Config::openai_api_key},
    {"Model", "--openai-base-url", "OPENAI_BASE_URL",
     "where that model answers; with a key alone https://api.openai.com/v1", &Config::openai_base_url},
    {"Model", "--model", "PF_MODEL", "its name", &Config::model},
    {"Model", "--model-timeout", "PF_MODEL_TIMEOUT_MS", "time a rule waits for the model, all its calls together, ms",
     &Config::model_timeout_ms},
    {"Model", "--model-connect-timeout", "PF_MODEL_CONNECT_TIMEOUT_MS", "time for connecting to the model, ms",
     &Config::model_connect_timeout_ms},
    {"Model", "--model-silence-timeout", "PF_MODEL_SILENCE_TIMEOUT_MS",
     "time until the first byte of its answer, and between two, ms", &Config::model_silence_timeout_ms},
    {"Model", "--model-calls", "PF_MODEL_CALLS", "calls of the model at the same time; others wait their turn",
     &Config::model_calls},
    {"Model", "--model-max-tokens", "PF_MODEL_MAX_TOKENS", "tokens of an answer at most, thoughts included",
     &Config::model_max_tokens},
    {"Model", "--model-daily-tokens", "PF_MODEL_DAILY_TOKENS", "tokens a day (UTC) at most; 0: no bound",
     &Config::model_daily_tokens},
    {"Model", "--model-daily-cost", "PF_MODEL_DAILY_COST", "cost a day (UTC) at most, by the prices; 0: no bound",
     &Config::model_daily_cost},
    {"Model", "--model-prompt-price", "PF_MODEL_PROMPT_PRICE", "price of a million tokens that are sent",
     &Config::model_prompt_price},
    {"Model", "--model-completion-price", "PF_MODEL_COMPLETION_PRICE", "price of a million tokens that come back",
     &Config::model_completion_price},
    {"Model", "--model-allow-plain-http", "PF_MODEL_ALLOW_PLAIN_HTTP", "show the key to another machine over http://",
     &Config::model_allow_plain_http},
    {"Model", "--model-samples", "PF_MODEL_SAMPLES",
     "statements it is asked for where it and the compiler do not agree; the one most of them return is taken",
     &Config::model_samples},
    {"Model", "--model-values", "PF_MODEL_VALUES", "tell it values of the data: samples, and what a sentence names",
     &Config::model_values},
};

constexpr std::size_t min_token_bytes = 16;

bool is_set(const char* variable) {
    const char* value = std::getenv(variable);
    return value && *value;
}

}  // namespace

void add_settings(CLI::App& command, Config& config) {
    for (const auto& setting : settings) {
        std::visit(
            [&](auto member) {
                auto& value = config.*member;
                if (!*setting.flag) {
                    if constexpr (std::is_same_v<decltype(member), std::string Config::*>)
                        if (is_set(setting.environment)) value = std::getenv(setting.environment);
                    return;
                }
                CLI::Option* option;
                if constexpr (std::is_same_v<decltype(member), bool Config::*>)
                    option = command.add_flag(std::string(setting.flag) + ",!--no-" + (setting.flag + 2), value,
                                              setting.help);
                else
                    option = command.add_option(setting.flag, value, setting.help)->capture_default_str();
                option->envname(setting.environment)->group(setting.group);
            },
            setting.member);
    }
    std::string secrets = "Only in the environment, never as a flag:\n";
    for (const auto& setting : settings)
        if (!*setting.flag) secrets += "  " + std::string(setting.environment) + "\n      " + setting.help + "\n";
    command.footer(secrets);
}

void add_users_setting(CLI::App& command, Config& config) {
    command.add_option("--users", config.users_file, "the file of users")->envname("PF_USERS_FILE");
}

bool Config::private_database() const {
    return database_url.empty() && !is_set("PGHOST") && !is_set("PGUSER") && !is_set("PGDATABASE") &&
           !is_set("PGSERVICE");
}

std::filesystem::path Config::data_directory() const {
    if (!data_dir.empty()) return std::filesystem::absolute(data_dir);
    if (geteuid() == 0) return "/var/lib/pattern-factory";  // root's home is closed to the cluster's user
    if (is_set("XDG_DATA_HOME")) return std::filesystem::path(std::getenv("XDG_DATA_HOME")) / "pattern-factory";
    if (is_set("HOME")) return std::filesystem::path(std::getenv("HOME")) / ".local/share/pattern-factory";
    return "/tmp/pattern-factory-" + std::to_string(geteuid());
}

std::vector<std::string> split_list(const std::string& list) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= list.size();) {
        const auto comma = std::min(list.find(',', begin), list.size());
        if (auto part = trimmed(std::string_view(list).substr(begin, comma - begin)); !part.empty())
            parts.emplace_back(part);
        begin = comma + 1;
    }
    return parts;
}

std::vector<std::string> Config::allowed_views() const { return split_list(allow_views); }

bool Config::takes_files() const {
    return import_max_bytes > 0 && (private_database() || !import_database_url.empty());
}

std::vector<std::string> Config::schema_list() const {
    auto list = split_list(schemas);
    if (!list.empty() && takes_files() && std::find(list.begin(), list.end(), import_schema) == list.end())
        list.push_back(import_schema);
    return list;
}

Result<void> check(const Config& config) {
    const auto bad = [](std::string message) { return make_error(ErrorKind::invalid_request, std::move(message)); };
    if (config.rule_database_url.empty() != config.build_database_url.empty())
        return bad("PF_RULE_DATABASE_URL and PF_BUILD_DATABASE_URL go together: set both or none.");
    if (!config.token.empty() && config.token.size() < min_token_bytes)
        return make_error(
            ErrorKind::invalid_request,
            fmt::format("PF_TOKEN is shorter than {} characters: others could guess it.", min_token_bytes),
            "Take what `pattern-factory token create` prints.");
    if (config.tls_certificate.empty() != config.tls_key.empty())
        return bad("PF_TLS_CERT and PF_TLS_KEY go together: set both or none.");
    if (config.build_connections < 1 || config.build_connections > 100)
        return bad("--build-connections must be between 1 and 100.");
    if (config.audit_days > 36'500) return bad("--audit-days must be at most 36500.");
    if (config.import_schema.empty()) return bad("--import-schema must name a schema.");
    if (config.import_max_bytes < 0 || config.import_quota_bytes < 0)
        return bad("A size of imports must not be negative.");
    if (config.max_view_rows < 1) return bad("--max-view-rows must be at least 1.");
    if (config.check_timeout_ms < 1 || config.build_timeout_ms < 1) return bad("A timeout must be at least 1 ms.");
    if (!tools::engine_named(config.generator)) return bad("--generator must be auto, compiler, model or both.");
    if (config.model_timeout_ms < 1 || config.model_connect_timeout_ms < 1 || config.model_silence_timeout_ms < 1)
        return bad("A timeout of the model must be at least 1 ms.");
    if (config.model_calls < 1 || config.model_calls > 1'000) return bad("--model-calls must be between 1 and 1000.");
    if (config.model_samples < 1 || config.model_samples > 9) return bad("PF_MODEL_SAMPLES must be between 1 and 9.");
    if (config.model_max_tokens < 1 || config.model_max_tokens > 1'000'000)
        return bad("--model-max-tokens must be between 1 and 1000000.");
    if (config.model_daily_tokens < 0 || !(config.model_daily_cost >= 0) || !(config.model_prompt_price >= 0) ||
        !(config.model_completion_price >= 0))
        return bad("A budget or a price of the model must not be negative.");
    if (config.model_daily_cost > 0 && config.model_prompt_price == 0 && config.model_completion_price == 0)
        return bad("PF_MODEL_DAILY_COST needs PF_MODEL_PROMPT_PRICE or PF_MODEL_COMPLETION_PRICE.");
    for (const auto* level : {"debug", "info", "warn", "error"})
        if (config.log_level == level) return {};
    return bad("--log-level must be debug, info, warn or error.");
}

}  // namespace pf::app
