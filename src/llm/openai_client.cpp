#include "llm/openai_client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <random>
#include <utility>

#include "base/log.hpp"
#include "base/turns.hpp"
#include "llm/chat_format.hpp"
#include "llm/endpoint.hpp"
#include "llm/verdict.hpp"
#include "net/http_client.hpp"

namespace pf::llm {
namespace {

using namespace std::chrono_literals;

constexpr int max_tries = 3;             // of the same request
constexpr auto first_backoff = 250ms;    // doubled with each try
constexpr std::size_t max_waiting = 64;  // for a slot
constexpr auto progress_interval = 200ms;
// A shorter deadline says nothing of the model that misses it.
constexpr auto fair_time = 1s;

// What calls work with; it may outlive the client that began them.
struct Shared {
    Shared(OpenAiSettings set, Endpoint at)
        : settings(std::move(set)),
          endpoint(std::move(at)),
          server("The model at " + endpoint.host),
          slots(fmt::format("The model is busy with {} other requests", settings.max_in_flight),
                static_cast<std::size_t>(settings.max_in_flight)),
          breaker(settings.breaker),
          ledger(settings.prices, settings.budget) {
        if (endpoint.openai) dialect.limit = Dialect::Limit::max_completion_tokens;
    }

    const OpenAiSettings settings;
    const Endpoint endpoint;
    const std::string server;  // for messages
    Turns slots;
    Breaker breaker;
    Ledger ledger;
    Dialect dialect;  // what the server has taken
    std::optional<std::chrono::milliseconds> last_took;
    net::HttpClient http;
};

// One request of a caller: the calls that were made for it, and what came of them.
struct Asked {
    Request request;
    Deadline deadline;
    std::function<void(std::string_view)> heard;
    Dialect dialect;
    Verdict last;
    int calls = 0;
    std::int64_t prompt_tokens = 0, completion_tokens = 0;
};

Error cancelled_error() { return make_error(ErrorKind::cancelled, "The request was cancelled."); }

bool requested(const asio::cancellation_state& cancellation) {
    return cancellation.cancelled() != asio::cancellation_type::none;
}

// Takes what the HTTP client's thread hears to whoever wants to know, on their own executor, now and then.
class ProgressRelay {
 public:
    ProgressRelay(asio::any_io_executor executor, std::function<void(std::size_t)> hears)
        : inner_(std::make_shared<Inner>(std::move(executor), std::move(hears))) {}
    ~ProgressRelay() { inner_->hears = nullptr; }
    ProgressRelay(const ProgressRelay&) = delete;
    ProgressRelay& operator=(const ProgressRelay&) = delete;

    [[nodiscard]] std::function<void(std::string_view)> listener() const {
        if (!inner_->hears) return {};
        return [inner = inner_](std::string_view bytes) { inner->take(bytes); };
    }

