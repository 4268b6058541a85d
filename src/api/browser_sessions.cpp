#include "api/browser_sessions.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "api/json_fields.hpp"
#include "api/json_writer.hpp"
#include "base/ascii.hpp"
#include "base/descriptor.hpp"
#include "base/files.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"

namespace pf::api {
namespace {

namespace json = boost::json;

constexpr std::size_t cookie_bytes = 32;
constexpr std::size_t id_characters = 12;
constexpr std::size_t mark_characters = 6;  // of a person, behind a name that is somebody else's
constexpr std::size_t max_sessions = 10'000;
constexpr std::size_t max_sessions_of_a_person = 20;
constexpr std::size_t max_names = 100'000;
constexpr std::size_t max_field_bytes = 1'000;
constexpr std::size_t max_file_bytes = 64u << 20;
constexpr std::size_t lines_to_spare = 1'000;  // beyond which the file is written anew

// The file: JSON, a line each. Who was removed from it, or came later, stands behind.
std::string rules_line(std::string_view rules) {
    std::string line;
    JsonWriter(line).begin_object().member("rules", rules).end_object();
    return line;
}

std::string person_line(std::string_view person, std::string_view name) {
    std::string line;
    JsonWriter(line).begin_object().member("person", person).member("name", name).end_object();
    return line;
}

std::string begun_line(std::string_view hash, std::string_view person, Role role, BrowserSessions::Time until) {
    std::string line;
    JsonWriter json(line);
    json.begin_object().member("begun", hash).member("of", person).member("role", to_string(role));
    json.member("until", std::int64_t{until.time_since_epoch().count()}).end_object();
    return line;
}

std::string ended_line(std::string_view hash) {
    std::string line;
    JsonWriter(line).begin_object().member("ended", hash).end_object();
    return line;
}

std::string id_of(std::string_view hash) { return "session-" + std::string(hash.substr(0, id_characters)); }

std::string text_of(const json::object& line, std::string_view field) {
    auto text = text_field(line, field, max_field_bytes);
    return text ? std::move(*text) : std::string();
}

}  // namespace

std::string cookie_hash(std::string_view cookie) { return sha256_hex(cookie); }

Result<void> BrowserSessions::keep_in(std::filesystem::path file, Time now) {
    std::error_code ignored;
    std::filesystem::create_directories(file.parent_path(), ignored);
    if (std::filesystem::exists(file, ignored)) {
        if (auto is_private = check_private_file(file); !is_private) return is_private.error();
        const auto text = pf::read_file(file, max_file_bytes);
        if (!text) return file_error(file);
        read(*text, now);
    }
    if (auto written = replace_file(file, text()); !written) return written.error();
    file_ = std::move(file);
    return {};
}

BrowserSessions::Begun BrowserSessions::begin(const Person& person, Time until, Time now,
                                              const std::function<bool(std::string_view)>& is_taken) {
    make_room(person.id, now);
    Begun begun{random_token(cookie_bytes), {name_for(person, is_taken), person.role, {}}};
    const std::string hash = cookie_hash(begun.cookie);
    begun.caller.token = id_of(hash);
    sessions_[hash] = {person.id, begun.caller.name, person.role, until};
    by_id_[begun.caller.token] = hash;
    add(begun_line(hash, person.id, person.role, until));
    return begun;
}

bool BrowserSessions::end(const std::string& hash) {
    if (sessions_.erase(hash) == 0) return false;
    by_id_.erase(id_of(hash));
    add(ended_line(hash));
    return true;
}

std::optional<Caller> BrowserSessions::by_hash(const std::string& hash, Time now) const {
    const auto found = sessions_.find(hash);
    if (found == sessions_.end() || found->second.until <= now) return std::nullopt;
    return Caller{found->second.name, found->second.role, id_of(hash)};
}

std::optional<Caller> BrowserSessions::by_id(const std::string& id, Time now) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? std::nullopt : by_hash(found->second, now);
}

