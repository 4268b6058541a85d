// Reads a few tables at a time in one round trip.
#include "catalogue/build_value_index.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <unordered_map>
#include <utility>

#include "catalogue/rollback.hpp"
#include "catalogue/sample_documents.hpp"
#include "model/value_labels.hpp"

namespace pf::catalogue {
namespace {

using model::Column;
using model::Ontology;
using model::Table;
using model::TypeClass;
using model::ValueIndex;
using model::ValueIndexLimits;

constexpr std::size_t columns_per_query = 500;    // a result has at most 1,664 (PostgreSQL 15 manual, appendix K)
constexpr std::size_t cells_per_batch = 200'000;  // of a round trip: bounds what is held in memory
constexpr std::size_t cells_per_table = 600'000;
constexpr std::size_t min_rows = 200;
constexpr std::size_t bytes_of_value = 64;  // of an average entry, to share the index's memory among columns
constexpr std::string_view prose = "\x01";  // stands for texts that are too long

// What one sampling query reads: up to columns_per_query columns of a table.
struct Part {
    int table = 0;
    std::vector<int> texts, numbers;  // column indexes
    std::size_t rows = 0;
    bool by_block = false;  // TABLESAMPLE SYSTEM instead of the first rows
};

std::vector<Part> plan_parts(const Ontology& ontology, const ValueIndexLimits& limits);
void add_labels(const Ontology& ontology, ValueIndex::Builder& builder);
std::size_t cells_of(const Part& part, const Table& table);
sql::Statement texts_statement(const Part& part, const Table& table, const ValueIndexLimits& limits);
sql::Statement numbers_statement(const Part& part, const Table& table);

// NaN for what is no number or no finite one ("infinity", a numeric beyond a double).
double finite(std::string_view text) {
    double number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = failed == std::errc() && end == text.data() + text.size();
    return whole && std::isfinite(number) ? number : ValueIndex::ColumnSummary::no_number;
}

class Sampler {
 public:
    Sampler(pg::Connection& connection, const Ontology& ontology, ValueIndexLimits limits, Deadline deadline)
        : connection_(connection), ontology_(ontology), limits_(limits), deadline_(deadline), builder_(limits) {}

    Task<Result<ValueIndex>> run() {
        const auto parts = plan_parts(ontology_, limits_);
        std::size_t text_columns = 1;
        for (const auto& part : parts) text_columns += part.texts.size();
        values_per_column_ = std::min(limits_.values_per_column,
                                      std::max<std::size_t>(8, limits_.max_bytes / text_columns / bytes_of_value));

        for (std::size_t begin = 0; begin < parts.size() && time_left();) {
            const std::size_t end = end_of_batch(parts, begin);
            std::vector<Part> batch(parts.begin() + static_cast<std::ptrdiff_t>(begin),
                                    parts.begin() + static_cast<std::ptrdiff_t>(end));
            begin = end;
            auto read = co_await read_batch(batch);
            if (!read && may_go_on(read.error())) read = co_await read_one_by_one(std::move(batch));
            if (read || may_go_on(read.error())) continue;
            if (read.error().kind == ErrorKind::timeout) break;
            co_return read.error();
        }
        if (auto read = co_await sample_documents(connection_, ontology_, limits_, deadline_, builder_); !read)
            co_return read.error();
        add_labels(ontology_, builder_);
        co_return std::move(builder_).build();
    }

 private:
    [[nodiscard]] bool time_left() const { return Clock::now() + std::chrono::milliseconds(20) < deadline_; }

    // Whether another table may still be read after this failure of one.
    [[nodiscard]] bool may_go_on(const Error& error) const {
        return error.kind != ErrorKind::cancelled && !connection_.broken();
    }

    // A view is read alone: it may be slow or broken, and what fails with it would be read twice.
    [[nodiscard]] std::size_t end_of_batch(const std::vector<Part>& parts, std::size_t begin) const {
        std::size_t cells = 0, end = begin;
        for (; end < parts.size(); ++end) {
            const auto& table = ontology_.tables[static_cast<std::size_t>(parts[end].table)];
            cells += cells_of(parts[end], table);
            if (end > begin && (table.is_view || cells > cells_per_batch)) break;
            if (table.is_view) return end + 1;
        }
        return end;
    }

    // After a batch failed. What cannot be sampled by block, such as a foreign table, is read from its first row on.
    Task<Result<void>> read_one_by_one(std::vector<Part> parts) {
        const bool was_alone = parts.size() == 1;
        for (auto& part : parts) {
            if (!time_left()) break;
            Result<void> read;
            if (!was_alone) {
                std::vector<Part> alone(1, part);
                read = co_await read_batch(std::move(alone));
                if (read) continue;
            }
            if (std::exchange(part.by_block, false) && (was_alone || may_go_on(read.error()))) {
                std::vector<Part> alone(1, part);
                read = co_await read_batch(std::move(alone));
            }
            if (!read && !may_go_on(read.error())) co_return read.error();
        }
        co_return Result<void>();
    }

