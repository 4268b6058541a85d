#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "api/timestamp.hpp"
#include "app/commands/commands.hpp"
#include "app/users_file.hpp"
#include "base/ascii.hpp"
#include "base/secret.hpp"

namespace pf::app {
namespace {

using api::AccessToken;
using api::User;

constexpr std::size_t token_bytes = 24;
constexpr std::size_t id_bytes = 4;

Error bad(std::string message, std::string hint = {}) {
    return make_error(ErrorKind::invalid_request, std::move(message), std::move(hint));
}

Result<std::filesystem::path> file_of(const Config& config) {
    if (config.users_file.empty())
        return bad("Which file of users?", "Name it with --users FILE, or in PF_USERS_FILE.");
    return std::filesystem::path(config.users_file);
}

auto find_user(std::vector<User>& users, const std::string& name) {
    return std::find_if(users.begin(), users.end(), [&](const User& user) { return lower(user.name) == lower(name); });
}

Error no_such_user(const std::string& name) {
    return bad(fmt::format("There is no user {}.", name), "`pattern-factory user list` names those there are.");
}

std::string expiry(const AccessToken& token) {
    if (!token.last_day) return "does not expire";
    const std::chrono::year_month_day day(*token.last_day);
    return fmt::format("until {:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                       static_cast<unsigned>(day.day()));
}

Result<void> change(const Config& config, const std::function<Result<void>(std::vector<User>&)>& work) {
    const auto file = file_of(config);
    if (!file) return file.error();
    return change_users(*file, work);
}

}  // namespace

Result<void> add_user(const Config& config, const std::string& name, const std::string& role) {
    return change(config, [&](std::vector<User>& users) -> Result<void> {
        if (find_user(users, name) != users.end())
            return bad(fmt::format("There is a user {} already.", name), "`pattern-factory user change` changes one.");
        users.push_back({name, *role_named(role), {}});
        return {};
    });
}

Result<void> change_user(const Config& config, const std::string& name, const std::string& role) {
    return change(config, [&](std::vector<User>& users) -> Result<void> {
        const auto user = find_user(users, name);
        if (user == users.end()) return no_such_user(name);
        user->role = *role_named(role);
        return {};
    });
}

Result<void> remove_user(const Config& config, const std::string& name) {
    return change(config, [&](std::vector<User>& users) -> Result<void> {
        const auto user = find_user(users, name);
        if (user == users.end()) return no_such_user(name);
        users.erase(user);
        return {};
    });
}

Result<void> list_users(const Config& config) {
    const auto file = file_of(config);
    if (!file) return file.error();
    const auto users = read_users(*file);
    if (!users) return users.error();
    for (const auto& user : *users) {
        fmt::print("{}  {}\n", user.name, to_string(user.role));
        for (const auto& token : user.tokens)
            fmt::print("    {}  {}, made {}, {}\n", token.id, token.label, token.made.substr(0, 10), expiry(token));
    }
    return {};
}

Result<void> create_token(const Config& config, const TokenOptions& options) {
    const std::string token = random_token(token_bytes);
    if (options.user.empty()) {
        fmt::print("{}\n", token);
        return {};
    }
    const auto now = std::chrono::system_clock::now();
    AccessToken made{random_token(id_bytes), options.label, api::token_hash(token), api::utc_timestamp(now)};
    if (options.days > 0) made.last_day = std::chrono::floor<std::chrono::days>(now) + std::chrono::days(options.days);
    auto written = change(config, [&](std::vector<User>& users) -> Result<void> {
        const auto user = find_user(users, options.user);
        if (user == users.end()) return no_such_user(options.user);
        user->tokens.push_back(made);
        return {};
    });
    if (!written) return written;
    fmt::print(stderr, "token {} ({}) of {}, shown this once:\n", made.id, made.label, options.user);
    fmt::print("{}\n", token);
    return {};
}

Result<void> revoke_token(const Config& config, const std::string& id) {
    return change(config, [&](std::vector<User>& users) -> Result<void> {
        for (auto& user : users)
            if (std::erase_if(user.tokens, [&](const AccessToken& token) { return token.id == id; }) > 0) return {};
        return bad(fmt::format("There is no token {}.", id), "`pattern-factory user list` names those there are.");
    });
}

}  // namespace pf::app
