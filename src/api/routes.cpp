#include "api/routes.hpp"

#include <algorithm>
#include <memory>
#include <string_view>

#include "api/problem.hpp"
#include "api/text.hpp"
#include "base/ascii.hpp"

namespace pf::api {
namespace {

bool climbs(std::string_view name) {
    for (std::size_t begin = 0; begin <= name.size();) {
        const auto end = std::min(name.find_first_of("/\\", begin), name.size());
        if (name.substr(begin, end - begin) == "..") return true;
        begin = end + 1;
    }
    return false;
}

// The web app's file or page of that path.
Response file_or_nothing(const RouteContext& context, const Request& request) {
    // Behind an encoded slash it is part of a name, which rules and tables may have and files have not.
    for (const auto& segment : request.target.segments)
        if (climbs(segment)) return problem(make_error(ErrorKind::invalid_request, "No file here has .. in its path."));
    auto file = context.files.answer(request);
    if (!file) return nothing_at(request.target.path);
    if (request.method != Method::get && request.method != Method::head)
        return method_not_allowed(request.method, "GET, HEAD");
    return std::move(*file);
}

Task<Response> answer(RouteContext& context, const Router& router, Request request, ResponseStream& stream) {
    const Caller caller = request.caller.value_or(Caller());
    Response response = router.knows(request.target.segments) ? co_await router.answer(std::move(request), stream)
                                                              : file_or_nothing(context, request);
    context.metrics.count_response(response.status);
    if (!response.what.empty())
        context.api.audit.record(caller, std::string(response.what), std::move(response.about),
                                 response.status < 400 ? "ok" : "forbidden");
    co_return response;
}

}  // namespace

Router all_routes(RouteContext& context) {
    Router router;
    add_server_routes(router, context);
    add_sign_in_routes(router, context);
    add_model_routes(router, context);
    add_rule_routes(router, context);
    add_reading_routes(router, context);
    add_relation_routes(router, context);
    add_pattern_routes(router, context);
    add_definition_routes(router, context);
    add_board_routes(router, context);
    add_import_routes(router, context);
    add_shared_routes(router, context);
    add_audit_routes(router, context);
    return router;
}

HttpHandler http_handler(RouteContext& context) {
    const auto router = std::make_shared<Router>(all_routes(context));
    return [&context, router](Request request, ResponseStream& stream) {
        return answer(context, *router, std::move(request), stream);
    };
}

Response json_response(std::string body, int status) {
    Response response{.status = status, .content_type = "application/json", .body = std::move(body)};
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

std::optional<Response> refuse_unless_json(const Request& request) {
    std::string_view type = request.content_type;
    if (equal_but_for_case(next_element(type, ';'), "application/json")) return std::nullopt;
    return problem(415, make_error(ErrorKind::invalid_request, "The body must be application/json."));
}

}  // namespace pf::api
