#include "api/static_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "api/text.hpp"
#include "base/ascii.hpp"
#include "base/secret.hpp"

namespace pf::api {
namespace {

struct Type {
    std::string_view extension, media_type;
};
constexpr Type types[] = {{".html", "text/html; charset=utf-8"},
                          {".js", "text/javascript; charset=utf-8"},
                          {".mjs", "text/javascript; charset=utf-8"},
                          {".css", "text/css; charset=utf-8"},
                          {".json", "application/json"},
                          {".map", "application/json"},
                          {".webmanifest", "application/manifest+json"},
                          {".svg", "image/svg+xml"},
                          {".png", "image/png"},
                          {".jpg", "image/jpeg"},
                          {".webp", "image/webp"},
                          {".ico", "image/x-icon"},
                          {".woff2", "font/woff2"},
                          {".woff", "font/woff"},
                          {".txt", "text/plain; charset=utf-8"},
                          {".wasm", "application/wasm"}};

std::string_view media_type(std::string_view path) {
    for (const auto& [extension, type] : types)
        if (path.ends_with(extension)) return type;
    return "application/octet-stream";
}

std::string base64(std::string_view bytes) {  // RFC 4648, 4
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto byte = [&](std::size_t at) -> unsigned {
            return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
        };
        const unsigned group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
        out += alphabet[group >> 18];
        out += alphabet[group >> 12 & 63];
        out += i + 1 < bytes.size() ? alphabet[group >> 6 & 63] : '=';
        out += i + 2 < bytes.size() ? alphabet[group & 63] : '=';
    }
    return out;
}

std::string sha256_base64(std::string_view text) {
    const std::string hex = sha256_hex(text);
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    return base64(bytes);
}

// The contents of all <name …>…</name> elements without a src attribute.
std::vector<std::string_view> inline_elements(std::string_view html, std::string_view name) {
    const std::string lowered = lower(html);
    const std::string open = fmt::format("<{}", name), close = fmt::format("</{}", name);
    std::vector<std::string_view> contents;
    for (auto at = lowered.find(open); at != std::string::npos; at = lowered.find(open, at)) {
        at += open.size();
        if (at < lowered.size() && std::string_view(" \t\r\n>").find(lowered[at]) == std::string_view::npos) continue;
        char quote = 0;
        const std::size_t attributes = at;
        while (at < lowered.size() && (quote || lowered[at] != '>')) {
            if (quote ? lowered[at] == quote : lowered[at] == '"' || lowered[at] == '\'')
                quote = quote ? 0 : lowered[at];
            ++at;
        }
        const std::string_view head = std::string_view(lowered).substr(attributes, at - attributes);
        const std::size_t begin = std::min(at + 1, lowered.size());
        const std::size_t end = std::min(lowered.find(close, begin), lowered.size());
        if (head.find(" src=") == std::string_view::npos) contents.push_back(html.substr(begin, end - begin));
        at = end;
    }
    return contents;
}

std::string hashes(std::string_view html, std::string_view element) {
    std::string sources;
    for (const auto content : inline_elements(html, element))
        sources += fmt::format(" 'sha256-{}'", sha256_base64(content));
    return sources;
}

// A worker has the policy it came with, not its page's: it loads what it needs from the build, and nothing else.
constexpr std::string_view worker_policy = "default-src 'none'; script-src 'self'; frame-ancestors 'none'";

std::string etag(std::string_view bytes) { return fmt::format("\"{}\"", sha256_hex(bytes).substr(0, 32)); }

bool has_etag(std::string_view if_none_match, std::string_view tag) {
    while (!if_none_match.empty()) {
        std::string_view candidate = next_element(if_none_match, ',');
        if (candidate.starts_with("W/")) candidate.remove_prefix(2);
        if (candidate == tag || candidate == "*") return true;
    }
    return false;
}

// What the server itself answers, and the build's own files: a missing one is missing, not a page.
bool is_reserved(std::string_view path) {
    constexpr std::array<std::string_view, 3> folders{"/api/", "/_app/", "/.well-known/"};
    constexpr std::array<std::string_view, 7> names{"/api",     "/ws",           "/healthz", "/readyz",
                                                    "/metrics", "/openapi.json", "/_app"};
    return std::any_of(folders.begin(), folders.end(), [&](std::string_view f) { return path.starts_with(f); }) ||
           std::find(names.begin(), names.end(), path) != names.end();
}

}  // namespace

