// The people who may use the server, and the tokens that they and their tools show.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "api/browser_sessions.hpp"
#include "base/caller.hpp"

namespace pf::api {

struct AccessToken {
    std::string id, label;  // the label says whose or which tool's it is
    std::string hash;       // token_hash() of it; the token itself is kept nowhere
    std::string made;       // UTC, ISO 8601
    std::optional<std::chrono::sys_days> last_day = std::nullopt;  // it is good for; nothing: it does not expire
};

struct User {
    std::string name;
    Role role = Role::reader;
    std::vector<AccessToken> tokens = {};
};

// What a browser keeps in place of a token: it opens this server, but does not tell the token.
[[nodiscard]] std::string cookie_of(std::string_view token);

// By what a token or its cookie is known: tells neither. Hex.
[[nodiscard]] std::string token_hash(std::string_view token);

class People {
 public:
    // `shared_token`: one that everybody may show, who is an admin then; empty: there is none. `users`: nothing where
    // nobody has a name here. `sessions`: of who comes through a provider; null: there is none. Without all three
    // nobody has to sign in, and whoever comes is an admin.
    People(std::string_view shared_token, std::optional<std::vector<User>> users,
           std::shared_ptr<BrowserSessions> sessions = nullptr);

    // What has changed by that: user_added, role_changed, user_removed, token_made, token_revoked.
    struct Change {
        std::string what, about;
    };
    std::vector<Change> use(std::vector<User> users);

    [[nodiscard]] bool wants_token() const { return takes_tokens() || sessions_; }
    [[nodiscard]] bool takes_tokens() const { return !shared_hash_.empty() || users_; }

    // Whether the file of users has that name, in whatever case.
    [[nodiscard]] bool has(std::string_view name) const;

    // Looked up by digest, so that the time it takes tells nothing of the token.
    [[nodiscard]] std::optional<Caller> by_token(std::string_view token) const;
    [[nodiscard]] std::optional<Caller> by_cookie(std::string_view cookie) const;

    // The same caller as things stand now: with today's role; nothing when the token was revoked or has expired.
    [[nodiscard]] std::optional<Caller> again(const Caller& caller) const;

 private:
    struct Place {
        std::size_t user = 0, token = 0;
    };
    [[nodiscard]] std::optional<Caller> by_hash(const std::string& hash) const;
    [[nodiscard]] std::optional<Caller> caller_at(Place place) const;

    std::string shared_hash_;
    std::optional<std::vector<User>> users_;
    std::unordered_map<std::string, Place> by_hash_, by_id_;
    std::shared_ptr<BrowserSessions> sessions_;
};

}  // namespace pf::api