    Task<Result<void>> read_batch(std::vector<Part> parts) {
        const auto left = std::chrono::duration<double>(deadline_ - Clock::now()).count();
        const auto timeout = static_cast<long long>(1000 * std::clamp(left, 0.001, limits_.seconds_per_table));
        std::vector<pg::Query> queries;
        queries.emplace_back(sql::Literal("BEGIN READ ONLY"));
        queries.emplace_back(sql::Literal("SET LOCAL jit = off"));
        queries.emplace_back(
            sql::Statement(sql::Literal("SET LOCAL statement_timeout = ")).number(std::max(1LL, timeout)));
        for (const auto& part : parts) {
            const auto& table = ontology_.tables[static_cast<std::size_t>(part.table)];
            if (!part.texts.empty()) queries.emplace_back(texts_statement(part, table, limits_));
            if (!part.numbers.empty()) queries.emplace_back(numbers_statement(part, table));
        }
        queries.emplace_back(sql::Literal("COMMIT"));
        auto results = co_await connection_.pipeline(std::move(queries), deadline_);
        if (!results) {
            if (results.error().kind != ErrorKind::cancelled) co_await roll_back(connection_, deadline_);
            co_return results.error();
        }
        std::size_t at = 3;
        for (const auto& part : parts) {
            if (!part.texts.empty()) take_texts(part, (*results)[at++]);
            if (!part.numbers.empty()) take_numbers(part, (*results)[at++]);
        }
        co_return Result<void>();
    }

    void take_texts(const Part& part, const pg::Rows& rows) {
        const bool all_rows = !part.by_block && static_cast<std::size_t>(rows.size()) < part.rows;
        for (std::size_t i = 0; i < part.texts.size(); ++i) {
            std::unordered_map<std::string_view, int> counts;
            for (int row = 0; row < rows.size(); ++row)
                if (!rows.is_null(row, static_cast<int>(i))) ++counts[rows.text(row, static_cast<int>(i))];
            const bool has_prose = counts.erase(prose) > 0;
            std::vector<std::pair<int, std::string_view>> values;  // most frequent first
            values.reserve(counts.size());
            for (const auto& [text, count] : counts) values.emplace_back(-count, text);
            std::sort(values.begin(), values.end());

            ValueIndex::ColumnSummary summary;
            summary.distinct = static_cast<std::uint32_t>(values.size() + (has_prose ? 1 : 0));
            summary.complete = all_rows && !has_prose && values.size() <= values_per_column_;
            if (values.size() > values_per_column_) values.resize(values_per_column_);
            for (const auto& [count, text] : values) {
                if (!builder_.add({part.table, part.texts[i], text})) summary.complete = false;
                if (summary.examples.size() < 8) summary.examples.emplace_back(text);
            }
            builder_.summarise(part.table, part.texts[i], std::move(summary));
        }
    }

    void take_numbers(const Part& part, const pg::Rows& rows) {
        if (rows.empty()) return;
        for (std::size_t i = 0; i < part.numbers.size(); ++i) {
            const int low = static_cast<int>(2 * i);
            ValueIndex::ColumnSummary summary;
            summary.low = finite(rows.text(0, low));
            summary.high = finite(rows.text(0, low + 1));
            if (!std::isnan(summary.low) && !std::isnan(summary.high))
                builder_.summarise(part.table, part.numbers[i], std::move(summary));
        }
    }

