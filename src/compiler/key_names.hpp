// What the name of a column says about the table it refers to: "cust_no", "custId", "id_customer",
// "billing_address_id", "manager". Way in: KeyNames.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/schema_index.hpp"
#include "compiler/words.hpp"
#include "model/ontology.hpp"

namespace pf::compiler {

struct KeyWord {
    std::string text;  // lower case
    std::string stem;
    std::string full;   // stem of what it abbreviates, else of itself
    bool known = true;  // a word of its own and no abbreviation
};

// A name, and which of its words name the thing: [first, last), without what says that it is a key ("id", "fk") or a
// table ("tbl", "master").
struct KeyName {
    std::vector<KeyWord> words;
    std::size_t first = 0, last = 0;
    std::string thing;              // those words as one, its stem
    std::vector<std::string> near;  // of a table: stems close in meaning to the last of them
    [[nodiscard]] bool bare() const { return first == last; }
    [[nodiscard]] bool marked() const { return first > 0 || last < words.size(); }
};

class KeyNames {
 public:
    explicit KeyNames(const model::Ontology& ontology);

    // How surely the names say that `from` refers to `key`: 1 for "customer_id" and the key of "customers", less for
    // abbreviations, roles, synonyms and names without "id"; 0 when they say nothing.
    [[nodiscard]] float refers(ColumnId from, ColumnId key) const;
    // Tables that the name of `from` may name, at most `most`.
    [[nodiscard]] std::vector<int> tables_named(ColumnId from, std::size_t most) const;

    // Ends or begins as names of keys do.
    [[nodiscard]] bool is_key_like(ColumnId id) const { return name_of(id).marked(); }
    // How well the column is named after its own table: 1 for "customer_id" of "customers", and for a bare "id".
    [[nodiscard]] float is_own_key(ColumnId id) const;
    // "id", "code", "no" and nothing else.
    [[nodiscard]] bool is_bare(ColumnId id) const { return name_of(id).bare(); }
    // A price, an amount, a year, a description: equal values mean nothing, unless a table is called so.
    [[nodiscard]] bool is_measure(ColumnId id) const;
    // "max_students": in the plural a number is how many of them there are.
    [[nodiscard]] bool is_count(ColumnId id) const;
    // "reported_by", "assigned_to", "owner".
    [[nodiscard]] bool is_person_role(ColumnId id) const;

    // Whether the table's rows are people who work with the data: employees, users, who is hired.
    [[nodiscard]] bool are_persons(int table) const { return persons_[static_cast<std::size_t>(table)]; }

    // The words of the name from the one at `first` on, written as one: what equal names share.
    [[nodiscard]] std::string squashed(ColumnId id, std::size_t first = 0) const;
    [[nodiscard]] std::size_t words(ColumnId id) const { return name_of(id).words.size(); }

 private:
    [[nodiscard]] const KeyName& name_of(ColumnId id) const {
        const auto t = static_cast<std::size_t>(id.table);
        return id.column < 0 ? tables_[t] : columns_[t][static_cast<std::size_t>(id.column)];
    }
    [[nodiscard]] float by_table(ColumnId from, ColumnId key) const;
    [[nodiscard]] float by_key_name(ColumnId from, ColumnId key) const;
    [[nodiscard]] float by_role(ColumnId from, ColumnId key) const;
    [[nodiscard]] float part_of(int table) const;
    [[nodiscard]] bool says(ColumnId id, WordClass what) const;
    [[nodiscard]] bool judge_persons(int table) const;

    std::vector<KeyName> tables_;
    std::vector<std::vector<KeyName>> columns_;
    std::vector<bool> persons_;  // by table
    // By the first letter of the last word of the table's name, and by words close to it in meaning and by initials.
    std::unordered_map<std::string, std::vector<int>> by_head_;
};

}  // namespace pf::compiler
