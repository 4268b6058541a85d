// One rule at a time for each sentence and each id: two clients with the same rule meet here, not in the database.
#pragma once

#include "base/turns.hpp"

namespace pf::pitboss {

class Turns : public pf::Turns {
 public:
    Turns() : pf::Turns("The same rule is still being run for somebody else.") {}
};

}  // namespace pf::pitboss
