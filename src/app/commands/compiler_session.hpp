// The compiler over the configured or private database, for commands that serve nobody.
#pragma once

#include <boost/asio/io_context.hpp>
#include <map>
#include <memory>
#include <string>

#include "app/config.hpp"
#include "app/database.hpp"
#include "app/semantic_model.hpp"
#include "base/result.hpp"
#include "compiler/compile.hpp"
#include "model/snapshot.hpp"
#include "pg/connection.hpp"

namespace pf::app {

// A compiler and the policy its SQL is held to.
struct LoadedModel {
    std::shared_ptr<const model::Snapshot> snapshot;
    compiler::Compiler compiler;

    explicit LoadedModel(std::shared_ptr<const model::Snapshot> made)
        : snapshot(std::move(made)), compiler(model::ontology_of(snapshot), snapshot->values) {}
};

class CompilerSession {
 public:
    explicit CompilerSession(const Config& config) : config_(config) {}

    // Connects, having started the private PostgreSQL if need be: from a thread that lives as long as the session.
    Result<void> open();

    // The model of one schema, or with "" of the settings' schemas. Loaded once each.
    Result<const LoadedModel*> load(const std::string& schema);

    // On the rule role: generated SQL may run here, read-only.
    [[nodiscard]] pg::Connection& connection() { return *connection_; }
    [[nodiscard]] const pg::ConnectionSettings& rule_login() const { return database_->rule; }
    [[nodiscard]] asio::io_context& loop() { return loop_; }

 private:
    const Config& config_;
    asio::io_context loop_{1};
    std::unique_ptr<Database> database_;
    ModelFile model_file_;
    std::unique_ptr<pg::Connection> connection_;
    std::map<std::string, std::unique_ptr<LoadedModel>> loaded_;
};

}  // namespace pf::app
