// Whose answer to a sentence is asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace pf::tools {

enum class Engine : std::uint8_t {
    automatic,  // the compiler's when it is sure; else compiler and model are heard, where one is set
    compiler,   // the compiler's alone
    model,      // the model's alone
    both,       // the model is heard also where the compiler is sure
};

// The wire name: "auto", "compiler", "model", "both".
[[nodiscard]] std::string_view to_string(Engine engine);
[[nodiscard]] std::optional<Engine> engine_named(std::string_view name);

}  // namespace pf::tools
