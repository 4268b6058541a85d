#include "net/http_client.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <limits>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

#include "base/ascii.hpp"

namespace pf::net {
namespace {

std::size_t take_body(const char* bytes, std::size_t size, std::size_t count, void* data);
std::size_t take_header(const char*, std::size_t size, std::size_t count, void* data);

struct EasyCleanup {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListCleanup {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct MultiCleanup {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

// One request. Written by the client's thread between its start and `done`; `cancelled` is the one thing the caller's
// side sets.
struct Transfer {
    HttpRequest request;
    Deadline deadline;
    std::atomic<bool> cancelled = false;
    std::function<void()> done;
    std::optional<HttpOutcome> result;

    std::unique_ptr<curl_slist, ListCleanup> headers;
    std::unique_ptr<CURL, EasyCleanup> easy;  // after what it points to: freed first
    std::string body;
    std::size_t header_bytes = 0;
    std::size_t max_body_bytes = 0;  // 0: not known yet
    bool too_long = false;
    Clock::time_point last_heard = Clock::now();
};

long milliseconds_left(Deadline deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    return static_cast<long>(std::clamp<decltype(left)>(left, 0, std::numeric_limits<int>::max()));
}

bool set_up(Transfer& transfer) {
    transfer.easy.reset(curl_easy_init());
    CURL* easy = transfer.easy.get();
    if (!easy) return false;
    for (const auto& header : transfer.request.headers) {
        auto* longer = curl_slist_append(transfer.headers.get(), header.c_str());
        if (!longer) return false;
        static_cast<void>(transfer.headers.release());  // is in `longer` now
        transfer.headers.reset(longer);
    }
    const long left = std::max(1L, milliseconds_left(transfer.deadline));
    const long connect_limit = std::max<long>(1, transfer.request.connect_timeout.count());
    CURLcode failed = CURLE_OK;
    const auto set = [&](CURLoption option, auto value) {
        if (failed == CURLE_OK) failed = curl_easy_setopt(easy, option, value);
    };
    set(CURLOPT_URL, transfer.request.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    if (transfer.request.direct) set(CURLOPT_PROXY, "");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_QUICK_EXIT, 1L);  // do not wait for a name server when a call ends early
    set(CURLOPT_TIMEOUT_MS, left);
    set(CURLOPT_CONNECTTIMEOUT_MS, std::min(left, connect_limit));
    set(CURLOPT_HTTPHEADER, transfer.headers.get());
    if (transfer.request.method == HttpMethod::get) {
        set(CURLOPT_HTTPGET, 1L);
    } else {
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(transfer.request.body.size()));
        set(CURLOPT_POSTFIELDS, transfer.request.body.data());
    }
    set(CURLOPT_WRITEFUNCTION, take_body);
    set(CURLOPT_WRITEDATA, &transfer);
    set(CURLOPT_HEADERFUNCTION, take_header);
    set(CURLOPT_HEADERDATA, &transfer);
    set(CURLOPT_PRIVATE, &transfer);
    return failed == CURLE_OK;
}

std::string content_type_of(const Transfer& transfer) {
    const char* type = nullptr;
    curl_easy_getinfo(transfer.easy.get(), CURLINFO_CONTENT_TYPE, &type);
    return type ? lower(type) : "";
}

std::size_t take_body(const char* bytes, std::size_t size, std::size_t count, void* data) {
    auto& transfer = *static_cast<Transfer*>(data);
    transfer.last_heard = Clock::now();
    if (transfer.max_body_bytes == 0)
        transfer.max_body_bytes = content_type_of(transfer).starts_with("text/event-stream")
                                      ? HttpClient::max_stream_bytes
                                      : HttpClient::max_body_bytes;
    if (transfer.body.size() + size * count > transfer.max_body_bytes) {
        transfer.too_long = true;
        return 0;
    }
    transfer.body.append(bytes, size * count);
    if (transfer.request.heard) transfer.request.heard({bytes, size * count});
    return size * count;
}

std::size_t take_header(const char*, std::size_t size, std::size_t count, void* data) {
    auto& transfer = *static_cast<Transfer*>(data);
    transfer.last_heard = Clock::now();
    transfer.header_bytes += size * count;
    transfer.too_long = transfer.too_long || transfer.header_bytes > HttpClient::max_header_bytes;
    return transfer.too_long ? 0 : size * count;
}

Error timeout_error(const Transfer& transfer) {
    return make_error(ErrorKind::timeout, transfer.request.server + " did not answer in time",
                      "Try again, or allow more time.");
}

Error silence_error(const Transfer& transfer) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(transfer.request.silence_timeout).count();
    return make_error(ErrorKind::timeout,
                      transfer.request.server + " said nothing for " + std::to_string(seconds) + " s", "Try again.");
}

Error cancelled_error() { return make_error(ErrorKind::cancelled, "The request was cancelled."); }

bool requested(const asio::cancellation_state& cancellation) {
    return cancellation.cancelled() != asio::cancellation_type::none;
}

bool is_broken_off(CURLcode code) {
    return code == CURLE_GOT_NOTHING || code == CURLE_PARTIAL_FILE || code == CURLE_RECV_ERROR ||
           code == CURLE_SEND_ERROR || code == CURLE_HTTP2 || code == CURLE_HTTP2_STREAM;
}

Error transfer_error(const Transfer& transfer, CURLcode code) {
    const auto& server = transfer.request.server;
    if (transfer.too_long) {
        const auto limit = transfer.max_body_bytes ? transfer.max_body_bytes : HttpClient::max_body_bytes;
        return make_error(ErrorKind::unavailable,
                          server + " answered with more than " + std::to_string(limit >> 10) + " KiB");
    }
    Error error = make_error(ErrorKind::unavailable, server);
    error.detail = curl_easy_strerror(code);
    if (is_broken_off(code)) {
        error.message += " broke off its answer";
        return error;
    }
    switch (code) {
        case CURLE_OPERATION_TIMEDOUT:
            if (milliseconds_left(transfer.deadline) < 100) return timeout_error(transfer);
            error.message += " cannot be reached: no connection within " +
                             std::to_string(transfer.request.connect_timeout.count()) + " ms";
            break;
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_RESOLVE_PROXY: error.message += " cannot be reached: its name is not known"; break;
        case CURLE_COULDNT_CONNECT: error.message += " cannot be reached: the connection was refused"; break;
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_CONNECT_ERROR:
            error.message += " cannot be reached: no trusted TLS connection can be made";
            break;
        default: error.message += " gave no usable answer";
    }
    return error;
}

HttpReply reply_of(Transfer& transfer) {
    HttpReply reply;
    reply.body = std::move(transfer.body);
    reply.content_type = content_type_of(transfer);
    curl_easy_getinfo(transfer.easy.get(), CURLINFO_RESPONSE_CODE, &reply.status);
    curl_off_t wait = 0;
    if (curl_easy_getinfo(transfer.easy.get(), CURLINFO_RETRY_AFTER, &wait) == CURLE_OK && wait > 0)
        reply.retry_after = std::chrono::seconds(std::min<curl_off_t>(wait, 24 * 3600));
    return reply;
}

}  // namespace

struct HttpClient::State {
    std::unique_ptr<CURLM, MultiCleanup> multi;
    std::mutex mutex;
    bool stopping = false;                            // under mutex
    std::vector<std::shared_ptr<Transfer>> arrivals;  // under mutex
    std::vector<std::shared_ptr<Transfer>> active;    // the thread's own
    std::thread thread;

