// One HTTP/1.1 connection: reads requests, refuses what must not pass, hands the rest to the handler, writes responses.
#pragma once

#include "api/connection.hpp"

namespace pf::api {

// Serves the connection until it ends or becomes a WebSocket. Returns at once; the session owns itself.
void start_http_session(TcpSocket socket, ConnectionTicket ticket);

}  // namespace pf::api
