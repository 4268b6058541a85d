// Task<T>: the one coroutine type of the server. All of them run on the one thread of the io_context.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>

namespace pf {

namespace asio = boost::asio;

template <class T = void>
using Task = asio::awaitable<T>;

using Clock = std::chrono::steady_clock;
using Deadline = Clock::time_point;

}  // namespace pf
