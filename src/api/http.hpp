// What the transport hands to a handler and gets back. Values only; sockets and parsers stay in http_session.cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/url.hpp"
#include "base/caller.hpp"
#include "base/result.hpp"
#include "base/task.hpp"

namespace pf::api {

enum class Method : std::uint8_t { get, head, post, put, patch, delete_, options };

[[nodiscard]] std::optional<Method> method_of(std::string_view name);
[[nodiscard]] std::string_view to_string(Method method);

// A body that its route reads piece by piece, because it is too large to be held.
class RequestStream {
 public:
    virtual ~RequestStream() = default;
    // The next piece, which lives until the next call; "" at the end. Errors: cancelled (the client has gone, or says
    // nothing), invalid_request (it is malformed, or larger than `limit`).
    virtual Task<Result<std::string_view>> read() = 0;
    virtual std::optional<std::uint64_t> length() const = 0;  // as the client declares it
};

// Of whom signing in and out has to know more.
struct Browser {
    std::string host, client, cookie;  // as RequestFacts have them
    bool over_tls = false;
};

struct Request {
    Method method = Method::get;
    Target target;
    std::string accept, accept_encoding, content_type, if_none_match;
    std::string body;
    RequestStream* stream = nullptr;      // instead of `body`, of a route that reads it itself (is_upload)
    std::string bearer = {};              // what Authorization holds behind that word
    std::optional<Caller> caller = {};    // nothing: the server wants a token and none came; see Gate::check_token
    std::optional<Browser> browser = {};  // of the routes that sign in or out (concerns_sign_in)
};

struct Response {
    int status = 200;
    std::string content_type = {};
    std::string body = {};
    std::string_view file = {};  // the body instead of `body`: bytes that live as long as the program
    std::vector<std::pair<std::string, std::string>> headers = {};
    bool close = false;                     // the connection ends with this response
    std::shared_ptr<const void> held = {};  // let go when the response has been sent
    bool wrong_guess = false;               // the board's link, or the code to sign in, was wrong
    std::string_view what = {};             // was done, or was forbidden, for the audit log; set by the router
    std::string about = {};                 // what it was done to; left out: the path's parameters
};

// A body sent piece by piece, when it is too large to be held. `write` waits until the client has taken what came
// before, so memory stays constant; false when the client has gone. Nothing leaves before 64 KiB are there or the
// handler returns: a handler that fails early still answers with a problem. One that fails later returns a response of
// status ≥ 400; the transfer is then cut off, so that the client sees that it is not whole.
class ResponseStream {
 public:
    virtual ~ResponseStream() = default;
    virtual void begin(Response head) = 0;  // before the first write; its body does not count
    virtual Task<bool> write(std::string_view bytes) = 0;
};

// Answers one request. Returns the response, or what begin() was given with an empty body when it streamed.
using HttpHandler = std::function<Task<Response>(Request, ResponseStream&)>;

[[nodiscard]] std::string_view reason_phrase(int status);

// The status line and header lines with the security headers (docs/security.md), ending in the empty line. `length`:
// Content-Length, or nullopt for chunked.
struct Framing {
    std::optional<std::uint64_t> length;
    bool keep_alive = true;
    bool http_1_0 = false;
};
[[nodiscard]] std::string response_head(const Response& response, const Framing& framing, std::string_view date);

// One chunk of a chunked body (RFC 9112, 7.1) around `size` bytes; the bytes themselves are written between the two.
[[nodiscard]] std::string chunk_head(std::size_t size);
inline constexpr std::string_view chunk_tail = "\r\n";
inline constexpr std::string_view last_chunk = "0\r\n\r\n";

}  // namespace pf::api