std::string BrowserSessions::name_for(const Person& person, const std::function<bool(std::string_view)>& is_taken) {
    std::vector<std::string> candidates{person.names.front()};
    for (std::size_t i = 1; i < person.names.size(); ++i)
        candidates.push_back(fmt::format("{} ({})", person.names.front(), person.names[i]));
    candidates.push_back(fmt::format("{} ({})", person.names.front(), person.id.substr(0, mark_characters)));
    for (const auto& name : candidates) {
        const auto owner = names_.find(lower(name));
        if (is_taken(name) || (owner != names_.end() && owner->second != person.id)) continue;
        auto& known = by_person_[person.id];
        if (known != name && names_.size() < max_names) {
            names_[lower(name)] = person.id;
            known = name;
            add(person_line(person.id, name));
        }
        return name;
    }
    return fmt::format("{} ({})", person.names.front(), person.id);
}

void BrowserSessions::make_room(const std::string& person, Time now) {
    std::vector<std::pair<Time, std::string>> of_person;
    for (auto session = sessions_.begin(); session != sessions_.end();) {
        if (session->second.until <= now) {
            by_id_.erase(id_of(session->first));
            session = sessions_.erase(session);
            continue;
        }
        if (session->second.person == person) of_person.emplace_back(session->second.until, session->first);
        ++session;
    }
    if (of_person.size() >= max_sessions_of_a_person) end(std::min_element(of_person.begin(), of_person.end())->second);
    if (sessions_.size() < max_sessions) return;
    const auto first = std::min_element(sessions_.begin(), sessions_.end(),
                                        [](const auto& a, const auto& b) { return a.second.until < b.second.until; });
    end(std::string(first->first));
}

void BrowserSessions::read(std::string_view text, Time now) {
    bool same_rules = false;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        read_line(text.substr(0, end), now, same_rules);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (!same_rules) {
        sessions_.clear();
        by_id_.clear();
    }
}

// A line that cannot be read is one that was not written to its end.
void BrowserSessions::read_line(std::string_view line, Time now, bool& same_rules) {
    const auto parsed = parse_json_object(line, "The line");
    if (!parsed) return;
    if (parsed->contains("rules")) same_rules = text_of(*parsed, "rules") == rules_;
    if (const auto person = text_of(*parsed, "person"); !person.empty()) {
        auto name = text_of(*parsed, "name");
        names_[lower(name)] = person;
        by_person_[person] = std::move(name);
    }
    if (const auto hash = text_of(*parsed, "begun"); !hash.empty()) {
        const auto person = text_of(*parsed, "of");
        const auto name = by_person_.find(person);
        const auto role = role_named(text_of(*parsed, "role"));
        const auto until = whole_field(*parsed, "until", 0, 100'000'000'000, "");
        if (name == by_person_.end() || !role || !until || Time(std::chrono::seconds(*until)) <= now) return;
        sessions_[hash] = {person, name->second, *role, Time(std::chrono::seconds(*until))};
        by_id_[id_of(hash)] = hash;
    }
    if (const auto hash = text_of(*parsed, "ended"); !hash.empty()) {
        sessions_.erase(hash);
        by_id_.erase(id_of(hash));
    }
}

std::string BrowserSessions::text() const {
    std::string text = rules_line(rules_) + "\n";
    // A name that somebody had before the present one stays theirs.
    for (const auto& [name, person] : names_)
        if (const auto present = by_person_.find(person); present == by_person_.end() || lower(present->second) != name)
            text += person_line(person, name) + "\n";
    for (const auto& [person, name] : by_person_) text += person_line(person, name) + "\n";
    for (const auto& [hash, session] : sessions_)
        text += begun_line(hash, session.person, session.role, session.until) + "\n";
    return text;
}

void BrowserSessions::add(std::string line) {
    if (file_.empty()) return;
    const bool grown = ++lines_ > 2 * (sessions_.size() + names_.size()) + lines_to_spare;
    if (grown || !whole_) {
        const auto written = replace_file(file_, text());
        whole_ = written.has_value();
        lines_ = sessions_.size() + names_.size();
        if (!written) log::error("sessions of browsers will not outlive this process: {}", written.error().message);
        return;
    }
    line += '\n';
    const Descriptor out(::open(file_.c_str(), O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC));
    whole_ = out.get() >= 0 && ::write(out.get(), line.data(), line.size()) == static_cast<ssize_t>(line.size());
    if (!whole_) log::error("sessions of browsers will not outlive this process: {}", file_error(file_).message);
}

}  // namespace pf::api
