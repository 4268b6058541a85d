#include "api/url.hpp"

#include <fmt/format.h>

#include "base/utf8.hpp"

namespace pf::api {
namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

Error invalid(std::string message) { return make_error(ErrorKind::invalid_request, std::move(message)); }

Result<std::vector<Parameter>> parse_query(std::string_view query) {
    std::vector<Parameter> parameters;
    while (!query.empty()) {
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), pair.size() + 1));
        if (pair.empty()) continue;
        const auto equals = pair.find('=');
        auto name = percent_decode(pair.substr(0, equals), true);
        if (!name) return name.error();
        auto value = percent_decode(equals == std::string_view::npos ? "" : pair.substr(equals + 1), true);
        if (!value) return value.error();
        if (name->find('\0') != std::string::npos || value->find('\0') != std::string::npos)
            return invalid("The query holds a NUL character.");
        parameters.push_back({std::move(*name), std::move(*value)});
    }
    return parameters;
}

}  // namespace

Result<Target> parse_target(std::string_view target) {
    if (target.empty() || target[0] != '/') return invalid("The request target must begin with a slash.");
    if (target.find('#') != std::string_view::npos) return invalid("The request target must not hold a fragment.");
    const auto mark = target.find('?');
    std::string_view path = target.substr(0, mark);

    Target parsed;
    auto decoded = percent_decode(path, false);
    if (!decoded) return decoded.error();
    if (decoded->find('\0') != std::string::npos)
        return make_error(ErrorKind::not_found, "Nothing has a name with a NUL character.");
    parsed.path = std::move(*decoded);
    while (!path.empty()) {
        path.remove_prefix(1);  // the slash
        const std::string_view raw = path.substr(0, path.find('/'));
        auto segment = percent_decode(raw, false);
        if (!segment) return segment.error();
        if (*segment == "." || *segment == "..")
            return invalid("A path here has no . or .. in it: write the whole path of what is meant.");
        parsed.segments.push_back(std::move(*segment));
        path.remove_prefix(raw.size());
    }
    if (mark == std::string_view::npos) return parsed;
    auto query = parse_query(target.substr(mark + 1));
    if (!query) return query.error();
    parsed.query = std::move(*query);
    return parsed;
}

Result<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (plus_is_space && text[i] == '+') {
            decoded += ' ';
            continue;
        }
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
        const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
        if (high < 0 || low < 0) return invalid("The address holds a % that two hexadecimal digits do not follow.");
        decoded += static_cast<char>(high * 16 + low);
        i += 2;
    }
    if (!is_utf8(decoded)) return invalid("The address is not UTF-8.");
    return decoded;
}

}  // namespace pf::api
