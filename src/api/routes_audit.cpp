// /api/audit: who did what.
#include <fmt/format.h>

#include "api/page_parameters.hpp"
#include "api/problem.hpp"
#include "api/resources.hpp"
#include "api/routes.hpp"

namespace pf::api {
namespace {

constexpr std::size_t max_filter_bytes = 400;

Task<Response> list_audit(RouteContext& context, Call call) {
    pitboss::AuditRequest request;
    for (const auto& parameter : call.request.target.query) {
        const auto taken = take_part(parameter, request.part);
        if (!taken) co_return problem(taken.error());
        if (*taken) continue;
        if (parameter.name != "who" && parameter.name != "what")
            co_return problem(make_error(
                ErrorKind::invalid_request,
                fmt::format("{} is not a parameter here; known are who, what, limit and after.", parameter.name)));
        if (parameter.value.size() > max_filter_bytes || parameter.value.find('\0') != std::string::npos)
            co_return problem(make_error(ErrorKind::invalid_request, fmt::format("{} is no name.", parameter.name)));
        (parameter.name == "who" ? request.who : request.what) = parameter.value;
    }
    const auto entries = co_await context.api.audit.entries(std::move(request), context.read_deadline());
    if (!entries) co_return problem(entries.error());
    co_return json_response(encode_audit(*entries));
}

}  // namespace

void add_audit_routes(Router& router, RouteContext& context) {
    router.add(Method::get, "/api/audit", [&context](Call call) { return list_audit(context, std::move(call)); });
}

}  // namespace pf::api
