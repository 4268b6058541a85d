// What a column's contents say of it that its type does not: moments kept as texts or numbers, empty texts for nothing.
#pragma once

#include "compiler/schema_index.hpp"

namespace pf::compiler {

enum class KeptTime : std::uint8_t {
    none,
    iso,           // '2024-03-01', with or without a time
    day_first,     // '01.03.2024'
    month_first,   // '03/01/2024'
    digits,        // 20240301
    seconds,       // since 1970
    milliseconds,  // since 1970
};

// Of a column of no date type. Texts must all look alike as far as they were read; numbers must lie in this age and
// have a name of a time.
[[nodiscard]] KeptTime kept_time(const SchemaIndex& schema, ColumnId id);

// Whether the column has a date's type or keeps one.
[[nodiscard]] inline bool is_moment(const SchemaIndex& schema, ColumnId id) {
    return schema.traits(id).temporal || kept_time(schema, id) != KeptTime::none;
}

// Whether the column says of which kind the row is that a column of numbers beside it refers to: entity_type of
// entity_id.
[[nodiscard]] bool says_what_is_referred_to(const SchemaIndex& schema, ColumnId id);

// Whether empty texts are among what was read most often: a missing value is one of them too.
[[nodiscard]] bool has_empty_texts(const SchemaIndex& schema, ColumnId id);

}  // namespace pf::compiler
