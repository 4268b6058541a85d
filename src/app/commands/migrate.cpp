#include <fmt/format.h>

#include "app/commands/commands.hpp"
#include "app/database.hpp"
#include "app/run_loop.hpp"
#include "pg/private_cluster.hpp"

namespace pf::app {

Result<void> migrate(const Config& config) {
    auto database = open_database(config);
    if (!database) return database.error();
    asio::io_context loop(1);
    auto prepared = run_to_end(loop, prepare_database(*database, config));
    if (prepared) fmt::print(stderr, "the registry is up to date\n");
    return prepared;
}

Result<void> print_roles() {
    fmt::print("{}", pg::roles_sql());
    return {};
}

}  // namespace pf::app
