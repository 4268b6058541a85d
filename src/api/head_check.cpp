#include "api/head_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "api/http.hpp"
#include "base/ascii.hpp"

namespace pf::api {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view head_end = "\r\n\r\n";

using MaybeRefusal = std::optional<Refusal>;

bool is_token_character(char c) {  // RFC 9110, 5.6.2
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }

// A line feed alone, or a carriage return alone, ends a line for some parsers and not for others.
bool has_bare_line_end(std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (bytes[i] == '\n' && (i == 0 || bytes[i - 1] != '\r')) return true;
        if (bytes[i] == '\r' && i + 1 < bytes.size() && bytes[i + 1] != '\n') return true;
    }
    return false;
}

struct RequestLine {
    bool http_1_0 = false, upload = false;
};

MaybeRefusal check_request_line(std::string_view line, const ServerSettings& limits, RequestLine& read) {
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) return Refusal{400, "The request line is malformed."};
    const std::string_view method = line.substr(0, first);
    const std::string_view target = line.substr(first + 1, last - first - 1);
    const std::string_view version = line.substr(last + 1);
    if (!is_token(method)) return Refusal{400, "The request line is malformed."};
    if (target.size() > limits.max_target_bytes)
        return Refusal{414, fmt::format("The address is longer than {} bytes.", limits.max_target_bytes)};
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
        if (version.starts_with("HTTP/")) return Refusal{505, "Only HTTP/1.1 and HTTP/1.0 are spoken here."};
        return Refusal{400, "The request line is malformed."};
    }
    read.http_1_0 = version == "HTTP/1.0";
    read.upload = is_upload(method, target);
    if (!method_of(method)) return Refusal{501, fmt::format("The method {} is not known here.", method.substr(0, 20))};
    const auto visible = [](char c) { return c > 0x20 && c < 0x7f; };
    if (!target.starts_with('/') || !std::all_of(target.begin(), target.end(), visible))
        return Refusal{400, "The request target must be a path of visible ASCII, percent-encoded where it is not."};
    return std::nullopt;
}

struct Framings {
    int hosts = 0, lengths = 0, encodings = 0;
};

MaybeRefusal check_field(std::string_view line, std::uint64_t max_body, Framings& seen) {
    if (line.starts_with(' ') || line.starts_with('\t')) return Refusal{400, "Folded header lines are not accepted."};
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon)))
        return Refusal{400, "A header line is malformed."};
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trimmed(line.substr(colon + 1), " \t");
    if (std::any_of(value.begin(), value.end(), is_control))
        return Refusal{400, fmt::format("The header {} holds a control character.", name.substr(0, 40))};
    if (equal_but_for_case(name, "host")) {
        if (++seen.hosts > 1) return Refusal{400, "Host stands there more than once."};
    } else if (equal_but_for_case(name, "content-length")) {
        if (++seen.lengths > 1) return Refusal{400, "Content-Length stands there more than once."};
        std::uint64_t length = 0;
        const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), length);
        if (value.empty() || end != value.data() + value.size() || failed == std::errc::invalid_argument)
            return Refusal{400, "Content-Length is not a number."};
        if (failed != std::errc{} || length > max_body)
            return Refusal{413, fmt::format("The body is larger than {} bytes.", max_body)};
    } else if (equal_but_for_case(name, "transfer-encoding")) {
        if (++seen.encodings > 1) return Refusal{400, "Transfer-Encoding stands there more than once."};
        if (!equal_but_for_case(value, "chunked"))
            return Refusal{501, "Only Transfer-Encoding: chunked is understood."};
    } else if (equal_but_for_case(name, "expect")) {
        if (!equal_but_for_case(value, "100-continue")) return Refusal{417, "Only Expect: 100-continue is understood."};
    }
    return std::nullopt;
}

MaybeRefusal check_complete(std::string_view head, const ServerSettings& limits, RequestLine& first) {
    auto end = head.find(line_end);
    if (auto refusal = check_request_line(head.substr(0, end), limits, first)) return refusal;
    head.remove_prefix(end + line_end.size());

    Framings seen;
    const std::uint64_t max_body = first.upload ? limits.max_upload_bytes : limits.max_body_bytes;
    std::size_t fields = 0;
    for (end = head.find(line_end); end != 0; end = head.find(line_end)) {
        if (++fields > limits.max_fields)
            return Refusal{431, fmt::format("The request has more than {} header lines.", limits.max_fields)};
        if (auto refusal = check_field(head.substr(0, end), max_body, seen)) return refusal;
        head.remove_prefix(end + line_end.size());
    }
    if (seen.hosts == 0) return Refusal{400, "Host is missing."};
    if (seen.encodings > 0 && seen.lengths > 0)
        return Refusal{400, "Content-Length and Transfer-Encoding exclude each other."};
    if (seen.encodings > 0 && first.http_1_0) return Refusal{400, "HTTP/1.0 has no Transfer-Encoding."};
    return std::nullopt;
}

}  // namespace

bool is_upload(std::string_view method, std::string_view target) {
    return method == "POST" && target.substr(0, target.find('?')) == "/api/imports";
}

HeadCheck check_head(std::string_view bytes, const ServerSettings& limits) {
    const auto end = bytes.find(head_end);
    const bool complete = end != std::string_view::npos;
    const std::string_view head = complete ? bytes.substr(0, end + head_end.size()) : bytes;

    const bool begins_badly = !head.empty() && !is_token_character(head[0]) && head != "\r";
    if (begins_badly) return Refusal{400, "This is not HTTP."};  // TLS, most often
    if (has_bare_line_end(head)) return Refusal{400, "Lines must end in CR LF."};
    if (head.find('\0') != std::string_view::npos) return Refusal{400, "The request holds a NUL character."};
    constexpr std::size_t around_target = 32;  // method, version and two spaces
    const std::size_t first_line = std::min(head.find(line_end), head.size());
    if (first_line > limits.max_target_bytes + around_target)
        return Refusal{414, fmt::format("The address is longer than {} bytes.", limits.max_target_bytes)};
    if (head.size() > limits.max_head_bytes)
        return Refusal{431, fmt::format("The request head is larger than {} bytes.", limits.max_head_bytes)};
    if (!complete) return HeadIncomplete{};
    RequestLine first;
    if (auto refusal = check_complete(head, limits, first)) return *refusal;
    return HeadComplete{head.size(), first.upload};
}

}  // namespace pf::api