    void submit(std::shared_ptr<Transfer> transfer) {
        {
            const std::lock_guard lock(mutex);
            if (!stopping) {
                arrivals.push_back(std::move(transfer));
                curl_multi_wakeup(multi.get());
                return;
            }
        }
        end(*transfer, {cancelled_error()});
    }

    void run() {
        while (admit()) {
            int running = 0;
            curl_multi_perform(multi.get(), &running);
            finish_transfers();
            end_cancelled();
            const auto wait = end_silent();
            curl_multi_poll(multi.get(), nullptr, 0, static_cast<int>(wait.count()), nullptr);
        }
        while (!active.empty()) finish(active.back().get(), {cancelled_error()});
    }

    // Takes over what was submitted; false when the client is being destroyed.
    bool admit() {
        std::vector<std::shared_ptr<Transfer>> taken;
        bool stop = false;
        {
            const std::lock_guard lock(mutex);
            taken.swap(arrivals);
            stop = stopping;
        }
        for (auto& arrival : taken) {
            Transfer* transfer = active.emplace_back(std::move(arrival)).get();
            transfer->last_heard = Clock::now();
            if (Clock::now() >= transfer->deadline)
                finish(transfer, {timeout_error(*transfer)});
            else if (!set_up(*transfer) || curl_multi_add_handle(multi.get(), transfer->easy.get()) != CURLM_OK)
                finish(transfer, {make_error(ErrorKind::internal, "The call could not be prepared.")});
        }
        return !stop;
    }

