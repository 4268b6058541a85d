#include "api/sessions.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <vector>

#include "api/rule_session.hpp"
#include "base/secret.hpp"

namespace pf::api {
namespace {

constexpr std::size_t id_bytes = 16;
constexpr std::chrono::seconds sweep_interval{15};
constexpr std::size_t sent_at_once = 100;

}  // namespace

Sessions::Sessions(asio::io_context& io, ServerSettings settings, RuleRunner runner)
    : io_(io), settings_(std::move(settings)), runner_(std::move(runner)), sweep_timer_(io) {}

Sessions::~Sessions() = default;

std::shared_ptr<MessageHandler> Sessions::open(Caller caller) {
    auto session = std::make_shared<RuleSession>(shared_from_this(), random_token(id_bytes), std::move(caller));
    sessions_.emplace(session->id(), session);
    return session;
}

void Sessions::check_callers() {
    const auto all = sessions_;
    for (const auto& [id, session] : all) session->check_caller();
}

std::size_t Sessions::broadcast(Frame frame) {
    std::vector<std::weak_ptr<RuleSession>> all;
    for (const auto& [id, session] : sessions_)
        if (session->connected()) all.push_back(session);
    const std::size_t told = all.size();
    send_to_some(std::make_shared<Round>(Round{std::move(frame), std::move(all)}));
    return told;
}

void Sessions::send_to_some(const std::shared_ptr<Round>& round) {
    for (std::size_t sent = 0; sent < sent_at_once && round->next < round->to.size(); ++sent)
        if (const auto session = round->to[round->next++].lock()) session->send(round->frame);
    if (round->next < round->to.size())
        asio::post(io_, [self = shared_from_this(), round] { self->send_to_some(round); });
}

void Sessions::cancel_all() {
    const auto all = sessions_;
    for (const auto& [id, session] : all) session->cancel_all();
}

void Sessions::forget_all() {
    sweep_timer_.cancel();
    sessions_.clear();
}

std::shared_ptr<RuleSession> Sessions::find(std::string_view id) const {
    const auto found = sessions_.find(id);
    return found == sessions_.end() ? nullptr : found->second;
}

void Sessions::lost(RuleSession& session) {
    if (!find(session.id())) return;  // resumed by another connection, or forgotten
    ++kept_sessions_;
    if (session.is_spent()) {
        forget(session.id());
        return;
    }
    if (kept_sessions_ > settings_.max_kept_sessions) {
        const auto age = [](const auto& entry) {
            return std::pair(entry.second->connected(), entry.second->lost_at());
        };
        const auto oldest = std::min_element(sessions_.begin(), sessions_.end(),
                                             [&](const auto& a, const auto& b) { return age(a) < age(b); });
        forget(oldest->first);
    }
    sweep_later();
}

void Sessions::forget(std::string_view id) {
    const auto found = sessions_.find(id);
    if (found == sessions_.end()) return;
    if (!found->second->connected()) --kept_sessions_;
    sessions_.erase(found);
}

void Sessions::sweep_later() {
    if (sweeping_) return;
    sweeping_ = true;
    sweep_timer_.expires_after(std::min<Clock::duration>(sweep_interval, settings_.kept_for));
    sweep_timer_.async_wait([this](boost::system::error_code cancelled) {
        if (cancelled) return;  // the program ends, and this object may be gone
        sweeping_ = false;
        sweep();
    });
}

void Sessions::sweep() {
    const auto horizon = Clock::now() - settings_.kept_for;
    std::vector<std::string> gone;
    bool more = false;
    for (const auto& [id, session] : sessions_) {
        session->forget_answers_before(horizon);
        if (!session->connected() && (session->is_spent() || session->lost_at() < horizon))
            gone.push_back(id);
        else
            more = more || session->keeps_answers() || !session->connected();
    }
    for (const auto& id : gone) forget(id);
    if (more) sweep_later();
}

void Sessions::make_room() {
    for (auto age = settings_.kept_for / 2; kept_bytes_ > settings_.max_kept_bytes_in_all; age /= 2)
        for (const auto& [id, session] : sessions_) session->forget_answers_before(Clock::now() - age);
}

}  // namespace pf::api
