// /api/readings and /api/vocabulary: what helps while a sentence is being typed.
#include <fmt/format.h>

#include <charconv>

#include "api/problem.hpp"
#include "api/protocol.hpp"
#include "api/resources.hpp"
#include "api/routes.hpp"
#include "pitboss/vocabulary.hpp"

namespace pf::api {
namespace {

constexpr std::size_t max_prefix_bytes = 200;
constexpr std::size_t usual_limit = 20;

Task<Response> read_sentence(RouteContext& context, Call call) {
    if (auto refused = refuse_unless_json(call.request)) co_return std::move(*refused);
    auto decoded = decode_rule_request(call.request.body);
    if (const auto* bad = std::get_if<BadFrame>(&decoded)) co_return problem(bad->error);
    auto& request = std::get<RunRule>(decoded);
    const auto reading = co_await context.api.readings.read(std::move(request.rule_code), std::move(request.after),
                                                            Clock::now() + context.settings.reading_deadline);
    if (!reading) co_return problem(reading.error());
    co_return json_response(encode_reading(*reading));
}

Task<Response> list_parts(RouteContext& context, Call call) {
    if (auto refused = refuse_unless_json(call.request)) co_return std::move(*refused);
    auto decoded = decode_rule_request(call.request.body);
    if (const auto* bad = std::get_if<BadFrame>(&decoded)) co_return problem(bad->error);
    const auto parts = co_await context.api.readings.parts(std::move(std::get<RunRule>(decoded).rule_code));
    if (!parts) co_return problem(parts.error());
    co_return json_response(encode_parts(*parts));
}

struct VocabularyRequest {
    std::string prefix;
    std::size_t limit = usual_limit;
};

Result<VocabularyRequest> vocabulary_request(const std::vector<Parameter>& query) {
    VocabularyRequest request;
    for (const auto& [name, value] : query) {
        if (name == "prefix") {
            if (value.size() > max_prefix_bytes)
                return make_error(ErrorKind::invalid_request,
                                  fmt::format("prefix is longer than {} bytes.", max_prefix_bytes));
            request.prefix = value;
        } else if (name == "limit") {
            const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), request.limit);
            if (failed != std::errc{} || end != value.data() + value.size() || request.limit < 1 ||
                request.limit > pitboss::max_vocabulary)
                return make_error(ErrorKind::invalid_request,
                                  fmt::format("limit must be a whole number from 1 to {}.", pitboss::max_vocabulary));
        } else {
            return make_error(ErrorKind::invalid_request,
                              fmt::format("{} is not a parameter here; known are prefix and limit.", name));
        }
    }
    return request;
}

Task<Response> list_vocabulary(RouteContext& context, Call call) {
    const auto request = vocabulary_request(call.request.target.query);
    if (!request) co_return problem(request.error());
    co_return json_response(
        encode_vocabulary(pitboss::vocabulary(context.api.services, request->prefix, request->limit)));
}

}  // namespace

void add_reading_routes(Router& router, RouteContext& context) {
    router.add(Method::post, "/api/readings",
               [&context](Call call) { return read_sentence(context, std::move(call)); });
    router.add(Method::post, "/api/readings/parts",
               [&context](Call call) { return list_parts(context, std::move(call)); });
    router.add(Method::get, "/api/vocabulary",
               [&context](Call call) { return list_vocabulary(context, std::move(call)); });
}

}  // namespace pf::api
