#include "pitboss/audit.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/json.hpp>
#include <iterator>

#include "base/log.hpp"
#include "base/utf8.hpp"
#include "pg/pool.hpp"

namespace pf::pitboss {
namespace {

constexpr std::size_t max_waiting = 10'000, max_forbidden = 10'000;
constexpr std::size_t max_text_bytes = 400;
constexpr std::int64_t usual_limit = 200;
constexpr auto forbidden_pause = std::chrono::minutes(1);
constexpr auto write_timeout = std::chrono::seconds(10);

// $1 a list of entries; `at` in microseconds since 1970.
constexpr sql::Literal insert_entries =
    "INSERT INTO pattern_factory.audit (at, who, token, what, about, outcome) "
    "SELECT to_timestamp(e.at / 1000000.0), e.who, e.token, e.what, e.about, e.outcome "
    "FROM jsonb_to_recordset($1::jsonb) AS e(at numeric, who text, token text, what text, about text, outcome text)";
// $1 id of the last one before, '' from the beginning; $2 who and $3 what, '' for all; $4 at most.
constexpr sql::Literal list_entries =
    "SELECT id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'), who, token, what, about, outcome "
    "FROM pattern_factory.audit WHERE ($1 = '' OR id < nullif($1, '')::bigint) AND ($2 = '' OR who = $2) "
    "AND ($3 = '' OR what = $3) ORDER BY id DESC LIMIT $4::bigint";
constexpr sql::Literal forget_older = "SELECT pattern_factory.forget_audit($1::integer)";

std::string storable(std::string text) {
    if (text.size() > max_text_bytes) return "(too long)";
    if (!is_utf8(text) || holds_control_characters(text)) return "(not text)";
    return text;
}

std::string as_json(const std::vector<AuditEntry>& entries) {
    boost::json::array list;
    for (const auto& entry : entries)
        list.push_back({{"at", entry.at},
                        {"who", entry.who},
                        {"token", entry.token},
                        {"what", entry.what},
                        {"about", entry.about},
                        {"outcome", entry.outcome}});
    return boost::json::serialize(list);
}

bool is_place(const std::string& after) {
    return after.size() <= 18 && after.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

Task<Result<Part<AuditEntry>>> audit_entries(pg::Connection& connection, AuditRequest request, Deadline deadline) {
    if (!is_place(request.part.after))
        co_return make_error(ErrorKind::invalid_request, "after is not the next of a part of this list.");
    const std::int64_t limit = request.part.limit == PartRequest::most ? usual_limit : request.part.limit;
    auto rows = co_await connection.query(
        list_entries, pg::params(request.part.after, request.who, request.what, std::to_string(limit + 1)), deadline);
    if (!rows) co_return rows.error();
    Part<AuditEntry> part;
    const int count = static_cast<int>(std::min<std::int64_t>(rows->size(), limit));
    for (int i = 0; i < count; ++i)
        part.elements.push_back({.who = std::string(rows->text(i, 2)),
                                 .token = std::string(rows->text(i, 3)),
                                 .what = std::string(rows->text(i, 4)),
                                 .about = std::string(rows->text(i, 5)),
                                 .outcome = std::string(rows->text(i, 6)),
                                 .at = std::string(rows->text(i, 1))});
    if (count < rows->size()) part.next = rows->text(count - 1, 0);
    co_return part;
}

Audit::Audit(Services& services, asio::any_io_executor executor)
    : services_(services), executor_(std::move(executor)) {}

void Audit::record(const Caller& caller, std::string what, std::string about, std::string outcome) {
    record({caller.name, caller.token, std::move(what), std::move(about), std::move(outcome)});
}

void Audit::record(AuditEntry entry) {
    if (!executor_) return;
    if (entry.outcome == "forbidden") {
        if (forbidden_.size() >= max_forbidden) forbidden_.clear();
        auto& last = forbidden_[{entry.token, entry.what}];
        if (last != Clock::time_point() && Clock::now() - last < forbidden_pause) return;
        last = Clock::now();
    }
    if (waiting_.size() >= max_waiting) {
        ++lost_;
        return;
    }
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    entry.at = std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
    for (auto* text : {&entry.who, &entry.token, &entry.about}) *text = storable(std::move(*text));
    waiting_.push_back(std::move(entry));
    if (!writing_) asio::co_spawn(executor_, write(Clock::now() + write_timeout), asio::detached);
}

Task<> Audit::write(Deadline deadline) {
    if (writing_) co_return;
    writing_ = true;
    while (!waiting_.empty()) {
        auto lease = co_await services_.app->acquire(deadline);
        if (!lease) break;
        std::vector<AuditEntry> batch = std::exchange(waiting_, {});
        auto written = co_await (**lease).query(insert_entries, pg::params(as_json(batch)), deadline);
        if (written) continue;
        log::error("audit: {} entries could not be written: {}", batch.size(), written.error().message);
        const std::string_view state = (**lease).last_sqlstate();
        if (state.starts_with("22") || state.starts_with("23")) continue;  // they never can be
        std::move(waiting_.begin(), waiting_.end(), std::back_inserter(batch));
        waiting_ = std::move(batch);
        break;
    }
    if (waiting_.empty() && lost_ > 0) log::error("audit: {} entries were lost", std::exchange(lost_, 0));
    writing_ = false;
}

Task<Result<Part<AuditEntry>>> Audit::entries(AuditRequest request, Deadline deadline) {
    auto lease = co_await services_.app->acquire(deadline);
    if (!lease) co_return lease.error();
    co_return co_await audit_entries(**lease, std::move(request), deadline);
}

Task<> Audit::forget(int days, Deadline deadline) {
    auto lease = co_await services_.app->acquire(deadline);
    if (!lease) co_return;
    auto forgotten = co_await (**lease).query(forget_older, pg::params(std::to_string(days)), deadline);
    if (!forgotten) log::error("audit: what is too old was not forgotten: {}", forgotten.error().message);
}

}  // namespace pf::pitboss
