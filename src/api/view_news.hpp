// News of views for every session: what changes in quick succession is told together.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "api/message_handler.hpp"
#include "api/protocol.hpp"
#include "base/task.hpp"

namespace pf::api {

class ViewNews {
 public:
    static constexpr std::size_t max_gathered = 100;  // views; told before the interval is over when there are more

    // `tell` gets the frame for every session.
    ViewNews(asio::io_context& io, std::chrono::milliseconds interval, std::function<void(Frame)> tell);

    // Told at once after a quiet time, else with all others when `interval` has passed since the last frame.
    void changed(std::string_view view, std::string_view rule);

 private:
    void tell_gathered();

    asio::steady_timer timer_;
    std::chrono::milliseconds interval_;
    std::function<void(Frame)> tell_;
    std::vector<ViewChange> gathered_;  // each view once, newest last
    bool waiting_ = false;
};

}  // namespace pf::api
