#include "api/http.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace pf::api {
namespace {

constexpr std::pair<std::string_view, Method> methods[] = {
    {"GET", Method::get},     {"HEAD", Method::head},      {"POST", Method::post},      {"PUT", Method::put},
    {"PATCH", Method::patch}, {"DELETE", Method::delete_}, {"OPTIONS", Method::options}};

// A value that came from elsewhere must not forge a line of its own.
void append_field(std::string& out, std::string_view name, std::string_view value) {
    out += name;
    out += ": ";
    std::replace_copy_if(
        value.begin(), value.end(), std::back_inserter(out),
        [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }, ' ');
    out += "\r\n";
}

// For everything: what is sent is what it says it is, goes nowhere else, and is not shown inside other pages.
constexpr std::string_view security_fields =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n";
constexpr std::string_view policy_name = "Content-Security-Policy";
constexpr std::string_view policy_for_data = "default-src 'none'; frame-ancestors 'none'";

bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

}  // namespace

std::optional<Method> method_of(std::string_view name) {
    for (const auto& [text, method] : methods)
        if (text == name) return method;
    return std::nullopt;
}

std::string_view to_string(Method method) {
    for (const auto& [text, known] : methods)
        if (known == method) return text;
    return "GET";
}

std::string_view reason_phrase(int status) {
    switch (status) {
        case 200: return "OK";
        case 201: return "Created";
        case 204: return "No Content";
        case 303: return "See Other";
        case 304: return "Not Modified";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 411: return "Length Required";
        case 413: return "Content Too Large";
        case 414: return "URI Too Long";
        case 415: return "Unsupported Media Type";
        case 417: return "Expectation Failed";
        case 422: return "Unprocessable Content";
        case 426: return "Upgrade Required";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 501: return "Not Implemented";
        case 503: return "Service Unavailable";
        case 504: return "Gateway Timeout";
        case 505: return "HTTP Version Not Supported";
        default: return "Unknown";
    }
}

std::string response_head(const Response& response, const Framing& framing, std::string_view date) {
    std::string head;
    head.reserve(768);
    fmt::format_to(std::back_inserter(head), "HTTP/1.1 {} {}\r\n", response.status, reason_phrase(response.status));
    append_field(head, "Date", date);
    if (!response.content_type.empty()) append_field(head, "Content-Type", response.content_type);
    if (may_have_body(response.status)) {
        if (framing.length)
            append_field(head, "Content-Length", std::to_string(*framing.length));
        else if (!framing.http_1_0)
            append_field(head, "Transfer-Encoding", "chunked");
    }
    bool has_policy = false;
    for (const auto& [name, value] : response.headers) {
        append_field(head, name, value);
        has_policy = has_policy || name == policy_name;
    }
    if (!has_policy) append_field(head, policy_name, policy_for_data);
    head += security_fields;
    if (!framing.keep_alive)
        append_field(head, "Connection", "close");
    else if (framing.http_1_0)
        append_field(head, "Connection", "keep-alive");
    head += "\r\n";
    return head;
}

std::string chunk_head(std::size_t size) { return fmt::format("{:x}\r\n", size); }

}  // namespace pf::api
