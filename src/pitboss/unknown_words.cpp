#include "pitboss/unknown_words.hpp"

#include <algorithm>
#include <chrono>
#include <set>

#include "base/utf8.hpp"
#include "pg/pool.hpp"

namespace pf::pitboss {
namespace {

constexpr std::size_t max_word_bytes = 60, max_words = 8;
constexpr auto longest_wait = std::chrono::milliseconds(250);

constexpr sql::Literal forget_older = "DELETE FROM pattern_factory.unknown_words WHERE day < current_date - 6";
// 5,000 words of days; when it is full only those that stand there are counted.
constexpr sql::Literal count_one =
    "INSERT INTO pattern_factory.unknown_words AS known (word) SELECT lower($1) "
    "WHERE octet_length(lower($1)) <= 60 AND $1 ~ '[[:alnum:]]' AND ((SELECT count(*) FROM "
    "pattern_factory.unknown_words) < 5000 "
    "OR EXISTS (SELECT FROM pattern_factory.unknown_words WHERE word = lower($1) AND day = current_date)) "
    "ON CONFLICT (word, day) DO UPDATE SET times = known.times + 1";
constexpr sql::Literal list_words =
    "SELECT word, sum(times)::bigint FROM pattern_factory.unknown_words WHERE day > current_date - 7 "
    "GROUP BY word ORDER BY 2 DESC, max(day) DESC, word LIMIT 100";

}  // namespace

Task<> count_unknown(pg::Pool& app, std::vector<UnknownWord> words, Deadline deadline) {
    std::set<std::string> distinct;
    for (auto& [word, offset, suggestions] : words)
        if (!word.empty() && word.size() <= max_word_bytes && is_utf8(word) && !holds_control_characters(word) &&
            distinct.size() < max_words)
            distinct.insert(std::move(word));
    if (distinct.empty()) co_return;
    deadline = std::min(deadline, Clock::now() + longest_wait);
    auto lease = co_await app.acquire(deadline);
    if (!lease) co_return;
    std::vector<pg::Query> queries;
    queries.emplace_back(forget_older);
    for (const auto& word : distinct) queries.emplace_back(count_one, pg::params(word));
    co_await (**lease).pipeline(std::move(queries), deadline);
}

Task<Result<std::vector<WordCount>>> unknown_of_week(pg::Pool& app, Deadline deadline) {
    auto lease = co_await app.acquire(deadline);
    if (!lease) co_return lease.error();
    auto rows = co_await (**lease).query(list_words, {}, deadline);
    if (!rows) co_return rows.error();
    std::vector<WordCount> words;
    for (int i = 0; i < rows->size(); ++i) words.push_back({std::string(rows->text(i, 0)), rows->integer(i, 1)});
    co_return words;
}

}  // namespace pf::pitboss