 private:
    struct Inner : std::enable_shared_from_this<Inner> {
        Inner(asio::any_io_executor e, std::function<void(std::size_t)> h)
            : executor(std::move(e)), hears(std::move(h)) {}
        void take(std::string_view bytes) {
            received += bytes.size();
            const auto now = Clock::now();
            if (now - last < progress_interval) return;
            last = now;
            asio::post(executor, [self = shared_from_this(), count = received] {
                if (self->hears) self->hears(count);
            });
        }
        const asio::any_io_executor executor;
        std::function<void(std::size_t)> hears;  // of the executor's thread; the rest is the HTTP client's
        std::size_t received = 0;
        Clock::time_point last = {};
    };
    const std::shared_ptr<Inner> inner_;
};

net::HttpRequest http_request(const Shared& shared, const Asked& asked) {
    net::HttpRequest made;
    made.url = shared.endpoint.url;
    made.headers = shared.endpoint.headers;
    made.body = request_body(shared.settings.model, asked.request, asked.dialect, shared.settings.max_tokens);
    made.server = shared.server;
    made.direct = shared.endpoint.this_machine;
    made.connect_timeout = shared.settings.connect_timeout;
    made.silence_timeout = shared.settings.silence_timeout;
    made.heard = asked.heard;
    return made;
}

// A token for four bytes where the server does not count: what was sent is paid for also when no answer came.
void count_tokens(Asked& asked) {
    std::size_t sent = 0;
    for (const auto& message : asked.request.conversation) sent += message.content.size();
    const bool failed = !asked.last.text;
    const bool nothing_read = failed && asked.last.text.error().kind == ErrorKind::unavailable;
    const auto estimate = [](std::size_t bytes) { return static_cast<std::int64_t>(bytes / 4); };
    asked.prompt_tokens += asked.last.prompt_tokens.value_or(nothing_read ? 0 : estimate(sent));
    asked.completion_tokens += asked.last.completion_tokens.value_or(failed ? 0 : estimate(asked.last.text->size()));
}

std::chrono::milliseconds backoff(int tries) {
    thread_local std::minstd_rand random(std::random_device{}());
    const auto whole = first_backoff * (1 << (tries - 1));
    return whole / 2 + whole * static_cast<int>(random() % 100) / 100;  // so that those who failed together spread
}

// One call, and others while what the server refuses can be left out, or what failed may go well in a moment.
Task<> call(std::shared_ptr<Shared> shared, Asked& asked) {
    for (int tries = 1;;) {
        const auto outcome = co_await shared->http.send(http_request(*shared, asked), asked.deadline);
        ++asked.calls;
        asked.last = judge(outcome, shared->server, shared->settings.model);
        count_tokens(asked);
        if (asked.last.text) {
            shared->dialect = asked.dialect;
            co_return;
        }
        if (asked.last.maybe_format) {
            const auto narrower = without_what_is_refused(asked.dialect, outcome.reply->body);
            if (!narrower) co_return;
            asked.dialect = *narrower;
            continue;
        }
        if (!asked.last.again || tries == max_tries) co_return;
        const auto wait = asked.last.retry_after ? std::chrono::milliseconds(*asked.last.retry_after) : backoff(tries);
        if (Clock::now() + wait >= asked.deadline) co_return;
        ++tries;
        asio::steady_timer timer(co_await asio::this_coro::executor, wait);
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        if (requested(co_await asio::this_coro::cancellation_state)) {
            asked.last = {};
            asked.last.text = cancelled_error();
            co_return;
        }
    }
}

// In its turn, within half of the time there is: a call needs the rest.
Task<Result<Turns::Turn>> take_slot(std::shared_ptr<Shared> shared, Deadline deadline) {
    const auto now = Clock::now();
    auto until = now + (deadline - now) / 2;
    if (shared->slots.waiting("") >= max_waiting) until = now;
    auto slot = co_await shared->slots.take("", until);
    if (!slot && slot.error().kind == ErrorKind::timeout) {
        Error busy = slot.error();
        busy.kind = ErrorKind::unavailable;
        co_return busy;
    }
    co_return slot;
}

void settle(Shared& shared, Breaker::Pass& pass, const Asked& asked, Clock::time_point began) {
    const auto& text = asked.last.text;
    if (text)
        pass.succeeded();
    else if (asked.last.counts && (text.error().kind != ErrorKind::timeout || Clock::now() - began >= fair_time))
        pass.failed(text.error().message);
    else if (text.error().kind == ErrorKind::unavailable && !asked.last.counts)
        pass.succeeded();  // it is there, though this answer is of no use

    const auto took = std::chrono::ceil<std::chrono::milliseconds>(Clock::now() - began);
    const double cost = shared.ledger.cost_of(asked.prompt_tokens, asked.completion_tokens);
    const auto outcome = text ? std::string_view("ok") : to_string(text.error().kind);
    shared.ledger.book({static_cast<int>(asked.prompt_tokens), static_cast<int>(asked.completion_tokens), cost},
                       outcome, static_cast<double>(took.count()) / 1000, std::chrono::system_clock::now());
    const auto line = fmt::format("model {}: {}, {} tokens in, {} out, cost {:.6f}, {} ms, {} call{}",
                                  shared.settings.model, outcome, asked.prompt_tokens, asked.completion_tokens, cost,
                                  took.count(), asked.calls, asked.calls == 1 ? "" : "s");
    if (text || text.error().kind == ErrorKind::cancelled)
        log::info("{}", line);
    else
        log::warn("{}: {} {}", line, text.error().message, text.error().detail);
    if (text) shared.last_took = took;
}

Task<Result<Reply>> ask(std::shared_ptr<Shared> shared, Request request, Deadline deadline, bool at_any_rate) {
    deadline = std::min(deadline, Clock::now() + shared->settings.timeout);
    if (auto spent = shared->ledger.refusal(std::chrono::system_clock::now())) co_return std::move(*spent);
    if (const auto open = shared->breaker.enter(Clock::now(), at_any_rate); !open) co_return open.error();
    auto slot = co_await take_slot(shared, deadline);
    if (!slot) co_return slot.error();
    // Much may have failed and been spent while it waited.
    if (auto spent = shared->ledger.refusal(std::chrono::system_clock::now())) co_return std::move(*spent);
    auto pass = shared->breaker.enter(Clock::now(), at_any_rate);
    if (!pass) co_return pass.error();

    const ProgressRelay relay(co_await asio::this_coro::executor, std::move(request.progress));
    Asked asked{std::move(request), deadline, relay.listener(), shared->dialect, {}};
    const auto began = Clock::now();
    co_await call(shared, asked);
    settle(*shared, *pass, asked, began);
    if (!asked.last.text) co_return asked.last.text.error();
    Reply reply;
    reply.text = std::move(*asked.last.text);
    reply.usage = {static_cast<int>(asked.prompt_tokens), static_cast<int>(asked.completion_tokens),
                   shared->ledger.cost_of(asked.prompt_tokens, asked.completion_tokens)};
    reply.took = std::chrono::ceil<std::chrono::milliseconds>(Clock::now() - began);
    reply.calls = asked.calls;
    co_return reply;
}

std::string left_out(const Dialect& dialect) {
    std::string list;
    const auto add = [&](bool taken, std::string_view name) {
        if (!taken) list += (list.empty() ? "" : ", ") + std::string(name);
    };
    add(dialect.schema, "response_format");
    add(dialect.temperature, "temperature");
    add(dialect.stream, "stream");
    add(dialect.system_role, "role system");
    add(dialect.limit != Dialect::Limit::none, "max_tokens");
    return list;
}

class Curl final : public OpenAiClient {
 public:
    explicit Curl(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}
    ~Curl() override { shared_->http.close(); }
    Curl(const Curl&) = delete;
    Curl& operator=(const Curl&) = delete;

