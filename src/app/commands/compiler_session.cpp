#include "app/commands/compiler_session.hpp"

#include <utility>

#include "app/run_loop.hpp"
#include "base/log.hpp"

namespace pf::app {
namespace {

constexpr auto load_timeout = std::chrono::seconds(60);

}  // namespace

Result<void> CompilerSession::open() {
    auto database = open_database(config_, true);
    if (!database) return database.error();
    database_ = std::make_unique<Database>(std::move(*database));
    auto file = read_model_file(config_, false);
    if (!file) return file.error();
    model_file_ = std::move(*file);
    if (database_->cluster) {
        if (auto prepared = run_to_end(loop_, prepare_database(*database_, config_)); !prepared)
            return prepared.error();
        auto sample = run_to_end(loop_, holds_sample(*database_));
        if (!sample) return sample.error();
        if (config_.semantic_model.empty() && config_.sample && *sample) model_file_ = *read_model_file(config_, true);
    }
    auto connection = run_to_end(loop_, pg::Connection::connect(database_->rule, Clock::now() + load_timeout));
    if (!connection) return connection.error();
    connection_ = std::move(*connection);
    return {};
}

Result<const LoadedModel*> CompilerSession::load(const std::string& schema) {
    if (const auto known = loaded_.find(schema); known != loaded_.end()) return known->second.get();
    const auto schemas = schema.empty() ? config_.schema_list() : std::vector<std::string>{schema};
    auto snapshot = run_to_end(loop_, load_semantic_model(*connection_, schemas, model_file_,
                                                          Clock::now() + load_timeout, config_.allowed_views()));
    if (!snapshot) return snapshot.error();
    const auto& loaded = loaded_.emplace(schema, std::make_unique<LoadedModel>(std::move(*snapshot))).first->second;
    for (const auto& entry : loaded->compiler.refused()) log::warn("{}", entry);
    return loaded.get();
}

}  // namespace pf::app
