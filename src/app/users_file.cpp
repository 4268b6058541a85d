#include "app/users_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "base/ascii.hpp"
#include "base/descriptor.hpp"
#include "base/files.hpp"
#include "base/hidden_characters.hpp"
#include "base/secret.hpp"
#include "base/utf8.hpp"
#include "catalogue/yaml_tree.hpp"

namespace pf::app {
namespace {

using api::AccessToken;
using api::User;
using catalogue::YamlNode;

constexpr std::size_t max_name_bytes = 100;
constexpr std::size_t hash_characters = 64;

std::optional<std::chrono::sys_days> day_of(std::string_view text) {
    int year = 0;
    unsigned month = 0, day = 0;
    const auto number = [&](std::size_t at, std::size_t size, auto& value) {
        const auto [end, failed] = std::from_chars(text.data() + at, text.data() + at + size, value);
        return failed == std::errc{} && end == text.data() + at + size;
    };
    if (text.size() != 10 || text[4] != '-' || text[7] != '-' || !number(0, 4, year) || !number(5, 2, month) ||
        !number(8, 2, day))
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days(date);
}

// Reads one file; the first thing that is wrong ends it.
class Reader {
 public:
    explicit Reader(std::string_view file) : file_(file) {}

    Result<std::vector<User>> users(const YamlNode& root) {
        if (root.kind == YamlNode::Kind::null) return std::vector<User>();
        std::vector<User> users;
        check_keys(root, {"users"});
        if (const YamlNode* list = root.find("users"); list && list->kind != YamlNode::Kind::null) {
            if (list->kind != YamlNode::Kind::sequence) say(*list, "users must be a list");
            for (const auto& node : list->items) users.push_back(user(node));
        }
        if (error_) return *error_;
        return users;
    }

 private:
    User user(const YamlNode& node) {
        check_keys(node, {"name", "role", "tokens"});
        User user;
        user.name = name(node, "name");
        if (!names_.insert(lower(user.name)).second) say(node, fmt::format("there are two users {}", user.name));
        const auto role = role_named(text(node, "role"));
        if (!role) say(node, "role must be reader, author or admin");
        user.role = role.value_or(Role::reader);
        if (const YamlNode* list = node.find("tokens"); list && list->kind != YamlNode::Kind::null) {
            if (list->kind != YamlNode::Kind::sequence) say(*list, "tokens must be a list");
            for (const auto& each : list->items) user.tokens.push_back(token(each));
        }
        return user;
    }

    AccessToken token(const YamlNode& node) {
        check_keys(node, {"id", "label", "hash", "made", "expires"});
        AccessToken token;
        token.id = name(node, "id");
        token.label = name(node, "label");
        token.hash = text(node, "hash");
        token.made = text(node, "made");
        if (!ids_.insert(token.id).second) say(node, fmt::format("there are two tokens {}", token.id));
        if (token.hash.size() != hash_characters ||
            token.hash.find_first_not_of("0123456789abcdef") != std::string::npos)
            say(node, "hash must be 64 hexadecimal digits, as pattern-factory token create writes them");
        else if (!hashes_.insert(token.hash).second)
            say(node, "there are two tokens with this hash");
        if (const YamlNode* expires = node.find("expires")) {
            token.last_day = day_of(expires->text);
            if (!token.last_day) say(*expires, "expires must be a day: 2027-01-31");
        }
        return token;
    }

    std::string text(const YamlNode& node, std::string_view key) {
        const YamlNode* found = node.find(key);
        if (!found || found->kind != YamlNode::Kind::scalar) {
            say(node, fmt::format("{} is missing", key));
            return {};
        }
        return found->text;
    }

    std::string name(const YamlNode& node, std::string_view key) {
        std::string value = text(node, key);
        if (value.empty() || value.size() > max_name_bytes || trimmed(value) != value || holds_hidden_characters(value))
            say(node,
                fmt::format("{} must be 1 to {} bytes that show, without spaces at its ends", key, max_name_bytes));
        return value;
    }

    void check_keys(const YamlNode& node, std::initializer_list<std::string_view> known) {
        if (node.kind != YamlNode::Kind::mapping) return say(node, "this must have keys and values");
        for (const auto& key : node.keys)
            if (std::find(known.begin(), known.end(), key.text) == known.end())
                say(key, fmt::format("{} is not known here", key.text));
    }

    void say(const YamlNode& node, std::string_view what) {
        if (!error_) error_ = catalogue::yaml_error(file_, node.line, what);
    }

    std::string_view file_;
    std::optional<Error> error_;
    std::set<std::string> names_, ids_, hashes_;
};

std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

}  // namespace

Result<std::vector<User>> parse_users(std::string_view text, std::string_view file_name) {
    auto root = catalogue::parse_yaml(text, file_name);
    if (!root) return root.error();
    return Reader(file_name).users(*root);
}

Result<std::vector<User>> read_users(const std::filesystem::path& file) {
    if (auto checked = check_private_file(file); !checked) {
        Error error = checked.error();
        if (error.hint.empty()) error.hint = "pattern-factory user add NAME --role admin --users FILE begins one.";
        return error;
    }
    const auto text = read_file(file);
    if (!text) return file_error(file);
    return parse_users(*text, file.string());
}

std::string write_users(const std::vector<User>& users) {
    std::string out =
        "# Who may use Pattern Factory. `pattern-factory user` and `pattern-factory token` write this file anew; mode "
        "0600.\nusers:\n";
    for (const auto& user : users) {
        out += fmt::format("  - name: {}\n    role: {}\n", in_quotes(user.name), to_string(user.role));
        if (!user.tokens.empty()) out += "    tokens:\n";
        for (const auto& token : user.tokens) {
            out +=
                fmt::format("      - id: {}\n        label: {}\n        hash: {}\n        made: {}\n",
                            in_quotes(token.id), in_quotes(token.label), in_quotes(token.hash), in_quotes(token.made));
            if (token.last_day) {
                const std::chrono::year_month_day day(*token.last_day);
                out += fmt::format("        expires: \"{:04}-{:02}-{:02}\"\n", static_cast<int>(day.year()),
                                   static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
            }
        }
    }
    return out;
}

Result<void> change_users(const std::filesystem::path& file,
                          const std::function<Result<void>(std::vector<User>&)>& change) {
    const auto folder = std::filesystem::absolute(file).parent_path();
    const Descriptor lock(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (lock.get() < 0 || ::flock(lock.get(), LOCK_EX) != 0) return file_error(folder);
    std::vector<User> users;
    if (std::error_code failed; std::filesystem::exists(file, failed)) {
        auto read = read_users(file);
        if (!read) return read.error();
        users = std::move(*read);
    }
    if (auto changed = change(users); !changed) return changed.error();
    const std::string text = write_users(users);
    if (auto valid = parse_users(text, file.string()); !valid) return valid.error();
    return replace_file(file, text);
}

}  // namespace pf::app
