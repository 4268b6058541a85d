// What the server is told, and every bound it keeps (docs/operations.md lists them).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/people.hpp"

namespace pf::api {

struct SignIn;

struct ServerSettings {
    std::string host = "127.0.0.1";  // an IP address, or localhost
    std::uint16_t port = 8000;       // 0: any free one (Server::port)
    std::string token;  // that everybody may show; this, users or sign_in must be set when the address is not loopback
    std::optional<std::vector<User>> users;  // people with tokens of their own
    std::shared_ptr<SignIn> sign_in;         // through a provider; null: there is none
    std::vector<std::string> allowed_hosts;  // further names this server has: factory.example, or factory.example:8443
    std::vector<std::string> allowed_origins;  // further origins that may change things: http://localhost:5173
    std::vector<std::string> trusted_proxies;  // addresses and networks whose X-Forwarded-… lines are heard

    std::string tls_certificate, tls_key;  // PEM files; with them the server speaks TLS, and only TLS

    unsigned guesses_per_client = 10;                     // wrong tokens of one address at once,
    std::chrono::milliseconds client_guess_pause{6'000};  // and the time until it may try another
    unsigned guesses_in_all = 100;                        // of all addresses that have not shown the right one
    std::chrono::milliseconds guess_pause{1'000};

    std::size_t max_connections = 10'000;      // less when the process may not open as many files
    std::size_t max_requests_in_flight = 512;  // HTTP requests being answered; the next gets 503
    std::size_t max_shared_reads = 16;         // of boards' links at a time
    std::size_t max_exports = 8;               // CSV transfers and cells at a time: each holds a database connection
    std::size_t max_answer_bytes = 96 * 1024 * 1024;  // pages being read, made and sent; the next waits
    std::size_t max_head_bytes = 16 * 1024;
    std::size_t max_target_bytes = 8 * 1024;
    std::size_t max_fields = 100;
    std::size_t max_body_bytes = 1024 * 1024;
    std::uint64_t max_upload_bytes = 0;              // of a file that is brought (head_check.hpp, is_upload)
    std::size_t max_message_bytes = 1024 * 1024;     // WebSocket, client → server
    std::size_t max_queued_bytes = 4 * 1024 * 1024;  // WebSocket, server → client

    std::chrono::milliseconds head_timeout{10'000};  // from the first byte of a request to the end of its head
    std::chrono::milliseconds idle_timeout{75'000};  // between requests
    std::chrono::milliseconds body_timeout{30'000};
    std::chrono::milliseconds write_timeout{30'000};   // without any progress
    std::chrono::milliseconds websocket_idle{60'000};  // pinged after half of it, closed after all of it
    std::chrono::milliseconds close_timeout{5'000};    // for a WebSocket's closing handshake

    std::chrono::milliseconds read_deadline{30'000};    // GET of pages, lists, and changes
    std::chrono::milliseconds probe_deadline{900};      // of /readyz, which takes a second more to withdraw its query
    std::chrono::milliseconds reading_deadline{2'000};  // of a sentence that is being typed
    std::chrono::milliseconds rule_deadline{120'000};
    std::chrono::milliseconds export_deadline{1'800'000};  // CSV

    std::chrono::milliseconds progress_after{0};  // a rule that ends sooner sends no progress
    std::chrono::milliseconds progress_gathered{
        10};  // stages of a rule leave together after that time, or with its answer
    std::chrono::milliseconds news_interval{100};  // between two frames that tell every session of views
    std::size_t max_rules_per_session = 16;
    std::size_t max_questions = 64;            // open clarifications a session
    std::size_t max_kept_answers = 64;         // per session, for resume
    std::size_t max_kept_bytes = 1024 * 1024;  // per session
    std::size_t max_kept_bytes_in_all = 64 * 1024 * 1024;
    std::size_t max_kept_sessions = 1'000;  // whose connection is gone
    std::chrono::milliseconds kept_for{300'000};
};

}  // namespace pf::api
