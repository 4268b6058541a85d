#include "base/version.hpp"

namespace pf {

const char* version() { return PF_VERSION; }

}  // namespace pf
