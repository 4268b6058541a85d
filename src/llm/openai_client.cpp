#include "llm/openai_client.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>
#include <utility>

#include "llm/http_post.hpp"

namespace pf::llm {
namespace {

namespace json = boost::json;

struct Address {
    std::string url;   // of the chat-completions endpoint
    std::string host;  // for messages
};

Result<Address> address_of(const std::string& base_url);
bool plain_header_text(const std::string& text);
std::string request_body(const std::string& model, const std::vector<Message>& conversation);
Result<std::string> content_of(const HttpReply& reply, const std::string& server, const std::string& model);

// What a call works with; it may outlive the client that began it.
struct Endpoint {
    OpenAiSettings settings;
    std::string url;
    std::string server;  // for messages
    int in_flight = 0;
    HttpPoster poster;

    [[nodiscard]] HttpRequest request(const std::vector<Message>& conversation) const {
        HttpRequest made{
            url,
            {"Content-Type: application/json", "Accept: application/json", "Expect:", "User-Agent: pattern-factory"},
            request_body(settings.model, conversation),
            server};
        if (!settings.api_key.empty()) made.headers.push_back("Authorization: Bearer " + settings.api_key);
        return made;
    }
};

std::shared_ptr<Endpoint> make_endpoint(OpenAiSettings settings, Address address) {
    auto endpoint = std::make_shared<Endpoint>();
    endpoint->settings = std::move(settings);
    endpoint->url = std::move(address.url);
    endpoint->server = "The model at " + address.host;
    return endpoint;
}

class InFlight {
 public:
    explicit InFlight(Endpoint& endpoint) : endpoint_(endpoint) { ++endpoint_.in_flight; }
    ~InFlight() { --endpoint_.in_flight; }
    InFlight(const InFlight&) = delete;
    InFlight& operator=(const InFlight&) = delete;

 private:
    Endpoint& endpoint_;
};

class OpenAiClient final : public Client {
 public:
    OpenAiClient(OpenAiSettings settings, Address address)
        : endpoint_(make_endpoint(std::move(settings), std::move(address))) {}
    ~OpenAiClient() override { endpoint_->poster.close(); }
    OpenAiClient(const OpenAiClient&) = delete;
    OpenAiClient& operator=(const OpenAiClient&) = delete;

    Task<Result<Reply>> complete(Request request, Deadline deadline) override {
        const auto endpoint = endpoint_;
        const auto began = Clock::now();
        const auto& conversation = request.conversation;
        if (endpoint->in_flight >= endpoint->settings.max_in_flight)
            co_return make_error(ErrorKind::unavailable,
                                 "The model is busy with " + std::to_string(endpoint->in_flight) + " other requests",
                                 "Try again in a moment.");
        const InFlight counted(*endpoint);
        auto reply = co_await endpoint->poster.post(endpoint->request(conversation), deadline);
        if (reply && reply->status == 429 && reply->retry_after && Clock::now() + *reply->retry_after < deadline) {
            asio::steady_timer wait(co_await asio::this_coro::executor, *reply->retry_after);
            const auto [failed] = co_await wait.async_wait(asio::as_tuple(asio::use_awaitable));
            if (failed) co_return make_error(ErrorKind::cancelled, "The request was cancelled.");
            reply = co_await endpoint->poster.post(endpoint->request(conversation), deadline);
        }
        if (!reply) co_return reply.error();
        auto text = content_of(*reply, endpoint->server, endpoint->settings.model);
        if (!text) co_return text.error();
        co_return Reply{std::move(*text), {}, std::chrono::ceil<std::chrono::milliseconds>(Clock::now() - began)};
    }

    [[nodiscard]] std::string name() const override { return endpoint_->settings.model; }

