// compiler_linking: how many of the tables and columns that the gold SQL needs are among what a sentence was found to
// mention, and how much else is. What is not linked here no plan will have.
//   compiler_linking --questions FILE… [--misses FILE]
// A line for each file. The database comes from the PG* variables. Nothing is searched, ranked or judged.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <optional>
#include <set>

#include "compiler/mentions.hpp"
#include "compiler/options.hpp"
#include "compiler/plan/from_sql.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/suggest.hpp"
#include "workspace.hpp"

namespace {

using namespace pf;
using namespace pf::train;
using compiler::ColumnId;
using compiler::SchemaIndex;
namespace plan = compiler::plan;

struct Names {
    std::set<int> tables;
    std::set<ColumnId> columns;
};

// The columns that a question can be expected to name: no keys and nothing that a join compares.
bool is_asked_for(ColumnId id, const SchemaIndex& schema) {
    const auto& words = schema.words_of(id);
    return id.column >= 0 && !schema.traits(id).key && (words.empty() || words.back().word != "id");
}

// Of the first of equally good golds that can be read.
std::optional<Names> names_of_gold(const Question& question, const SchemaIndex& schema) {
    for (const auto& sql : question.gold) {
        plan::Arena arena;
        const auto query = plan::from_sql(sql, plan::Terms(arena), schema);
        if (!query) continue;
        Names names;
        for (const int table : plan::tables_of(*query, plan::Into::subqueries)) names.tables.insert(table);
        for (const auto id : plan::columns_of(*query, plan::Into::subqueries))
            if (is_asked_for(id, schema)) names.columns.insert(id);
        return names;
    }
    return std::nullopt;
}

struct Figures {
    std::size_t questions = 0, unread = 0, with_unknown = 0;
    std::size_t tables = 0, tables_found = 0, tables_else = 0;
    std::size_t columns = 0, columns_named = 0, columns_implied = 0, columns_else = 0;
};

// Adds up the figures of a file and writes what is missing.
class Count {
 public:
    explicit Count(std::ostream& misses) : misses_(misses) {}

    void add(const Question& question, const SchemaIndex& schema) {
        const auto gold = names_of_gold(question, schema);
        if (!gold) {
            ++figures_.unread;
            return;
        }
        ++figures_.questions;
        const auto analysis = compiler::analyse(question.sentence, schema);
        add_unknown(question, analysis, schema);
        add_tables(question, *gold, analysis, schema);
        add_columns(question, *gold, analysis, schema);
    }
    [[nodiscard]] std::string report() const {
        const auto& f = figures_;
        const auto share = [](std::size_t part, std::size_t whole) {
            return static_cast<double>(part) / static_cast<double>(std::max<std::size_t>(whole, 1));
        };
        return fmt::format(
            "{:5} questions ({} golds unread): tables {:.3f}, {:.2f} others a question; columns {:.3f} ({:.3f} with "
            "those that values and tables imply), {:.2f} others; unknown words in {:.3f}",
            f.questions, f.unread, share(f.tables_found, f.tables), share(f.tables_else, f.questions),
            share(f.columns_named, f.columns), share(f.columns_named + f.columns_implied, f.columns),
            share(f.columns_else, f.questions), share(f.with_unknown, f.questions));
    }

 private:
    void add_unknown(const Question& question, const compiler::Analysis& analysis, const SchemaIndex& schema) {
        const auto unknown = compiler::Suggester(schema).unknown_words(analysis, {});
        figures_.with_unknown += !unknown.empty();
        for (const auto& word : unknown) miss(question, "unknown", word.word);
    }
    void add_tables(const Question& question, const Names& gold, const compiler::Analysis& analysis,
                    const SchemaIndex& schema) {
        std::set<int> found, by_column;
        for (const auto& mention : analysis.tables) found.insert(mention.table);
        for (const auto& mention : analysis.columns) by_column.insert(mention.column.table);
        for (const auto& value : compiler::find_values(analysis, schema)) by_column.insert(value.column.table);
        for (const int table : gold.tables) {
            if (schema.is_link(table)) continue;  // the join path brings it
            ++figures_.tables;
            if (found.erase(table) > 0 || by_column.contains(table))
                ++figures_.tables_found;
            else
                miss(question, "table", schema.table(table).name);
        }
        figures_.tables_else += found.size();
    }
    void add_columns(const Question& question, const Names& gold, const compiler::Analysis& analysis,
                     const SchemaIndex& schema) {
        std::set<ColumnId> found, implied;
        for (const auto& mention : analysis.tables)  // who asks for guests asks for what names them
            for (const int column : schema.naming_columns(mention.table)) implied.insert({mention.table, column});
        for (const auto& mention : analysis.columns) found.insert(mention.column);
        for (const auto& value : compiler::find_values(analysis, schema)) implied.insert(value.column);
        figures_.columns += gold.columns.size();
        for (const auto id : gold.columns)
            if (found.erase(id) > 0)
                ++figures_.columns_named;
            else if (implied.contains(id))
                ++figures_.columns_implied;
            else
                miss(question, "column", schema.table(id.table).name + "." + schema.column(id).name);
        figures_.columns_else += found.size();
    }
    void miss(const Question& question, std::string_view what, std::string_view name) {
        misses_ << question.schema << '\t' << what << '\t' << name << '\t' << question.sentence << '\n';
    }

    std::ostream& misses_;
    Figures figures_;
};

}  // namespace

int main(int argc, char** argv) {
    std::vector<std::string> files;
    std::ofstream misses;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string_view flag = argv[i];
        if (flag == "--questions")
            files.emplace_back(argv[i + 1]);
        else if (flag == "--misses")
            misses.open(argv[i + 1]);
        else
            files.clear();
    }
    if (files.empty() || argc % 2 == 0) {
        std::cerr << "compiler_linking --questions FILE… [--misses FILE]: --questions before each file\n";
        return 2;
    }
    for (const auto& file : files) {
        const auto workspace = load_workspace({{file}}, "");
        Count count(misses);
        for (const auto& question : workspace.questions)
            if (question.expect == Expect::answer) count.add(question, *workspace.schemas.at(question.schema));
        std::cout << fmt::format("{:20} {}\n", file.substr(file.rfind('/') + 1), count.report());
    }
}
