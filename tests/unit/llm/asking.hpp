// Asking a client in tests: to the end, or until it is cancelled.
#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "llm/openai_client.hpp"
#include "unit/llm/fake_model_server.hpp"

namespace pf::llm {

using Answer = Result<Reply>;

inline constexpr auto key = "sk-SECRET-0123456789";

inline OpenAiSettings settings_for(const test::FakeModelServer& server) {
    OpenAiSettings settings;
    settings.api_key = key;
    settings.base_url = server.base_url();
    settings.model = "test-model";
    return settings;
}

inline std::unique_ptr<OpenAiClient> client_for(const test::FakeModelServer& server) {
    return *make_openai_client(settings_for(server));
}

inline std::vector<Message> hello() { return {{"system", "Write \"SQL\"."}, {"user", "Find all patterns \u2713"}}; }

inline Answer run(Task<Answer> task) {
    asio::io_context io;
    std::optional<Answer> answer;
    asio::co_spawn(io, std::move(task), [&](std::exception_ptr failed, Answer value) {
        if (failed) std::rethrow_exception(failed);
        answer = std::move(value);
    });
    io.run();
    return *answer;
}

inline Answer ask(Client& client, std::chrono::milliseconds time = std::chrono::seconds(5)) {
    return run(client.complete({hello()}, Clock::now() + time));
}

inline Answer ask(test::FakeModelServer::Handler handler, std::chrono::milliseconds time = std::chrono::seconds(5)) {
    const test::FakeModelServer server(std::move(handler));
    const auto client = client_for(server);
    return ask(*client, time);
}

inline std::string whole(const Error& error) { return error.message + error.hint + error.detail; }

// A request that can be cancelled: spawned on `io` with its own signal.
struct Cancellable {
    asio::cancellation_signal signal;
    std::optional<Answer> answer;
    void start(asio::io_context& io, Client& client, std::chrono::milliseconds time = std::chrono::seconds(30)) {
        asio::co_spawn(io, client.complete({hello()}, Clock::now() + time),
                       asio::bind_cancellation_slot(signal.slot(), [this](std::exception_ptr failed, Answer value) {
                           if (!failed) answer = std::move(value);
                       }));
    }
    void cancel() { signal.emit(asio::cancellation_type::terminal); }
};

}  // namespace pf::llm
