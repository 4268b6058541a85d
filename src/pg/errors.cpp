#include "pg/errors.hpp"

#include <fmt/format.h>

namespace pf::pg {
namespace {

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

constexpr std::string_view when_unlocked =
    "Try again when that session's transaction has ended; the database's administrator finds it in pg_locks.";

// Of a wait for a row: 'while updating tuple (0,1) in relation "rules"' (PostgreSQL's lmgr.c). A wait for a whole table
// says nothing.
std::string locked_by_row(std::string_view context) {
    constexpr std::string_view before = "in relation \"";
    const auto at = context.find(before);
    if (at == std::string_view::npos) return "Another session holds a lock that this had to wait for.";
    const std::string_view rest = context.substr(at + before.size());
    return fmt::format("Another session is changing the same row of \"{}\".", rest.substr(0, rest.find('"')));
}

}  // namespace

ErrorKind kind_of(std::string_view sqlstate) {
    const std::string_view group = sqlstate.substr(0, 2);
    if (sqlstate == "57014") return ErrorKind::timeout;  // the server's own statement_timeout; ours never come this far
    if (sqlstate == "42501" || sqlstate == "25006") return ErrorKind::forbidden_sql;
    if (sqlstate == "55P03" || sqlstate == "25P03" || sqlstate == "40001" || sqlstate == "40P01")
        return ErrorKind::unavailable;
    if (group == "08" || group == "53" || group == "58" || sqlstate.substr(0, 4) == "57P0")
        return ErrorKind::unavailable;
    // of the statement: more rows than one (21), a value (22), a constraint (23), names and types (42), limits (54),
    // what PostgreSQL cannot do (0A), what a function raises (P0)
    for (const auto* mine : {"21", "22", "23", "42", "54", "0A", "P0"})
        if (group == mine) return ErrorKind::invalid_request;
    return ErrorKind::internal;
}

Error server_error(std::string_view sqlstate, std::string_view primary, std::string_view detail, std::string_view hint,
                   std::string_view context) {
    Error error = make_error(kind_of(sqlstate), std::string(primary), std::string(hint));
    if (error.message.empty()) error.message = "The database refused the statement without a reason.";
    error.detail = fmt::format("SQLSTATE {}: {}{}{}", sqlstate.empty() ? "unknown" : sqlstate, primary,
                               detail.empty() ? "" : "; ", detail);
    if (sqlstate == lock_not_available) {
        error.message = locked_by_row(context);
        error.hint = when_unlocked;
    } else if (sqlstate == "53400") {
        error.message = "The statement needs more temporary space than it may use.";
        error.hint = "Ask for less: a condition, or fewer tables at once.";
    } else if (sqlstate == "53100") {
        error.message = "The database's disk is full.";
        error.hint = "Free space on the disk that holds the database, then try again.";
    } else if (sqlstate == "53200") {
        error.message = "The database ran out of memory for this statement.";
        error.hint = "Ask for less: a condition, or fewer tables at once.";
    }
    return error;
}

Error locked_error(const std::vector<std::string>& names) {
    std::string all;
    for (std::size_t i = 0; i < names.size(); ++i)
        all += fmt::format("{}\"{}\"", i == 0 ? "" : i + 1 == names.size() ? " and " : ", ", names[i]);
    Error error = make_error(ErrorKind::unavailable,
                             fmt::format("{} {} locked by another session.", all, names.size() == 1 ? "is" : "are"),
                             std::string(when_unlocked));
    error.detail = fmt::format("SQLSTATE {}", lock_not_available);
    return error;
}

Error connection_lost(std::string_view native) {
    Error error =
        make_error(ErrorKind::unavailable, "The connection to the database was lost.", "Try again in a moment.");
    error.detail = native;
    return error;
}

Error cannot_connect(std::string_view native) {
    Error error;
    error.kind = ErrorKind::unavailable;
    error.detail = native;
    // libpq 15: 'connection to server at "h" (1.2.3.4), port 5432 failed: FATAL:  …', a line for each address tried.
    std::string_view said = first_line(native);
    if (const auto cut = said.find(" failed: "); cut != std::string_view::npos) said.remove_prefix(cut + 9);
    for (std::string_view level : {"FATAL:  ", "ERROR:  "})
        if (said.substr(0, level.size()) == level) said.remove_prefix(level.size());
    error.message = said.empty() ? std::string("The database cannot be reached.")
                                 : fmt::format("The database cannot be reached: {}", said);
    error.hint = "Is the server running, and are its address, user and database right?";
    return error;
}

}  // namespace pf::pg
