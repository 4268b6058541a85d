#include "api/access.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "api/json_writer.hpp"

namespace pf::api {
namespace {

Denial denial(Role has, Role needed) {
    return {needed, fmt::format("This takes the role {}; you are signed in as {}.", to_string(needed), to_string(has)),
            "Ask whoever runs this server to give you that role."};
}

const RouteAccess* find_route(Method method, std::string_view pattern) {
    const auto& table = route_access();
    const auto found = std::find_if(table.begin(), table.end(), [&](const RouteAccess& route) {
        return route.method == method && route.pattern == pattern;
    });
    return found == table.end() ? nullptr : &*found;
}

}  // namespace

const std::vector<RouteAccess>& route_access() {
    using enum Method;
    using enum Role;
    static const std::vector<RouteAccess> table = {
        {get, "/", reader},
        {get, "/healthz", std::nullopt},
        {get, "/readyz", std::nullopt},
        {get, "/metrics", reader},
        {get, "/openapi.json", reader},
        {get, "/docs", reader},
        {get, "/sign-in", std::nullopt},
        {get, "/sign-in/callback", std::nullopt},  // says itself who signed in
        {post, "/api/sign-out", reader, "signed_out"},
        {get, "/api/server", reader},
        {get, "/api/model", reader},
        {get, "/api/audit", admin, "audit_read"},
        {post, "/api/model/check", admin, "model_checked"},

        {get, "/api/rules", reader},
        {post, "/api/rules", author, "rule_run"},
        {get, "/api/rules/predefined", reader},
        {get, "/api/rules/{id}", reader},
        {patch, "/api/rules/{id}", author, "rule_changed"},
        {delete_, "/api/rules/{id}", author, "rule_deleted"},
        {post, "/api/readings", reader},  // runs nothing
        {post, "/api/readings/parts", reader},
        {get, "/api/vocabulary", reader},

        {get, "/api/views", reader},
        {get, "/api/views/{view}.csv", reader},
        {get, "/api/views/{view}/cell", reader},
        {get, "/api/views/{view}", reader},
        {get, "/api/tables", reader},
        {get, "/api/tables/{table}.csv", reader},
        {get, "/api/tables/{table}/cell", reader},
        {get, "/api/tables/{table}", reader},

        {get, "/api/patterns", reader},
        {post, "/api/patterns", author, "pattern_made"},
        {get, "/api/patterns/{id}", reader},
        {put, "/api/patterns/{id}", author, "pattern_changed"},
        {delete_, "/api/patterns/{id}", author, "pattern_deleted"},

        {get, "/api/definitions", reader},
        {post, "/api/definitions", author, "word_kept"},
        {get, "/api/definitions/candidates", reader},
        {get, "/api/definitions/yaml", reader},
        {delete_, "/api/definitions/{name}", author, "word_deleted"},

        {get, "/api/boards", reader},
        {post, "/api/boards", author, "board_made"},
        {get, "/api/boards/{id}", reader},
        {patch, "/api/boards/{id}", author, "board_changed"},
        {delete_, "/api/boards/{id}", author, "board_deleted"},
        {post, "/api/boards/{id}/tiles", author, "board_changed"},
        {patch, "/api/boards/{id}/tiles/{tile}", author, "board_changed"},
        {delete_, "/api/boards/{id}/tiles/{tile}", author, "board_changed"},
        {post, "/api/boards/{id}/link", author, "board_shared"},
        {delete_, "/api/boards/{id}/link", author, "board_unshared"},
        {get, "/api/shared", std::nullopt},  // the board of a link, which they want themselves
        {get, "/api/shared/tiles/{tile}", std::nullopt},

        {get, "/api/imports", author},  // cells of files that are not loaded yet
        {post, "/api/imports", author, "file_brought"},
        {get, "/api/imports/{id}", author},
        {patch, "/api/imports/{id}", author},
        {delete_, "/api/imports/{id}", author, "import_ended"},
        {post, "/api/imports/{id}/load", author, "import_loaded"},
        {delete_, "/api/imports/tables/{table}", author, "table_dropped"},
    };
    return table;
}

const std::vector<FrameAccess>& frame_access() {
    static const std::vector<FrameAccess> table = {
        {"run_rule", Role::author},
        {"cancel_rule", Role::author},
        {"choose_reading", Role::author},
        {"resume", Role::reader},  // a session of the same person's
    };
    return table;
}

std::optional<Denial> check_route(const std::optional<Caller>& caller, Method method, std::string_view pattern) {
    const RouteAccess* const found = find_route(method, pattern);
    const auto least = found ? found->least : std::optional(Role::admin);
    if (!least) return std::nullopt;
    if (caller && caller->role >= *least) return std::nullopt;
    return denial(caller ? caller->role : Role::reader, *least);
}

std::string_view audited_as(Method method, std::string_view pattern) {
    const RouteAccess* const found = find_route(method, pattern);
    return found ? found->what : std::string_view();
}

std::optional<Denial> check_frame(const Caller& caller, std::string_view type) {
    const auto& table = frame_access();
    const auto found =
        std::find_if(table.begin(), table.end(), [&](const FrameAccess& frame) { return frame.type == type; });
    const Role least = found == table.end() ? Role::admin : found->least;
    if (caller.role >= least) return std::nullopt;
    return denial(caller.role, least);
}

Response problem(const Denial& denial) {
    Response response{.status = 403, .content_type = "application/problem+json"};
    JsonWriter json(response.body);
    json.begin_object().member("type", "about:blank").member("title", reason_phrase(403));
    json.member("status", std::int64_t{403}).member("detail", denial.message).member("kind", "forbidden");
    json.member("hint", denial.hint).member("role_needed", to_string(denial.needed)).end_object();
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

}  // namespace pf::api
