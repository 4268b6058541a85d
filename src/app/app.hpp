// App builds and owns everything of a running server, top to bottom; it is taken down in the opposite order.
#pragma once

#include "app/config.hpp"
#include "base/result.hpp"

namespace pf::app {

// Serves until SIGINT or SIGTERM. An error is a start that failed.
[[nodiscard]] Result<void> serve(const Config& config);

}  // namespace pf::app
