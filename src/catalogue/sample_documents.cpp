#include "catalogue/sample_documents.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "catalogue/rollback.hpp"

namespace pf::catalogue {
namespace {

using model::Ontology;
using model::Table;
using model::TypeClass;
using model::ValueIndex;

constexpr std::size_t rows_read = 5000;   // of a table
constexpr long long values_read = 4000;   // of a column, most frequent first
constexpr std::size_t keys_kept = 40;     // of a json column
constexpr std::size_t columns_read = 40;  // of a table

std::vector<int> columns_of(const Table& table) {
    std::vector<int> found;
    for (std::size_t i = 0; i < table.columns.size() && found.size() < columns_read; ++i) {
        const auto type = table.columns[i].type_class;
        if (type == TypeClass::array || type == TypeClass::json) found.push_back(static_cast<int>(i));
    }
    return found;
}

sql::Statement source_of(const Table& table) {
    return sql::Statement(sql::Literal(" FROM "))
        .name(table.schema, table.name)
        .literal(" LIMIT ")
        .number(static_cast<long long>(rows_read));
}

// Rows: element as text, how often.
sql::Statement elements_statement(const Table& table, const std::string& column, long long longest) {
    auto statement = sql::Statement(sql::Literal("SELECT e::text, count(*) FROM (SELECT ")).name(column);
    return statement.literal(" AS a")
        .append(source_of(table))
        .literal(") s, unnest(s.a) AS e WHERE octet_length(e::text) <= ")
        .number(longest)
        .literal(" GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ")
        .number(values_read);
}

// Rows: key, type of its values, value as text (null when it is long, an object or a list), how often.
sql::Statement keys_statement(const Table& table, const std::string& column, long long longest) {
    auto statement = sql::Statement(sql::Literal("SELECT k.key, jsonb_typeof(k.value),"
                                                 " CASE WHEN octet_length(k.value #>> '{}') <= "))
                         .number(longest);
    return statement
        .literal(
            " AND jsonb_typeof(k.value) NOT IN ('object', 'array') THEN k.value #>> '{}' END, count(*)"
            " FROM (SELECT ")
        .name(column)
        .literal("::jsonb AS d")
        .append(source_of(table))
        .literal(
            ") s, jsonb_each(CASE WHEN jsonb_typeof(s.d) = 'object' THEN s.d END) AS k"
            " GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 3 LIMIT ")
        .number(values_read);
}

// What is found of one column: its texts, most frequent first.
struct Texts {
    std::vector<std::string_view> values;
    long long rows = 0;
    bool plain = true;  // no object, no list, no long text
    TypeClass type_class = TypeClass::other;
};

TypeClass class_of(std::string_view json_type) {
    return json_type == "number" ? TypeClass::number : json_type == "boolean" ? TypeClass::boolean : TypeClass::text;
}

class DocumentSampler {
 public:
    DocumentSampler(const Ontology& ontology, ValueIndex::Builder& builder) : ontology_(ontology), builder_(builder) {}

    void take_elements(int table, int column, const pg::Rows& rows) {
        Texts texts;
        for (int row = 0; row < rows.size(); ++row) texts.values.push_back(rows.text(row, 0));
        add(table, column, texts, rows.size() < values_read);
    }

    void take_keys(int table, int document, const pg::Rows& rows) {
        std::map<std::string_view, Texts> keys;
        for (int row = 0; row < rows.size(); ++row) {
            const auto type = rows.text(row, 1);
            if (type == "null") continue;
            auto& texts = keys[rows.text(row, 0)];
            texts.plain &= !rows.is_null(row, 2);
            texts.rows += rows.integer(row, 3);
            const auto own = class_of(type);
            texts.type_class = texts.type_class == TypeClass::other || texts.type_class == own ? own : TypeClass::text;
            if (!rows.is_null(row, 2)) texts.values.push_back(rows.text(row, 2));
        }
        std::vector<std::pair<long long, std::string_view>> order;  // keys, most frequent first
        for (const auto& [key, texts] : keys)
            if (texts.plain && !key.empty() && key.size() <= longest_key) order.emplace_back(-texts.rows, key);
        std::sort(order.begin(), order.end());
        if (order.size() > keys_kept) order.resize(keys_kept);
        for (const auto& [rarity, key] : order) {
            const int column = next_column(table);
            builder_.add_key({table, document, column, std::string(key), keys.at(key).type_class});
            add(table, column, keys.at(key), rows.size() < values_read);
        }
    }

