// Bounds of constant patterns: what a regular expression, a LIKE pattern, a JSON path or a format may hold, so that
// matching it stays cheap. Each function gives the reason for a refusal, or nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pf::sql {

inline constexpr std::size_t max_pattern_characters = 200;

// PostgreSQL's advanced regular expressions (manual 9.7.3): no back references, no repetition of a group that itself
// consists of repetitions only ("(a*)*"), at most 1,000 states when bounded repetitions are written out.
[[nodiscard]] std::optional<std::string> refuse_regex(std::string_view pattern);
// The same for SIMILAR TO (manual 9.7.2), where % and _ stand for .* and . (a dot).
[[nodiscard]] std::optional<std::string> refuse_similar(std::string_view pattern);
// Options of regexp_replace() and its like, e.g. "gi": those that do not change the pattern's syntax.
[[nodiscard]] std::optional<std::string> refuse_regex_flags(std::string_view flags);
// What a person may write instead of a regular expression from a column.
inline constexpr const char* pattern_hint =
    "For a text from a column use position(a IN b) > 0, starts_with(), or LIKE '%' || a || '%'.";
inline constexpr const char* xml_hint = "Use json: jsonb_build_object(), jsonb_agg().";
// At most 20 times %.
[[nodiscard]] std::optional<std::string> refuse_like(std::string_view pattern);
// No like_regex, whose pattern would need refuse_regex.
[[nodiscard]] std::optional<std::string> refuse_json_path(std::string_view path);
// The first argument of format(): %s, %I, %L and %% only; a width ("%1000000000s") is memory.
[[nodiscard]] std::optional<std::string> refuse_format(std::string_view format);
// Options of ts_headline(): at most 100 characters, since marks of theirs may stand around every word.
[[nodiscard]] std::optional<std::string> refuse_headline_options(std::string_view options);
// A format of to_char() and its like.
[[nodiscard]] std::optional<std::string> refuse_template(std::string_view format);

}  // namespace pf::sql
