// /api/rules: the registry, and running a rule over HTTP through the same pipeline as the socket's.
#include <fmt/format.h>

#include "api/page_parameters.hpp"
#include "api/problem.hpp"
#include "api/protocol.hpp"
#include "api/resources.hpp"
#include "api/routes.hpp"

namespace pf::api {
namespace {

Task<Response> list_rules(RouteContext& context, Call call) {
    auto part = part_request(call.request.target.query);
    if (!part) co_return problem(part.error());
    const auto rules = co_await context.api.registry.rules(std::move(*part), context.read_deadline());
    if (!rules) co_return problem(rules.error());
    co_return json_response(encode_rules(*rules));
}

Task<Response> list_predefined(RouteContext& context, Call) {
    co_return json_response(encode_predefined(context.api.registry.predefined()));
}

Task<Response> get_rule(RouteContext& context, Call call) {
    const auto rule = co_await context.api.registry.rule(std::move(call.parameters[0]), context.read_deadline());
    if (!rule) co_return problem(rule.error());
    co_return json_response(encode_rule(*rule));
}

Task<Response> change_rule(RouteContext& context, Call call) {
    if (auto refused = refuse_unless_json(call.request)) co_return std::move(*refused);
    auto change = decode_rule_change(call.request.body);
    if (!change) co_return problem(change.error());
    const auto rule = co_await context.api.registry.change(std::move(call.parameters[0]), std::move(*change),
                                                           call.request.caller->name, context.read_deadline());
    if (!rule) co_return problem(rule.error());
    co_return json_response(encode_rule(*rule));
}

Task<Response> delete_rule(RouteContext& context, Call call) {
    const auto removed = co_await context.api.registry.remove(std::move(call.parameters[0]), context.read_deadline());
    if (!removed) co_return problem(removed.error());
    co_return Response{.status = 204};
}

Task<Response> run_rule(RouteContext& context, Call call) {
    if (auto refused = refuse_unless_json(call.request)) co_return std::move(*refused);
    auto decoded = decode_rule_request(call.request.body);
    if (const auto* bad = std::get_if<BadFrame>(&decoded)) co_return rule_problem(bad->error, {}, bad->rule_id);
    const RunRule request = std::move(std::get<RunRule>(decoded));

    RequestContext run;
    run.id = fmt::format("http/{}", request.rule_id.empty() ? "-" : request.rule_id);
    run.deadline = run.started + context.settings.rule_deadline;
    run.caller = *call.request.caller;
    auto& supervisor = context.api.supervisor;
    const auto answer = co_await run_counted(context.metrics, supervisor,
                                             {request.rule_code, request.rule_id, request.reading, request.after,
                                              request.generator, request.sql, request.from, request.ask_left_out},
                                             std::move(run));
    if (!answer) co_return rule_problem(answer.error(), supervisor.rule_name(request.rule_code), request.rule_id);
    const SystemTime now = std::chrono::system_clock::now();
    if (const auto* question = std::get_if<pitboss::Clarification>(&*answer))
        co_return json_response(encode_clarify(*question, supervisor.rule_name(request.rule_code), now), 409);
    const auto& outcome = std::get<pitboss::RuleOutcome>(*answer);
    Response response = json_response(encode_result(outcome, now));
    response.about = outcome.registered_as;
    co_return response;
}

}  // namespace

void add_rule_routes(Router& router, RouteContext& context) {
    router.add(Method::get, "/api/rules", [&context](Call call) { return list_rules(context, std::move(call)); });
    router.add(Method::post, "/api/rules", [&context](Call call) { return run_rule(context, std::move(call)); });
    router.add(Method::get, "/api/rules/predefined",
               [&context](Call call) { return list_predefined(context, std::move(call)); });
    router.add(Method::get, "/api/rules/{id}", [&context](Call call) { return get_rule(context, std::move(call)); });
    router.add(Method::patch, "/api/rules/{id}",
               [&context](Call call) { return change_rule(context, std::move(call)); });
    router.add(Method::delete_, "/api/rules/{id}",
               [&context](Call call) { return delete_rule(context, std::move(call)); });
}

}  // namespace pf::api
