// Everything prepared once per model: words of names, inverted index, what each column is, the graph of joins.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/definitions.hpp"
#include "compiler/link/name_vectors.hpp"
#include "model/ontology.hpp"
#include "model/value_index.hpp"

namespace pf::compiler {

struct ColumnId {
    int table = -1;
    int column = -1;  // -1: the table itself, or "*"
    friend bool operator==(const ColumnId&, const ColumnId&) = default;
    friend auto operator<=>(const ColumnId&, const ColumnId&) = default;
};

// What a column is good for, judged from type, keys and name alone.
struct ColumnTraits {
    bool number = false;  // arithmetic makes sense: numeric type, or a text whose sampled values are numbers
    bool number_type = false;
    bool text = false;
    bool temporal = false;   // date or timestamp type
    bool date_like = false;  // temporal, or a year or date by name
    bool boolean = false;
    bool key = false;      // part of the primary key or of a foreign key
    bool primary = false;  // the primary key, alone
    bool foreign = false;
    bool id_name = false;  // called id, code, number …, or is a key
    bool naming = false;   // a name or title
    bool flag = false;     // boolean or yes/no by its values
};

struct NameWord {
    std::string word;  // lower case; what it most likely abbreviates, where it does and is no word itself
    std::string stem;
    bool of_table = false;  // repeats a word of the table's name
    std::string written;    // as in the name, lower case
};

// One way a word of the sentence may stand for a word of a name.
struct Posting {
    ColumnId target;
    std::int16_t position = 0;  // index into words_of(target)
    LinkedBy by = LinkedBy::stem;
    float quality = 0;  // 1 same stem, less for abbreviations and synonyms
};

using AffixSet = std::set<std::string, std::less<>>;

// A word of a name without the s of a plural, and its stem: typing mistakes are told from what is written.
struct WrittenStem {
    std::string word, stem;
    friend auto operator<=>(const WrittenStem&, const WrittenStem&) = default;
};

// A link by letters that is better leaves nothing to ask of a word's meaning.
inline constexpr float linked_by_letters = 0.64F;

struct JoinEdge {
    int from = -1, to = -1;  // tables
    std::vector<int> from_columns, to_columns;
    float cost = 1;
    bool inferred = false;  // not declared, and not as sure as if it were
    float strength = 1;     // model::ForeignKey::strength
};

class SchemaIndex {
 public:
    SchemaIndex(std::shared_ptr<const model::Ontology> ontology, std::shared_ptr<const model::ValueIndex> values);
    // With the vocabulary of the ontology.
    SchemaIndex(const SchemaIndex& plain, std::shared_ptr<const Definitions> definitions);

    // With a column for each definition behind those that the database has.
    [[nodiscard]] const model::Ontology& ontology() const { return *ontology_; }
    [[nodiscard]] const model::ValueIndex& values() const { return *values_; }
    [[nodiscard]] const model::Table& table(int index) const { return ontology_->at(index); }
    [[nodiscard]] const model::Column& column(ColumnId id) const { return table(id.table).at(id.column); }
    [[nodiscard]] const ColumnTraits& traits(ColumnId id) const {
        return traits_[static_cast<std::size_t>(id.table)][static_cast<std::size_t>(id.column)];
    }
    [[nodiscard]] int tables() const { return static_cast<int>(ontology_->tables.size()); }
    // Columns that the database has.
    [[nodiscard]] int own_columns(int table) const {
        return definitions_ ? definitions_->own_columns(table) : static_cast<int>(this->table(table).columns.size());
    }
    // What a column computes; null for one that the database has, and for a table.
    [[nodiscard]] const Defined* defined(ColumnId id) const {
        return definitions_ && id.table >= 0 ? definitions_->find(id.table, id.column) : nullptr;
    }
    [[nodiscard]] const Definitions* definitions() const { return definitions_.get(); }

