// /api/model: the language model as the server sees it, and a call to see whether it answers.
#include "api/problem.hpp"
#include "api/resources.hpp"
#include "api/routes.hpp"

namespace pf::api {
namespace {

SystemTime now() { return std::chrono::system_clock::now(); }

Task<Response> tell(const RouteContext& context, Call) {
    co_return json_response(encode_model(context.api.services.language_model(), now()));
}

class Checking {
 public:
    explicit Checking(bool& flag) : flag_(flag) { flag_ = true; }
    ~Checking() { flag_ = false; }
    Checking(const Checking&) = delete;
    Checking& operator=(const Checking&) = delete;

 private:
    bool& flag_;
};

// One at a time: each costs a few tokens.
Task<Response> check(RouteContext& context, Call) {
    const auto& services = context.api.services;
    Result<pitboss::ModelAnswer> checked =
        make_error(ErrorKind::not_found, "No language model is set.", "Set OPENAI_API_KEY or OPENAI_BASE_URL.");
    if (services.check_language_model) {
        if (context.checking_model)
            co_return problem(make_error(ErrorKind::unavailable, "The model is being checked for somebody else.",
                                         "Try again in a moment."));
        const Checking checking(context.checking_model);
        checked = co_await services.check_language_model(context.read_deadline());
    }
    co_return json_response(encode_model(services.language_model(), now(), &checked));
}

}  // namespace

void add_model_routes(Router& router, RouteContext& context) {
    router.add(Method::get, "/api/model", [&context](Call call) { return tell(context, std::move(call)); });
    router.add(Method::post, "/api/model/check", [&context](Call call) { return check(context, std::move(call)); });
}

}  // namespace pf::api
