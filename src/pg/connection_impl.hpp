// The inside of a Connection: libpq's handle, its socket on Asio, and the one operation that may be under way.
#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "pg/alarm.hpp"
#include "pg/background.hpp"
#include "pg/connection.hpp"

struct pg_conn;    // PGconn
struct pg_result;  // PGresult

namespace pf::pg {

struct ResultDeleter {
    void operator()(pg_result* result) const;
};
using ResultHandle = std::unique_ptr<pg_result, ResultDeleter>;

struct Connection::Impl {
    explicit Impl(const asio::any_io_executor& executor);
    ~Impl();

    // Runs `work` as the connection's one operation, until `deadline`. Takes and restores throw_if_cancelled: work sees
    // a cancellation as a value.
    template <class T>
    Task<Result<T>> exclusive(Deadline deadline, Task<Result<T>> work);

    Task<Result<void>> establish(ConnectionSettings settings);
    bool watch_socket();
    Task<Result<Rows>> query(sql::Statement statement, Params params);
    Task<Result<std::vector<Rows>>> pipeline(std::vector<Query> queries);
    Task<Result<void>> script(sql::Statement statements);
    Task<Result<std::uint64_t>> copy_out(sql::Statement statement, CopySink sink);
    Task<Result<std::int64_t>> copy_in(sql::Statement statement, CopySource source);
    Task<Result<bool>> begin_copy(sql::Statement statement, int wanted);
    Task<Result<void>> end_copy(const char* reason);
    Task<Result<Notification>> next_notification();

    Result<void> send(const Query& query);
    Result<void> send_preparation(const Query& query);
    Task<Result<void>> flush();
    // The next result of what was sent; null after the last one of a statement.
    Task<Result<ResultHandle>> next_result();
    // The results up to the end of the statement: the first failure, or the last result.
    Task<Result<ResultHandle>> last_result();
    [[nodiscard]] Result<ResultHandle> own_to_internal(const sql::Statement& statement,
                                                       Result<ResultHandle> result) const;
    // Waits for the socket. When deadline or cancellation comes first: asks the server to stop the statement and goes
    // on waiting for its end, at most `stop_patience`. False when that is over: the connection is lost.
    Task<bool> ready(Readiness what);
    Task<void> stopped();
    void stop(ErrorKind reason);
    void ask_to_cancel();

    Error failure_of(const pg_result* result);
    Error lost_error();
    Error stop_error() const;

    pg_conn* native = nullptr;
    asio::posix::stream_descriptor socket;
    Alarm alarm;
    bool busy = false;
    bool throws = true;  // the caller's throw_if_cancelled
    bool lost = false;
    std::optional<ErrorKind> stopping;  // why the operation is being stopped: timeout or cancelled
    Deadline until{};                   // of the operation
    Deadline stop_until{};
    std::unique_ptr<Background> canceller;
    std::string sqlstate;
    // Prepared statements by their text. Nothing that runs here can know their names, so it cannot replace them.
    std::map<std::string, std::string, std::less<>> prepared;
    const std::string prepared_prefix;
    std::uint64_t preparations = 0;
};

}  // namespace pf::pg
