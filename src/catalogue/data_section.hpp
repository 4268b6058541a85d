// DATA of pattern-factory.yaml: which tables and columns of the catalogue it names, and what it says of them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "catalogue/catalogue_names.hpp"
#include "catalogue/yaml_tree.hpp"
#include "model/ontology.hpp"

namespace pf::catalogue {

struct ColumnChoice {
    int line = 0;
    std::optional<std::string> description;
    std::vector<std::string> synonyms;
    std::vector<std::string> values;
    std::optional<NamedThing> references;  // a column; in no table when it refers to nothing
};

struct TableChoice {
    int table = 0;  // index into the catalogue
    int line = 0;
    bool named = false;        // itself, not only a column of it
    bool all_columns = false;  // named without a list of columns
    std::optional<std::string> description;
    std::vector<std::string> synonyms;
    std::map<int, ColumnChoice> columns;  // by index into the catalogue's table
};

// In the order of the file. Errors are invalid_request and read "FILE:LINE: what is wrong".
[[nodiscard]] Result<std::vector<TableChoice>> read_data(const YamlNode& data, std::string_view file_name,
                                                         const model::Ontology& catalogue);

// "  The\n text " → "The text". Errors as above: nothing but white space, or not a scalar.
[[nodiscard]] Result<std::string> read_line(const YamlNode& node, std::string_view file_name, std::string_view what);

// The keys of a mapping are all among `known`, else the error names the nearest.
[[nodiscard]] Result<void> check_keys(const YamlNode& mapping, std::string_view file_name,
                                      const std::vector<std::string>& known);

}  // namespace pf::catalogue
