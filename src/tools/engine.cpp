#include "tools/engine.hpp"

#include <array>

namespace pf::tools {
namespace {

constexpr std::array<std::string_view, 4> names{"auto", "compiler", "model", "both"};

}  // namespace

std::string_view to_string(Engine engine) { return names[static_cast<std::size_t>(engine)]; }

std::optional<Engine> engine_named(std::string_view name) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name) return static_cast<Engine>(i);
    return std::nullopt;
}

}  // namespace pf::tools
