#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "app/commands/commands.hpp"
#include "app/database.hpp"
#include "app/run_loop.hpp"
#include "catalogue/load_catalogue.hpp"
#include "catalogue/write_yaml.hpp"
#include "compiler/propose_definitions.hpp"

namespace pf::app {
namespace {

constexpr auto timeout = std::chrono::seconds(30);

Task<Result<std::string>> model_of(pg::ConnectionSettings settings, std::vector<std::string> schemas,
                                   std::vector<std::string> allowed_views) {
    auto connection = co_await pg::Connection::connect(std::move(settings), Clock::now() + timeout);
    if (!connection) co_return connection.error();
    auto loaded = co_await catalogue::load_guarded_catalogue(**connection, std::move(schemas), std::move(allowed_views),
                                                             Clock::now() + timeout);
    if (!loaded) co_return loaded.error();
    const auto proposals = compiler::propose_definitions(loaded->ontology);
    co_return catalogue::write_yaml(loaded->ontology, proposals);
}

Result<void> write_new_file(const std::string& path, const std::string& text) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "wxe"),
                                                               &std::fclose);  // x: never overwrites
    if (!file)
        return make_error(
            ErrorKind::invalid_request,
            fmt::format("{}: {}", path, errno == EEXIST ? "the file exists already." : std::strerror(errno)),
            "Name another file with --output.");
    if (std::fwrite(text.data(), 1, text.size(), file.get()) != text.size() || std::fflush(file.get()) != 0)
        return make_error(ErrorKind::unavailable, fmt::format("{}: {}", path, std::strerror(errno)));
    return {};
}

}  // namespace

Result<void> init(const Config& config, const InitOptions& options) {
    auto database = open_database(config, true);
    if (!database) return database.error();
    asio::io_context loop(1);
    if (database->cluster)
        if (auto prepared = run_to_end(loop, prepare_database(*database, config)); !prepared) return prepared.error();
    auto text = run_to_end(loop, model_of(database->rule, config.schema_list(), config.allowed_views()));
    if (!text) return text.error();
    if (options.output == "-") {
        fmt::print("{}", *text);
        return {};
    }
    if (auto written = write_new_file(options.output, *text); !written) return written;
    fmt::print(stderr, "wrote {}; edit it, then: pattern-factory --semantic-model {}\n", options.output,
               options.output);
    return {};
}

}  // namespace pf::app
