// /, /healthz, /readyz, /metrics, /openapi.json, /docs and /api/server: what the server says of itself.
#include "api/json_writer.hpp"
#include "api/problem.hpp"
#include "api/resources.hpp"
#include "api/routes.hpp"
#include "base/embedded.hpp"

namespace pf::api {
namespace {

SystemTime now() { return std::chrono::system_clock::now(); }

Task<Response> front_door(const RouteContext& context, Call call) {
    if (accepts(call.request.accept, "text/html"))
        if (auto page = context.files.answer(call.request)) co_return std::move(*page);
    Response response = json_response(encode_status(context.api.info, now()));
    response.headers.emplace_back("Vary", "Accept");
    co_return response;
}

Task<Response> healthy(Call) { co_return json_response(R"({"status":"ok"})"); }

Task<Response> ready(RouteContext& context, Call call) {
    const auto readiness =
        co_await pitboss::readiness(context.api.services, Clock::now() + context.settings.probe_deadline);
    const bool details = call.request.caller.has_value();  // a probe without the token hears yes or no
    if (!readiness.ready)
        co_return problem(make_error(ErrorKind::unavailable, details ? readiness.reason : "The server is not ready."));
    std::string body;
    JsonWriter json(body);
    json.begin_object().member("status", "ready").key("warnings").begin_array();
    if (details)
        for (const auto& warning : readiness.warnings) json.string(warning);
    json.end_array().end_object();
    co_return json_response(std::move(body));
}

Task<Response> about(RouteContext& context, Call call) {
    const auto readiness =
        co_await pitboss::readiness(context.api.services, Clock::now() + context.settings.probe_deadline);
    co_return json_response(
        encode_server(context.api.info, readiness, context.people->wants_token(), *call.request.caller, now()));
}

Task<Response> metrics(const RouteContext& context, Call) {
    Response response{.content_type = "text/plain; version=0.0.4; charset=utf-8"};
    response.body = context.metrics.text(context.gauges());
    response.headers.emplace_back("Cache-Control", "no-store");
    co_return response;
}

Task<Response> contract(Call) {
    Response response{.content_type = "application/json", .file = embedded_files(Group::contract).front().bytes};
    response.headers.emplace_back("Cache-Control", "no-cache");
    co_return response;
}

// The contract's page is one of the web app's.
Task<Response> contract_page(const RouteContext& context, Call call) {
    auto page = context.files.answer(call.request);
    co_return page ? std::move(*page) : nothing_at(call.request.target.path);
}

}  // namespace

void add_server_routes(Router& router, RouteContext& context) {
    router.add(Method::get, "/", [&context](Call call) { return front_door(context, std::move(call)); });
    router.add(Method::get, "/healthz", healthy);
    router.add(Method::get, "/readyz", [&context](Call call) { return ready(context, std::move(call)); });
    router.add(Method::get, "/metrics", [&context](Call call) { return metrics(context, std::move(call)); });
    router.add(Method::get, "/openapi.json", contract);
    router.add(Method::get, "/docs", [&context](Call call) { return contract_page(context, std::move(call)); });
    router.add(Method::get, "/api/server", [&context](Call call) { return about(context, std::move(call)); });
}

}  // namespace pf::api
