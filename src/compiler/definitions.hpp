// The vocabulary of the semantic model, read: what each metric, dimension and filter computes, and which words stand
// for it. A definition is a column of the table whose rows it is about that the database does not have: options, plans
// and readings see a column, and only the printer of SQL writes what it is (print/postgres.hpp). Way in: Definitions.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/link/phrases.hpp"
#include "compiler/plan/summary.hpp"
#include "compiler/plan/terms.hpp"
#include "model/ontology.hpp"

namespace pf::compiler {

class SchemaIndex;

struct Defined {
    model::Definition::Kind kind = model::Definition::Kind::dimension;
    const plan::Term* row = nullptr;  // of columns that the database has, each of the first occurrence of its table
    std::vector<int> beside;          // tables of `row` but its own; each row of its own has at most one of theirs
    plan::Summary summary = plan::Summary::none;  // of a metric: of the rows; `other`: `row` itself is an aggregate
    bool distinct = false;
    int date_table = -1, date_column = -1;  // that its spans of time are about
};

class Definitions {
 public:
    // Of `plain.ontology().vocabulary`; `plain` is the index without any, and need not outlive this.
    explicit Definitions(const SchemaIndex& plain);

    // The ontology with a column for each definition, behind those of its table.
    [[nodiscard]] const std::shared_ptr<const model::Ontology>& ontology() const { return ontology_; }
    // Columns that the database has.
    [[nodiscard]] int own_columns(int table) const { return own_columns_[static_cast<std::size_t>(table)]; }
    // Null for a column that the database has, and for a table (-1).
    [[nodiscard]] const Defined* find(int table, int column) const {
        const int place = column - own_columns(table);
        return place < 0 ? nullptr : &defined_[static_cast<std::size_t>(table)][static_cast<std::size_t>(place)];
    }
    [[nodiscard]] const Phrases& phrases() const { return phrases_; }
    // Entries that are not used: "FILE:LINE: why", those that could not be read as a file first.
    [[nodiscard]] const std::vector<std::string>& refused() const { return refused_; }

 private:
    class Reader;

    std::shared_ptr<const model::Ontology> ontology_;
    std::unique_ptr<plan::Arena> arena_ = std::make_unique<plan::Arena>();
    std::vector<int> own_columns_;               // by table
    std::vector<std::vector<Defined>> defined_;  // by table
    Phrases phrases_;
    std::vector<std::string> refused_;
};

}  // namespace pf::compiler
