#include "catalogue/catalogue_names.hpp"

#include <algorithm>
#include <optional>

#include "base/ascii.hpp"
#include "base/near.hpp"

namespace pf::catalogue {
namespace {

using model::Ontology;
using model::Table;

Error wrong(std::string what) { return make_error(ErrorKind::invalid_request, std::move(what)); }

Result<std::vector<std::string>> split_path(std::string_view path) {
    std::vector<std::string> parts(1);
    bool quoted = false;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const char c = path[i];
        if (c == '"' && quoted && i + 1 < path.size() && path[i + 1] == '"')
            parts.back() += path[++i];
        else if (c == '"')
            quoted = !quoted;
        else if (c == '.' && !quoted)
            parts.emplace_back();
        else
            parts.back() += c;
    }
    const bool hole = std::any_of(parts.begin(), parts.end(), [](auto& part) { return part.empty(); });
    if (quoted || hole || parts.size() > 3)
        return wrong("\"" + std::string(path) + "\" is not a name: write table, schema.table or table.column");
    return parts;
}

// The tables of that name; with a schema only those in it. Exact names, or else those that differ in case only.
std::vector<int> tables_named(const Ontology& catalogue, const std::string* schema, std::string_view name) {
    std::vector<int> exact, alike;
    for (std::size_t i = 0; i < catalogue.tables.size(); ++i) {
        const auto& table = catalogue.tables[i];
        if ((!schema || table.schema == *schema) && table.name == name) exact.push_back(static_cast<int>(i));
        if ((!schema || equal_but_for_case(table.schema, *schema)) && equal_but_for_case(table.name, name))
            alike.push_back(static_cast<int>(i));
    }
    return exact.empty() ? alike : exact;
}

// Of several tables of one name, the one that an unqualified name means.
std::optional<int> first_on_path(const Ontology& catalogue, const std::vector<int>& tables) {
    if (tables.size() == 1) return tables.front();
    for (const auto& schema : catalogue.search_path)
        for (const int table : tables)
            if (catalogue.tables[static_cast<std::size_t>(table)].schema == schema) return table;
    return std::nullopt;
}

Error several(const Ontology& catalogue, const std::vector<int>& tables, std::string_view name) {
    std::string list;
    for (std::size_t i = 0; i < tables.size() && i < 4; ++i)
        list +=
            (i ? ", " : "") + catalogue.tables[static_cast<std::size_t>(tables[i])].schema + "." + std::string(name);
    return wrong("there are several tables " + std::string(name) + "; write one of " + list);
}

Error no_table(const Ontology& catalogue, std::string_view path, const std::string* schema, std::string_view name) {
    std::vector<std::string> names;
    for (const auto& table : catalogue.tables)
        if (!schema || table.schema == *schema) names.push_back(table.name);
    if (names.empty())
        for (const auto& table : catalogue.tables) names.push_back(table.schema + "." + table.name);
    return wrong("the database has no table " + std::string(path) + suggest_name(names.empty() ? path : name, names));
}

}  // namespace

Result<NamedThing> find_name(const Ontology& catalogue, std::string_view path) {
    auto split = split_path(path);
    if (!split) return split.error();
    const auto& parts = *split;

    if (parts.size() == 1) {
        const auto found = tables_named(catalogue, nullptr, parts[0]);
        if (found.empty()) return no_table(catalogue, path, nullptr, parts[0]);
        const auto table = first_on_path(catalogue, found);
        if (!table) return several(catalogue, found, parts[0]);
        return NamedThing{*table, -1};
    }

    const auto in_schema = tables_named(catalogue, &parts[0], parts[1]);
    if (parts.size() == 3) {
        if (in_schema.empty()) return no_table(catalogue, parts[0] + "." + parts[1], &parts[0], parts[1]);
        const auto column = find_column(catalogue.tables[static_cast<std::size_t>(in_schema[0])], parts[2]);
        if (!column) return column.error();
        return NamedThing{in_schema[0], *column};
    }

    if (!in_schema.empty()) return NamedThing{in_schema[0], -1};
    const auto of_name = tables_named(catalogue, nullptr, parts[0]);
    if (of_name.empty()) {
        const bool is_schema = std::any_of(catalogue.tables.begin(), catalogue.tables.end(),
                                           [&](const Table& table) { return table.schema == parts[0]; });
        return is_schema ? no_table(catalogue, path, &parts[0], parts[1])
                         : no_table(catalogue, parts[0], nullptr, parts[0]);
    }
    const auto table = first_on_path(catalogue, of_name);
    if (!table) return several(catalogue, of_name, parts[0]);
    const auto column = find_column(catalogue.tables[static_cast<std::size_t>(*table)], parts[1]);
    if (!column) return column.error();
    return NamedThing{*table, *column};
}

Result<int> find_column(const Table& table, std::string_view name) {
    if (const auto exact = table.column(name)) return *exact;
    std::vector<std::string> names;
    std::vector<int> alike;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (equal_but_for_case(table.columns[i].name, name)) alike.push_back(static_cast<int>(i));
        names.push_back(table.columns[i].name);
    }
    if (alike.size() == 1) return alike.front();
    return wrong("the table " + table.name + " has no column " + std::string(name) + suggest_name(name, names));
}

std::string table_path(const Ontology& catalogue, const Table& table) {
    const auto part = [](const std::string& name) {
        if (name.find_first_of(".\"") == name.npos) return name;
        std::string quoted = "\"";
        for (const char c : name) quoted += c == '"' ? "\"\"" : std::string(1, c);
        return quoted + "\"";
    };
    const auto same = [&](const Result<NamedThing>& found) {
        return found && found->column < 0 && &catalogue.tables[static_cast<std::size_t>(found->table)] == &table;
    };
    const auto alone = part(table.name);
    return same(find_name(catalogue, alone)) ? alone : part(table.schema) + "." + alone;
}

}  // namespace pf::catalogue
