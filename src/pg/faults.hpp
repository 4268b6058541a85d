// A seam for tests: what they make fail in the database, step by step. Only a program of the tests sets the hook
// (tests/faults); without one a step costs a look at a pointer.
#pragma once

#include <cstdint>
#include <string_view>

namespace pf::pg {

enum class Step : std::uint8_t { connect, send, receive };
enum class Fault : std::uint8_t {
    none,
    lost,     // the connection ends there
    refused,  // of a statement that is sent: the server answers it with an error
};

using FaultHook = Fault (*)(Step step, std::string_view statement);
inline FaultHook fault_hook = nullptr;

[[nodiscard]] inline Fault fault_at(Step step, std::string_view statement = {}) {
    return fault_hook ? fault_hook(step, statement) : Fault::none;
}

}  // namespace pf::pg
