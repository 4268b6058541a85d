#include "api/router.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "api/access.hpp"
#include "api/problem.hpp"

namespace pf::api {
namespace {

bool is_parameter(std::string_view segment) { return segment.starts_with('{'); }

// Of a {named} segment: what stands behind the brace.
std::string_view ending(std::string_view segment) { return segment.substr(segment.find('}') + 1); }

std::vector<std::string_view> split(std::string_view pattern) {
    std::vector<std::string_view> segments;
    while (!pattern.empty()) {
        pattern.remove_prefix(1);  // the slash
        const std::string_view segment = pattern.substr(0, pattern.find('/'));
        segments.push_back(segment);
        pattern.remove_prefix(segment.size());
    }
    return segments;
}

bool matches(const std::vector<std::string_view>& pattern, const std::vector<std::string>& segments) {
    return std::equal(pattern.begin(), pattern.end(), segments.begin(), segments.end(),
                      [](std::string_view expected, const std::string& actual) {
                          if (!is_parameter(expected)) return expected == actual;
                          return actual.size() > ending(expected).size() && actual.ends_with(ending(expected));
                      });
}

std::string about_of(const std::vector<std::string>& parameters) {
    std::string about;
    for (const auto& parameter : parameters) about += (about.empty() ? "" : "/") + parameter;
    return about;
}

}  // namespace

void Router::add(Method method, std::string_view pattern, Handler handler) {
    auto segments = split(pattern);
    const auto known =
        std::find_if(routes_.begin(), routes_.end(), [&](const Route& r) { return r.segments == segments; });
    Route& route =
        known != routes_.end() ? *known : routes_.emplace_back(Route{std::string(pattern), std::move(segments), {}});
    route.methods.emplace_back(method, std::move(handler));
}

std::vector<std::pair<Method, std::string>> Router::routes() const {
    std::vector<std::pair<Method, std::string>> all;
    for (const auto& route : routes_) {
        for (const auto& [method, handler] : route.methods) all.emplace_back(method, route.pattern);
    }
    return all;
}

Task<Response> Router::answer(Request request, ResponseStream& stream) const {
    const Route* route = find(request.target.segments);
    if (!route) co_return nothing_at(request.target.path);
    const Method method = request.method == Method::head ? Method::get : request.method;
    std::string allowed;
    for (const auto& [has, handler] : route->methods) {
        if (has == method) {
            const std::string_view what = audited_as(method, route->pattern);
            std::vector<std::string> parameters;
            for (std::size_t i = 0; i < route->segments.size(); ++i) {
                if (!is_parameter(route->segments[i])) continue;
                std::string& value = parameters.emplace_back(request.target.segments[i]);
                value.resize(value.size() - ending(route->segments[i]).size());
            }
            std::string about = about_of(parameters);
            const auto denial = check_route(request.caller, method, route->pattern);
            Response response =
                denial ? problem(*denial) : co_await handler({std::move(request), std::move(parameters), stream});
            if (response.status < 400 || denial) response.what = what;
            if (response.about.empty()) response.about = std::move(about);
            co_return response;
        }
        if (!allowed.empty()) allowed += ", ";
        allowed += to_string(has);
        if (has == Method::get) allowed += ", HEAD";
    }
    co_return method_not_allowed(request.method, allowed);
}

const Router::Route* Router::find(const std::vector<std::string>& segments) const {
    const auto found =
        std::find_if(routes_.begin(), routes_.end(), [&](const Route& r) { return matches(r.segments, segments); });
    return found == routes_.end() ? nullptr : &*found;
}

Response nothing_at(std::string_view path) {
    return problem(make_error(ErrorKind::not_found, fmt::format("There is nothing at {}.", path.substr(0, 200))));
}

Response method_not_allowed(Method method, std::string_view allowed) {
    Response response =
        problem(405, make_error(ErrorKind::invalid_request, fmt::format("{} is not possible here.", to_string(method)),
                                fmt::format("Possible are {}.", allowed)));
    response.headers.emplace_back("Allow", std::string(allowed));
    return response;
}

}  // namespace pf::api
