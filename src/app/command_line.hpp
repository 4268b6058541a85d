// argv → settings → command → exit code.
#pragma once

namespace pf::app {

// Exit codes: 0 done; 1 the command's answer is no (a sentence not understood); 2 wrong usage or settings; 3 the
// command failed (database out of reach, …).
[[nodiscard]] int run_command_line(int argc, char** argv);

}  // namespace pf::app
