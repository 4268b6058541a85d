// /api/definitions: the vocabulary, what a word may mean, and what is kept of it.
#include <fmt/format.h>

#include "api/problem.hpp"
#include "api/resources.hpp"
#include "api/routes.hpp"

namespace pf::api {
namespace {

Task<Response> list_definitions(RouteContext& context, Call) {
    auto& definitions = context.api.definitions;
    const auto unknown = co_await definitions.unknown(context.read_deadline());
    if (!unknown) co_return problem(unknown.error());
    const auto makers = co_await definitions.makers(context.read_deadline());
    if (!makers) co_return problem(makers.error());
    co_return json_response(encode_definitions(definitions.all(), definitions.refused(), *unknown, *makers));
}

Task<Response> export_definitions(RouteContext& context, Call) {
    Response response{.content_type = "application/yaml; charset=utf-8", .body = context.api.definitions.yaml()};
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"vocabulary.yaml\"");
    co_return response;
}

Task<Response> list_candidates(RouteContext& context, Call call) {
    std::string word;
    for (auto& [name, value] : call.request.target.query) {
        if (name != "word")
            co_return problem(make_error(ErrorKind::invalid_request,
                                         fmt::format("{} is not a parameter here; known is word.", name)));
        word = std::move(value);
    }
    if (word.empty()) co_return problem(make_error(ErrorKind::invalid_request, "word is missing."));
    co_return json_response(encode_candidates(co_await context.api.definitions.candidates(std::move(word))));
}

Task<Response> keep_definition(RouteContext& context, Call call) {
    if (auto refused = refuse_unless_json(call.request)) co_return std::move(*refused);
    auto definition = decode_definition(call.request.body);
    if (!definition) co_return problem(definition.error());
    const auto kept = co_await context.api.definitions.keep(std::move(*definition), call.request.caller->name,
                                                            context.read_deadline());
    if (!kept) co_return problem(kept.error());
    Response response = json_response(encode_definition(*kept));
    response.about = kept->name;
    co_return response;
}

Task<Response> delete_definition(RouteContext& context, Call call) {
    const auto removed =
        co_await context.api.definitions.remove(std::move(call.parameters[0]), context.read_deadline());
    if (!removed) co_return problem(removed.error());
    co_return Response{.status = 204};
}

}  // namespace

void add_definition_routes(Router& router, RouteContext& context) {
    router.add(Method::get, "/api/definitions",
               [&context](Call call) { return list_definitions(context, std::move(call)); });
    router.add(Method::post, "/api/definitions",
               [&context](Call call) { return keep_definition(context, std::move(call)); });
    router.add(Method::get, "/api/definitions/candidates",
               [&context](Call call) { return list_candidates(context, std::move(call)); });
    router.add(Method::get, "/api/definitions/yaml",
               [&context](Call call) { return export_definitions(context, std::move(call)); });
    router.add(Method::delete_, "/api/definitions/{name}",
               [&context](Call call) { return delete_definition(context, std::move(call)); });
}

}  // namespace pf::api
