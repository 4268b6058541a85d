// Which column holds a value: an index over sampled cell values, so that "French singers" finds country = 'French'.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/ontology.hpp"

namespace pf::model {

struct ValueIndexLimits {
    std::size_t values_per_column = 2000;  // distinct texts kept, most frequent first
    std::size_t max_value_bytes = 120;     // longer texts are prose, not values; at most 255
    std::size_t max_bytes = 64u << 20;     // of the whole index; a wide schema keeps fewer values of each column
    std::size_t rows_per_table = 20'000;   // a table with more is sampled
    std::size_t cells = 8'000'000;         // read in all; a wide schema is read less deeply
    double seconds_per_table = 1.0;        // statement_timeout of one sampling query
};

// Immutable and compact; share it. Made by Builder; of a database by catalogue::build_value_index.
class ValueIndex {
 public:
    struct Entry {
        int table = 0, column = 0;    // indexes into the Ontology it was built for
        std::string_view value;       // as stored; lives as long as the index
        std::string_view words = {};  // value_words(value), or those of what the value is called; likewise
    };
    // A key of the objects in a json column; its values stand in the index under a column number of their own.
    struct DocumentKey {
        int table = 0, document = 0;  // the json column
        int column = 0;               // behind those of the table
        std::string name;
        TypeClass type_class = TypeClass::text;  // of its values: text, number, boolean
    };
    // What the sample says of one column.
    struct ColumnSummary {
        std::uint32_t distinct = 0;  // distinct texts seen; 0 for other types and when the column was not read
        bool complete = false;       // those are all the column has, and all are in the index
        double low = no_number, high = no_number;  // of numbers, and of dates their years; NaN when none
        std::vector<std::string> examples;         // the most frequent texts, at most 8; prose has none
        static constexpr double no_number = std::numeric_limits<double>::quiet_NaN();
    };
    class Builder;

    ValueIndex();
    ~ValueIndex();
    ValueIndex(ValueIndex&&) noexcept;
    ValueIndex& operator=(ValueIndex&&) noexcept;

    // Entries whose words are `words` (see value_words) or a leading part of it that ends at a word's end: longest
    // first, then by table, column, value. O(words · log entries); at most 32 words are looked at.
    [[nodiscard]] std::vector<Entry> matches(std::string_view words) const;
    // Entries whose first word is `word`: longest first. May be long for words like "the".
    [[nodiscard]] std::vector<Entry> starting_with(std::string_view word) const;
    // Entries of few words in which `words` stand behind the first one, at the ends of words: "diabetes" of "Type 2
    // diabetes". In no order, at most `limit`; O(log entries + limit).
    [[nodiscard]] std::vector<Entry> containing(std::string_view words, std::size_t limit) const;
    // For completion while typing: entries whose words begin with `prefix`, in order, at most `limit`.
    [[nodiscard]] std::vector<Entry> completions(std::string_view prefix, std::size_t limit) const;

    [[nodiscard]] const ColumnSummary& summary(int table,
                                               int column) const;         // an empty one for a column it does not know
    [[nodiscard]] const std::vector<DocumentKey>& document_keys() const;  // by table, document, column
    [[nodiscard]] std::size_t size() const;                               // entries
    [[nodiscard]] std::size_t bytes() const;                              // of memory

 private:
    struct Impl;
    explicit ValueIndex(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

class ValueIndex::Builder {
 public:
    explicit Builder(ValueIndexLimits limits = {});
    ~Builder();
    Builder(Builder&&) noexcept;
    Builder& operator=(Builder&&) noexcept;

    // Texts without a word, over max_value_bytes, or beyond max_bytes are left out: false. `entry.value` is copied; it
    // is found by the value_words of `entry.words`, where those are given, else by its own.
    bool add(Entry entry);
    void add_key(DocumentKey key);
    void summarise(int table, int column, ColumnSummary summary);
    [[nodiscard]] ValueIndex build() &&;

 private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace pf::model