    Task<Result<Reply>> complete(Request request, Deadline deadline) override {
        return ask(shared_, std::move(request), deadline, false);
    }

    Task<Result<Reply>> check(Deadline deadline) override {
        Request request;
        request.conversation = {{"system", R"(Answer with one JSON object: {"sql": "SELECT 1"})"}, {"user", "one"}};
        return ask(shared_, std::move(request), deadline, true);
    }

    [[nodiscard]] std::string name() const override { return shared_->settings.model; }
    [[nodiscard]] std::chrono::milliseconds time_for_a_rule() const override { return shared_->settings.timeout; }
    [[nodiscard]] const Ledger& ledger() const override { return shared_->ledger; }

    [[nodiscard]] ClientState state() const override {
        ClientState state;
        state.name = shared_->settings.model;
        state.base_url = shared_->settings.base_url;
        state.key = !shared_->settings.api_key.empty();
        state.breaker = shared_->breaker.state();
        state.failing_since = shared_->breaker.failing_since();
        state.last_failure = shared_->breaker.last_failure();
        state.calling = shared_->slots.held("");
        state.waiting = shared_->slots.waiting("");
        state.last_took = shared_->last_took;
        state.left_out = left_out(shared_->dialect);
        return state;
    }

 private:
    const std::shared_ptr<Shared> shared_;
};

}  // namespace

Result<std::unique_ptr<OpenAiClient>> make_openai_client(OpenAiSettings settings) {
    auto endpoint = endpoint_of(settings.base_url, settings.api_key, settings.allow_plain_http);
    if (!endpoint) return endpoint.error();
    if (settings.model.empty() || settings.max_in_flight < 1)
        return make_error(ErrorKind::invalid_request, "The model needs a name and at least one request at a time");
    return std::unique_ptr<OpenAiClient>(
        std::make_unique<Curl>(std::make_shared<Shared>(std::move(settings), std::move(*endpoint))));
}

}  // namespace pf::llm
