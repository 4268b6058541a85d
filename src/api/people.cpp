#include "api/people.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.hpp"
#include "base/secret.hpp"

namespace pf::api {
namespace {

constexpr std::string_view shared_token_id = "PF_TOKEN";

std::string about_token(const User& user, const AccessToken& token) {
    return fmt::format("{} of {}: {}", token.id, user.name, token.label);
}

template <class Element, class Key>
const Element* find(const std::vector<Element>& elements, Key key, const Element& like) {
    for (const auto& element : elements)
        if (element.*key == like.*key) return &element;
    return nullptr;
}

void compare_tokens(const User& before, const User& after, std::vector<People::Change>& changes) {
    for (const auto& token : before.tokens)
        if (!find(after.tokens, &AccessToken::id, token))
            changes.push_back({"token_revoked", about_token(before, token)});
    for (const auto& token : after.tokens)
        if (!find(before.tokens, &AccessToken::id, token)) changes.push_back({"token_made", about_token(after, token)});
}

std::vector<People::Change> compare(const std::vector<User>& before, const std::vector<User>& after) {
    std::vector<People::Change> changes;
    for (const auto& user : before) {
        const User* const now = find(after, &User::name, user);
        compare_tokens(user, now ? *now : User{user.name}, changes);
        if (!now) changes.push_back({"user_removed", user.name});
        if (now && now->role != user.role)
            changes.push_back({"role_changed", fmt::format("{}: {}", user.name, to_string(now->role))});
    }
    for (const auto& user : after) {
        if (find(before, &User::name, user)) continue;
        changes.push_back({"user_added", fmt::format("{}: {}", user.name, to_string(user.role))});
        compare_tokens(User{user.name}, user, changes);
    }
    return changes;
}

BrowserSessions::Time now() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

}  // namespace

std::string cookie_of(std::string_view token) { return sha256_hex("pattern-factory cookie of " + std::string(token)); }

std::string token_hash(std::string_view token) { return cookie_hash(cookie_of(token)); }

People::People(std::string_view shared_token, std::optional<std::vector<User>> users,
               std::shared_ptr<BrowserSessions> sessions)
    : shared_hash_(shared_token.empty() ? std::string() : token_hash(shared_token)), sessions_(std::move(sessions)) {
    if (users) use(std::move(*users));
}

std::vector<People::Change> People::use(std::vector<User> users) {
    auto changes = compare(users_.value_or(std::vector<User>()), users);
    users_ = std::move(users);
    by_hash_.clear();
    by_id_.clear();
    for (std::size_t user = 0; user < users_->size(); ++user)
        for (std::size_t token = 0; token < (*users_)[user].tokens.size(); ++token) {
            by_hash_.emplace((*users_)[user].tokens[token].hash, Place{user, token});
            by_id_.emplace((*users_)[user].tokens[token].id, Place{user, token});
        }
    return changes;
}

bool People::has(std::string_view name) const {
    return users_ && std::any_of(users_->begin(), users_->end(),
                                 [&](const User& user) { return equal_but_for_case(user.name, name); });
}

std::optional<Caller> People::by_token(std::string_view token) const { return by_hash(token_hash(token)); }

std::optional<Caller> People::by_cookie(std::string_view cookie) const { return by_hash(cookie_hash(cookie)); }

std::optional<Caller> People::again(const Caller& caller) const {
    if (!wants_token()) return Caller{"", Role::admin, ""};
    if (caller.token == shared_token_id && caller.name.empty())
        return shared_hash_.empty() ? std::nullopt : std::optional(caller);
    if (sessions_)
        if (auto session = sessions_->by_id(caller.token, now())) return session;
    const auto found = by_id_.find(caller.token);
    auto today = found == by_id_.end() ? std::nullopt : caller_at(found->second);
    return today && today->name == caller.name ? today : std::nullopt;
}

std::optional<Caller> People::by_hash(const std::string& hash) const {
    if (!wants_token()) return Caller{"", Role::admin, ""};
    if (!shared_hash_.empty() && equal_in_constant_time(hash, shared_hash_))
        return Caller{"", Role::admin, std::string(shared_token_id)};
    if (sessions_)
        if (auto session = sessions_->by_hash(hash, now())) return session;
    const auto found = by_hash_.find(hash);
    return found == by_hash_.end() ? std::nullopt : caller_at(found->second);
}

std::optional<Caller> People::caller_at(Place place) const {
    const User& user = (*users_)[place.user];
    const AccessToken& token = user.tokens[place.token];
    const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
    if (token.last_day && *token.last_day < today) return std::nullopt;
    return Caller{user.name, user.role, token.id};
}

}  // namespace pf::api
