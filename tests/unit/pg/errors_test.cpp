#include "pg/errors.hpp"

#include <gtest/gtest.h>

#include <tuple>
#include <vector>

namespace pf::pg {
namespace {

TEST(DatabaseErrors, KindFollowsFromTheSqlstate) {
    const std::vector<std::pair<const char*, ErrorKind>> cases = {
        {"57014", ErrorKind::timeout},          // query_canceled
        {"42501", ErrorKind::forbidden_sql},    // insufficient_privilege
        {"25006", ErrorKind::forbidden_sql},    // read_only_sql_transaction
        {"53100", ErrorKind::unavailable},      // disk_full
        {"53200", ErrorKind::unavailable},      // out_of_memory
        {"53300", ErrorKind::unavailable},      // too_many_connections
        {"53400", ErrorKind::unavailable},      // configuration_limit_exceeded
        {"57P01", ErrorKind::unavailable},      // admin_shutdown
        {"57P03", ErrorKind::unavailable},      // cannot_connect_now
        {"08006", ErrorKind::unavailable},      // connection_failure
        {"58030", ErrorKind::unavailable},      // io_error
        {"55P03", ErrorKind::unavailable},      // lock_not_available
        {"40P01", ErrorKind::unavailable},      // deadlock_detected
        {"22012", ErrorKind::invalid_request},  // division_by_zero
        {"22P02", ErrorKind::invalid_request},  // invalid_text_representation
        {"23505", ErrorKind::invalid_request},  // unique_violation
        {"42P01", ErrorKind::invalid_request},  // undefined_table
        {"54001", ErrorKind::invalid_request},  // statement_too_complex
        {"XX000", ErrorKind::internal},         // internal_error
        {"55000", ErrorKind::internal},         // object_not_in_prerequisite_state
        {"", ErrorKind::internal},
    };
    for (const auto& [sqlstate, kind] : cases) EXPECT_EQ(kind_of(sqlstate), kind) << sqlstate;
}

TEST(DatabaseErrors, MessageIsTheServersSentenceAndTheRestGoesToTheLog) {
    const Error error = server_error("42P01", "relation \"x\" does not exist", "a detail", "a hint");
    EXPECT_EQ(error.message, "relation \"x\" does not exist");
    EXPECT_EQ(error.hint, "a hint");
    EXPECT_NE(error.detail.find("42P01"), std::string::npos);
    EXPECT_NE(error.detail.find("a detail"), std::string::npos);
}

TEST(DatabaseErrors, ResourcesRunOutInWordsForAPerson) {
    for (const char* sqlstate : {"53100", "53200", "53400"}) {
        const Error error = server_error(sqlstate, "could not extend file \"base/16384/24701\"", "", "");
        EXPECT_EQ(error.message.find("base/"), std::string::npos) << sqlstate;
        EXPECT_FALSE(error.hint.empty()) << sqlstate;
    }
}

TEST(DatabaseErrors, ALockSaysWhatIsWaitedForAndWhatToDo) {
    const std::string native = "canceling statement due to lock timeout";
    const Error row =
        server_error(lock_not_available, native, "", "", "while updating tuple (0,3) in relation \"rules\"");
    EXPECT_EQ(row.kind, ErrorKind::unavailable);
    EXPECT_EQ(row.message, "Another session is changing the same row of \"rules\".");
    EXPECT_NE(row.hint.find("Try again"), std::string::npos);
    EXPECT_NE(row.detail.find(native), std::string::npos);
    const Error table = server_error(lock_not_available, native, "", "");
    EXPECT_EQ(table.message, "Another session holds a lock that this had to wait for.");
    EXPECT_EQ(table.hint, row.hint);

    EXPECT_EQ(locked_error({"orgs"}).message, "\"orgs\" is locked by another session.");
    EXPECT_EQ(locked_error({"a", "b", "c"}).message, "\"a\", \"b\" and \"c\" are locked by another session.");
    EXPECT_EQ(locked_error({"orgs"}).kind, ErrorKind::unavailable);
    EXPECT_EQ(locked_error({"orgs"}).hint, row.hint);
}

TEST(DatabaseErrors, AFailureWithoutWordsStillSaysSomething) {
    EXPECT_FALSE(server_error("", "", "", "").message.empty());
}

TEST(DatabaseErrors, AFailedConnectionIsToldWithoutTheAddress) {
    const Error refused = cannot_connect(
        "connection to server at \"db.example\" (10.0.0.1), port 5432 failed: FATAL:  role \"x\" does not exist\n"
        "connection to server at …\n");
    EXPECT_EQ(refused.kind, ErrorKind::unavailable);
    EXPECT_EQ(refused.message, "The database cannot be reached: role \"x\" does not exist");
    EXPECT_EQ(refused.message.find("10.0.0.1"), std::string::npos);
    EXPECT_FALSE(cannot_connect("").message.empty());
}

TEST(DatabaseErrors, ALostConnectionIsUnavailable) {
    const Error lost = connection_lost("server closed the connection unexpectedly");
    EXPECT_EQ(lost.kind, ErrorKind::unavailable);
    EXPECT_EQ(lost.message.find("unexpectedly"), std::string::npos);
}

}  // namespace
}  // namespace pf::pg
