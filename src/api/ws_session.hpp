// One WebSocket connection (RFC 6455) on Beast: framing, limits, keep-alive, a bounded queue with one writer.
#pragma once

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <memory>

#include "api/client_stream.hpp"
#include "base/caller.hpp"
#include "base/task.hpp"

namespace pf::api {

using UpgradeRequest = boost::beast::http::request<boost::beast::http::empty_body>;

// Takes over the connection whose upgrade request was read; runs until it is closed.
Task<> run_websocket(ClientStream<TcpSocket> stream, std::unique_ptr<UpgradeRequest> upgrade, ConnectionTicket ticket,
                     Caller caller);

}  // namespace pf::api