    pg::Connection& connection_;
    const Ontology& ontology_;
    const ValueIndexLimits limits_;
    const Deadline deadline_;
    ValueIndex::Builder builder_;
    std::size_t values_per_column_ = 0;
};

// Values are found by what the descriptions of their columns call them, too.
void add_labels(const Ontology& ontology, ValueIndex::Builder& builder) {
    for (std::size_t t = 0; t < ontology.tables.size(); ++t) {
        const auto& columns = ontology.tables[t].columns;
        for (std::size_t c = 0; c < columns.size(); ++c) {
            const bool codes = columns[c].type_class == TypeClass::text || columns[c].type_class == TypeClass::integer;
            for (const auto& [value, label] : model::labels_in(columns[c].description))
                if (codes || value == "NULL")  // of any type: "NULL = permanent" of a date
                    builder.add({static_cast<int>(t), static_cast<int>(c), value, label});
        }
    }
}

bool is_temporal(const Column& column) {
    return column.type_class == TypeClass::date || column.type_class == TypeClass::timestamp;
}

bool has_range(const Column& column) {
    const bool number =
        column.type.starts_with("numeric") || column.type == "real" || column.type == "double precision";
    return column.type_class == TypeClass::integer || is_temporal(column) ||
           (column.type_class == TypeClass::number && number);
}

std::vector<Part> plan_parts(const Ontology& ontology, const ValueIndexLimits& limits) {
    std::size_t text_columns = 1;
    for (const auto& table : ontology.tables)
        for (const auto& column : table.columns) text_columns += column.type_class == TypeClass::text;
    const auto fair_rows = std::min(limits.rows_per_table, std::max(min_rows, limits.cells / text_columns));

    std::vector<Part> parts;
    for (std::size_t i = 0; i < ontology.tables.size(); ++i) {
        const auto& table = ontology.tables[i];
        std::vector<int> texts, numbers;
        for (std::size_t j = 0; j < table.columns.size(); ++j) {
            if (table.columns[j].type_class == TypeClass::text) texts.push_back(static_cast<int>(j));
            if (has_range(table.columns[j])) numbers.push_back(static_cast<int>(j));
        }
        const auto rows =
            std::min(fair_rows, std::max(min_rows, cells_per_table / std::max<std::size_t>(1, texts.size())));
        const bool by_block = !table.is_view && table.row_estimate > 4 * static_cast<double>(rows);
        const auto slice = [](const std::vector<int>& columns, std::size_t begin) {
            const auto at = [&](std::size_t index) {
                return columns.begin() + static_cast<std::ptrdiff_t>(std::min(index, columns.size()));
            };
            return std::vector<int>(at(begin), at(begin + columns_per_query));
        };
        for (std::size_t begin = 0; begin < std::max(texts.size(), numbers.size()); begin += columns_per_query)
            parts.push_back({static_cast<int>(i), slice(texts, begin), slice(numbers, begin), rows, by_block});
    }
    return parts;
}

// A table of unknown size may have as many rows as are read.
std::size_t cells_of(const Part& part, const Table& table) {
    const auto rows = table.row_estimate >= 1 ? std::min(static_cast<double>(part.rows), table.row_estimate)
                                              : static_cast<double>(part.rows);
    return static_cast<std::size_t>(rows) * (part.texts.size() + 1) + 100;
}

// FROM schema.table, by block or its first rows.
sql::Statement source_of(const Part& part, const Table& table) {
    auto source = sql::Statement(sql::Literal(" FROM ")).name(table.schema, table.name);
    if (part.by_block) {
        // A fifth more than wanted, in thousandths of a percent.
        const double share = 1.2e5 * static_cast<double>(part.rows) / table.row_estimate;
        source.literal(" TABLESAMPLE SYSTEM (")
            .number(std::max(1LL, std::llround(share)))
            .literal(" / 1000.0) REPEATABLE (0)");
    }
    return source.literal(" LIMIT ").number(static_cast<long long>(part.rows));
}

// A row for each row of the sample: its texts, those that are too long as `prose`.
sql::Statement texts_statement(const Part& part, const Table& table, const ValueIndexLimits& limits) {
    const auto longest = static_cast<long long>(std::min<std::size_t>(limits.max_value_bytes, 255));
    sql::Statement statement = sql::Literal("SELECT ");
    for (std::size_t i = 0; i < part.texts.size(); ++i) {
        const auto& column = table.columns[static_cast<std::size_t>(part.texts[i])].name;
        if (i) statement.literal(", ");
        statement.literal("CASE WHEN octet_length(").name(column).literal("::text) <= ").number(longest);
        statement.literal(" THEN ")
            .name(column)
            .literal("::text WHEN ")
            .name(column)
            .literal(" IS NOT NULL THEN E'\\x01' END");
    }
    return statement.append(source_of(part, table));
}

// One row: the least and the greatest of each column, dates as years.
sql::Statement numbers_statement(const Part& part, const Table& table) {
    sql::Statement inner, outer;
    for (std::size_t i = 0; i < part.numbers.size(); ++i) {
        const auto& column = table.columns[static_cast<std::size_t>(part.numbers[i])];
        const auto number = static_cast<long long>(i);
        if (i) {
            inner.literal(", ");
            outer.literal(", ");
        }
        inner.name(column.name).literal(" AS c").number(number);
        if (is_temporal(column))
            outer.literal("extract(year FROM min(c")
                .number(number)
                .literal(")), extract(year FROM max(c")
                .number(number)
                .literal("))");
        else
            outer.literal("min(c").number(number).literal("), max(c").number(number).literal(")");
    }
    auto statement = sql::Statement(sql::Literal("SELECT ")).append(outer).literal(" FROM (SELECT ").append(inner);
    return statement.append(source_of(part, table)).literal(") sample");
}

}  // namespace

Task<Result<ValueIndex>> build_value_index(pg::Connection& connection, const Ontology& ontology,
                                           ValueIndexLimits limits, Deadline deadline) {
    Sampler sampler(connection, ontology, limits, deadline);
    co_return co_await sampler.run();
}

}  // namespace pf::catalogue
