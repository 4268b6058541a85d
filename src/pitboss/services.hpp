// What the supervisor and its neighbours work with: the pools of each role, the model of the database, the generators.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "pitboss/model_state.hpp"
#include "tools/engine.hpp"

namespace pf::pg {
class Pool;
struct ConnectionSettings;
}  // namespace pf::pg
namespace pf::tools {
class SqlPitboss;
}
namespace pf::model {
struct Snapshot;
}

namespace pf::pitboss {

struct Limits {
    std::int64_t max_view_rows = 1'000'000;
    std::int64_t max_view_bytes = 0;   // of a view, with its toast; 0: no bound
    std::int64_t max_views_bytes = 0;  // of all views; 0: no bound
    double max_cost = 1e7;             // EXPLAIN's total cost (docs/security.md, "Roles")
    std::chrono::milliseconds check_timeout{5'000};
    std::chrono::milliseconds build_timeout{60'000};
    std::size_t max_sentence_bytes = 16 * 1024;
    std::size_t max_rules_in_flight = 256;
};

// Owned by app::App; outlives everything that holds a reference to it.
struct Services {
    pg::Pool* app = nullptr;    // pf_app: registry, reads of views and tables, patterns
    pg::Pool* rule = nullptr;   // pf_rule: EXPLAIN
    pg::Pool* build = nullptr;  // pf_build: views
    tools::SqlPitboss* generator = nullptr;
    std::function<std::shared_ptr<const model::Snapshot>()> snapshot;  // today's semantic model
    std::function<ModelState()> language_model = [] { return ModelState{}; };
    std::function<Task<Result<ModelAnswer>>(Deadline)> check_language_model;  // null when none is set
    Limits limits;
    tools::Engine engine = tools::Engine::automatic;  // whose answers, unless a request says otherwise
    std::function<std::string()> storage_trouble = [] {
        return std::string();
    };                                  // e.g. a full disk; "" when all is well
    bool separate_roles = true;         // false: somebody's database without the four roles
    bool sizes_readable = true;         // false: roles made before views had a bound in bytes
    std::vector<std::string> warnings;  // what is amiss with the database as it was at start, a sentence each
};

// Whether the server can do its work now; the reason otherwise. For /readyz.
struct Readiness {
    bool ready = false;
    std::string reason;
    std::vector<std::string> warnings;  // e.g. "this database lacks the roles pf_rule, pf_build: …"
};
Task<Readiness> readiness(Services& services, Deadline deadline);

// What the server says of itself in hello, /, and the settings page. No secrets.
struct ServerInfo {
    std::string version;
    std::string database;                 // "private PostgreSQL 15.20" or "pf@db.example:5432/shop"
    std::string model;                    // "gpt-4o" or "" when none is set
    std::vector<std::string> generators;  // {"compiler"} or {"compiler", "model"}
};

// What the NOTIFYs of every server on the same database say: of a view (an empty rule: it is gone), or of a board.
struct Heard {
    std::function<void(std::string view, std::string rule)> view;
    std::function<void(std::string board)> board;
};

// Hears them until cancelled, reconnecting by itself.
Task<> listen_for_changes(pg::ConnectionSettings settings, Heard heard);

}  // namespace pf::pitboss
