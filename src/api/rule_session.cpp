#include "api/rule_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/system/system_error.hpp>

#include "api/access.hpp"
#include "base/log.hpp"

namespace pf::api {
namespace {

Frame frame(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

SystemTime now() { return std::chrono::system_clock::now(); }

// What a rule that ended by an exception is answered with.
Error error_of(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const boost::system::system_error& error) {
        if (error.code() == boost::asio::error::operation_aborted)
            return make_error(ErrorKind::cancelled, "The rule was cancelled.");
        log::error("rule: {}", error.what());
    } catch (const std::exception& error) {
        log::error("rule: {}", error.what());
    }
    return make_error(ErrorKind::internal, "The rule failed through a defect of the server; its log says why.");
}

std::string rule_id_of(const ClientFrame& frame) {
    if (const auto* run = std::get_if<RunRule>(&frame)) return run->rule_id;
    if (const auto* cancel = std::get_if<CancelRule>(&frame)) return cancel->rule_id;
    if (const auto* choice = std::get_if<ChooseReading>(&frame)) return choice->rule_id;
    return {};
}

}  // namespace

// One run_rule or choose_reading until it is answered. Moves to the session that resumes its own.
class RuleSession::RunningRule final : public EventSink, public std::enable_shared_from_this<RunningRule> {
 public:
    RunningRule(std::shared_ptr<RuleSession> session, RunRule asked)
        : session_(std::move(session)),
          request(std::move(asked)),
          caller(session_->caller_),
          timer_(session_->sessions_->io_) {
        session_->running_.push_back(this);
        ++session_->sessions_->running_;
    }
    ~RunningRule() override { finish(); }
    RunningRule(const RunningRule&) = delete;
    RunningRule& operator=(const RunningRule&) = delete;

    // Runs no longer; also called when the program ends before the rule does.
    void finish() {
        if (std::erase(session_->running_, this) > 0) --session_->sessions_->running_;
    }

    void progress(Progress progress) override {
        latest_ = std::move(progress);
        if (!latest_.readings.empty()) offered_ = latest_.readings;
        if (!reporting_) return;
        gathered_.push_back(frame(encode_progress(request.rule_id, latest_)));
        if (gathered_.size() > 1) return;
        timer_.expires_after(session_->sessions_->settings_.progress_gathered);
        timer_.async_wait([weak = weak_from_this()](boost::system::error_code cancelled) {
            const auto rule = weak.lock();
            if (!cancelled && rule) rule->send_gathered();
        });
    }

    // Most rules end before their first stages are sent: those then share the answer's way.
    void send_gathered() {
        for (Frame& report : std::exchange(gathered_, {})) session_->send(std::move(report));
    }

    // Frames for rules that end at once would only cost: the first one leaves after a while, with the stage of then.
    void report_after(std::chrono::milliseconds delay) {
        if (request.rule_id.empty()) return;  // no name to report under
        if (delay.count() == 0) {
            reporting_ = true;
            return;
        }
        timer_.expires_after(delay);
        timer_.async_wait([weak = weak_from_this(), delay](boost::system::error_code cancelled) {
            const auto rule = weak.lock();
            if (cancelled || !rule) return;
            rule->reporting_ = true;
            rule->latest_.elapsed = delay;
            rule->progress(rule->latest_);
        });
    }

    void cancel() {
        chosen_ = 0;
        signal.emit(boost::asio::cancellation_type::terminal);
    }

    // Whether it has offered that reading, and the choice: what runs ends, and the session runs the reading instead.
    [[nodiscard]] bool offers(int n) const {
        return std::any_of(offered_.begin(), offered_.end(), [n](const auto& offered) { return offered.n == n; });
    }
    void choose(int n) {
        chosen_ = n;
        signal.emit(boost::asio::cancellation_type::terminal);
    }
    [[nodiscard]] int chosen() const { return chosen_; }

    void move_to(std::shared_ptr<RuleSession> session) {
        std::erase(session_->running_, this);
        session_ = std::move(session);
        session_->running_.push_back(this);
    }
    [[nodiscard]] const std::shared_ptr<RuleSession>& session() const { return session_; }

 private:
    std::shared_ptr<RuleSession> session_;

 public:
    const RunRule request;
    const Caller caller;
    boost::asio::cancellation_signal signal;

