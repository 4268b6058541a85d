#include "pitboss/samples.hpp"

#include <algorithm>
#include <utility>

#include "pg/pool.hpp"
#include "tools/query_check.hpp"

namespace pf::pitboss {
namespace {

constexpr std::int64_t most_rows = 5;
constexpr std::int64_t most_compared = 5'000;  // rows of a reading; each is written out as JSON for it
constexpr auto patience = std::chrono::seconds(1);

// $1: type OIDs as a text, "{23,25}"
constexpr sql::Literal type_names =
    "SELECT format_type(t.type, NULL) FROM unnest($1::oid[]) WITH ORDINALITY AS t(type, nth) ORDER BY nth";

// The columns by what their values can be compared with, in an order of their own. Numbers of all types are alike, and
// so are texts, and moments.
std::vector<std::uint32_t> kinds_of(const pg::Rows& rows) {
    std::vector<std::uint32_t> kinds;
    for (int c = 0; c < rows.columns(); ++c) {
        switch (const auto type = rows.type(c)) {
            case 20:
            case 21:
            case 23:
            case 700:
            case 701:
            case 1700: kinds.push_back(20); break;  // int8, int2, int4, float4, float8, numeric
            case 25:
            case 1042:
            case 1043: kinds.push_back(25); break;  // text, bpchar, varchar
            case 1082:
            case 1114:
            case 1184: kinds.push_back(1082); break;  // date, timestamp, timestamptz
            default: kinds.push_back(type);
        }
    }
    std::sort(kinds.begin(), kinds.end());
    return kinds;
}

Task<Result<Sample>> sample_of(pg::Connection& connection, pg::Rows found, bool only, Deadline deadline) {
    Sample sample;
    sample.only = only;
    std::string types = "{";
    for (int c = 0; c < found.columns(); ++c) types += (c > 0 ? "," : "") + std::to_string(found.type(c));
    auto names = co_await connection.query(type_names, pg::params(types + "}"), deadline);
    if (!names) co_return names.error();
    for (int c = 0; c < found.columns(); ++c)
        sample.columns.push_back({std::string(found.name(c)), std::string(names->text(c, 0))});
    for (int r = 0; r < found.size(); ++r) {
        auto& cells = sample.rows.emplace_back();
        for (int c = 0; c < found.columns(); ++c)
            cells.push_back(found.is_null(r, c) ? std::nullopt : std::optional(std::string(found.text(r, c))));
    }
    co_return sample;
}

}  // namespace

Task<std::vector<std::optional<Sample>>> samples_of(Services& services, std::vector<tools::GeneratedSql> readings,
                                                    std::vector<std::int64_t> rows, Deadline deadline) {
    deadline = std::min(deadline, Clock::now() + patience);
    std::vector<std::optional<Sample>> samples(readings.size());
    if (readings.size() < 2) co_return samples;
    auto lease = co_await services.rule->acquire(deadline);
    if (!lease) co_return samples;
    std::vector<pg::Rows> first;  // of each
    for (const auto& reading : readings) {
        auto found = co_await tools::first_rows(**lease, reading.sql, {}, most_rows, most_rows, deadline);
        if (!found) co_return samples;
        first.push_back(std::move(*found));
    }
    for (std::size_t i = 0; i < readings.size(); ++i) {
        std::vector<sql::GuardedSql> others;
        bool comparable = rows[i] <= most_compared;
        for (std::size_t k = 0; k < readings.size(); ++k) {
            if (k == i || kinds_of(first[k]) != kinds_of(first[i])) continue;
            others.push_back(readings[k].sql);
            comparable = comparable && rows[k] < most_compared;
        }
        const bool only = comparable && !others.empty();
        if (only) {
            auto own = co_await tools::first_rows(**lease, readings[i].sql, std::move(others), most_rows, most_compared,
                                                  deadline);
            if (!own) co_return samples;
            first[i] = std::move(*own);
        }
        if (first[i].empty()) continue;
        auto sample = co_await sample_of(**lease, first[i], only, deadline);
        if (!sample) co_return samples;
        samples[i] = std::move(*sample);
    }
    co_return samples;
}

}  // namespace pf::pitboss
