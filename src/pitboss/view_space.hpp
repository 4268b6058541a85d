// How much room a rule's view has: a bound for each, one for all, and somebody who looks while it grows.
#pragma once

#include <cstdint>
#include <memory>

#include "base/result.hpp"
#include "base/task.hpp"
#include "pitboss/services.hpp"

namespace pf::pitboss {

struct Room {
    std::int64_t bytes = 0;  // 0: no bound
    bool of_all = false;     // what the views of all rules leave over

    [[nodiscard]] bool holds(std::int64_t wanted) const { return bytes == 0 || wanted <= bytes; }
};

// That a view is larger than its room, with what to do.
[[nodiscard]] Error too_large(const Room& room, const Limits& limits);

class ViewSpace {
 public:
    explicit ViewSpace(Services& services) : services_(services) {}

    // For a view that is to be made; the error when all views together leave none. What was deleted is seen at the
    // latest when there is none left.
    Task<Result<Room>> room(Deadline deadline);
    void took(std::int64_t bytes) { used_ += bytes; }
    Task<> measure(Deadline deadline);  // of all views; from time to time, for what is deleted or made elsewhere

 private:
    [[nodiscard]] Room left() const;

    Services& services_;
    std::int64_t used_ = 0;
};

// While it lives a build that takes long is looked at, and stopped when it has outgrown its room.
class BuildWatch {
 public:
    BuildWatch(asio::any_io_executor executor, Services& services, int backend, const Room& room);
    ~BuildWatch();
    BuildWatch(const BuildWatch&) = delete;
    BuildWatch& operator=(const BuildWatch&) = delete;

    Task<bool> stopped_it();  // of a build that ended as cancelled: whether it was for this

 private:
    struct State;
    static Task<> watch(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;  // null: nothing to watch for
};

}  // namespace pf::pitboss
