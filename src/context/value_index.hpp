// Which column holds a value: an index over sampled cell values, so that "French singers" finds country = 'French'.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "context/ontology.hpp"
#include "pg/connection.hpp"

namespace pf::context {

struct ValueIndexLimits {
    std::size_t values_per_column = 2000;    // distinct texts kept, most frequent first
    std::size_t max_value_bytes = 120;       // longer texts are prose, not values
    std::size_t max_bytes = 64u << 20;       // of the whole index
    double seconds_per_table = 1.0;          // statement_timeout of one sampling query
};

// Built by the context part, read by the compiler. Immutable once built; share it.
class ValueIndex {
 public:
    struct Entry {
        int table = 0, column = 0;   // indexes into the Ontology it was built for
        std::string value;           // as stored
    };
    ValueIndex();
    ~ValueIndex();
    ValueIndex(ValueIndex&&) noexcept;
    ValueIndex& operator=(ValueIndex&&) noexcept;

    void add(Entry entry);
    // Entries whose first word is `word` (lower case, letters and digits only), longest values first.
    [[nodiscard]] std::vector<const Entry*> starting_with(std::string_view word) const;
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] std::size_t bytes() const;

 private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// Samples the text-like columns of every table of `ontology`, bounded by `limits`; a table that cannot be read in time is
// left out. Never fails for what a table holds.
Task<Result<ValueIndex>> build_value_index(pg::Connection& connection, const Ontology& ontology, ValueIndexLimits limits,
                                           Deadline deadline);

}  // namespace pf::context
