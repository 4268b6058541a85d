// The program's face to its clients: HTTP and WebSocket on one port, over the parts that answer.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string_view>

#include "api/routes.hpp"
#include "api/settings.hpp"
#include "base/result.hpp"
#include "base/task.hpp"

namespace pf::api {

class Server {
 public:
    // `io` and what `api` refers to outlive the server.
    Server(asio::io_context& io, Api api, ServerSettings settings);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // Errors: those of Listener::listen. Clients that connect from now on wait until start().
    [[nodiscard]] Result<void> listen();
    [[nodiscard]] std::uint16_t port() const;

    // Reads the certificate again (Listener::load_certificate).
    [[nodiscard]] Result<void> load_certificate();

    // In place of ServerSettings::users: whose token is gone is out at once.
    void use(std::vector<User> users);

    // Ends the sessions whose token has expired. Called from time to time.
    void check_callers();

    // Begins to serve; returns at once.
    void start();

    // Takes nothing new and tells the sessions; what runs may end until a second before the deadline, is cancelled and
    // answered then, and cut off at the deadline. Returns when nothing of the server runs any more.
    Task<> stop(Deadline deadline);

    // `event views:refresh` to every session. An empty rule says that the view is gone.
    void broadcast_views_refresh(std::string_view view, std::string_view rule);

    // `event boards:refresh` to every session.
    void broadcast_boards_refresh(std::string_view board);

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace pf::api
