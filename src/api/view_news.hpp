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
    static constexpr std::size_t max_gathered = 100;  // views; of more the newest are named
    static constexpr std::chrono::microseconds for_each_session{250};

    // `tell` sends the frame to every session; value: how many they are.
    ViewNews(asio::io_context& io, std::chrono::milliseconds interval, std::function<std::size_t(Frame)> tell);

    // Told at once after a quiet time, else with all others when `interval` has passed since the last frame, or longer
    // where many sessions are told, so that telling them takes a bounded part of the server's time.
    void changed(std::string_view view, std::string_view rule);

 private:
    void tell_gathered();

    asio::steady_timer timer_;
    std::chrono::milliseconds interval_;
    std::function<std::size_t(Frame)> tell_;
    std::vector<ViewChange> gathered_;  // each view once, newest last
    bool waiting_ = false, more_ = false;
};

}  // namespace pf::api
