// What stands between a WebSocket connection and the session that speaks through it. Nothing of RFC 6455 here.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace pf::api {

using Frame = std::shared_ptr<const std::string>;  // one message; shared when several connections get the same

struct CloseCode {  // RFC 6455, 7.4.1
    static constexpr std::uint16_t going_away = 1001;
    static constexpr std::uint16_t policy_violation = 1008;
    static constexpr std::uint16_t internal_error = 1011;
    static constexpr std::uint16_t try_again_later = 1013;
    static constexpr std::uint16_t too_big = 1009;
};

// The sending half of a connection. Never blocks: what the client does not take is queued, up to a bound that closes
// the connection with 1013.
class MessageOutlet {
 public:
    virtual ~MessageOutlet() = default;
    virtual void send(Frame text) = 0;
    virtual void send_binary(Frame bytes) = 0;
    virtual void close(std::uint16_t code, std::string_view reason) = 0;  // after what is queued
};

// The receiving half. Called on the server's thread; opened first, closed once and last, after which `outlet` is gone.
class MessageHandler {
 public:
    virtual ~MessageHandler() = default;
    virtual void opened(MessageOutlet& outlet) = 0;
    virtual void text(std::string_view message) = 0;
    virtual void binary(std::string_view message) = 0;
    virtual void drain() = 0;  // the server shuts down: close the outlet when nothing runs any more
    virtual void closed() = 0;
};

}  // namespace pf::api
