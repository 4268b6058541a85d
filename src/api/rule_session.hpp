// One client's session: its frames in, its rules running side by side, their answers out and kept for a reconnect.
#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/message_handler.hpp"
#include "api/protocol.hpp"
#include "api/sessions.hpp"

namespace pf::api {

class RuleSession final : public MessageHandler, public std::enable_shared_from_this<RuleSession> {
 public:
    RuleSession(std::shared_ptr<Sessions> sessions, std::string id, Caller caller);
    ~RuleSession() override;
    RuleSession(const RuleSession&) = delete;
    RuleSession& operator=(const RuleSession&) = delete;

    void opened(MessageOutlet& outlet) override;
    void text(std::string_view message) override;
    void binary(std::string_view message) override;
    void drain() override;
    void closed() override;

    void send(Frame frame);  // dropped while nobody is connected
    void cancel_all();
    bool check_caller();  // false: it may not go on, and was ended

    [[nodiscard]] const std::string& id() const { return id_; }
    [[nodiscard]] bool connected() const { return outlet_ != nullptr; }
    [[nodiscard]] Clock::time_point lost_at() const { return lost_at_; }

    void forget_answers_before(Clock::time_point time);
    // Nothing that a client could still want: neither running rules nor answers nor questions.
    [[nodiscard]] bool is_spent() const { return running_.empty() && answers_.empty() && questions_.empty(); }
    [[nodiscard]] bool keeps_answers() const { return !answers_.empty(); }

 private:
    class RunningRule;
    struct Answer {
        std::int64_t seq;
        Clock::time_point at;
        Frame frame;
    };
    struct Question {
        std::string rule_id, rule_code;
        std::optional<tools::Engine> generator;
        std::string from;
    };

    void handle(RunRule frame);
    void handle(const CancelRule& frame);
    void handle(const ChooseReading& frame);
    void handle(const Resume& frame);
    void handle(const BadFrame& frame);

    void start(RunRule request);
    void ended(RunningRule& rule, std::exception_ptr failure, Result<pitboss::RuleAnswer> answer);
    void run_chosen(const RunningRule& rule);
    void tell(RunningRule& rule, Result<pitboss::RuleAnswer> answer);
    void refuse(const Error& error, std::string_view rule_code, std::string_view rule_id);
    void ask(Question question);
    void keep(Answer answer);
    void drop_oldest_answer();
    [[nodiscard]] std::vector<Answer> release_answers();
    void adopt(RuleSession& other, std::int64_t after);
    void close_when_done();

    [[nodiscard]] std::vector<std::shared_ptr<RunningRule>> rules_running() const;

    const std::shared_ptr<Sessions> sessions_;
    const std::string id_;
    Caller caller_;
    MessageOutlet* outlet_ = nullptr;
    Clock::time_point lost_at_;
    bool draining_ = false;
    std::vector<RunningRule*> running_;  // each owned by its coroutine, which owns this session
    std::vector<Answer> answers_;        // oldest first
    std::size_t kept_bytes_ = 0;
    std::vector<Question> questions_;  // oldest first
};

}  // namespace pf::api
