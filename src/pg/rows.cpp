#include "pg/rows.hpp"

#include <libpq-fe.h>

#include <charconv>
#include <cstdlib>

namespace pf::pg {
namespace {

const PGresult* result(const std::shared_ptr<void>& native) { return static_cast<const PGresult*>(native.get()); }

std::int64_t parse_integer(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc() && end == text.data() + text.size() ? number : 0;
}

}  // namespace

Rows::Rows(void* native) : native_(native, [](void* taken) { PQclear(static_cast<PGresult*>(taken)); }) {}

int Rows::size() const { return native_ ? PQntuples(result(native_)) : 0; }

int Rows::columns() const { return native_ ? PQnfields(result(native_)) : 0; }

bool Rows::is_null(int row, int column) const {
    return row < 0 || row >= size() || column < 0 || column >= columns() || PQgetisnull(result(native_), row, column);
}

std::string_view Rows::text(int row, int column) const {
    if (is_null(row, column)) return {};
    return {PQgetvalue(result(native_), row, column),
            static_cast<std::size_t>(PQgetlength(result(native_), row, column))};
}

std::string_view Rows::name(int column) const {
    if (column < 0 || column >= columns()) return {};
    return PQfname(result(native_), column);
}

std::uint32_t Rows::type(int column) const {
    return column < 0 || column >= columns() ? 0 : PQftype(result(native_), column);
}

Rows::Origin Rows::origin(int column) const {
    if (column < 0 || column >= columns()) return {};
    return {PQftable(result(native_), column), PQftablecol(result(native_), column)};
}

std::int64_t Rows::integer(int row, int column) const { return parse_integer(text(row, column)); }

double Rows::number(int row, int column) const {
    // PostgreSQL's own spelling: "1.5e-07", "NaN", "Infinity"; strtod reads them all in any locale the program sets
    // (C).
    return is_null(row, column) ? 0 : std::strtod(PQgetvalue(result(native_), row, column), nullptr);
}

bool Rows::boolean(int row, int column) const { return text(row, column) == "t"; }

std::int64_t Rows::affected() const {
    return native_ ? parse_integer(PQcmdTuples(static_cast<PGresult*>(native_.get()))) : 0;
}

}  // namespace pf::pg