StaticFiles::StaticFiles(const std::vector<EmbeddedFile>& files) {
    const auto variant_of = [](std::string_view path, std::string_view suffix) {
        return path.ends_with(suffix) ? path.substr(0, path.size() - suffix.size()) : std::string_view{};
    };
    for (const auto& file : files) {
        const Variant variant{file.bytes, etag(file.bytes)};
        if (const auto name = variant_of(file.path, ".gz"); !name.empty())
            files_[std::string(name)].gzip = variant;
        else if (const auto of = variant_of(file.path, ".br"); !of.empty())
            files_[std::string(of)].brotli = variant;
        else
            files_[std::string(file.path)].plain = variant;
    }
    std::erase_if(files_, [](const auto& entry) { return entry.second.plain.etag.empty(); });
    for (auto& [path, file] : files_) {
        file.type = media_type(path);
        file.immutable = path.starts_with("_app/immutable/");
        if (path.ends_with(".html")) file.security_policy = page_security_policy(file.plain.bytes);
        if (path.starts_with("_app/immutable/workers/")) file.security_policy = worker_policy;
    }
    app_ = find("200.html");
    if (!app_) app_ = find("index.html");
}

std::optional<Response> StaticFiles::answer(const Request& request) const {
    std::string_view path = request.target.path;
    const File* file = nullptr;
    if (path == "/") {
        file = find("index.html");
    } else {
        const std::string name(path.substr(1));
        file = find(name);
        if (!file) file = find(name + ".html");
        if (!file) file = find(name + (name.ends_with('/') ? "index.html" : "/index.html"));
    }
    if (!file) file = fallback(request);
    if (!file) return std::nullopt;

    const Variant* chosen = &file->plain;
    std::string_view encoding;
    if (file->brotli && accepts(request.accept_encoding, "br")) {
        chosen = &*file->brotli;
        encoding = "br";
    } else if (file->gzip && accepts(request.accept_encoding, "gzip")) {
        chosen = &*file->gzip;
        encoding = "gzip";
    }
    Response response{.content_type = std::string(file->type), .file = chosen->bytes};
    response.headers.emplace_back("ETag", chosen->etag);
    response.headers.emplace_back("Cache-Control",
                                  file->immutable ? "public, max-age=31536000, immutable" : "no-cache");
    if (!file->security_policy.empty()) response.headers.emplace_back("Content-Security-Policy", file->security_policy);
    if (file->gzip || file->brotli)
        response.headers.emplace_back("Vary", path == "/" ? "Accept, Accept-Encoding" : "Accept-Encoding");
    if (!encoding.empty()) response.headers.emplace_back("Content-Encoding", std::string(encoding));
    if (has_etag(request.if_none_match, chosen->etag)) {
        response.status = 304;
        response.file = {};
        response.content_type.clear();
    }
    return response;
}

const StaticFiles::File* StaticFiles::find(std::string_view path) const {
    const auto found = files_.find(path);
    return found == files_.end() ? nullptr : &found->second;
}

const StaticFiles::File* StaticFiles::fallback(const Request& request) const {
    const std::string_view path = request.target.path;
    if (is_reserved(path)) return nullptr;
    const std::string_view last = path.substr(path.rfind('/') + 1);
    const bool looks_like_page = last.find('.') == std::string_view::npos || accepts(request.accept, "text/html");
    return looks_like_page ? app_ : nullptr;
}

std::string page_security_policy(std::string_view html) {
    return fmt::format(
        "default-src 'self'; script-src 'self'{}; style-src 'self'{}; img-src 'self' data:; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        hashes(html, "script"), hashes(html, "style"));
}

bool accepts(std::string_view header, std::string_view name) {
    while (!header.empty()) {
        std::string_view element = next_element(header, ',');
        const std::string_view listed = next_element(element, ';');
        if (!equal_but_for_case(listed, name)) continue;
        while (!element.empty()) {
            const std::string_view parameter = next_element(element, ';');
            if (parameter.starts_with("q=") || parameter.starts_with("Q="))
                return parameter.find_first_of("123456789") != std::string_view::npos;
        }
        return true;
    }
    return false;
}

}  // namespace pf::api
