// The semantic model: what the tables of a database are called and mean. Plain structs; filled from the live catalogue
// (load_catalogue) and from pattern-factory.yaml (load_yaml).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pf::model {

enum class TypeClass : std::uint8_t {
    text,
    integer,
    number,
    boolean,
    date,
    timestamp,
    time,
    interval,
    json,
    array,
    uuid,
    bytes,
    other
};

struct Column {
    std::string name;
    std::string type;  // as format_type() prints it: "character varying(20)"
    TypeClass type_class = TypeClass::other;
    bool nullable = true;
    bool unique = false;      // alone in a unique index or primary key
    bool no_key = false;      // the semantic model says that it refers to nothing
    std::string description;  // semantic model first, COMMENT ON COLUMN else
    std::vector<std::string> synonyms;
    std::vector<std::string> sample_values;
    int document = -1;  // ≥ 0: no column of the database but the key `name` in the objects of the json column there
};

// What speaks for a key: the database or the semantic model declares it; else names, types and the values that were
// read; else, where none could be read, names and types alone.
enum class KeyEvidence : std::uint8_t { declared, contents, names };

// columns[i] references table.columns[target_columns[i]]; indexes into Ontology::tables and Table::columns.
struct ForeignKey {
    std::vector<int> columns;
    int target_table = -1;
    std::vector<int> target_columns;
    KeyEvidence evidence = KeyEvidence::declared;
    float strength = 1;  // how surely it is one: 1 when declared, less when inferred, never 0
};

struct Table {
    std::string schema;
    std::string name;
    std::string description;
    std::vector<std::string> synonyms;
    std::vector<Column> columns;
    std::vector<int> primary_key;  // column indexes, empty when there is none
    std::vector<ForeignKey> foreign_keys;
    int found_key = -1;  // where none is declared, the column whose values tell the rows apart; -1: none was found
    double row_estimate = 0;
    bool is_view = false;

    [[nodiscard]] std::optional<int> column(std::string_view column_name) const {
        for (std::size_t i = 0; i < columns.size(); ++i)
            if (columns[i].name == column_name) return static_cast<int>(i);
        return std::nullopt;
    }
    [[nodiscard]] const Column& at(int index) const { return columns[static_cast<std::size_t>(index)]; }
    // Whether no two rows have the same in it: declared, or as far as the rows that were read tell.
    [[nodiscard]] bool tells_rows_apart(int index) const {
        return index == found_key || at(index).unique || (primary_key.size() == 1 && primary_key[0] == index);
    }
};

struct PredefinedRule {
    std::string code;  // LIST_ORGS
    std::string sentence;
    std::string description;
};

// What people who ask say and no name of the database says. The texts are SQL as written; compiler/definitions reads
// them, and refuses by `where` those it cannot.
struct Definition {
    enum class Kind : std::uint8_t {
        metric,     // an aggregate: "revenue" is sum(payment.amount)
        dimension,  // a value of a row: "region" is country.country
        filter,     // a condition on a row: "active customer" is customer.active = 1
        synonym     // another word for a table or a column: "client" is customer
    } kind = Kind::metric;
    std::string name;
    std::string is;
    std::string date = {};  // of a metric: the column its spans of time are about
    std::vector<std::string> synonyms = {};
    std::string description = {};
    std::string where = {};  // "FILE:LINE", or what else tells a person where it stands
};

struct Vocabulary {
    std::vector<Definition> definitions;
    std::vector<std::string> refused;  // entries that could not be read: "FILE:LINE: why"
};

struct Ontology {
    std::string system_prompt;             // SYSTEM
    std::vector<Table> tables;             // DATA
    std::vector<PredefinedRule> rules;     // RULES
    Vocabulary vocabulary;                 // METRICS, DIMENSIONS, FILTERS, SYNONYMS
    std::vector<std::string> search_path;  // schemas an unqualified name is looked up in, in order

    [[nodiscard]] const Table& at(int table) const { return tables[static_cast<std::size_t>(table)]; }
};

}  // namespace pf::model
