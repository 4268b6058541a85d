// pattern-factory-echo --port N [--max-message-mib M]: /ws sends back each message, of up to 64 MiB. The session is the
// server's own (api/ws_session); only what it is asked to do is not.
#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdio>

#include "api/spawn.hpp"
#include "support/echo.hpp"

int main(int argc, char** argv) {
    pf::api::ServerSettings settings;
    settings.port = 9001;
    std::size_t max_message_mib = 64;
    CLI::App command("Sends back each WebSocket message on /ws.");
    command.add_option("--port", settings.port, "port of 127.0.0.1; 0: a free one");
    command.add_option("--max-message-mib", max_message_mib, "MiB of a message at most")->check(CLI::Range(1, 64));
    CLI11_PARSE(command, argc, argv);
    pf::api::testing::take_messages_of(settings, max_message_mib << 20);

    pf::asio::io_context loop(1);
    pf::api::Listener listener(loop, settings, pf::api::testing::echo_handlers());
    if (const auto listening = listener.listen(); !listening) {
        std::fprintf(stderr, "%s\n", listening.error().message.c_str());
        return 1;
    }
    std::fprintf(stderr, "ws://127.0.0.1:%u/ws\n", unsigned{listener.port()});
    pf::asio::co_spawn(loop, listener.serve(), pf::api::logged("accepting"));
    loop.run();
}
