// What a sentence speaks of, for whoever writes its SQL by other means: tables, columns and values, strongest first.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pf::compiler {

class SchemaIndex;

struct Relevant {
    struct Column {
        int table = -1, column = -1;  // of the ontology
        float strength = 0;
    };
    struct Value {
        int table = -1, column = -1;
        std::string value;   // as stored
        float strength = 0;  // 1 said in the same words; less for a plural, a synonym, a nationality
    };
    std::vector<int> tables;      // those that are said or hold what is said, and what lies between and beside them
    std::vector<Column> columns;  // by a word of theirs, a synonym, or what a word means
    std::vector<Value> values;    // longest first
};

// Safe on any bytes. Of a thousand tables it takes some milliseconds.
[[nodiscard]] Relevant find_relevant(std::string_view sentence, const SchemaIndex& schema);

}  // namespace pf::compiler
