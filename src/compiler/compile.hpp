// The rule compiler: English sentence + semantic model → one SELECT, its reading in English, and how sure it is.
// Pure: no I/O, no clock, no randomness; same sentence, model and values → same SQL (docs/compiler.md).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/relevant.hpp"
#include "model/ontology.hpp"
#include "model/value_index.hpp"

namespace pf::compiler {

enum class Status : std::uint8_t { ok, ambiguous, not_understood };

// What a word of a sentence became in a reading of it.
enum class WordRole : std::uint8_t {
    none,  // nothing: the reading leaves it out
    table,
    column,
    value,  // text of the data, or quoted
    number,
    comparison,
    time,       // a span of time
    aggregate,  // also a running total, a change
    group,      // "per", "by month"
    order,      // also "top", "first"
};
// As the wire has it: "table", "group".
[[nodiscard]] std::string_view to_string(WordRole role);

// A word, or several that say one thing: "Series A", "last 30 days".
struct SaidWord {
    std::size_t offset = 0, length = 0;  // bytes of the sentence
    WordRole role = WordRole::none;
    std::string table, column;  // what it is of, as the database and the vocabulary call it; empty: of nothing there
    std::string value;          // of a value or a number: as it stands in the SQL; of an order: how many, where unsaid
    bool assumed = false;       // it does not name what it is taken for: "newest" by published_on
};

struct Reading {
    std::string sql;        // not yet guarded
    std::string reading;    // made from the plan: "the name and country of each singer older than 30, oldest first"
    double confidence = 0;  // calibrated: of readings at 0.9, nine in ten are right on unseen databases
    std::vector<SaidWord> words = {};  // what each word became, in the order of the sentence
};

// What an unknown word may mean: the entry of the vocabulary that would make it known.
struct Candidate {
    model::Definition definition;  // its name is the word
    std::string says;              // for the person: "the total amount of payments"
};

struct UnknownWord {
    std::string word;                      // as typed
    std::size_t offset = 0;                // bytes into the sentence
    std::vector<std::string> suggestions;  // nearest names of the schema, best first, at most 3
    std::vector<Candidate> candidates;     // likeliest first, at most 4
};

struct Compilation {
    Status status = Status::not_understood;
    std::vector<Reading> readings;  // best first; ok: [0] is the answer; ambiguous: 2 to 4; else the best guess or none
    std::vector<UnknownWord> unknown;  // not_understood: why
    bool leaves_words_out = false;     // ambiguous: nothing knows a word; no reading is the answer unless chosen
    std::string message;               // not ok: for the person, what was not understood or what to choose
    std::string hint;                  // what would be understood
};

// A part of a sentence that may be taken out of it, or changed.
struct SentencePart {
    std::string kind;                   // condition, time, group, order, limit
    std::string label;                  // "country = Germany", "by month", "first 5 · highest funding"
    std::size_t begin = 0, length = 0;  // bytes of the sentence that may be said otherwise: "Germany"; 0: none
    std::string table, column;          // that it is about; empty: of none
    std::string without;                // the sentence without it, which is understood; empty: there is none
};
struct SentenceParts {
    std::string reading;  // that they are parts of; empty: the sentence is not understood
    std::vector<SentencePart> parts;
};

// What the compiler says of SQL that somebody else wrote for a sentence.
struct ReadBack {
    std::string
        reading;  // in English, made from its syntax tree; empty: it says what the algebra cannot (plan/algebra.hpp)
    // Of the compiler's own plans for the sentence, how likely the one is that is this query; 0 when it is none of
    // them.
    double probability = 0;
    // What its result columns are called where they have no name of their own (print/result_names.hpp), in their order;
    // empty: what PostgreSQL calls them will do.
    std::vector<std::string> names;
};

// Everything that is prepared once per model: names, stems, synonyms, join graph.
class Compiler {
 public:
    Compiler(std::shared_ptr<const model::Ontology> ontology, std::shared_ptr<const model::ValueIndex> values);
    ~Compiler();
    Compiler(Compiler&&) noexcept;

    // Entries of the vocabulary that are not used: "FILE:LINE: why". Those whose SQL cannot be read, says more than the
    // algebra can, or names what the database does not have.
    [[nodiscard]] std::vector<std::string> refused() const;

    // What a word may mean that nothing knows, likeliest first, at most 4.
    [[nodiscard]] std::vector<Candidate> candidates(std::string_view word) const;

    // The columns that tell a person which row of a table is meant, in order: a name, or given and family name; the key
    // where there is none.
    [[nodiscard]] const std::vector<int>& naming_columns(int table) const;

    // The sentence with its typing mistakes and shorthand put right, as compile() reads it: "orders w lenght" → "orders
    // with length". Empty when it stands as it is. Safe on any bytes.
    [[nodiscard]] std::string corrected(std::string_view sentence) const;

    // What a sentence that only changes the one before it stands for, said in full, likeliest first: "customers in
    // France" of "and in France?" behind "customers in Germany". Empty when it stands by itself. Safe on any bytes.
    [[nodiscard]] std::vector<std::string> whole_sentences(std::string_view before, std::string_view sentence) const;
    // Whether it cannot stand by itself.
    [[nodiscard]] static bool refers_back(std::string_view sentence);

    // Of what the sentence is most likely read as. Compiles it some forty times at most. Safe on any bytes.
    // Thread-safe.
    [[nodiscard]] SentenceParts parts(std::string_view sentence) const;

    // What a sentence speaks of, whether it is understood or not: for a language model's prompt. Empty for one that is
    // not readable. Safe on any bytes. Thread-safe.
    [[nodiscard]] Relevant relevant(std::string_view sentence) const;

    // Safe on any bytes of any length (over 16 KiB: not_understood). Thread-safe.
    [[nodiscard]] Compilation compile(std::string_view sentence) const;

    // Of any SQL; needs a stack of 8 MiB, as sql::guard does. Thread-safe.
    [[nodiscard]] ReadBack read_back(std::string_view sentence, std::string_view sql) const;

 private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace pf::compiler
