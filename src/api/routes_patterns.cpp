// /api/patterns: the patterns themselves; list, add, edit, delete.
#include <fmt/format.h>

#include <charconv>

#include "api/page_parameters.hpp"
#include "api/problem.hpp"
#include "api/resources.hpp"
#include "api/routes.hpp"

namespace pf::api {
namespace {

Result<std::int64_t> pattern_id(const std::string& text) {
    std::int64_t id = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (failed != std::errc{} || end != text.data() + text.size() || id < 1)
        return make_error(ErrorKind::not_found, fmt::format("\"{}\" is not the id of a pattern.", text.substr(0, 40)));
    return id;
}

Task<Response> list_patterns(RouteContext& context, Call call) {
    std::string filter;
    pitboss::PartRequest part;
    for (auto& parameter : call.request.target.query) {
        const auto taken = take_part(parameter, part);
        if (!taken) co_return problem(taken.error());
        if (*taken) continue;
        if (parameter.name != "filter")
            co_return problem(make_error(
                ErrorKind::invalid_request,
                fmt::format("{} is not a parameter here; known are filter, limit and after.", parameter.name)));
        filter = std::move(parameter.value);
    }
    const auto patterns =
        co_await context.api.patterns.list(std::move(filter), std::move(part), context.read_deadline());
    if (!patterns) co_return problem(patterns.error());
    co_return json_response(encode_patterns(*patterns));
}

Task<Response> get_pattern(RouteContext& context, Call call) {
    const auto id = pattern_id(call.parameters[0]);
    if (!id) co_return problem(id.error());
    const auto pattern = co_await context.api.patterns.get(*id, context.read_deadline());
    if (!pattern) co_return problem(pattern.error());
    co_return json_response(encode_pattern(*pattern));
}

Task<Response> add_pattern(RouteContext& context, Call call) {
    if (auto refused = refuse_unless_json(call.request)) co_return std::move(*refused);
    auto pattern = decode_pattern(call.request.body);
    if (!pattern) co_return problem(pattern.error());
    const auto added = co_await context.api.patterns.add(std::move(*pattern), context.read_deadline());
    if (!added) co_return problem(added.error());
    Response response = json_response(encode_pattern(*added), 201);
    response.headers.emplace_back("Location", fmt::format("/api/patterns/{}", added->id));
    response.about = std::to_string(added->id);
    co_return response;
}

Task<Response> change_pattern(RouteContext& context, Call call) {
    const auto id = pattern_id(call.parameters[0]);
    if (!id) co_return problem(id.error());
    if (auto refused = refuse_unless_json(call.request)) co_return std::move(*refused);
    auto pattern = decode_pattern(call.request.body);
    if (!pattern) co_return problem(pattern.error());
    pattern->id = *id;
    const auto changed = co_await context.api.patterns.update(std::move(*pattern), context.read_deadline());
    if (!changed) co_return problem(changed.error());
    co_return json_response(encode_pattern(*changed));
}

Task<Response> delete_pattern(RouteContext& context, Call call) {
    const auto id = pattern_id(call.parameters[0]);
    if (!id) co_return problem(id.error());
    const auto removed = co_await context.api.patterns.remove(*id, context.read_deadline());
    if (!removed) co_return problem(removed.error());
    co_return Response{.status = 204};
}

}  // namespace

void add_pattern_routes(Router& router, RouteContext& context) {
    router.add(Method::get, "/api/patterns", [&context](Call call) { return list_patterns(context, std::move(call)); });
    router.add(Method::post, "/api/patterns", [&context](Call call) { return add_pattern(context, std::move(call)); });
    router.add(Method::get, "/api/patterns/{id}",
               [&context](Call call) { return get_pattern(context, std::move(call)); });
    router.add(Method::put, "/api/patterns/{id}",
               [&context](Call call) { return change_pattern(context, std::move(call)); });
    router.add(Method::delete_, "/api/patterns/{id}",
               [&context](Call call) { return delete_pattern(context, std::move(call)); });
}

}  // namespace pf::api