 private:
    boost::asio::steady_timer timer_;
    std::vector<Frame> gathered_;  // progress, not yet sent
    Progress latest_;
    std::vector<Progress::Offered> offered_;
    bool reporting_ = false;
    int chosen_ = 0;
};

RuleSession::RuleSession(std::shared_ptr<Sessions> sessions, std::string id, Caller caller)
    : sessions_(std::move(sessions)), id_(std::move(id)), caller_(std::move(caller)) {}

RuleSession::~RuleSession() { sessions_->kept_bytes_ -= kept_bytes_; }

void RuleSession::opened(MessageOutlet& outlet) {
    outlet_ = &outlet;
    send(frame(encode_hello(sessions_->runner_.info, id_, sessions_->last_event_, caller_)));
}

void RuleSession::text(std::string_view message) {
    if (!check_caller()) return;
    ClientFrame decoded = decode_client_frame(message);
    if (const auto type = type_of(decoded); !type.empty())
        if (const auto denial = check_frame(caller_, type)) {
            send(frame(encode_denial(*denial, rule_id_of(decoded), now())));
            sessions_->runner_.record(caller_, std::string(type), rule_id_of(decoded), "forbidden");
            return;
        }
    std::visit([this](auto each) { handle(std::move(each)); }, std::move(decoded));
}

void RuleSession::binary(std::string_view) {
    refuse(make_error(ErrorKind::invalid_request, "The frame is binary; frames are JSON in text messages."), {}, {});
}

void RuleSession::drain() {
    draining_ = true;
    close_when_done();
}

void RuleSession::closed() {
    outlet_ = nullptr;
    lost_at_ = Clock::now();
    sessions_->lost(*this);
}

void RuleSession::send(Frame message) {
    if (outlet_) outlet_->send(std::move(message));
}

void RuleSession::cancel_all() {
    for (const auto& rule : rules_running()) rule->cancel();
}

bool RuleSession::check_caller() {
    auto still = sessions_->runner_.people->again(caller_);
    if (still) {
        caller_ = std::move(*still);
        return true;
    }
    cancel_all();
    if (outlet_) outlet_->close(CloseCode::policy_violation, "the token is no longer good");
    return false;
}

void RuleSession::handle(RunRule request) { start(std::move(request)); }

void RuleSession::handle(const CancelRule& request) {
    bool found = false;
    for (const auto& rule : rules_running()) {
        if (rule->request.rule_id != request.rule_id) continue;
        found = true;
        rule->cancel();
    }
    if (!found)
        refuse(make_error(ErrorKind::not_found, fmt::format("Nothing runs under rule_id {}.", request.rule_id)), {},
               request.rule_id);
}

void RuleSession::handle(const ChooseReading& choice) {
    for (const auto& rule : rules_running())
        if (rule->request.rule_id == choice.rule_id && rule->offers(choice.n)) return rule->choose(choice.n);
    const auto question = std::find_if(questions_.begin(), questions_.end(),
                                       [&](const Question& q) { return q.rule_id == choice.rule_id; });
    if (question == questions_.end()) {
        refuse(make_error(ErrorKind::not_found, fmt::format("No question is open for rule_id {}.", choice.rule_id),
                          "Run the sentence again."),
               {}, choice.rule_id);
        return;
    }
    start({question->rule_code, choice.rule_id, choice.n, {}, question->generator, {}, question->from});
}

void RuleSession::handle(const Resume& request) {
    const auto other = sessions_->find(request.session);
    if (!other || other.get() == this || other->caller_.name != caller_.name) {
        refuse(make_error(ErrorKind::not_found, "That session is not known here any more.",
                          "Send rules that were not answered again, with their rule_id."),
               {}, {});
        return;
    }
    adopt(*other, request.after);
}

void RuleSession::handle(const BadFrame& bad) { refuse(bad.error, {}, bad.rule_id); }

void RuleSession::start(RunRule request) {
    if (draining_) {
        refuse(make_error(ErrorKind::unavailable, "The server is shutting down.", "Try again in a moment."),
               request.rule_code, request.rule_id);
        return;
    }
    if (running_.size() >= sessions_->settings_.max_rules_per_session) {
        refuse(make_error(ErrorKind::unavailable,
                          fmt::format("{} rules of this session are still running.", running_.size()),
                          "Wait for one of them, or cancel one."),
               request.rule_code, request.rule_id);
        return;
    }
    const auto rule = std::make_shared<RunningRule>(shared_from_this(), request);
    rule->report_after(sessions_->settings_.progress_after);

    RequestContext context;
    context.id = fmt::format("{}/{}", std::string_view(id_).substr(0, 8),
                             request.rule_id.empty() ? std::string_view("-") : std::string_view(request.rule_id));
    context.deadline = context.started + sessions_->settings_.rule_deadline;
    context.sink = rule.get();
    context.caller = caller_;
    // The rule holds its session: it runs on when the connection is gone.
    boost::asio::co_spawn(
        sessions_->io_,
        sessions_->runner_.run(
            {std::move(request.rule_code), std::move(request.rule_id), request.reading, std::move(request.after),
             request.generator, std::move(request.sql), std::move(request.from), request.ask_left_out},
            std::move(context)),
        boost::asio::bind_cancellation_slot(rule->signal.slot(),
                                            [rule](std::exception_ptr failure, Result<pitboss::RuleAnswer> answer) {
                                                const auto session = rule->session();
                                                session->ended(*rule, failure, std::move(answer));
                                            }));
}

void RuleSession::ended(RunningRule& rule, std::exception_ptr failure, Result<pitboss::RuleAnswer> answer) {
    if (failure) answer = error_of(failure);
    rule.finish();
    if (rule.chosen() > 0)
        run_chosen(rule);
    else
        tell(rule, std::move(answer));
    if (draining_) close_when_done();
    if (sessions_->rule_ended_) sessions_->rule_ended_();
}

// The person did not wait for the model: the compiler's reading in place of whatever it came to.
void RuleSession::run_chosen(const RunningRule& rule) {
    RunRule chosen = rule.request;
    chosen.reading = rule.chosen();
    chosen.generator = tools::Engine::compiler;
    start(std::move(chosen));
}

void RuleSession::tell(RunningRule& rule, Result<pitboss::RuleAnswer> answer) {
    const std::int64_t seq = ++sessions_->last_event_;
    std::string text;
    std::erase_if(questions_, [&](const Question& q) { return answer && q.rule_id == rule.request.rule_id; });
    const auto rule_name = [&] { return sessions_->runner_.rule_name(rule.request.rule_code); };
    if (!answer) {
        if (!answer.error().detail.empty()) log::warn("rule {}: {}", rule.request.rule_id, answer.error().detail);
        text = encode_error(answer.error(), rule_name(), rule.request.rule_id, now(), seq);
    } else if (auto* question = std::get_if<pitboss::Clarification>(&*answer)) {
        if (question->rule_id.empty()) question->rule_id = rule.request.rule_id;
        ask({question->rule_id, question->sentence.empty() ? rule.request.rule_code : question->sentence,
             rule.request.generator, rule.request.from});
        text = encode_clarify(*question, rule_name(), now(), seq);
    } else {
        const auto& outcome = std::get<pitboss::RuleOutcome>(*answer);
        sessions_->runner_.record(rule.caller, "rule_run", outcome.registered_as, "ok");
        text = encode_result(outcome, now(), seq);
    }
    const Frame message = frame(std::move(text));
    rule.send_gathered();
    send(message);
    keep({seq, Clock::now(), message});
}

void RuleSession::refuse(const Error& error, std::string_view rule_code, std::string_view rule_id) {
    const std::string rule = rule_code.empty() ? std::string() : sessions_->runner_.rule_name(rule_code);
    send(frame(encode_error(error, rule, rule_id, now())));
}

void RuleSession::ask(Question question) {
    questions_.push_back(std::move(question));
    if (questions_.size() > sessions_->settings_.max_questions) questions_.erase(questions_.begin());
}

// Also what was sent is kept: a connection that dies may have lost it on the way.
void RuleSession::keep(Answer answer) {
    kept_bytes_ += answer.frame->size();
    sessions_->kept_bytes_ += answer.frame->size();
    answers_.push_back(std::move(answer));
    const ServerSettings& settings = sessions_->settings_;
    while (!answers_.empty() && (answers_.size() > settings.max_kept_answers || kept_bytes_ > settings.max_kept_bytes))
        drop_oldest_answer();
    sessions_->make_room();
    sessions_->sweep_later();
}

void RuleSession::forget_answers_before(Clock::time_point time) {
    while (!answers_.empty() && answers_.front().at < time) drop_oldest_answer();
    if (answers_.empty()) answers_ = {};  // its memory too
}

void RuleSession::drop_oldest_answer() {
    kept_bytes_ -= answers_.front().frame->size();
    sessions_->kept_bytes_ -= answers_.front().frame->size();
    answers_.erase(answers_.begin());
}

std::vector<RuleSession::Answer> RuleSession::release_answers() {
    sessions_->kept_bytes_ -= std::exchange(kept_bytes_, 0);
    return std::exchange(answers_, {});
}

// Takes over what the other session has, and sends what its client missed. The other one is gone afterwards.
void RuleSession::adopt(RuleSession& other, std::int64_t after) {
    const auto outlives_this = other.shared_from_this();
    std::vector<std::string> ids;
    for (const auto& rule : other.rules_running()) {
        rule->move_to(shared_from_this());
        ids.push_back(rule->request.rule_id);
    }
    std::size_t sent = 0;
    for (Answer& answer : other.release_answers()) {
        if (answer.seq <= after) continue;
        send(answer.frame);
        keep(std::move(answer));
        ++sent;
    }
    for (Question& question : std::exchange(other.questions_, {})) ask(std::move(question));
    if (other.outlet_) other.outlet_->close(CloseCode::going_away, "resumed by another connection");
    sessions_->forget(other.id_);
    send(frame(encode_session_resumed(other.id_, sent, ids)));
}

void RuleSession::close_when_done() {
    if (outlet_ && running_.empty()) outlet_->close(CloseCode::going_away, "the server is shutting down");
}

std::vector<std::shared_ptr<RuleSession::RunningRule>> RuleSession::rules_running() const {
    std::vector<std::shared_ptr<RunningRule>> rules;
    for (RunningRule* rule : running_) rules.push_back(rule->shared_from_this());
    return rules;
}

}  // namespace pf::api