    // Words of a column's or table's name, without prefixes and suffixes that say nothing (affixes.hpp).
    [[nodiscard]] const std::vector<NameWord>& words_of(ColumnId id) const;
    // Stems of the words of the model's synonyms for it; empty without a semantic model.
    [[nodiscard]] std::span<const std::string> synonym_stems(ColumnId id) const;
    [[nodiscard]] std::span<const Posting> postings(std::string_view stem) const;
    // The same, and when the word is in no name those of names it abbreviates or is abbreviated by ("prereq", "dlvry").
    // With `word`, the form that was said in lower case: those of names it is near in meaning to, unless it is surely
    // one. At most 400.
    [[nodiscard]] std::vector<Posting> near_postings(std::string_view stem, std::string_view word = {}) const;
    // Words of names with the same first letter, sorted.
    [[nodiscard]] std::span<const WrittenStem> written_beside(std::string_view word) const;
    [[nodiscard]] std::size_t columns_with(std::string_view stem) const;
    // Whether the word is a prefix or suffix of names that says nothing: "tbl" of tbl_employee.
    [[nodiscard]] bool is_affix(std::string_view word) const { return affixes_.contains(word); }

    // Its names by meaning: what near_postings() asks with `word`.
    [[nodiscard]] const NameVectors& name_vectors() const { return name_vectors_; }

    // The columns that tell a person which row is meant; never empty for a table with columns.
    [[nodiscard]] const std::vector<int>& naming_columns(int table) const {
        return naming_[static_cast<std::size_t>(table)];
    }
    // The primary key when it is one column, else one that is unique, else an id-like one, else -1.
    [[nodiscard]] int key_column(int table) const { return keys_[static_cast<std::size_t>(table)]; }
    // A table that only connects others: every column but at most one is part of a key to elsewhere.
    [[nodiscard]] bool is_link(int table) const { return link_[static_cast<std::size_t>(table)]; }

    // A table whose rows are persons, by its name or theirs.
    [[nodiscard]] bool is_person_table(int table) const { return persons_[static_cast<std::size_t>(table)]; }

    // A table that says what codes stand for: few columns, a key that others refer to, a text.
    [[nodiscard]] bool is_code_table(int table) const { return codes_[static_cast<std::size_t>(table)]; }

    [[nodiscard]] const std::vector<JoinEdge>& edges() const { return edges_; }
    [[nodiscard]] const std::vector<int>& edges_of(int table) const {
        return edges_of_[static_cast<std::size_t>(table)];
    }
    // The edge that the column alone holds, an index into edges(); -1 none.
    [[nodiscard]] int edge_held_by(ColumnId column) const;

    // Names of tables and columns as a person reads them ("date of birth"), for suggestions and readings.
    [[nodiscard]] std::string readable(ColumnId id) const;
    // Every distinct name, for "did you mean".
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

    [[nodiscard]] std::size_t bytes() const;

 private:
    class NearPostings;
    void index_names(const model::Ontology& own);
    void index_name(ColumnId id, const std::string& name);
    void index_table(int table, const AffixSet& affixes);
    void index_column(ColumnId id, const AffixSet& affixes);
    void index_defined(ColumnId id);
    void index_stems();
    void index_vectors();
    void index_vectors_of(const std::vector<NameWord>& words);
    void index_naming(int table);
    void add_posting(std::string_view stem, Posting posting);
    void judge_columns();
    void connect();

    std::shared_ptr<const model::Ontology> ontology_;
    std::shared_ptr<const model::ValueIndex> values_;
    std::shared_ptr<const Definitions> definitions_;  // null: none
    std::vector<std::vector<ColumnTraits>> traits_;
    std::vector<std::vector<NameWord>> table_words_;
    std::vector<std::vector<std::vector<NameWord>>> column_words_;
    std::map<ColumnId, std::vector<std::string>> synonym_stems_;
    std::unordered_map<std::string, std::vector<Posting>> postings_;
    AffixSet affixes_;
    std::vector<std::string> stems_;                                     // of name words, sorted
    std::vector<WrittenStem> written_;                                   // the same words as written, sorted
    std::unordered_map<std::string, std::vector<std::string>> endings_;  // of those, by their last letters
    NameVectors name_vectors_;
    std::vector<std::vector<int>> naming_;
    std::vector<int> keys_;
    std::vector<bool> link_;
    std::vector<bool> codes_;
    std::vector<bool> persons_;
    std::vector<JoinEdge> edges_;
    std::vector<std::vector<int>> edges_of_;
    std::vector<std::string> names_;
};

// "StudentName", "student_name", "studentname" → student, name.
[[nodiscard]] std::vector<std::string> split_name(std::string_view name);

}  // namespace pf::compiler
