// What each route does: the request's parts in, one call of the pitboss, its value out as JSON.
#pragma once

#include <functional>

#include "api/allowance.hpp"
#include "api/http.hpp"
#include "api/memory_budget.hpp"
#include "api/metrics.hpp"
#include "api/router.hpp"
#include "api/settings.hpp"
#include "api/static_files.hpp"
#include "pitboss/audit.hpp"
#include "pitboss/boards.hpp"
#include "pitboss/definitions.hpp"
#include "pitboss/imports.hpp"
#include "pitboss/patterns.hpp"
#include "pitboss/readings.hpp"
#include "pitboss/registry.hpp"
#include "pitboss/results.hpp"
#include "pitboss/services.hpp"
#include "pitboss/supervisor.hpp"

namespace pf::api {

// The parts of the program that answer. All outlive the server.
struct Api {
    pitboss::Supervisor& supervisor;
    pitboss::Results& results;
    pitboss::Registry& registry;
    pitboss::Patterns& patterns;
    pitboss::Readings& readings;
    pitboss::Definitions& definitions;
    pitboss::Boards& boards;
    pitboss::Imports& imports;
    pitboss::Audit& audit;
    pitboss::Services& services;
    pitboss::ServerInfo info;
};

// Api and what the routes keep themselves.
struct RouteContext {
    Api api;
    ServerSettings settings;
    StaticFiles files;
    std::size_t exports = 0;       // CSV and cells under way
    std::size_t shared_reads = 0;  // of boards' links, under way
    Allowance shared_allowance{50, 250};
    bool checking_model = false;
    Metrics metrics = {};
    MemoryBudget memory{settings.max_answer_bytes};
    std::function<Metrics::Gauges()> gauges = {};   // set by the server
    std::function<void()> callers_changed = [] {};  // somebody was signed out: their sessions end
    std::shared_ptr<const People> people = {};

    [[nodiscard]] Deadline read_deadline() const { return Clock::now() + settings.read_deadline; }
};

// A page of rows; `share` of the budget of memory is let go when it has been sent.
[[nodiscard]] Response page_response(const pitboss::Page& page, MemoryBudget::Share share);

// `context` outlives the router.
void add_rule_routes(Router& router, RouteContext& context);
void add_reading_routes(Router& router, RouteContext& context);
void add_relation_routes(Router& router, RouteContext& context);
void add_pattern_routes(Router& router, RouteContext& context);
void add_definition_routes(Router& router, RouteContext& context);
void add_board_routes(Router& router, RouteContext& context);
void add_import_routes(Router& router, RouteContext& context);
void add_shared_routes(Router& router, RouteContext& context);
void add_audit_routes(Router& router, RouteContext& context);
void add_model_routes(Router& router, RouteContext& context);
void add_server_routes(Router& router, RouteContext& context);
void add_sign_in_routes(Router& router, RouteContext& context);

// All of the server's routes; /ws is the transport's. src/api/openapi.json describes each of them.
[[nodiscard]] Router all_routes(RouteContext& context);

// Everything: the routes, and for the rest the web app's files.
[[nodiscard]] HttpHandler http_handler(RouteContext& context);

[[nodiscard]] Response json_response(std::string body, int status = 200);

// Nothing when the body is declared as JSON; else 415.
[[nodiscard]] std::optional<Response> refuse_unless_json(const Request& request);

}  // namespace pf::api
