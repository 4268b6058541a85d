#pragma once

namespace pf {

// The program's version, "0.1.0" (CMakeLists.txt, project VERSION).
[[nodiscard]] const char* version();

}  // namespace pf
