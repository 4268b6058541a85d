#include "pg/connection.hpp"

#include <libpq-fe.h>
#include <poll.h>

#include <boost/asio/this_coro.hpp>
#include <cassert>

#include "base/secret.hpp"
#include "pg/connection_impl.hpp"
#include "pg/errors.hpp"
#include "pg/faults.hpp"

namespace pf::pg {
namespace {

using namespace std::chrono_literals;

// How long a statement that was asked to stop may take to end, and how often it is asked: a request that meets the
// server between two statements of a pipeline is ignored by it.
constexpr auto stop_patience = 1s;
constexpr auto stop_interval = 250ms;
constexpr std::size_t copy_chunk_bytes = 64 * 1024;
constexpr std::size_t max_params = 65535;  // the protocol counts them in 16 bits

// libpq takes C strings: what holds a zero byte would be cut there in silence.
Result<void> check(const Query& query) {
    bool fits = query.statement.text().find('\0') == std::string::npos;
    for (const auto& param : query.params) fits = fits && (!param || param->find('\0') == std::string::npos);
    if (!fits) return make_error(ErrorKind::invalid_request, "Text for the database holds a zero byte.");
    if (query.params.size() > max_params)
        return make_error(ErrorKind::invalid_request, "A statement has too many parameters.");
    return {};
}

std::string_view field(const PGresult* result, int code) {
    const char* text = PQresultErrorField(result, code);
    return text ? text : "";
}

bool is_copy(ExecStatusType status) {
    return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

bool is_failure(ExecStatusType status) {
    return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE || status == PGRES_PIPELINE_ABORTED;
}

// What a statement becomes that a test wants refused: the server itself says no, so that its state is the real one.
constexpr const char* refused_statement = "SELECT pg_catalog.a_fault_of_a_test()";

bool forgets_prepared(std::string_view command) { return command == "DISCARD ALL" || command == "DEALLOCATE ALL"; }

// What Asio throws out of a coroutine that was cancelled.
bool is_interruption(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const boost::system::system_error& error) {
        return error.code() == asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

}  // namespace

void ResultDeleter::operator()(pg_result* result) const { PQclear(result); }

Task<Result<std::unique_ptr<Connection>>> Connection::connect(ConnectionSettings settings, Deadline deadline) {
    auto executor = co_await asio::this_coro::executor;
    auto impl = std::make_unique<Impl>(executor);
    auto established = co_await impl->exclusive<void>(deadline, impl->establish(std::move(settings)));
    if (!established) co_return established.error();
    co_return std::unique_ptr<Connection>(new Connection(std::move(impl)));
}

Connection::Connection(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Connection::~Connection() = default;

Task<Result<Rows>> Connection::query(sql::Statement statement, Params params, Deadline deadline) {
    return impl_->exclusive<Rows>(deadline, impl_->query(std::move(statement), std::move(params)));
}

Task<Result<std::vector<Rows>>> Connection::pipeline(std::vector<Query> queries, Deadline deadline) {
    return impl_->exclusive<std::vector<Rows>>(deadline, impl_->pipeline(std::move(queries)));
}

Task<Result<void>> Connection::script(sql::Statement statements, Deadline deadline) {
    return impl_->exclusive<void>(deadline, impl_->script(std::move(statements)));
}

Task<Result<std::uint64_t>> Connection::copy_out(sql::Statement statement, CopySink sink, Deadline deadline) {
    return impl_->exclusive<std::uint64_t>(deadline, impl_->copy_out(std::move(statement), std::move(sink)));
}

Task<Result<std::int64_t>> Connection::copy_in(sql::Statement statement, CopySource source, Deadline deadline) {
    return impl_->exclusive<std::int64_t>(deadline, impl_->copy_in(std::move(statement), std::move(source)));
}

Task<Result<Connection::Notification>> Connection::next_notification() {
    return impl_->exclusive<Notification>(Deadline::max(), impl_->next_notification());
}

bool Connection::broken() const { return impl_->lost || PQstatus(impl_->native) != CONNECTION_OK; }

bool Connection::in_transaction() const {
    const auto status = PQtransactionStatus(impl_->native);
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

bool Connection::hung_up() {
    if (broken()) return true;
    // What came unasked is a notification, a notice, the server's farewell (establish()'s notice receiver) or the end.
    for (pollfd socket{PQsocket(impl_->native), POLLIN, 0}; !impl_->lost && ::poll(&socket, 1, 0) > 0;) {
        if (!PQconsumeInput(impl_->native)) impl_->lost = true;
        PQisBusy(impl_->native);  // parses what was read
    }
    return broken();
}

std::string_view Connection::last_sqlstate() const { return impl_->sqlstate; }

int Connection::server_version() const { return PQserverVersion(impl_->native); }

int Connection::backend_pid() const { return PQbackendPID(impl_->native); }

Connection::Impl::Impl(const asio::any_io_executor& executor)
    : socket(executor), alarm(socket), prepared_prefix("pf_" + random_token(16) + "_") {}

Connection::Impl::~Impl() {
    if (native) PQfinish(native);
}

template <class T>
Task<Result<T>> Connection::Impl::exclusive(Deadline deadline, Task<Result<T>> work) {
    assert(!busy && "one coroutine at a time uses a connection");
    if (deadline <= Clock::now())
        co_return make_error(ErrorKind::timeout, "There was no time left to ask the database.");
    throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto state = co_await asio::this_coro::cancellation_state;
    Result<T> result = make_error(ErrorKind::cancelled, "The request was cancelled.");
    std::exception_ptr thrown;
    if (state.cancelled() == asio::cancellation_type::none) {
        busy = true;
        stopping.reset();
        sqlstate.clear();
        until = deadline;
        alarm.set(deadline);
        try {
            result = co_await std::move(work);
        } catch (...) {
            thrown = std::current_exception();
        }
        if (stopping) co_await stopped();
        alarm.clear();
        busy = false;
    }
    co_await asio::this_coro::throw_if_cancelled(throws);
    if (thrown) std::rethrow_exception(thrown);
    co_return result;
}

Task<Result<Rows>> Connection::Impl::query(sql::Statement statement, Params params) {
    const Query one{std::move(statement), std::move(params)};
    if (auto sent = send(one); !sent) co_return sent.error();
    if (auto flushed = co_await flush(); !flushed) co_return flushed.error();
    auto result = own_to_internal(one.statement, co_await last_result());
    if (!result) co_return result.error();
    co_return Rows(result->release());
}

Task<Result<std::vector<Rows>>> Connection::Impl::pipeline(std::vector<Query> queries) {
    std::vector<Rows> rows;
    if (queries.empty()) co_return rows;
    for (const auto& query : queries)
        if (auto fit = check(query); !fit) co_return fit.error();
    if (lost || !PQenterPipelineMode(native)) co_return lost_error();
    std::vector<bool> prepares;
    for (const auto& query : queries) {
        prepares.push_back(query.keep && !prepared.contains(query.statement.text()));
        if (prepares.back())
            if (auto sent = send_preparation(query); !sent) co_return sent.error();
        if (auto sent = send(query); !sent) co_return sent.error();
    }
    if (!PQpipelineSync(native)) co_return lost_error();
    if (auto flushed = co_await flush(); !flushed) co_return flushed.error();

    std::optional<Error> failure;
    for (std::size_t i = 0; i < queries.size(); ++i) {
        if (prepares[i]) {
            auto made = own_to_internal(queries[i].statement, co_await last_result());
            if (!made && lost) co_return made.error();
            if (!made) prepared.erase(queries[i].statement.text());
            if (!made && !failure) failure = made.error();
        }
        auto result = own_to_internal(queries[i].statement, co_await last_result());
        if (!result) {
            if (lost) co_return result.error();
            if (!failure) failure = result.error();
        } else if (!failure) {
            rows.emplace_back(result->release());
        }
    }
    auto sync = co_await next_result();
    if (!sync) co_return sync.error();
    if (!*sync || PQresultStatus(sync->get()) != PGRES_PIPELINE_SYNC || !PQexitPipelineMode(native)) {
        lost = true;
        co_return lost_error();
    }
    if (failure) co_return *failure;
    co_return rows;
}

Task<Result<void>> Connection::Impl::script(sql::Statement statements) {
    const Query all{std::move(statements), {}};
    if (auto fit = check(all); !fit) co_return fit.error();
    const Fault fault = fault_at(Step::send, all.statement.text());
    const char* text = fault == Fault::refused ? refused_statement : all.statement.text().c_str();
    if (lost || fault == Fault::lost || !PQsendQuery(native, text)) co_return lost_error();
    if (auto flushed = co_await flush(); !flushed) co_return flushed.error();
    auto result = co_await last_result();
    if (!result) co_return result.error();
    co_return Result<void>();
}

Task<Result<bool>> Connection::Impl::begin_copy(sql::Statement statement, int wanted) {
    if (auto sent = send({std::move(statement), {}}); !sent) co_return sent.error();
    if (auto flushed = co_await flush(); !flushed) co_return flushed.error();
    auto begun = co_await next_result();
    if (!begun) co_return begun.error();
    if (*begun && PQresultStatus(begun->get()) == wanted) co_return true;
    std::optional<Error> failure;
    if (*begun && is_failure(PQresultStatus(begun->get()))) failure = failure_of(begun->get());
    auto rest = co_await last_result();
    if (failure) co_return *failure;
    if (!rest) co_return rest.error();
    co_return make_error(ErrorKind::internal, "The statement is no COPY of that direction.");
}

Task<Result<std::uint64_t>> Connection::Impl::copy_out(sql::Statement statement, CopySink sink) {
    auto begun = co_await begin_copy(std::move(statement), PGRES_COPY_OUT);
    if (!begun) co_return begun.error();

    std::uint64_t copied = 0;
    bool refused = false;
    std::string chunk;
    std::exception_ptr thrown;
    for (bool more = true; more;) {
        char* row = nullptr;
        const int size = PQgetCopyData(native, &row, 1);
        if (size > 0) {
            if (!stopping) chunk.append(row, static_cast<std::size_t>(size));
            PQfreemem(row);
        }
        more = size >= 0;
        if (!stopping && !chunk.empty() && (size <= 0 || chunk.size() >= copy_chunk_bytes)) {
            bool wanted = false;
            co_await asio::this_coro::throw_if_cancelled(throws);
            try {
                wanted = co_await sink(chunk);
            } catch (...) {
                thrown = std::current_exception();
            }
            co_await asio::this_coro::throw_if_cancelled(false);
            copied += chunk.size();
            chunk.clear();
            if (!wanted && more) stop(ErrorKind::cancelled);
            if (!wanted && !more) refused = true;
        }
        if (size == 0) {
            if (const bool able = co_await ready(Readiness::read); !able) co_return stop_error();
            if (!PQconsumeInput(native)) co_return lost_error();
        }
    }
    auto ended = co_await last_result();
    if (thrown && !is_interruption(thrown)) std::rethrow_exception(thrown);
    if (!ended) co_return ended.error();
    if (refused) co_return make_error(ErrorKind::cancelled, "The copy was ended by its reader.");
    co_return copied;
}

Task<Result<std::int64_t>> Connection::Impl::copy_in(sql::Statement statement, CopySource source) {
    auto begun = co_await begin_copy(std::move(statement), PGRES_COPY_IN);
    if (!begun) co_return begun.error();

    std::optional<Error> failure;
    std::exception_ptr thrown;
    while (!stopping && !failure && !thrown) {
        Result<std::string> piece = std::string();
        co_await asio::this_coro::throw_if_cancelled(throws);
        try {
            piece = co_await source();
        } catch (...) {
            thrown = std::current_exception();
        }
        co_await asio::this_coro::throw_if_cancelled(false);
        if (!piece) failure = piece.error();
        if (thrown || failure || piece->empty()) break;
        for (int taken = 0; taken == 0;) {
            taken = PQputCopyData(native, piece->data(), static_cast<int>(piece->size()));
            if (taken < 0) co_return lost_error();
            if (auto flushed = co_await flush(); !flushed) co_return flushed.error();
        }
    }
    if (auto sent = co_await end_copy(stopping || failure || thrown ? "withdrawn" : nullptr); !sent)
        co_return sent.error();
    auto ended = co_await last_result();
    if (thrown && !is_interruption(thrown)) std::rethrow_exception(thrown);
    if (thrown && !stopping) stopping = ErrorKind::cancelled;
    if (stopping) co_return stop_error();
    if (failure) co_return *failure;
    if (!ended) co_return ended.error();
    co_return Rows(ended->release()).affected();
}

Task<Result<void>> Connection::Impl::end_copy(const char* reason) {
    for (int taken = 0; taken == 0;) {
        taken = PQputCopyEnd(native, reason);
        if (taken < 0) co_return lost_error();
        if (auto flushed = co_await flush(); !flushed) co_return flushed.error();
    }
    co_return Result<void>();
}

Task<Result<Connection::Notification>> Connection::Impl::next_notification() {
    for (;;) {
        if (const std::unique_ptr<PGnotify, decltype(&PQfreemem)> note{PQnotifies(native), &PQfreemem})
            co_return Notification{note->relname, note->extra};
        if (const Wake wake = co_await wait(socket, Readiness::read, alarm); wake != Wake::ready)
            co_return make_error(ErrorKind::cancelled, "Waiting for notifications was cancelled.");
        if (!PQconsumeInput(native)) co_return lost_error();
    }
}

// A name or a type that is wrong in a statement of the program is the program's mistake, not its user's.
Result<ResultHandle> Connection::Impl::own_to_internal(const sql::Statement& statement,
                                                       Result<ResultHandle> result) const {
    if (result || statement.generated() || !sqlstate.starts_with("42")) return result;
    Error error = result.error();
    if (error.kind == ErrorKind::invalid_request) error.kind = ErrorKind::internal;
    return error;
}

Result<void> Connection::Impl::send(const Query& query) {
    if (lost) return lost_error();
    if (auto fit = check(query); !fit) return fit;
    if (const Fault fault = fault_at(Step::send, query.statement.text()); fault != Fault::none) {
        const bool sent = fault == Fault::refused &&
                          PQsendQueryParams(native, refused_statement, 0, nullptr, nullptr, nullptr, nullptr, 0);
        return sent ? Result<void>() : lost_error();
    }
    std::vector<const char*> values;
    values.reserve(query.params.size());
    for (const auto& param : query.params) values.push_back(param ? param->c_str() : nullptr);
    const int count = static_cast<int>(values.size());
    const auto known = query.keep ? prepared.find(query.statement.text()) : prepared.end();
    const int sent = known == prepared.end() ? PQsendQueryParams(native, query.statement.text().c_str(), count, nullptr,
                                                                 values.data(), nullptr, nullptr, 0)
                                             : PQsendQueryPrepared(native, known->second.c_str(), count, values.data(),
                                                                   nullptr, nullptr, 0);
    if (!sent) return lost_error();
    return {};
}

Result<void> Connection::Impl::send_preparation(const Query& query) {
    const auto& text = query.statement.text();
    const auto& name = prepared.emplace(text, prepared_prefix + std::to_string(++preparations)).first->second;
    if (lost || !PQsendPrepare(native, name.c_str(), text.c_str(), 0, nullptr)) return lost_error();
    return {};
}

Task<Result<void>> Connection::Impl::flush() {
    for (;;) {
        const int left = PQflush(native);
        if (left < 0) co_return lost_error();
        if (left == 0) co_return Result<void>();
        // The server may be unable to read more before we have read its answers.
        if (const bool able = co_await ready(Readiness::either); !able) co_return stop_error();
        if (!PQconsumeInput(native)) co_return lost_error();
    }
}

Task<Result<ResultHandle>> Connection::Impl::next_result() {
    if (fault_at(Step::receive) != Fault::none) co_return lost_error();
    while (PQisBusy(native)) {
        if (const bool able = co_await ready(Readiness::read); !able) co_return stop_error();
        if (!PQconsumeInput(native)) co_return lost_error();
    }
    co_return ResultHandle(PQgetResult(native));
}

Task<Result<ResultHandle>> Connection::Impl::last_result() {
    ResultHandle last;
    std::optional<Error> failure;
    for (;;) {
        auto next = co_await next_result();
        if (!next) co_return next.error();
        if (!*next) break;
        const auto status = PQresultStatus(next->get());
        if (is_copy(status)) {
            lost = true;  // leaving COPY in good order is not worth the code: the statement does not belong here
            co_return make_error(ErrorKind::invalid_request, "COPY cannot be used here.");
        }
        if (is_failure(status) && !failure) failure = failure_of(next->get());
        if (forgets_prepared(PQcmdStatus(next->get()))) prepared.clear();
        last = std::move(*next);
    }
    if (failure) co_return *failure;
    co_return last;
}

Task<bool> Connection::Impl::ready(Readiness what) {
    for (;;) {
        const Wake wake = co_await wait(socket, what, alarm, stopping.has_value());
        if (wake == Wake::ready) co_return true;
        if (!stopping) {
            stop(wake == Wake::expired ? ErrorKind::timeout : ErrorKind::cancelled);
        } else if (Clock::now() >= stop_until) {
            lost = true;
            co_return false;
        } else {
            ask_to_cancel();
            alarm.set(std::min(Clock::now() + stop_interval, stop_until));
        }
    }
}

void Connection::Impl::stop(ErrorKind reason) {
    stopping = reason;
    stop_until = Clock::now() + stop_patience;
    ask_to_cancel();
    alarm.set(Clock::now() + stop_interval);
}

// PQcancel blocks while it connects: it runs on a thread of its own.
void Connection::Impl::ask_to_cancel() {
    if (canceller && !canceller->has_ended()) return;
    const std::shared_ptr<PGcancel> request(PQgetCancel(native), [](PGcancel* taken) { PQfreeCancel(taken); });
    if (!request) return;
    canceller = Background::start(socket.get_executor(), [request] {
        char reason[256];
        PQcancel(request.get(), reason, sizeof reason);
    });
}

// A cancel request still on its way could hit the connection's next statement.
Task<void> Connection::Impl::stopped() {
    if (!canceller) co_return;
    if (const bool ended = co_await canceller->ended(stop_until, true); !ended) lost = true;
    canceller.reset();
}

Error Connection::Impl::failure_of(const pg_result* result) {
    if (PQresultStatus(result) == PGRES_PIPELINE_ABORTED)  // did not run; sqlstate stays that of the failure before it
        return make_error(ErrorKind::internal, "An earlier statement of the pipeline failed.");
    sqlstate = field(result, PG_DIAG_SQLSTATE);
    const auto severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (severity == "FATAL" || severity == "PANIC") lost = true;
    if (sqlstate.empty() && PQstatus(native) != CONNECTION_OK) return lost_error();
    if (stopping && (sqlstate == "57014" || lost)) return stop_error();
    return server_error(sqlstate, field(result, PG_DIAG_MESSAGE_PRIMARY), field(result, PG_DIAG_MESSAGE_DETAIL),
                        field(result, PG_DIAG_MESSAGE_HINT), field(result, PG_DIAG_CONTEXT));
}

Error Connection::Impl::lost_error() {
    lost = true;
    return stopping ? stop_error() : connection_lost(native ? PQerrorMessage(native) : "");
}

Error Connection::Impl::stop_error() const {
    if (stopping == ErrorKind::timeout)
        return make_error(ErrorKind::timeout, "The database did not finish in time.",
                          "Ask for less, or try again when it is less busy.");
    return make_error(ErrorKind::cancelled, "The statement was cancelled.");
}

}  // namespace pf::pg
