// HTTP POST for coroutines: libcurl's multi interface on one thread. Bounded in time and bytes; follows nothing.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"

namespace pf::llm {

struct HttpRequest {
    std::string url;                   // http or https
    std::vector<std::string> headers;  // "Name: value"; may hold secrets
    std::string body;
    std::string server;  // what error messages call the other side: "the model at api.openai.com"
};

struct HttpReply {
    long status = 0;
    std::string body;
    std::optional<std::chrono::seconds> retry_after;  // Retry-After, also when it was given as a date
};

class HttpPoster {
 public:
    static constexpr std::size_t max_body_bytes = 256u << 10;
    static constexpr std::size_t max_header_bytes = 64u << 10;
    static constexpr std::chrono::seconds connect_timeout{10};

    HttpPoster();
    ~HttpPoster();
    HttpPoster(const HttpPoster&) = delete;
    HttpPoster& operator=(const HttpPoster&) = delete;

    // Any status is a reply. Redirects are not followed, compressed bodies not asked for and not unpacked.
    // Errors: unavailable (no connection, broken off, too long), timeout, cancelled; none holds a header or a body.
    Task<Result<HttpReply>> post(HttpRequest request, Deadline deadline);

    // Ends what is under way with `cancelled`, and whatever is posted later; stops the thread. The executors of its
    // callers must still be alive.
    void close();

 private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace pf::llm
