#include "llm/reply.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>

#include "base/ascii.hpp"

namespace pf::llm {
namespace {

namespace json = boost::json;

constexpr std::string_view blanks = " \t\r\n";
constexpr std::size_t max_reason_bytes = 300;

std::optional<std::string_view> fenced(std::string_view reply);
std::optional<json::object> object_of(std::string_view text);
std::optional<Result<std::string>> sql_from_json(std::string_view text);
std::optional<std::string_view> bare_sql(std::string_view text);
Error cannot(std::string_view reason);
std::string plain_line(std::string_view text);

}  // namespace

Result<std::string> sql_from_reply(std::string_view reply) {
    const auto fence = fenced(reply);
    const auto text = trimmed(fence ? *fence : reply, blanks);
    if (auto sql = sql_from_json(text)) return *sql;
    if (constexpr std::string_view mark = "CANNOT:"; text.starts_with(mark)) return cannot(text.substr(mark.size()));
    const auto sql = fence ? text : bare_sql(text).value_or("");
    if (sql.empty()) return make_error(ErrorKind::not_understood, "The model answered without SQL.");
    return std::string(sql);
}

std::string claim_from_reply(std::string_view reply) {
    const auto fence = fenced(reply);
    const auto object = object_of(trimmed(fence ? *fence : reply, blanks));
    const auto* says = object ? object->if_contains("says") : nullptr;
    return says && says->is_string() ? plain_line(says->get_string()) : std::string();
}

namespace {

// The inside of the first ``` fence that is SQL or JSON by its label, or has none. An unclosed one goes to the end.
std::optional<std::string_view> fenced(std::string_view reply) {
    constexpr std::string_view fence = "```";
    while (true) {
        const auto open = reply.find(fence);
        if (open == reply.npos) return std::nullopt;
        const auto inside = reply.substr(open + fence.size());
        const auto close = std::min(inside.find(fence), inside.size());
        const auto label = inside.substr(0, std::min(inside.find_first_of(blanks), close));
        const auto known = lower(label);
        if (known == "sql" || known == "postgresql" || known == "postgres" || known == "pgsql" || known == "json")
            return inside.substr(label.size(), close - label.size());
        if (known.empty() || inside.find('\n') > close) return inside.substr(0, close);
        if (close == inside.size()) return std::nullopt;
        reply = inside.substr(close + fence.size());
    }
}

// What stands behind the object is ignored: models like to add a word.
std::optional<json::object> object_of(std::string_view text) {
    if (!text.starts_with('{')) return std::nullopt;
    json::stream_parser parser;
    boost::system::error_code failed;
    parser.write_some(text.data(), text.size(), failed);
    if (!failed && !parser.done()) parser.finish(failed);
    if (failed) return std::nullopt;
    return parser.release().as_object();
}

// Nothing when `text` begins as no JSON object does.
std::optional<Result<std::string>> sql_from_json(std::string_view text) {
    if (!text.starts_with('{')) return std::nullopt;
    const auto object = object_of(text);
    if (!object) return make_error(ErrorKind::not_understood, "The model's answer cannot be read.");
    const auto text_of = [&](std::string_view key) {
        const auto* member = object->if_contains(key);
        return member && member->is_string() ? std::string_view(member->get_string()) : std::string_view();
    };
    if (const auto sql = trimmed(text_of("sql"), blanks); !sql.empty()) return std::string(sql);
    if (const auto reason = text_of("error"); !reason.empty()) return cannot(reason);
    return make_error(ErrorKind::not_understood, "The model answered without SQL.");
}

// From the first line that begins as SQL does. Statements that only the guard will refuse count when they are in
// capitals, so that the refusal names them; "Drop me a line" is prose.
std::optional<std::string_view> bare_sql(std::string_view text) {
    constexpr std::array queries{"SELECT", "WITH", "VALUES", "TABLE", "select", "with", "values", "table", "Select"};
    constexpr std::array others{"INSERT",   "UPDATE", "DELETE", "MERGE",   "DROP",   "CREATE", "ALTER",
                                "TRUNCATE", "GRANT",  "REVOKE", "COPY",    "CALL",   "DO",     "SET",
                                "EXPLAIN",  "BEGIN",  "COMMIT", "REFRESH", "VACUUM", "LOCK"};
    for (std::size_t line = 0; line < text.size();) {
        const auto rest = text.substr(line);
        const auto start = std::min(rest.find_first_not_of(" \t("), rest.size());
        const auto word = rest.substr(
            start, rest.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", start) - start);
        const auto is_word = [&](const char* keyword) { return word == keyword; };
        if (std::any_of(queries.begin(), queries.end(), is_word) || std::any_of(others.begin(), others.end(), is_word))
            return trimmed(rest, blanks);
        const auto end = rest.find('\n');
        if (end == rest.npos) break;
        line += end + 1;
    }
    return std::nullopt;
}

Error cannot(std::string_view reason) {
    auto said = plain_line(reason);
    if (said.empty()) said = "it gave no reason";
    return make_error(ErrorKind::not_understood, "The model cannot answer this: " + said);
}

// One line without control characters and without the marks that change the direction of what follows (Unicode TR 9),
// cut at a character's boundary.
std::string plain_line(std::string_view text) {
    std::string line;
    for (std::size_t i = 0; i < text.size() && line.size() < max_reason_bytes;) {
        const auto byte = [&](std::size_t at) {
            return i + at < text.size() ? static_cast<unsigned char>(text[i + at]) : 0u;
        };
        const std::size_t length = byte(0) < 0x80 ? 1 : byte(0) < 0xe0 ? 2 : byte(0) < 0xf0 ? 3 : 4;
        const bool control = byte(0) <= 0x20 || byte(0) == 0x7f || (byte(0) == 0xc2 && byte(1) < 0xa0);
        const bool marks =
            byte(1) == 0x80 && (byte(2) == 0x8e || byte(2) == 0x8f || (byte(2) >= 0xa8 && byte(2) <= 0xae));
        const bool isolates = byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9;
        const bool direction = byte(0) == 0xe2 && (marks || isolates);
        if (control) {
            if (!line.empty() && line.back() != ' ') line += ' ';
        } else if (!direction) {
            line += text.substr(i, length);
        }
        i += length;
    }
    return std::string(trimmed(line, blanks));
}

}  // namespace

}  // namespace pf::llm
