// The sessions behind the WebSocket connections: who gets broadcasts, whose answers are kept for a reconnect, and how
// many rules run.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/message_handler.hpp"
#include "api/people.hpp"
#include "api/settings.hpp"
#include "base/request_context.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "pitboss/supervisor.hpp"

namespace pf::api {

class RuleSession;

// What sessions need of the rest of the program.
struct RuleRunner {
    std::function<Task<Result<pitboss::RuleAnswer>>(pitboss::RuleRequest, RequestContext)> run;
    std::function<std::string(std::string_view rule_code)> rule_name;
    pitboss::ServerInfo info;
    std::shared_ptr<const People> people;
    std::function<void(const Caller&, std::string what, std::string about, std::string outcome)> record =
        [](const Caller&, auto, auto, auto) {};  // into the audit log
};

// Shared with its sessions, which live as long as their connection or their rules; forget_all() ends the cycle.
class Sessions : public std::enable_shared_from_this<Sessions> {
 public:
    Sessions(asio::io_context& io, ServerSettings settings, RuleRunner runner);
    ~Sessions();
    Sessions(const Sessions&) = delete;
    Sessions& operator=(const Sessions&) = delete;

    // A new session for a new connection.
    [[nodiscard]] std::shared_ptr<MessageHandler> open(Caller caller);

    // Ends the sessions whose token was revoked or has expired.
    void check_callers();

    // To every session that is connected, a few at a time so that others have their turn between them. How many they
    // are.
    std::size_t broadcast(Frame frame);

    [[nodiscard]] std::size_t running() const { return running_; }        // rules, of connected and of lost sessions
    [[nodiscard]] std::size_t known() const { return sessions_.size(); }  // connected, or kept for a reconnect
    void cancel_all();
    void forget_all();
    void on_rule_ended(std::function<void()> ended) { rule_ended_ = std::move(ended); }

 private:
    friend class RuleSession;

    [[nodiscard]] std::shared_ptr<RuleSession> find(std::string_view id) const;
    struct Round {  // of one frame
        Frame frame;
        std::vector<std::weak_ptr<RuleSession>> to;
        std::size_t next = 0;
    };
    void send_to_some(const std::shared_ptr<Round>& round);
    void lost(RuleSession& session);  // its connection is gone
    void forget(std::string_view id);
    void sweep();  // forgets what is older than kept_for; again while something is kept
    void sweep_later();
    void make_room();  // forgets old answers of all sessions until max_kept_bytes_in_all is kept

    asio::io_context& io_;
    ServerSettings settings_;
    RuleRunner runner_;
    std::size_t kept_bytes_ = 0;     // of the answers all sessions keep;
    std::size_t kept_sessions_ = 0;  // whose connection is gone
    std::map<std::string, std::shared_ptr<RuleSession>, std::less<>> sessions_;
    asio::steady_timer sweep_timer_;
    bool sweeping_ = false;
    std::int64_t last_event_ = 0;  // the number of the last answer
    std::size_t running_ = 0;
    std::function<void()> rule_ended_;
};

}  // namespace pf::api