 private:
    const std::shared_ptr<Endpoint> endpoint_;
};

struct UrlCleanup {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

Result<Address> address_of(const std::string& base_url) {
    const auto refuse = [](std::string what) {
        return make_error(ErrorKind::invalid_request, "The model's base URL " + std::move(what),
                          "It looks like https://api.openai.com/v1.");
    };
    const std::unique_ptr<CURLU, UrlCleanup> url(curl_url());
    const auto part = [&](CURLUPart which) {
        char* text = nullptr;
        std::string copy;
        if (curl_url_get(url.get(), which, &text, 0) == CURLUE_OK) copy = text;
        curl_free(text);
        return copy;
    };
    if (!url || curl_url_set(url.get(), CURLUPART_URL, base_url.c_str(), 0) != CURLUE_OK) return refuse("is not a URL");
    if (const auto scheme = part(CURLUPART_SCHEME); scheme != "http" && scheme != "https")
        return refuse("must begin with http:// or https://");
    if (!part(CURLUPART_USER).empty() || !part(CURLUPART_PASSWORD).empty())
        return refuse("must not hold a user or password: the key is a setting of its own");
    if (!part(CURLUPART_QUERY).empty() || !part(CURLUPART_FRAGMENT).empty()) return refuse("must end with its path");
    auto path = part(CURLUPART_PATH);
    while (!path.empty() && path.back() == '/') path.pop_back();
    path += "/chat/completions";
    if (curl_url_set(url.get(), CURLUPART_PATH, path.c_str(), 0) != CURLUE_OK) return refuse("is not a URL");
    return Address{part(CURLUPART_URL), part(CURLUPART_HOST)};
}

bool plain_header_text(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > 0x20 && c < 0x7f; });
}

std::string request_body(const std::string& model, const std::vector<Message>& conversation) {
    json::array messages;
    for (const auto& message : conversation) messages.push_back({{"role", message.role}, {"content", message.content}});
    return json::serialize(
        json::object{{"model", model}, {"messages", std::move(messages)}, {"temperature", 0}, {"stream", false}});
}

Error status_error(long status, const HttpReply& reply, const std::string& server, const std::string& model) {
    const auto error = [&](std::string what, std::string hint) {
        return make_error(ErrorKind::unavailable, server + what + " (HTTP " + std::to_string(status) + ")",
                          std::move(hint));
    };
    const auto wait = reply.retry_after.value_or(std::chrono::seconds(0)).count();
    const auto later = "Try again in " + (wait > 1 ? std::to_string(wait) + " seconds." : "a moment.");
    if (status == 401 || status == 403) return error(" refused the API key", "Check OPENAI_API_KEY.");
    if (status == 404)
        return error(" does not know this address or the model " + model, "Check OPENAI_BASE_URL and PF_MODEL.");
    if (status == 429) return error(" has had too many requests", later);
    if (status >= 300 && status < 400)
        return error(" sent us elsewhere, which is not followed", "Set OPENAI_BASE_URL to its final address.");
    if (status >= 500) return error(" failed", later);
    return error(" refused the request", "Check PF_MODEL, or ask for less.");
}

// The reply's own text never gets into an error: it may repeat the key or hold anything else.
Result<std::string> content_of(const HttpReply& reply, const std::string& server, const std::string& model) {
    if (reply.status != 200) return status_error(reply.status, reply, server, model);
    const auto unusable = [&](const char* what) {
        return make_error(ErrorKind::unavailable, server + what, "Try again.");
    };
    boost::system::error_code failed;
    const auto parsed = json::parse(reply.body, failed);
    if (failed) return unusable(" answered with something that is not JSON");
    const auto* body = parsed.if_object();
    const auto* choices = body ? body->if_contains("choices") : nullptr;
    if (!choices || !choices->is_array()) return unusable(" answered with something that is no chat completion");
    if (choices->get_array().empty()) return unusable(" gave no answer");
    const auto* choice = choices->get_array().front().if_object();
    const auto* message = choice ? choice->if_contains("message") : nullptr;
    const auto* content = message && message->is_object() ? message->get_object().if_contains("content") : nullptr;
    const auto* finish = choice ? choice->if_contains("finish_reason") : nullptr;
    if (finish && finish->is_string() && finish->get_string() == "length")
        return unusable(" broke off its answer at its length limit");
    if (!content || !content->is_string() || content->get_string().empty()) return unusable(" gave an empty answer");
    return std::string(content->get_string());
}

}  // namespace

Result<std::unique_ptr<Client>> make_openai_client(OpenAiSettings settings) {
    auto address = address_of(settings.base_url);
    if (!address) return address.error();
    if (!plain_header_text(settings.api_key))
        return make_error(ErrorKind::invalid_request, "The model's API key holds a space or a control character",
                          "Set OPENAI_API_KEY to the key alone.");
    if (settings.model.empty() || settings.max_in_flight < 1)
        return make_error(ErrorKind::invalid_request, "The model needs a name and at least one request at a time");
    return std::unique_ptr<Client>(std::make_unique<OpenAiClient>(std::move(settings), std::move(*address)));
}

}  // namespace pf::llm
