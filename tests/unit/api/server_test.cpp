// The whole server over parts that have no database: what is answered without one, and how it stops.
#include "api/server.hpp"

#include "unit/api/wire.hpp"

namespace pf::api {
namespace {

using testing::HttpAnswer;
using testing::RawClient;
using testing::read_answer;
using testing::WsClient;

class RunningServer {
 public:
    RunningServer() {
        ServerSettings settings;
        settings.port = 0;
        const pitboss::ServerInfo info{"0.1.0", "none", "", {"compiler"}};
        server_ = std::make_unique<Server>(io_,
                                           Api{supervisor_, results_, registry_, patterns_, readings_, definitions_,
                                               boards_, imports_, audit_, services_, info},
                                           settings);
        const auto listening = server_->listen();
        if (!listening) throw std::runtime_error(listening.error().message);
        server_->start();
        thread_ = std::thread([this] { io_.run(); });
    }
    ~RunningServer() {
        stop(std::chrono::seconds(2));
        io_.stop();
        thread_.join();
    }
    RunningServer(const RunningServer&) = delete;
    RunningServer& operator=(const RunningServer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return server_->port(); }

    void stop(std::chrono::milliseconds limit) {
        std::promise<void> stopped;
        asio::co_spawn(io_, server_->stop(Clock::now() + limit), [&](std::exception_ptr) { stopped.set_value(); });
        stopped.get_future().get();
    }

    void broadcast(std::string_view view) {
        asio::post(io_, [this, name = std::string(view)] { server_->broadcast_views_refresh(name, "x"); });
    }

    HttpAnswer request(const std::string& method, const std::string& target, const std::string& fields = "",
                       const std::string& body = "") const {
        RawClient client(port());
        client.send(method + " " + target + " HTTP/1.1\r\nHost: localhost:" + std::to_string(port()) + "\r\n" + fields +
                    "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        return read_answer(client, method != "HEAD");
    }
    HttpAnswer get(const std::string& target, const std::string& fields = "") const {
        return request("GET", target, fields);
    }

 private:
    asio::io_context io_{1};
    asio::executor_work_guard<asio::io_context::executor_type> until_stopped_ = asio::make_work_guard(io_);
    pitboss::Services services_;
    pitboss::Supervisor supervisor_{services_};
    pitboss::Results results_{services_};
    pitboss::Registry registry_{services_};
    pitboss::Patterns patterns_{services_};
    pitboss::Readings readings_{services_};
    pitboss::Definitions definitions_{services_};
    pitboss::Boards boards_{services_};
    pitboss::Imports imports_{services_, {}};
    pitboss::Audit audit_{services_};
    std::unique_ptr<Server> server_;
    std::thread thread_;
};

const std::string as_json = "Content-Type: application/json\r\n";

TEST(Server, AnswersWithoutADatabaseWhatNeedsNone) {
    RunningServer server;
    EXPECT_EQ(server.get("/healthz").body, R"({"status":"ok"})");
    EXPECT_EQ(server.request("HEAD", "/healthz").header("Content-Length"), "15");
    const HttpAnswer root = server.get("/", "Accept: application/json\r\n");
    EXPECT_EQ(root.status, 200);
    const auto status = boost::json::parse(root.body);
    EXPECT_EQ(status.at("status").as_string(), "ok");
    EXPECT_EQ(status.at("version").as_string(), "0.1.0");
    EXPECT_EQ(root.header("Vary"), "Accept");
}

TEST(Server, RefusesRequestsBeforeTheyReachTheDatabase) {
    RunningServer server;
    const auto expect = [](const HttpAnswer& answer, int status, std::string_view detail) {
        EXPECT_EQ(answer.status, status);
        EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
        EXPECT_EQ(answer.detail(), detail);
    };
    expect(server.get("/api/nothing"), 404, "There is nothing at /api/nothing.");
    expect(server.get("/api/nothing", "Accept: text/html\r\n"), 404, "There is nothing at /api/nothing.");
    expect(server.request("PATCH", "/api/rules"), 405, "PATCH is not possible here.");
    expect(server.request("POST", "/healthz"), 405, "POST is not possible here.");
    expect(server.request("POST", "/api/rules", "", "{}"), 415, "The body must be application/json.");
    expect(server.request("POST", "/api/rules", as_json, "{"), 400, "The body is not valid JSON.");
    expect(server.request("POST", "/api/rules", as_json, R"({"rule_id":"7"})"), 400, "rule_code is missing.");
    expect(server.request("POST", "/api/patterns", "Content-Type: application/json; charset=utf-8\r\n", "{}"), 400,
           "name is missing.");
    expect(server.request("PUT", "/api/patterns/x", as_json, "{}"), 404, "\"x\" is not the id of a pattern.");
    expect(server.get("/api/patterns?name=x"), 400, "name is not a parameter here; known are filter, limit and after.");
    expect(server.get("/api/views/x?limit=0"), 400, "limit must be a whole number from 1 to 1000.");
    expect(server.get("/api/tables/x.csv?defuse=maybe"), 400, "defuse must be true or false.");
    EXPECT_EQ(server.request("POST", "/some/page").status % 100, server.get("/some/page").status == 200 ? 5 : 4);
}

TEST(Server, TellsSessionsOfNewViewsAndOfItsEnd) {
    RunningServer server;
    WsClient client(server.port());
    EXPECT_EQ(client.receive_json().at("type").as_string(), "hello");
    server.broadcast("rule_x");
    EXPECT_EQ(client.receive_json().at("payload").at("view").as_string(), "rule_x");

    RawClient idle(server.port());
    std::thread answers_the_close([&] {
        EXPECT_EQ(client.receive().close_code(), 1001);
        client.send_frame(8, std::string("\x03\xe9", 2));
        client.raw.close();
    });
    const auto begun = Clock::now();
    server.stop(std::chrono::seconds(30));
    EXPECT_LT(Clock::now() - begun, std::chrono::seconds(5)) << "nothing ran";
    answers_the_close.join();
    EXPECT_TRUE(idle.is_closed_by_server());
    EXPECT_THROW(RawClient(server.port()), boost::system::system_error);
}

TEST(Server, CutsOffAtItsDeadlineWhoDoesNotClose) {
    RunningServer server;
    WsClient silent(server.port());
    const auto begun = Clock::now();
    server.stop(std::chrono::milliseconds(1'500));
    EXPECT_LT(Clock::now() - begun, std::chrono::seconds(4)) << "sooner than the closing handshake gives up";
}

}  // namespace
}  // namespace pf::api
