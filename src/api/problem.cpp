#include "api/problem.hpp"

#include "api/error_fields.hpp"
#include "api/json_writer.hpp"

namespace pf::api {
namespace {

Response problem_response(int status, const Error& error, std::string_view rule, std::string_view rule_id) {
    Response response{.status = status, .content_type = "application/problem+json"};
    JsonWriter json(response.body);
    json.begin_object().member("type", "about:blank").member("title", reason_phrase(status));
    json.member("status", std::int64_t{status}).member("detail", error.message);
    json.member("kind", to_string(error.kind));
    if (!error.hint.empty()) json.member("hint", error.hint);
    write_unknown_words(json, error.unknown);
    if (!rule.empty()) json.member("rule", rule);
    if (!rule_id.empty()) json.member("rule_id", rule_id);
    json.end_object();
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

}  // namespace

int status_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::invalid_request: return 400;
        case ErrorKind::not_understood: return 422;
        case ErrorKind::ambiguous: return 409;
        case ErrorKind::forbidden_sql: return 403;
        case ErrorKind::not_found: return 404;
        case ErrorKind::unavailable: return 503;
        case ErrorKind::timeout: return 504;
        case ErrorKind::cancelled: return 503;
        case ErrorKind::internal: return 500;
    }
    return 500;
}

Response problem(const Error& error) { return problem_response(status_of(error.kind), error, {}, {}); }

Response problem(int status, const Error& error) { return problem_response(status, error, {}, {}); }

Response rule_problem(const Error& error, std::string_view rule, std::string_view rule_id) {
    return problem_response(status_of(error.kind), error, rule, rule_id);
}

}  // namespace pf::api
