// What a column's contents say of it that its type does not: moments kept as texts or numbers, empty texts for nothing.
#pragma once

#include "compiler/schema_index.hpp"
#include "compiler/word_class.hpp"

namespace pf::compiler {

enum class KeptTime : std::uint8_t {
    none,
    // texts, with or without a time of the day
    iso,                // '2024-03-01'
    day_first,          // '01.03.2024'
    month_first,        // '3/1/2024'
    named_month,        // '1 Mar 2024'
    named_month_short,  // '01-MAR-24'
    digits,             // 20240301
    seconds,            // since 1970
    milliseconds,       // since 1970
};

// Of a column of no date type. Texts must all look alike as far as they were read; numbers must lie in this age and
// have a name of a time.
[[nodiscard]] KeptTime kept_time(const SchemaIndex& schema, ColumnId id);

// Of a column that keeps texts of days: whether all that were read go on with a time of the day.
[[nodiscard]] bool keeps_clock(const SchemaIndex& schema, ColumnId id);

// Whether the column has a date's type or keeps one.
[[nodiscard]] inline bool is_moment(const SchemaIndex& schema, ColumnId id) {
    return schema.traits(id).temporal || kept_time(schema, id) != KeptTime::none;
}

// Whether a word of the name is of the class. column -1: of the table's.
[[nodiscard]] bool has_name_word(const SchemaIndex& schema, ColumnId id, WordClass of);

// Of a date: whether it is when a row was last changed or deleted, is due, ends or expires, or when somebody was born,
// rather than when the row came to be.
[[nodiscard]] bool tells_another_time(const SchemaIndex& schema, ColumnId id);

// Whether the column says of which kind the row is that a column of numbers beside it refers to: entity_type of
// entity_id.
[[nodiscard]] bool says_what_is_referred_to(const SchemaIndex& schema, ColumnId id);

// Whether empty texts are among what was read most often: a missing value is one of them too.
[[nodiscard]] bool has_empty_texts(const SchemaIndex& schema, ColumnId id);

}  // namespace pf::compiler
