// What travels with every request: who it is, until when it may run, and where its progress goes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/task.hpp"

namespace pf {

enum class Stage : std::uint8_t { queued, context, generate, model, check, materialise, register_ };

[[nodiscard]] std::string_view to_string(Stage stage);  // the wire name: "queued", …, "register"

// Where progress leaves a request. Called on the server's thread; must not block and must not fail.
class EventSink {
 public:
    virtual ~EventSink() = default;
    virtual void progress(Stage stage, std::chrono::milliseconds elapsed) = 0;
};

// One request's identity, deadline and sink. Cancellation is Asio's: whoever spawned the request's coroutine emits its
// cancellation signal, and the operation it is waiting in ends with ErrorKind::cancelled.
struct RequestContext {
    std::string id;  // for the log
    Clock::time_point started = Clock::now();
    Deadline deadline = Clock::now() + std::chrono::seconds(120);
    EventSink* sink = nullptr;  // may be null: nobody listens

    void progress(Stage stage) const {
        if (sink) sink->progress(stage, std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started));
    }
};

}  // namespace pf
