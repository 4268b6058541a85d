// Who hears the error of a spawned coroutine: the log.
#pragma once

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <string_view>

#include "base/log.hpp"

namespace pf::api {

// A completion handler for co_spawn. Being cancelled is no error. `what` must be a literal.
[[nodiscard]] inline auto logged(std::string_view what) {
    return [what](std::exception_ptr failure) {
        if (!failure) return;
        try {
            std::rethrow_exception(failure);
        } catch (const boost::system::system_error& error) {
            if (error.code() != boost::asio::error::operation_aborted) log::error("{}: {}", what, error.what());
        } catch (const std::exception& error) {
            log::error("{}: {}", what, error.what());
        }
    };
}

}  // namespace pf::api
