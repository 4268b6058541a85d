// Settings of the program: one table (config.cpp) says flag, environment variable, default and help of each.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace CLI {
class App;
}

namespace pf::app {

struct Config {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8000;
    std::string token;               // secret
    std::string users_file;          // people with tokens of their own; empty: none
    std::uint32_t audit_days = 365;  // 0: for ever
    std::string allowed_hosts;       // comma separated names that the Host header may also hold
    std::string allowed_origins;     // comma separated
    std::string trusted_proxies;     // comma separated addresses and networks
    std::string tls_certificate, tls_key;

    std::string public_url;   // as browsers see this server: https://factory.example
    std::string oidc_issuer;  // empty: nobody signs in through a provider
    std::string oidc_client_id;
    std::string oidc_client_secret;  // secret
    std::string oidc_client_secret_file;
    std::string oidc_name;  // of the provider, on the page to sign in
    std::string oidc_scopes = "openid profile email";
    std::string oidc_audiences;  // comma separated
    std::string oidc_role_claim = "groups";
    std::string oidc_roles;  // value=role, separated by commas or semicolons
    std::string oidc_default_role = "none";
    std::uint32_t oidc_session_hours = 12;  // 0: as long as the provider's token
    std::uint32_t oidc_timeout_ms = 10'000;

    std::string database_url;         // secret: may hold a password
    std::string rule_database_url;    // secret
    std::string build_database_url;   // secret
    std::string import_database_url;  // secret
    std::string import_schema = "uploads";
    std::int64_t import_max_bytes = std::int64_t{2} << 30;
    std::int64_t import_quota_bytes = std::int64_t{20} << 30;
    std::string data_dir;
    std::string schemas;
    std::string allow_views;     // comma separated "schema.view"
    std::string semantic_model;  // path; empty: the compiled-in one for the sample, else the catalogue alone
    bool sample = true;

    std::string generator = "auto";  // a wire name of tools::Engine
    std::string openai_api_key;      // secret
    std::string openai_base_url;     // neither this nor the key: no model, and nothing is ever sent anywhere
    std::string model = "gpt-4o";
    std::uint32_t model_timeout_ms = 30'000;
    std::uint32_t model_connect_timeout_ms = 10'000;
    std::uint32_t model_silence_timeout_ms = 20'000;
    std::uint32_t model_calls = 8;
    std::uint32_t model_max_tokens = 4096;
    std::uint32_t model_samples = 1;
    std::int64_t model_daily_tokens = 0;  // 0: no budget
    double model_daily_cost = 0;          // 0: no budget
    double model_prompt_price = 0;        // of a million tokens
    double model_completion_price = 0;
    bool model_allow_plain_http = false;
    bool model_values = true;  // values of the data may be in prompts

    std::uint32_t build_connections = 16;
    std::int64_t max_view_rows = 1'000'000;
    std::uint32_t max_view_mib = 1024;    // 0: no bound
    std::uint32_t max_views_mib = 20480;  // 0: no bound
    double max_cost = 1e7;
    std::uint32_t check_timeout_ms = 5'000;
    std::uint32_t build_timeout_ms = 60'000;
    std::uint32_t cluster_memory_mib = 4096;
    std::uint32_t min_free_disk_mib = 64;
    std::string log_level = "info";

    // No DATABASE_URL and no PGHOST, PGUSER, PGDATABASE or PGSERVICE: the program runs a PostgreSQL of its own.
    [[nodiscard]] bool private_database() const;
    [[nodiscard]] std::filesystem::path data_directory() const;  // data_dir, or the default of this user
    // Files may be brought: into the private database, or where a login for it is set.
    [[nodiscard]] bool takes_files() const;
    // Empty: all. With the schema of files that were brought, where they may be.
    [[nodiscard]] std::vector<std::string> schema_list() const;
    [[nodiscard]] std::vector<std::string> allowed_views() const;
};

// Adds the settings to a command's options; flags win over the environment, that over defaults. Secrets have no flag:
// the command line of a process is for everybody to read.
void add_settings(CLI::App& command, Config& config);

// … --users alone.
void add_users_setting(CLI::App& command, Config& config);

// What cannot be true together or out of range, as a sentence.
[[nodiscard]] Result<void> check(const Config& config);

// "a, b,c" → {"a","b","c"}
[[nodiscard]] std::vector<std::string> split_list(const std::string& list);

}  // namespace pf::app
