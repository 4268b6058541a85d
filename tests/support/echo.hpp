// A handler that sends back what it gets, on the product's own WebSocket session: for suites that test RFC 6455.
#pragma once

#include <memory>
#include <string>

#include "api/listener.hpp"

namespace pf::api::testing {

class Echo final : public MessageHandler {
 public:
    void opened(MessageOutlet& outlet) override { outlet_ = &outlet; }
    void text(std::string_view message) override { outlet_->send(std::make_shared<const std::string>(message)); }
    void binary(std::string_view message) override {
        outlet_->send_binary(std::make_shared<const std::string>(message));
    }
    void drain() override { outlet_->close(CloseCode::going_away, "shutting down"); }
    void closed() override {}

 private:
    MessageOutlet* outlet_ = nullptr;
};

inline void take_messages_of(ServerSettings& settings, std::size_t bytes) {
    settings.max_message_bytes = bytes;
    settings.max_queued_bytes = 4 * bytes;
}

inline Handlers echo_handlers() {
    Handlers handlers;
    handlers.http = [](Request, ResponseStream&) -> Task<Response> { co_return Response{.status = 404}; };
    handlers.people = std::make_shared<const People>("", std::nullopt);
    handlers.websocket = [](const Caller&) { return std::make_shared<Echo>(); };
    return handlers;
}

}  // namespace pf::api::testing
