// Who may do what: the one table of doors, routes of HTTP and frames of the socket, and the role that each takes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http.hpp"
#include "base/caller.hpp"

namespace pf::api {

struct RouteAccess {
    Method method;
    std::string_view pattern;    // as the router has it
    std::optional<Role> least;   // nothing: anybody, also who has shown no token
    std::string_view what = {};  // it does, as the audit log has it; empty: nothing to remember
};
struct FrameAccess {
    std::string_view type;  // as a frame has it
    Role least;
};

[[nodiscard]] const std::vector<RouteAccess>& route_access();
[[nodiscard]] const std::vector<FrameAccess>& frame_access();

// RouteAccess::what
[[nodiscard]] std::string_view audited_as(Method method, std::string_view pattern);

// Why a caller may not.
struct Denial {
    Role needed;
    std::string message, hint;
};

// Nothing when the caller may. What the table does not know takes an admin.
[[nodiscard]] std::optional<Denial> check_route(const std::optional<Caller>& caller, Method method,
                                                std::string_view pattern);
[[nodiscard]] std::optional<Denial> check_frame(const Caller& caller, std::string_view type);

// 403 with kind `forbidden` and the role that is needed.
[[nodiscard]] Response problem(const Denial& denial);

}  // namespace pf::api
