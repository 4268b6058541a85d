// Reading what rules made: pages and CSV of rule views and of the tables of DATA, sorted and filtered by the database.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "pitboss/makers.hpp"
#include "pitboss/part.hpp"
#include "pitboss/services.hpp"
#include "pitboss/supervisor.hpp"

namespace pf::pitboss {

struct Sort {
    std::string column;
    bool descending = false;
};

struct Condition {  // where=col:op:value
    std::string column;
    std::string op;  // eq ne lt le gt ge contains starts null notnull in (comma separated)
    std::string value;
};

struct Grouping {  // group=column&bucket=month&value=sum:col
    std::string column;
    std::string bucket = {};          // day … year for moments, a step for numbers; empty: each value
    std::string aggregate = "count";  // count, or sum, avg, min, max of `of`
    std::string of = {};
};

// What a reader of a tile's link may see of its view, whatever they ask for.
struct Within {
    std::vector<Condition> where;
    std::string filter;
    std::vector<std::string> hidden;  // columns
};

struct PageRequest {
    std::vector<Sort> sort;
    std::string filter;  // text that any column contains, case ignored; empty: none
    std::vector<Condition> where;
    std::optional<Grouping> group;  // one row a group instead of the rows themselves
    std::int64_t limit = 100;       // 1 … 1000
    std::int64_t offset = 0;
    std::optional<Within> within;
};

struct Cut {  // a cell of which a page has only the beginning
    std::int64_t row = 0, column = 0;
    std::int64_t bytes = 0;  // of the whole in UTF-8
};

struct Reference {  // a column of a page whose values are keys of another table's rows
    std::size_t column = 0;
    std::string table, key;  // the table as tables() lists it, and its column that has those values
    std::map<std::string, std::string, std::less<>> names;  // of the rows that the page refers to, by key
};

struct Page {
    std::vector<ResultColumn> columns;
    std::vector<Cells> rows;
    std::int64_t total = 0;  // rows that match, not only those of the page
    double elapsed_ms = 0;
    std::vector<Cut> cut = {};  // those cells end in "…"
    std::vector<Reference> references = {};
};

struct RelationInfo {  // a rule view or a table
    std::string name;
    std::string description;  // a view: its sentence
    std::string rule;         // views: the rule's name
    std::string rule_id;      // views
    std::string title, note;  // views: what people call it and say of it
    bool starred = false, draft = false;
    std::string folder, parent;        // views: as of RegisteredRule
    Makers makers;                     // views
    std::vector<std::string> aliases;  // views: names that they had before
    std::optional<std::int64_t> rows;
    std::string created_at;             // views: UTC, ISO 8601, milliseconds, Z
    std::vector<ResultColumn> columns;  // filled by table()/view(), and for tables in the list
};

// The registry's list of a view's columns.
[[nodiscard]] std::vector<ResultColumn> columns_from_json(std::string_view text);

class Results {
 public:
    explicit Results(Services& services);

    // A place that is none: invalid_request.
    Task<Result<Part<RelationInfo>>> views(PartRequest part, Deadline deadline);   // newest first
    Task<Result<Part<RelationInfo>>> tables(PartRequest part, Deadline deadline);  // as in DATA

    // Errors: not_found (no such view), invalid_request (unknown column or operator, a value that does not fit the
    // column's type).
    Task<Result<Page>> view_page(std::string view, PageRequest request, Deadline deadline);
    Task<Result<Page>> table_page(std::string table, PageRequest request, Deadline deadline);

    // How many bytes reading a page may take, the answer made of it included, where characters are of one byte.
    [[nodiscard]] static std::size_t most_bytes(const PageRequest& request);

    // The text of one cell, whole: row `request.offset` of those that match. Errors: not_found also when there is no
    // such row, or it is NULL there.
    using CellSink = std::function<Task<bool>(std::string_view bytes)>;
    Task<Result<void>> view_cell(std::string view, std::string column, PageRequest request, CellSink sink,
                                 Deadline deadline);
    Task<Result<void>> table_cell(std::string table, std::string column, PageRequest request, CellSink sink,
                                  Deadline deadline);

    // RFC 4180 with a header line, streamed: `sink` gets each chunk as it comes (pg::Connection::copy_out). `start` is
    // called once, before the first chunk, when it is sure that there will be rows to send; an error before it has sent
    // nothing. `defuse`: a text cell that begins with = + - @ tab or CR gets a leading apostrophe, so that no
    // spreadsheet runs it.
    using CsvSink = std::function<Task<bool>(std::string_view chunk)>;
    Task<Result<std::uint64_t>> view_csv(std::string view, PageRequest request, bool defuse, CsvSink sink,
                                         Deadline deadline);
    Task<Result<std::uint64_t>> table_csv(std::string table, PageRequest request, bool defuse, CsvSink sink,
                                          Deadline deadline);

 private:
    Services& services_;
};

}  // namespace pf::pitboss
