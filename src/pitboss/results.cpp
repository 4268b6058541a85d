#include "pitboss/results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <iterator>

#include "model/snapshot.hpp"
#include "pg/errors.hpp"
#include "pg/pool.hpp"
#include "pitboss/cut_cells.hpp"
#include "pitboss/group_query.hpp"
#include "pitboss/page_query.hpp"
#include "pitboss/references.hpp"

namespace pf::pitboss {
namespace {

// $1 microseconds since 1970 and $2 name of the last one before, '' and '' from the beginning; $3 at most.
constexpr sql::Literal list_views =
    "SELECT v.view, r.sentence, r.name, r.rule_id, v.row_count, "
    "to_char(v.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'), v.columns, "
    "r.title, r.note, r.starred, array_to_json(ARRAY(SELECT n.name FROM pattern_factory.view_names n "
    "WHERE n.rule_id = v.rule_id AND n.name <> v.view ORDER BY n.name)), r.folder, coalesce(r.parent, ''), r.draft, "
    "r.made_by, r.changed_by, "
    "(extract(epoch FROM v.created_at) * 1000000)::bigint || ' ' || v.view "
    "FROM pattern_factory.views v JOIN pattern_factory.rules r USING (rule_id) WHERE v.version = r.version AND "
    "($1 = '' OR (extract(epoch FROM v.created_at) * 1000000)::bigint < nullif($1, '')::bigint OR "
    "((extract(epoch FROM v.created_at) * 1000000)::bigint = nullif($1, '')::bigint AND v.view > $2)) "
    "ORDER BY v.created_at DESC, v.view LIMIT $3::bigint";

// $1 a name that the view has or had. Where its rows are now, and how many.
constexpr sql::Literal find_view =
    "SELECT v.relation, v.columns, v.row_count FROM pattern_factory.view_names n JOIN pattern_factory.views v "
    "USING (rule_id) WHERE n.name = $1 ORDER BY v.version DESC LIMIT 1";

struct Found {
    Relation relation;
    std::int64_t rows = 0;
};

Task<Result<Found>> find_view_relation(pg::Connection& connection, const std::string& view, Deadline deadline) {
    if (view.find('\0') != std::string::npos)
        co_return make_error(ErrorKind::not_found, "There is no view of this name.");
    auto found = co_await connection.query(find_view, pg::params(view), deadline);
    if (!found) co_return found.error();
    if (found->empty())
        co_return make_error(ErrorKind::not_found, fmt::format("There is no view \"{}\".", view.substr(0, 100)),
                             "GET /api/views lists the views there are.");
    co_return Found{{"rule_views", std::string(found->text(0, 0)), columns_from_json(found->text(0, 1)), {}, true},
                    found->integer(0, 2)};
}

std::vector<ResultColumn> columns_of(const model::Table& table) {
    std::vector<ResultColumn> columns;
    for (const auto& column : table.columns)
        columns.push_back({column.name, column.type, ColumnOrigin{table.schema, table.name, column.name}});
    return columns;
}

// "orgs", or "sales.orgs" where the name alone is not unique.
Result<Relation> find_table(const Services& services, const std::string& name) {
    const auto snapshot = services.snapshot();
    for (const auto& table : snapshot->ontology.tables) {
        if (table.name != name && table.schema + "." + table.name != name) continue;
        Relation relation{table.schema, table.name, columns_of(table), {}, !table.is_view};
        for (const int key : table.primary_key)
            relation.tie_breaker.push_back(table.columns[static_cast<std::size_t>(key)].name);
        return relation;
    }
    return make_error(ErrorKind::not_found,
                      fmt::format("There is no table \"{}\" in the semantic model.", name.substr(0, 100)),
                      "GET /api/tables lists the tables there are.");
}

// The first columns of `rows`, and which cells were cut.
void take_cells(const pg::Rows& rows, Page& page) {
    const int columns = std::min(rows.columns(), static_cast<int>(page.columns.size()));
    page.rows.resize(static_cast<std::size_t>(rows.size()));
    for (int row = 0; row < rows.size(); ++row) {
        auto& cells = page.rows[static_cast<std::size_t>(row)];
        cells.resize(static_cast<std::size_t>(columns));
        for (int column = 0; column < columns; ++column)
            if (!rows.is_null(row, column))
                cells[static_cast<std::size_t>(column)] = std::string(rows.text(row, column));
        if (rows.columns() > columns) read_cuts(rows.text(row, columns), row, page.cut);
    }
    for (const auto& cut : page.cut)
        if (auto& cell = page.rows[static_cast<std::size_t>(cut.row)][static_cast<std::size_t>(cut.column)])
            *cell += "…";
}

// `rows`: how many the relation has when that is known without counting; -1 else.
Task<Result<Page>> read_page(pg::Connection& connection, const Services& services, const Relation& relation,
                             PageRequest request, std::int64_t rows, Deadline deadline) {
    const auto began = Clock::now();
    if (auto within = bounded(relation, std::move(request)); within)
        request = std::move(*within);
    else
        co_return within.error();
    auto columns = shown_columns(relation, request);
    auto queries = page_queries(relation, request);
    if (queries && request.group) {
        auto grouped = group_queries(relation, request);
        if (!grouped) co_return grouped.error();
        queries = std::move(grouped->queries);
        columns = std::move(grouped->columns);
    }
    if (!queries) co_return queries.error();
    const bool count = rows < 0 || request.group || !request.where.empty() || !request.filter.empty();
    std::vector<pg::Query> pipeline;
    pipeline.push_back({cut_long_cells(std::move(queries->rows), columns)});
    if (count) pipeline.push_back({std::move(queries->count)});
    auto read = co_await connection.pipeline(std::move(pipeline), deadline);
    if (!read) co_return read.error();
    Page page;
    page.columns = std::move(columns);
    page.total = count ? (*read)[1].integer(0, 0) : rows;
    take_cells((*read)[0], page);
    read->clear();
    if (!request.within) page.references = co_await references_of(connection, services, page, deadline);
    page.elapsed_ms = std::chrono::duration<double, std::milli>(Clock::now() - began).count();
    co_return page;
}

Task<bool> send_decoded(CellDecoder& decoder, const Results::CellSink& sink, std::string_view chunk) {
    const std::string bytes = decoder.decode(chunk);
    co_return co_await sink(bytes);
}

Task<Result<void>> copy_cell(pg::Connection& connection, const Relation& relation, const PageRequest& request,
                             const std::string& column, const Results::CellSink& sink, Deadline deadline) {
    auto queries = cell_queries(relation, request, column);
    if (!queries) co_return queries.error();
    const auto bytes = co_await connection.query(std::move(queries->bytes), {}, deadline);
    if (!bytes) co_return bytes.error();
    if (bytes->empty() || bytes->is_null(0, 0))
        co_return make_error(ErrorKind::not_found, bytes->empty() ? "There is no such row." : "The cell is NULL.");
    CellDecoder decoder;
    const pg::Connection::CopySink decoded = [&](std::string_view chunk) { return send_decoded(decoder, sink, chunk); };
    const auto copied = co_await connection.copy_out(std::move(queries->copy), decoded, deadline);
    if (!copied) co_return copied.error();
    co_return Result<void>();
}

// `failure` in the reader's words; `name` is the view or table as they know it, which may lie in another relation for a
// while. A value that is no value of its column's type is the database's to find.
Error explained(Error failure, const pg::Connection& connection, const std::string& name, const PageRequest& request) {
    const std::string_view state = connection.last_sqlstate();
    if (state == pg::lock_not_available) return pg::locked_error({name});
    if (state.starts_with("22") && !request.where.empty()) {  // data_exception
        failure.message = fmt::format("A condition's value does not fit its column: {}.", failure.message);
        failure.hint = "Correct the condition or take it away.";
    }
    return failure;
}

bool is_gone(const pg::Connection& connection) { return connection.last_sqlstate() == "42P01"; }  // undefined_table

}  // namespace

std::vector<ResultColumn> columns_from_json(std::string_view text) {
    std::vector<ResultColumn> columns;
    boost::system::error_code failed;
    const auto parsed = boost::json::parse(text, failed);
    if (failed || !parsed.is_array()) return columns;
    const auto text_of = [](const boost::json::value& object, std::string_view name) {
        return std::string(object.at(name).as_string());
    };
    for (const auto& entry : parsed.as_array()) {
        columns.push_back({text_of(entry, "name"), text_of(entry, "type")});
        if (const auto* of = entry.as_object().if_contains("of"))
            columns.back().origin = ColumnOrigin{text_of(*of, "schema"), text_of(*of, "table"), text_of(*of, "column")};
    }
    return columns;
}

Results::Results(Services& services) : services_(services) {}

Task<Result<Part<RelationInfo>>> Results::views(PartRequest part, Deadline deadline) {
    if (auto place = number_and_name(part.after); !place) co_return place.error();
    auto lease = co_await services_.app->acquire(deadline);
    if (!lease) co_return lease.error();
    auto [time, name] = halves_of(part.after);
    auto rows = co_await (**lease).query(list_views, {std::move(time), std::move(name), std::to_string(part.limit + 1)},
                                         deadline);
    if (!rows) co_return rows.error();
    Part<RelationInfo> views;
    const int count = static_cast<int>(std::min<std::int64_t>(rows->size(), part.limit));
    if (count < rows->size()) views.next = rows->text(count - 1, 16);
    for (int i = 0; i < count; ++i) {
        RelationInfo info;
        info.name = rows->text(i, 0);
        info.description = rows->text(i, 1);
        info.rule = rows->text(i, 2);
        info.rule_id = rows->text(i, 3);
        info.rows = rows->integer(i, 4);
        info.created_at = rows->text(i, 5);
        info.columns = columns_from_json(rows->text(i, 6));
        info.title = rows->text(i, 7);
        info.note = rows->text(i, 8);
        info.starred = rows->text(i, 9) == "t";
        const auto aliases = boost::json::parse(rows->text(i, 10));
        for (const auto& alias : aliases.as_array()) info.aliases.emplace_back(alias.as_string());
        info.folder = rows->text(i, 11);
        info.parent = rows->text(i, 12);
        info.draft = rows->text(i, 13) == "t";
        info.makers = {std::string(rows->text(i, 14)), std::string(rows->text(i, 15))};
        views.elements.push_back(std::move(info));
    }
    co_return views;
}

Task<Result<Part<RelationInfo>>> Results::tables(PartRequest part, Deadline) {
    const auto snapshot = services_.snapshot();
    Part<RelationInfo> tables;
    bool begun = part.after.empty();
    for (const auto& table : snapshot->ontology.tables) {
        if (!begun) {
            begun = table.schema + "." + table.name == part.after;
            continue;
        }
        if (std::ssize(tables.elements) == part.limit) co_return tables;
        tables.next = table.schema + "." + table.name;
        RelationInfo info;
        info.name = listed_name(snapshot->ontology, table);
        info.description = table.description;
        if (table.row_estimate >= 1)  // 0 also stands for a table that was never analysed
            info.rows = static_cast<std::int64_t>(table.row_estimate);
        info.columns = columns_of(table);
        tables.elements.push_back(std::move(info));
    }
    if (!begun) co_return make_error(ErrorKind::invalid_request, "after is not the next of a part of this list.");
    tables.next.clear();
    co_return tables;
}

Task<Result<Page>> Results::view_page(std::string view, PageRequest request, Deadline deadline) {
    auto lease = co_await services_.app->acquire(deadline);
    if (!lease) co_return lease.error();
    for (int attempt = 1;; ++attempt) {  // once more when a new version took the place between the two statements
        auto found = co_await find_view_relation(**lease, view, deadline);
        if (!found) co_return found.error();
        auto page = co_await read_page(**lease, services_, found->relation, request, found->rows, deadline);
        if (page) co_return page;
        if (attempt == 3 || !is_gone(**lease)) co_return explained(page.error(), **lease, view, request);
    }
}

Task<Result<Page>> Results::table_page(std::string table, PageRequest request, Deadline deadline) {
    auto relation = find_table(services_, table);
    if (!relation) co_return relation.error();
    auto lease = co_await services_.app->acquire(deadline);
    if (!lease) co_return lease.error();
    auto page = co_await read_page(**lease, services_, *relation, request, -1, deadline);
    if (!page) co_return explained(page.error(), **lease, table, request);
    co_return page;
}

std::size_t Results::most_bytes(const PageRequest& request) {
    constexpr std::int64_t copies = 3;  // the database's, the page's, the answer's
    return static_cast<std::size_t>(copies * request.limit * most_row_characters);
}

Task<Result<void>> Results::view_cell(std::string view, std::string column, PageRequest request, CellSink sink,
                                      Deadline deadline) {
    auto lease = co_await services_.app->acquire(deadline);
    if (!lease) co_return lease.error();
    for (int attempt = 1;; ++attempt) {
        auto found = co_await find_view_relation(**lease, view, deadline);
        if (!found) co_return found.error();
        auto copied = co_await copy_cell(**lease, found->relation, request, column, sink, deadline);
        if (copied) co_return copied;
        if (attempt == 3 || !is_gone(**lease)) co_return explained(copied.error(), **lease, view, request);
    }
}

Task<Result<void>> Results::table_cell(std::string table, std::string column, PageRequest request, CellSink sink,
                                       Deadline deadline) {
    auto relation = find_table(services_, table);
    if (!relation) co_return relation.error();
    auto lease = co_await services_.app->acquire(deadline);
    if (!lease) co_return lease.error();
    auto copied = co_await copy_cell(**lease, *relation, request, column, sink, deadline);
    if (!copied) co_return explained(copied.error(), **lease, table, request);
    co_return copied;
}

Task<Result<std::uint64_t>> Results::view_csv(std::string view, PageRequest request, bool defuse, CsvSink sink,
                                              Deadline deadline) {
    auto lease = co_await services_.app->acquire(deadline);
    if (!lease) co_return lease.error();
    for (int attempt = 1;; ++attempt) {
        auto found = co_await find_view_relation(**lease, view, deadline);
        if (!found) co_return found.error();
        auto copy = csv_query(found->relation, request, defuse);
        if (!copy) co_return copy.error();
        auto copied = co_await (**lease).copy_out(*copy, sink, deadline);
        if (copied) co_return copied;
        if (attempt == 3 || !is_gone(**lease))  // 42P01 comes before the first chunk
            co_return explained(copied.error(), **lease, view, request);
    }
}

Task<Result<std::uint64_t>> Results::table_csv(std::string table, PageRequest request, bool defuse, CsvSink sink,
                                               Deadline deadline) {
    auto relation = find_table(services_, table);
    if (!relation) co_return relation.error();
    auto copy = csv_query(*relation, request, defuse);
    if (!copy) co_return copy.error();
    auto lease = co_await services_.app->acquire(deadline);
    if (!lease) co_return lease.error();
    auto copied = co_await (**lease).copy_out(*copy, std::move(sink), deadline);
    if (!copied) co_return explained(copied.error(), **lease, table, request);
    co_return copied;
}

}  // namespace pf::pitboss
