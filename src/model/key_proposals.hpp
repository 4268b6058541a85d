// Keys that nobody declared, on their way into the ontology: proposed by names (compiler/infer_keys), held against the
// rows (catalogue/check_keys), judged by both. Plain data.
#pragma once

#include <vector>

namespace pf::model {

// A column that others may refer to.
struct KeyTarget {
    int table = -1, column = -1;
    bool declared = false;  // unique by an index or a primary key
    float own_name = 0;     // how well it is named after its own table, 0 … 1
    bool key_name = false;  // it is named as keys are, whatever of
    // What the rows say, once they were looked at.
    bool read = false;
    double rows = 0;      // of the table; the planner's estimate when it is large
    bool unique = false;  // declared, or no two of the rows read have the same value and none lacks one
};

struct KeyProposal {
    int table = -1, column = -1;
    int target = -1;         // index into KeyProposals::targets
    float named = 0;         // how well the names fit: 1 when they leave no doubt, 0 when they say nothing
    bool key_name = false;   // it is named as keys are, or by what a person did
    bool may_count = false;  // a number in the plural
    // What the rows say, once they were looked at: distinct values that were sought among the target's, and not found.
    bool read = false;
    int sought = 0, missing = 0;
};

struct KeyProposals {
    std::vector<KeyTarget> targets;
    std::vector<KeyProposal> keys;
};

}  // namespace pf::model