 private:
    static constexpr std::size_t longest_key = 63;

    // Booleans and numbers are no values of the index; that they are all is not said of them either.
    void add(int table, int column, const Texts& texts, bool complete) {
        if (texts.type_class == TypeClass::number || texts.type_class == TypeClass::boolean) return;
        ValueIndex::ColumnSummary summary;
        summary.distinct = static_cast<std::uint32_t>(texts.values.size());
        summary.complete = complete;
        for (const auto text : texts.values) {
            if (!builder_.add({table, column, text})) summary.complete = false;
            if (summary.examples.size() < 8) summary.examples.emplace_back(text);
        }
        builder_.summarise(table, column, std::move(summary));
    }

    int next_column(int table) {
        auto& next = next_[table];
        if (next == 0) next = static_cast<int>(ontology_.at(table).columns.size());
        return next++;
    }

    const Ontology& ontology_;
    ValueIndex::Builder& builder_;
    std::map<int, int> next_;
};

// The results of the statements in the order of `columns`.
Task<Result<std::vector<pg::Rows>>> read_table(pg::Connection& connection, const Table& table, std::vector<int> columns,
                                               model::ValueIndexLimits limits, Deadline deadline) {
    const auto left = std::chrono::duration<double>(deadline - Clock::now()).count();
    const auto longest = static_cast<long long>(std::min<std::size_t>(limits.max_value_bytes, 255));
    std::vector<pg::Query> queries;
    queries.emplace_back(sql::Literal("BEGIN READ ONLY"));
    queries.emplace_back(sql::Literal("SET LOCAL jit = off"));
    queries.emplace_back(
        sql::Statement(sql::Literal("SET LOCAL statement_timeout = "))
            .number(std::max(1LL, static_cast<long long>(1000 * std::clamp(left, 0.001, limits.seconds_per_table)))));
    for (const int column : columns) {
        const auto& read = table.at(column);
        queries.emplace_back(read.type_class == TypeClass::array ? elements_statement(table, read.name, longest)
                                                                 : keys_statement(table, read.name, longest));
    }
    queries.emplace_back(sql::Literal("COMMIT"));
    auto results = co_await connection.pipeline(std::move(queries), deadline);
    if (!results) {
        if (results.error().kind != ErrorKind::cancelled) co_await roll_back(connection, deadline);
        co_return results.error();
    }
    std::vector<pg::Rows> rows;
    for (std::size_t i = 0; i < columns.size(); ++i) rows.push_back(std::move((*results)[i + 3]));
    co_return rows;
}

}  // namespace

Task<Result<void>> sample_documents(pg::Connection& connection, const Ontology& ontology,
                                    model::ValueIndexLimits limits, Deadline deadline, ValueIndex::Builder& builder) {
    DocumentSampler sampler(ontology, builder);
    for (std::size_t t = 0; t < ontology.tables.size(); ++t) {
        if (Clock::now() + std::chrono::milliseconds(20) > deadline) break;
        const auto& table = ontology.tables[t];
        const auto columns = columns_of(table);
        if (columns.empty()) continue;
        auto read = co_await read_table(connection, table, columns, limits, deadline);
        if (!read) {
            if (read.error().kind == ErrorKind::cancelled || connection.broken()) co_return read.error();
            continue;
        }
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (table.at(columns[i]).type_class == TypeClass::array)
                sampler.take_elements(static_cast<int>(t), columns[i], (*read)[i]);
            else
                sampler.take_keys(static_cast<int>(t), columns[i], (*read)[i]);
        }
    }
    co_return Result<void>();
}

}  // namespace pf::catalogue
