// What travels with every request: who it is, until when it may run, and where its progress goes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/caller.hpp"
#include "base/task.hpp"

namespace pf {

enum class Stage : std::uint8_t { queued, context, generate, model, check, materialise, register_ };

[[nodiscard]] std::string_view to_string(Stage stage);  // the wire name: "queued", …, "register"

// How far a request has come.
struct Progress {
    struct Offered {
        int n = 0;
        std::string reading;
    };
    Stage stage = Stage::queued;
    std::chrono::milliseconds elapsed{0};
    std::vector<Offered> readings = {};  // that a person may choose while the request goes on
    std::size_t received = 0;            // bytes of a model's answer so far
};

// Where progress leaves a request. Called on the server's thread; must not block and must not fail.
class EventSink {
 public:
    virtual ~EventSink() = default;
    virtual void progress(Progress progress) = 0;
};

// One request's identity, deadline and sink. Cancellation is Asio's: whoever spawned the request's coroutine emits its
// cancellation signal, and the operation it is waiting in ends with ErrorKind::cancelled.
struct RequestContext {
    std::string id;  // for the log
    Caller caller = {};
    Clock::time_point started = Clock::now();
    Deadline deadline = Clock::now() + std::chrono::seconds(120);
    EventSink* sink = nullptr;  // may be null: nobody listens

    void progress(Stage stage, std::vector<Progress::Offered> readings = {}, std::size_t received = 0) const {
        if (!sink) return;
        const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started);
        sink->progress({stage, elapsed, std::move(readings), received});
    }
};

}  // namespace pf