    void finish_transfers() {
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi.get(), &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            const CURLcode code = message->data.result;
            Transfer* transfer = nullptr;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
            if (code == CURLE_OK)
                finish(transfer, {reply_of(*transfer)});
            else
                finish(transfer, {transfer_error(*transfer, code), is_broken_off(code)});
        }
    }

    void end_cancelled() {
        for (std::size_t i = active.size(); i-- > 0;)
            if (active[i]->cancelled) finish(active[i].get(), {cancelled_error()});
    }

    // Ends what has said nothing for too long; how long until the next may have.
    std::chrono::milliseconds end_silent() {
        std::chrono::milliseconds wait{1000};
        for (std::size_t i = active.size(); i-- > 0;) {
            Transfer* transfer = active[i].get();
            if (transfer->request.silence_timeout.count() <= 0) continue;
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(
                transfer->last_heard + transfer->request.silence_timeout - Clock::now());
            if (left.count() <= 0)
                finish(transfer, {silence_error(*transfer)});
            else
                wait = std::min(wait, left);
        }
        return wait;
    }

    void finish(Transfer* transfer, HttpOutcome result) {
        const auto at = std::find_if(active.begin(), active.end(), [&](auto& held) { return held.get() == transfer; });
        const auto held = std::move(*at);
        active.erase(at);
        if (held->easy) curl_multi_remove_handle(multi.get(), held->easy.get());
        held->easy.reset();
        end(*held, std::move(result));
    }

    static void end(Transfer& transfer, HttpOutcome result) {
        transfer.result = std::move(result);
        std::exchange(transfer.done, nullptr)();
    }
};

HttpClient::HttpClient() : state_(std::make_shared<State>()) {
    static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    state_->multi.reset(curl_multi_init());
    if (initialised != CURLE_OK || !state_->multi) throw std::runtime_error("cannot initialise libcurl");
    state_->thread = std::thread([state = state_.get()] { state->run(); });
}

HttpClient::~HttpClient() { close(); }

void HttpClient::close() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->stopping = true;
    }
    curl_multi_wakeup(state_->multi.get());
    if (state_->thread.joinable()) state_->thread.join();
}

Task<HttpOutcome> HttpClient::send(HttpRequest request, Deadline deadline) {
    if (requested(co_await asio::this_coro::cancellation_state)) co_return HttpOutcome{cancelled_error()};
    auto transfer = std::make_shared<Transfer>();
    transfer->request = std::move(request);
    transfer->deadline = deadline;
    auto initiate = [state = state_, transfer](auto handler) {
        auto slot = asio::get_associated_cancellation_slot(handler);
        if (slot.is_connected())
            slot.assign([state, transfer](asio::cancellation_type type) {
                if (type == asio::cancellation_type::none) return;
                transfer->cancelled = true;
                curl_multi_wakeup(state->multi.get());
            });
        auto resume = std::make_shared<decltype(handler)>(std::move(handler));
        auto work = asio::make_work_guard(asio::get_associated_executor(*resume));
        // Gives the handler away, so that it dies on its own executor's thread and not on the HTTP client's.
        transfer->done = [resume = std::move(resume), slot, work = std::move(work)]() mutable {
            asio::post(work.get_executor(), [resume = std::move(resume), slot]() mutable {
                slot.clear();
                std::move (*resume)();
            });
        };
        state->submit(transfer);
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(std::move(initiate), asio::use_awaitable);
    // The answer may have crossed the cancellation on its way here.
    if (requested(co_await asio::this_coro::cancellation_state)) co_return HttpOutcome{cancelled_error()};
    co_return std::move(*transfer->result);
}

}  // namespace pf::net
