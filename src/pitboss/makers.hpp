// The people who made and last changed something, by name; empty: nobody with a name.
#pragma once

#include <string>

namespace pf::pitboss {

struct Makers {
    std::string made_by, changed_by;
};

}  // namespace pf::pitboss
