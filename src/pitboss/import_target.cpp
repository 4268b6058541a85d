#include "pitboss/import_target.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "intake/names.hpp"

namespace pf::pitboss {
namespace {

// $1 schema, $2 table.
constexpr sql::Literal columns_of_table =
    "SELECT a.attname, format_type(a.atttypid, NULL), a.attnotnull AND NOT a.atthasdef FROM pg_attribute a JOIN "
    "pg_class c ON c.oid = a.attrelid "
    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind = 'r' "
    "AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";
constexpr sql::Literal deleted = "DELETE FROM ";

void add_type(sql::Statement& statement, intake::Type type) {
    using intake::Type;
    switch (type) {
        case Type::text: statement.literal("text"); return;
        case Type::boolean: statement.literal("boolean"); return;
        case Type::bigint: statement.literal("bigint"); return;
        case Type::numeric: statement.literal("numeric"); return;
        case Type::date: statement.literal("date"); return;
        case Type::timestamp: statement.literal("timestamp"); return;
        case Type::timestamptz: statement.literal("timestamptz"); return;
        case Type::time: statement.literal("time"); return;
    }
}

Result<void> check_columns(const std::vector<ImportColumn>& columns, std::size_t in_file) {
    if (columns.size() != in_file)
        return make_error(ErrorKind::invalid_request,
                          fmt::format("columns must have {} entries, one for each of the file.", in_file));
    std::set<std::string> names;
    for (const auto& column : columns) {
        if (column.skip) continue;
        if (column.name.empty() || column.name.size() > sql::max_identifier_bytes ||
            column.name.find('\0') != std::string::npos)
            return make_error(ErrorKind::invalid_request,
                              fmt::format("A column's name must have 1 to {} bytes.", sql::max_identifier_bytes));
        if (!names.insert(column.name).second)
            return make_error(ErrorKind::invalid_request, fmt::format("Two columns are named \"{}\".", column.name),
                              "Choose another name for one of them.");
    }
    if (names.empty()) return make_error(ErrorKind::invalid_request, "No column is left to bring.");
    return {};
}

sql::Statement copy_statement(const std::string& schema, const std::string& table,
                              const std::vector<std::string>& names, bool fresh) {
    sql::Statement copy("COPY ");
    copy.name(schema, table).literal(" (");
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) copy.literal(", ");
        copy.name(names[i]);
    }
    // Rows of a table of the same transaction need no later visit to be marked as visible to all.
    copy.literal(fresh ? sql::Literal(") FROM STDIN (FORMAT text, FREEZE)")
                       : sql::Literal(") FROM STDIN (FORMAT text)"));
    return copy;
}

}  // namespace

Task<Result<ImportTarget>> create_table(pg::Connection& connection, std::string schema, const Import& import,
                                        std::vector<ImportColumn> columns, std::string table, Deadline deadline) {
    const auto& found = import.analysis->columns;
    if (auto checked = check_columns(columns, found.size()); !checked) co_return checked.error();
    ImportTarget target;
    std::vector<std::string> names;
    sql::Statement make("CREATE TABLE ");
    make.name(schema, table).literal(" (");
    sql::Statement comments;
    comments.literal("COMMENT ON TABLE ")
        .name(schema, table)
        .literal(" IS ")
        .value(fmt::format("Brought as {}", import.file_name));
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].skip) continue;
        if (!names.empty()) make.literal(", ");
        names.push_back(columns[i].name);
        make.name(columns[i].name).literal(" ");
        add_type(make, columns[i].format.type);
        target.columns.push_back({i, found[i].header, columns[i].format});
        if (found[i].header.empty() || intake::plain_name(found[i].header) == found[i].header) continue;
        comments.literal("; COMMENT ON COLUMN ")
            .name(schema, table)
            .literal(".")
            .name(columns[i].name)
            .literal(" IS ")
            .value(found[i].header);
    }
    make.literal(")");
    auto made = co_await connection.query(std::move(make), {}, deadline);
    if (!made) {
        const auto code = connection.last_sqlstate();
        if (code == "42P07" || code == "23505")
            co_return make_error(ErrorKind::invalid_request, fmt::format("There is a table \"{}\" already.", table),
                                 "Add to it, replace its rows, or choose another name.");
        co_return made.error();
    }
    if (auto said = co_await connection.script(std::move(comments), deadline); !said) co_return said.error();
    target.copy = copy_statement(schema, table, names, true);
    co_return target;
}

Task<Result<ImportTarget>> extend_table(pg::Connection& connection, std::string schema, const Import& import,
                                        std::vector<ImportColumn> columns, std::string table, bool replace,
                                        Deadline deadline) {
    const auto& found = import.analysis->columns;
    if (auto checked = check_columns(columns, found.size()); !checked) co_return checked.error();
    const auto there = co_await connection.query(columns_of_table, pg::params(schema, table), deadline);
    if (!there) co_return there.error();
    if (there->empty())
        co_return make_error(ErrorKind::not_found,
                             fmt::format("There is no table \"{}\" of a file that was brought.", table));
    ImportTarget target;
    std::vector<std::string> names;
    sql::Statement add("ALTER TABLE ");
    add.name(schema, table);
    bool adds = false, known = false;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].skip) continue;
        int row = 0;
        while (row < there->size() && there->text(row, 0) != columns[i].name) ++row;
        if (row < there->size()) {
            const auto type = intake::type_named(there->text(row, 1));
            if (!type)
                co_return make_error(ErrorKind::invalid_request,
                                     fmt::format("The column \"{}\" is of type {}, which no file can fill.",
                                                 columns[i].name, there->text(row, 1)),
                                     "Leave that column out.");
            columns[i].format.type = *type;
            known = true;
        } else {
            add.literal(adds ? sql::Literal(", ADD COLUMN ") : sql::Literal(" ADD COLUMN "))
                .name(columns[i].name)
                .literal(" ");
            add_type(add, columns[i].format.type);
            adds = true;
        }
        names.push_back(columns[i].name);
        target.columns.push_back({i, found[i].header, columns[i].format});
    }
    if (!known)
        co_return make_error(ErrorKind::invalid_request,
                             fmt::format("The table \"{}\" has none of the file's columns.", table),
                             "Bring it as a new table, or rename its columns.");
    if (adds)
        if (auto added = co_await connection.query(std::move(add), {}, deadline); !added) co_return added.error();
    if (replace) {
        sql::Statement remove(deleted);
        remove.name(schema, table);
        if (auto removed = co_await connection.query(std::move(remove), {}, deadline); !removed)
            co_return removed.error();
    }
    target.copy = copy_statement(schema, table, names, false);
    co_return target;
}

}  // namespace pf::pitboss
