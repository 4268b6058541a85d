// Browsers whose person signed in through a provider (sign_in.hpp): each has a random cookie that opens the server
// until it is signed out or its time is over.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/caller.hpp"
#include "base/result.hpp"

namespace pf::api {

// A cookie as it is kept: tells nothing of it.
[[nodiscard]] std::string cookie_hash(std::string_view cookie);

class BrowserSessions {
 public:
    using Time = std::chrono::sys_seconds;

    struct Person {
        std::string id;                  // the provider's and its subject's, as a digest: the same for ever
        std::vector<std::string> names;  // to call them by, best first; one at least
        Role role = Role::reader;
    };
    struct Begun {
        std::string cookie;
        Caller caller;
    };

    // `rules`: a digest of what decides who may come as what.
    explicit BrowserSessions(std::string rules = {}) : rules_(std::move(rules)) {}

    // From now on the sessions stand in the file too, which only its owner may read. Takes those that stand there
    // already, if they were begun under the same rules. Errors: invalid_request; then they end with this process.
    [[nodiscard]] Result<void> keep_in(std::filesystem::path file, Time now);

    // A name is one person's for ever: who would be called like somebody else, or by a name that `is_taken`, gets more
    // behind it.
    Begun begin(const Person& person, Time until, Time now, const std::function<bool(std::string_view)>& is_taken);

    // Whether there was such a session.
    bool end(const std::string& hash);

    [[nodiscard]] std::optional<Caller> by_hash(const std::string& hash, Time now) const;
    [[nodiscard]] std::optional<Caller> by_id(const std::string& id, Time now) const;

    [[nodiscard]] std::size_t size() const { return sessions_.size(); }

 private:
    struct Session {
        std::string person, name;
        Role role = Role::reader;
        Time until;
    };
    using Sessions = std::unordered_map<std::string, Session>;

    std::string name_for(const Person& person, const std::function<bool(std::string_view)>& is_taken);
    void make_room(const std::string& person, Time now);
    void read(std::string_view text, Time now);
    void read_line(std::string_view line, Time now, bool& same_rules);
    [[nodiscard]] std::string text() const;
    void add(std::string line);

    std::string rules_;
    std::filesystem::path file_;                              // empty: none
    bool whole_ = true;                                       // the last line of the file was written to its end
    std::size_t lines_ = 0;                                   // of the file
    Sessions sessions_;                                       // by the cookie's hash
    std::unordered_map<std::string, std::string> by_id_;      // to the hash
    std::unordered_map<std::string, std::string> names_;      // in lower case, to the person
    std::unordered_map<std::string, std::string> by_person_;  // to the name
};

}  // namespace pf::api
