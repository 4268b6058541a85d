#include "api/router.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace pf::api {
namespace {

class NoStream final : public ResponseStream {
 public:
    void begin(Response) override { FAIL() << "nothing streams here"; }
    Task<bool> write(std::string_view) override { co_return false; }
};

Task<Response> name_of(std::string name, Call call) {
    for (const auto& parameter : call.parameters) name += " " + parameter;
    co_return Response{.body = name};
}

Router router() {
    Router made;
    made.add(Method::get, "/", [](Call call) { return name_of("front", std::move(call)); });
    made.add(Method::get, "/api/rules/predefined", [](Call call) { return name_of("predefined", std::move(call)); });
    made.add(Method::get, "/api/rules/{id}", [](Call call) { return name_of("rule", std::move(call)); });
    made.add(Method::delete_, "/api/rules/{id}", [](Call call) { return name_of("delete", std::move(call)); });
    made.add(Method::get, "/api/views/{view}.csv", [](Call call) { return name_of("csv", std::move(call)); });
    made.add(Method::get, "/api/views/{view}", [](Call call) { return name_of("view", std::move(call)); });
    return made;
}

Response answer(Method method, std::string_view target) {
    asio::io_context io;
    NoStream stream;
    Response response;
    Request request;
    request.method = method;
    request.target = *parse_target(target);
    request.caller = Caller{"", Role::admin, ""};
    const Router routes = router();
    asio::co_spawn(io, routes.answer(std::move(request), stream), [&](std::exception_ptr failed, Response r) {
        ASSERT_FALSE(failed);
        response = std::move(r);
    });
    io.run();
    return response;
}

TEST(Router, FindsTheHandlerByPathAndMethod) {
    EXPECT_EQ(answer(Method::get, "/").body, "front");
    EXPECT_EQ(answer(Method::get, "/api/rules/7?x=y").body, "rule 7");
    EXPECT_EQ(answer(Method::delete_, "/api/rules/a%2Fb").body, "delete a/b");
    EXPECT_EQ(answer(Method::head, "/api/rules/7").body, "rule 7");
}

TEST(Router, PrefersWhatWasAddedFirst) { EXPECT_EQ(answer(Method::get, "/api/rules/predefined").body, "predefined"); }

TEST(Router, TellsAnEndingFromTheParameterBeforeIt) {
    EXPECT_EQ(answer(Method::get, "/api/views/orgs.csv").body, "csv orgs");
    EXPECT_EQ(answer(Method::get, "/api/views/a.csv.csv").body, "csv a.csv");
    EXPECT_EQ(answer(Method::get, "/api/views/.csv").body, "view .csv");
    EXPECT_EQ(answer(Method::get, "/api/views/csv").body, "view csv");
}

TEST(Router, ListsWhatWasAdded) {
    const auto routes = router().routes();
    ASSERT_EQ(routes.size(), 6u);
    EXPECT_EQ(routes[0], (std::pair<Method, std::string>(Method::get, "/")));
    EXPECT_EQ(routes[3], (std::pair<Method, std::string>(Method::delete_, "/api/rules/{id}")));
    EXPECT_EQ(routes[4], (std::pair<Method, std::string>(Method::get, "/api/views/{view}.csv")));
}

TEST(Router, NamesTheAllowedMethods) {
    const Response response = answer(Method::post, "/api/rules/7");
    EXPECT_EQ(response.status, 405);
    EXPECT_EQ(response.headers.back(), (std::pair<std::string, std::string>("Allow", "GET, HEAD, DELETE")));
    EXPECT_EQ(answer(Method::options, "/").status, 405);
}

TEST(Router, FindsNothingElsewhere) {
    for (const char* target :
         {"/api", "/api/rules", "/api/rules/", "/api/rules/7/", "/api/rules/7/8", "/API/rules/7", "//"})
        EXPECT_EQ(answer(Method::get, target).status, 404) << target;
}

}  // namespace
}  // namespace pf::api
