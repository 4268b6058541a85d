#include "api/server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/listener.hpp"
#include "api/protocol.hpp"
#include "api/sessions.hpp"
#include "api/sign_in.hpp"
#include "api/spawn.hpp"
#include "api/view_news.hpp"
#include "base/embedded.hpp"
#include "base/log.hpp"

namespace pf::api {
namespace {

constexpr std::chrono::milliseconds time_to_cancel{1'800};  // PostgreSQL ends a cancelled statement well within it
constexpr std::chrono::milliseconds time_to_unwind{200};

RuleRunner rule_runner(RouteContext& routes) {
    auto& supervisor = routes.api.supervisor;
    return {[&routes, &supervisor](pitboss::RuleRequest request, RequestContext context) {
                return run_counted(routes.metrics, supervisor, std::move(request), std::move(context));
            },
            [&supervisor](std::string_view rule_code) { return supervisor.rule_name(rule_code); }, routes.api.info,
            routes.people,
            [&routes](const Caller& caller, std::string what, std::string about, std::string outcome) {
                routes.api.audit.record(caller, std::move(what), std::move(about), std::move(outcome));
            }};
}

}  // namespace

struct Server::State {
    State(asio::io_context& loop, Api api, const ServerSettings& settings)
        : io(loop),
          people(std::make_shared<People>(settings.token, settings.users,
                                          settings.sign_in ? settings.sign_in->sessions : nullptr)),
          routes{.api = std::move(api),
                 .settings = settings,
                 .files = StaticFiles(embedded_files(Group::web)),
                 .people = people},
          sessions(std::make_shared<Sessions>(loop, settings, rule_runner(routes))),
          news(loop, settings.news_interval, [this](Frame frame) { return sessions->broadcast(std::move(frame)); }),
          listener(
              loop, settings,
              {http_handler(routes), [all = sessions](Caller caller) { return all->open(std::move(caller)); }, people,
               [this](const Caller& caller, std::string what, std::string about) {
                   routes.api.audit.record(caller, std::move(what), std::move(about));
               }}),
          changed(loop) {
        routes.callers_changed = [this] { sessions->check_callers(); };
        routes.gauges = [this] {
            return Metrics::Gauges{listener.connections(),
                                   sessions->known(),
                                   sessions->running(),
                                   pitboss::pool_states(routes.api.services),
                                   routes.api.services.language_model(),
                                   listener.token_guesses()};
        };
    }

    ~State() { sessions->forget_all(); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    [[nodiscard]] bool idle() const { return listener.connections() == 0 && sessions->running() == 0; }

    // Waits until nothing is left or the time has come.
    Task<> wait_until_idle(Deadline until) {
        while (!idle() && Clock::now() < until) {
            changed.expires_at(until);
            co_await changed.async_wait(asio::as_tuple(asio::use_awaitable));
        }
    }

    asio::io_context& io;
    std::shared_ptr<People> people;
    RouteContext routes;
    std::shared_ptr<Sessions> sessions;
    ViewNews news;
    Listener listener;
    asio::steady_timer changed;  // cancelled when a connection or a rule ends
};

Server::Server(asio::io_context& io, Api api, ServerSettings settings)
    : state_(std::make_unique<State>(io, std::move(api), settings)) {}

Server::~Server() = default;

Result<void> Server::listen() { return state_->listener.listen(); }

std::uint16_t Server::port() const { return state_->listener.port(); }

Result<void> Server::load_certificate() { return state_->listener.load_certificate(); }

void Server::use(std::vector<User> users) {
    for (auto& [what, about] : state_->people->use(std::move(users)))
        state_->routes.api.audit.record({}, std::move(what), std::move(about));
    check_callers();
}

void Server::check_callers() { state_->sessions->check_callers(); }

void Server::start() { asio::co_spawn(state_->io, state_->listener.serve(), logged("listener")); }

Task<> Server::stop(Deadline deadline) {
    State& state = *state_;
    const auto wake = [&state] { state.changed.cancel(); };
    state.listener.stop_accepting();
    state.listener.on_connection_ended(wake);
    state.sessions->on_rule_ended(wake);
    state.listener.drain();
    co_await state.wait_until_idle(deadline - time_to_cancel);
    if (!state.idle()) {
        log::warn("stopping: cancelling {} rules, {} connections are still open", state.sessions->running(),
                  state.listener.connections());
        state.sessions->cancel_all();
        state.listener.cancel_requests();
        co_await state.wait_until_idle(deadline - time_to_unwind);
        state.listener.abort_connections();
        co_await state.wait_until_idle(deadline);
    }
    state.listener.on_connection_ended({});
    state.sessions->on_rule_ended({});
}

void Server::broadcast_views_refresh(std::string_view view, std::string_view rule) { state_->news.changed(view, rule); }

void Server::broadcast_boards_refresh(std::string_view board) {
    state_->sessions->broadcast(std::make_shared<const std::string>(encode_boards_refresh(board)));
}

}  // namespace pf::api
