#include "pitboss/patterns.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.hpp"
#include "base/utf8.hpp"
#include "model/snapshot.hpp"
#include "pg/pool.hpp"

namespace pf::pitboss {
namespace {

constexpr std::size_t max_name_characters = 200;
constexpr std::size_t max_description_characters = 10'000;

#define PF_PATTERN_COLUMNS                                                                                       \
    "id, name, kind, description, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'), " \
    "to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"

// $1 text that name, kind or description contains; '' for all. $2 id and $3 name in lower case of the last one before,
// '' and '' from the beginning; $4 at most.
constexpr sql::Literal list_patterns =
    "SELECT " PF_PATTERN_COLUMNS
    ", id || ' ' || lower(name) FROM public.patterns WHERE ($1 = '' OR position(lower($1) IN lower(name)) > 0 "
    "OR position(lower($1) IN lower(description)) > 0 OR kind = lower($1)) "
    "AND ($2 = '' OR (lower(name), id) > ($3, nullif($2, '')::bigint)) ORDER BY lower(name), id LIMIT $4::bigint";
constexpr sql::Literal get_pattern = "SELECT " PF_PATTERN_COLUMNS " FROM public.patterns WHERE id = $1::bigint";
constexpr sql::Literal add_pattern =
    "INSERT INTO public.patterns (name, kind, description) VALUES ($1, $2, $3) RETURNING " PF_PATTERN_COLUMNS;
constexpr sql::Literal update_pattern =
    "UPDATE public.patterns SET name = $2, kind = $3, description = $4, updated_at = now() WHERE id = $1::bigint "
    "RETURNING " PF_PATTERN_COLUMNS;
constexpr sql::Literal remove_pattern = "DELETE FROM public.patterns WHERE id = $1::bigint";

#undef PF_PATTERN_COLUMNS

Pattern pattern_of(const pg::Rows& rows, int i) {
    Pattern pattern;
    pattern.id = rows.integer(i, 0);
    pattern.name = rows.text(i, 1);
    pattern.kind = rows.text(i, 2);
    pattern.description = rows.text(i, 3);
    pattern.created_at = rows.text(i, 4);
    pattern.updated_at = rows.text(i, 5);
    return pattern;
}

Error no_such_pattern(std::int64_t id) {
    return make_error(ErrorKind::not_found, fmt::format("There is no pattern {}.", id),
                      "It may have been deleted; reload the list.");
}

Result<void> check_fields(Pattern& pattern) {
    pattern.name = std::string(trimmed(pattern.name));
    const auto bad = [](std::string message) { return make_error(ErrorKind::invalid_request, std::move(message)); };
    for (const auto* text : {&pattern.name, &pattern.description})
        if (!is_utf8(*text) || text->find('\0') != std::string::npos)
            return bad("name and description must be UTF-8 text without NUL.");
    if (pattern.name.empty()) return bad("name is missing.");
    if (utf8_length(pattern.name) > max_name_characters)
        return bad(fmt::format("name is longer than {} characters.", max_name_characters));
    if (pattern.kind != "pattern" && pattern.kind != "anti-pattern")
        return bad("kind must be \"pattern\" or \"anti-pattern\".");
    if (utf8_length(pattern.description) > max_description_characters)
        return bad(fmt::format("description is longer than {} characters.", max_description_characters));
    return {};
}

// One row or an error that a person can act on.
Result<Pattern> one_pattern(const Result<pg::Rows>& rows, const pg::Connection& connection, const Pattern& wanted) {
    if (!rows) {
        if (connection.last_sqlstate() == "23505")  // unique_violation
            return make_error(ErrorKind::invalid_request,
                              fmt::format("There is a pattern named \"{}\" already.", wanted.name),
                              "Choose another name.");
        return rows.error();
    }
    if (rows->empty()) return no_such_pattern(wanted.id);
    return pattern_of(*rows, 0);
}

}  // namespace

Patterns::Patterns(Services& services) : services_(services) {}

bool Patterns::available() const {
    const auto snapshot = services_.snapshot();
    for (const auto& table : snapshot->ontology.tables) {
        if (table.schema != "public" || table.name != "patterns") continue;
        for (const auto* column : {"id", "name", "kind", "description", "created_at", "updated_at"})
            if (!table.column(column)) return false;
        return true;
    }
    return false;
}

Task<Result<pg::Pool::Lease>> Patterns::acquire(Deadline deadline) {
    if (!available())
        co_return make_error(ErrorKind::not_found, "This database has no table of patterns to edit.",
                             "The sample data has one: start without a database configured.");
    co_return co_await services_.app->acquire(deadline);
}

Task<Result<Part<Pattern>>> Patterns::list(std::string filter, PartRequest part, Deadline deadline) {
    if (!is_utf8(filter) || filter.find('\0') != std::string::npos)
        co_return make_error(ErrorKind::invalid_request, "filter must be UTF-8 text without NUL.");
    if (auto place = number_and_name(part.after); !place) co_return place.error();
    auto lease = co_await acquire(deadline);
    if (!lease) co_return lease.error();
    auto [id, name] = halves_of(part.after);
    auto rows =
        co_await (**lease).query(list_patterns, pg::params(filter, id, name, std::to_string(part.limit + 1)), deadline);
    if (!rows) co_return rows.error();
    Part<Pattern> patterns;
    const int count = static_cast<int>(std::min<std::int64_t>(rows->size(), part.limit));
    for (int i = 0; i < count; ++i) patterns.elements.push_back(pattern_of(*rows, i));
    if (count < rows->size()) patterns.next = rows->text(count - 1, 6);
    co_return patterns;
}

Task<Result<Pattern>> Patterns::get(std::int64_t id, Deadline deadline) {
    auto lease = co_await acquire(deadline);
    if (!lease) co_return lease.error();
    const auto rows = co_await (**lease).query(get_pattern, pg::params(std::to_string(id)), deadline);
    Pattern wanted;
    wanted.id = id;
    co_return one_pattern(rows, **lease, wanted);
}

Task<Result<Pattern>> Patterns::add(Pattern pattern, Deadline deadline) {
    if (auto checked = check_fields(pattern); !checked) co_return checked.error();
    auto lease = co_await acquire(deadline);
    if (!lease) co_return lease.error();
    const auto rows =
        co_await (**lease).query(add_pattern, pg::params(pattern.name, pattern.kind, pattern.description), deadline);
    co_return one_pattern(rows, **lease, pattern);
}

Task<Result<Pattern>> Patterns::update(Pattern pattern, Deadline deadline) {
    if (auto checked = check_fields(pattern); !checked) co_return checked.error();
    auto lease = co_await acquire(deadline);
    if (!lease) co_return lease.error();
    const auto rows = co_await (**lease).query(
        update_pattern, pg::params(std::to_string(pattern.id), pattern.name, pattern.kind, pattern.description),
        deadline);
    co_return one_pattern(rows, **lease, pattern);
}

Task<Result<void>> Patterns::remove(std::int64_t id, Deadline deadline) {
    auto lease = co_await acquire(deadline);
    if (!lease) co_return lease.error();
    auto rows = co_await (**lease).query(remove_pattern, pg::params(std::to_string(id)), deadline);
    if (!rows) co_return rows.error();
    if (rows->affected() == 0) co_return no_such_pattern(id);
    co_return Result<void>();
}

}  // namespace pf::pitboss
