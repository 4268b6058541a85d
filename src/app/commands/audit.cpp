#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/commands/commands.hpp"
#include "app/database.hpp"
#include "app/run_loop.hpp"
#include "pitboss/audit.hpp"

namespace pf::app {
namespace {

constexpr auto timeout = std::chrono::seconds(30);
constexpr std::int64_t most_at_once = 1000;

Task<Result<void>> print_entries(pg::ConnectionSettings settings, AuditOptions options) {
    auto connection = co_await pg::Connection::connect(std::move(settings), Clock::now() + timeout);
    if (!connection) co_return connection.error();
    pitboss::AuditRequest request{{}, options.who, options.what};
    for (std::int64_t left = options.limit; left > 0;) {
        request.part.limit = std::min(left, most_at_once);
        const auto part = co_await pitboss::audit_entries(**connection, request, Clock::now() + timeout);
        if (!part) co_return part.error();
        for (const auto& entry : part->elements) {
            if (options.json)
                fmt::print("{}\n", boost::json::serialize(boost::json::object{{"at", entry.at},
                                                                              {"who", entry.who},
                                                                              {"token", entry.token},
                                                                              {"what", entry.what},
                                                                              {"about", entry.about},
                                                                              {"outcome", entry.outcome}}));
            else
                fmt::print("{}  {}  {}  {}{}\n", entry.at, entry.who.empty() ? "-" : entry.who, entry.what, entry.about,
                           entry.outcome == "ok" ? "" : "  " + entry.outcome);
        }
        left -= static_cast<std::int64_t>(part->elements.size());
        if (part->next.empty()) break;
        request.part.after = part->next;
    }
    co_return Result<void>();
}

}  // namespace

Result<void> audit(const Config& config, const AuditOptions& options) {
    auto database = open_database(config, true);
    if (!database) return database.error();
    asio::io_context loop(1);
    return run_to_end(loop, print_entries(database->app, options));
}

}  // namespace pf::app
