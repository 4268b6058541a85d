// Which handler answers which method and path.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http.hpp"

namespace pf::api {

// A request whose path matched: the values of the pattern's {…} segments, in order.
struct Call {
    Request request;
    std::vector<std::string> parameters;
    ResponseStream& stream;
};

class Router {
 public:
    using Handler = std::function<Task<Response>(Call)>;

    // `pattern`: literal and {named} segments, /api/rules/{id}; a named one may have an ending, /api/views/{view}.csv.
    // The pattern added first wins. `pattern` must be a literal.
    void add(Method method, std::string_view pattern, Handler handler);

    // What was added, in order: methods and patterns.
    [[nodiscard]] std::vector<std::pair<Method, std::string>> routes() const;

    [[nodiscard]] bool knows(const std::vector<std::string>& segments) const { return find(segments) != nullptr; }

    // 403 where the caller may not (access.hpp). HEAD is answered by GET's handler, the transport leaves out the body.
    // 405 with Allow when the path has other methods; 404 when nothing matches.
    [[nodiscard]] Task<Response> answer(Request request, ResponseStream& stream) const;

 private:
    struct Route {
        std::string pattern;
        std::vector<std::string_view> segments;
        std::vector<std::pair<Method, Handler>> methods;
    };
    [[nodiscard]] const Route* find(const std::vector<std::string>& segments) const;

    std::vector<Route> routes_;
};

[[nodiscard]] Response nothing_at(std::string_view path);                            // 404
[[nodiscard]] Response method_not_allowed(Method method, std::string_view allowed);  // 405

}  // namespace pf::api
