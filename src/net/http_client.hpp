// HTTP for coroutines, as a client: libcurl's multi interface on one thread. Bounded in time and bytes; follows
// nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"

namespace pf::net {

enum class HttpMethod : std::uint8_t { get, post };

struct HttpRequest {
    HttpMethod method = HttpMethod::post;
    std::string url;                   // http or https
    std::vector<std::string> headers;  // "Name: value"; may hold secrets
    std::string body;                  // of a POST
    std::string server;                // what error messages call the other side: "the model at api.openai.com"
    bool direct = false;  // no proxy, whatever the environment says (curl's http_proxy, HTTPS_PROXY, NO_PROXY)
    std::chrono::milliseconds connect_timeout{10'000};
    std::chrono::milliseconds silence_timeout{0};  // until the first byte, and between two; 0: the deadline alone
    std::function<void(std::string_view bytes)> heard = {};  // each piece of the body, on the client's thread
};

struct HttpReply {
    long status = 0;
    std::string body;
    std::string content_type;
    std::optional<std::chrono::seconds> retry_after;  // Retry-After, also when it was given as a date
};

struct HttpOutcome {
    Result<HttpReply> reply;
    bool broken_off = false;  // the connection was lost on the way: the same may go well another time
};

class HttpClient {
 public:
    static constexpr std::size_t max_body_bytes = 256u << 10;
    static constexpr std::size_t max_stream_bytes = 8u << 20;  // of text/event-stream: a few hundred for each token
    static constexpr std::size_t max_header_bytes = 64u << 10;

    HttpClient();
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    // Any status is a reply. Redirects are not followed, compressed bodies not asked for and not unpacked.
    // Errors: unavailable (no connection, broken off, too long), timeout, cancelled; none holds a header or a body.
    Task<HttpOutcome> send(HttpRequest request, Deadline deadline);

    // Ends what is under way with `cancelled`, and whatever is sent later; stops the thread. The executors of its
    // callers must still be alive.
    void close();

 private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace pf::net
