// One PostgreSQL connection: libpq, non-blocking, on Asio. A world of its own: one coroutine uses it at a time.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "pg/rows.hpp"
#include "sql/statement.hpp"

namespace pf::pg {

// A libpq connection string or URI (PostgreSQL 15 manual, 34.1.1). Holds secrets: never log it.
struct ConnectionSettings {
    std::string conninfo;
    std::string application_name = "pattern-factory";
};

struct Query {
    Query(sql::Literal literal, Params values = {}) : statement(literal), params(std::move(values)) {}         // NOLINT
    Query(sql::Statement made, Params values = {}) : statement(std::move(made)), params(std::move(values)) {}  // NOLINT

    // Parsed and planned once for each connection, which keeps it: for statements that are sent again and again.
    static Query kept(sql::Literal literal, Params values = {}) {
        Query made(literal, std::move(values));
        made.keep = true;
        return made;
    }

    sql::Statement statement;
    Params params;
    bool keep = false;  // pipelines only
};

class Connection {
 public:
    // Errors: unavailable (cannot connect, with what the server said but no password), timeout, cancelled.
    static Task<Result<std::unique_ptr<Connection>>> connect(ConnectionSettings settings, Deadline deadline);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // One statement by the extended protocol. On deadline or cancellation the statement is cancelled in the server
    // too, and its end awaited for at most a second; a connection whose state is not known afterwards is broken(). A
    // statement that ended before the request reached it gives its result: what was committed is not reported
    // withdrawn. Errors by SQLSTATE: 57014 timeout/cancelled, 42501 and 25006 forbidden_sql, 53xxx/57P0x/08xxx/58xxx
    // and lost locks unavailable, 22xxx, 23xxx and 54xxx invalid_request, 42xxx too where the statement holds generated
    // SQL, others internal; last_sqlstate() has the code.
    Task<Result<Rows>> query(sql::Statement statement, Params params, Deadline deadline);

    // All statements in one round trip (libpq pipeline mode, one Sync at the end: they share an implicit transaction
    // unless they hold BEGIN/COMMIT themselves). The first failure is the error; those after it did not run. A failed
    // pipeline that held BEGIN leaves in_transaction(): send ROLLBACK, or give the lease back and the pool closes the
    // connection.
    Task<Result<std::vector<Rows>>> pipeline(std::vector<Query> queries, Deadline deadline);

    // Several statements separated by semicolons, simple protocol, no parameters: migrations and sample data.
    Task<Result<void>> script(sql::Statement statements, Deadline deadline);

    // COPY (…) TO STDOUT: calls `sink` with each chunk as it comes; the next chunk is read when sink's task is done, so
    // memory is constant. A sink that returns false ends the copy with `cancelled`. Value: bytes copied.
    using CopySink = std::function<Task<bool>(std::string_view chunk)>;
    Task<Result<std::uint64_t>> copy_out(sql::Statement statement, CopySink sink, Deadline deadline);

    // COPY … FROM STDIN: asks `source` for the next piece when the one before has been taken, so memory is constant; an
    // empty piece ends the copy. A source that fails ends it with its error, and nothing is copied. Value: rows.
    using CopySource = std::function<Task<Result<std::string>>()>;
    Task<Result<std::int64_t>> copy_in(sql::Statement statement, CopySource source, Deadline deadline);

    // Whether the server has hung up on this idle connection; looks without waiting.
    [[nodiscard]] bool hung_up();

    // Waits for the next NOTIFY of a LISTENed channel: {channel, payload}. No deadline; ends by cancellation or loss.
    struct Notification {
        std::string channel, payload;
    };
    Task<Result<Notification>> next_notification();

    [[nodiscard]] bool broken() const;  // lost, or its state is not known: do not reuse
    [[nodiscard]] bool in_transaction() const;
    [[nodiscard]] std::string_view last_sqlstate() const;  // of the last failure, "" when it had none
    [[nodiscard]] int server_version() const;              // 150020 is 15.20
    [[nodiscard]] int backend_pid() const;                 // the server process of this connection

 private:
    struct Impl;
    explicit Connection(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace pf::pg
