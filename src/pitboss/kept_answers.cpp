#include "pitboss/kept_answers.hpp"

#include <utility>
#include <vector>

#include "pg/pool.hpp"
#include "tools/sql_pitboss.hpp"

namespace pf::pitboss {
namespace {

// $1 sentence_key, $2 meaning_key, $3 the model of today
constexpr sql::Literal find =
    "SELECT n.sql, n.reading, n.confidence, n.generator, n.chosen, n.model FROM pattern_factory.rules r "
    "JOIN pattern_factory.rule_versions n USING (rule_id, version) "
    "WHERE r.sentence_key = $1 AND n.meaning_key = $2 "
    "AND (n.chosen OR (n.generator <> 'compiler' AND n.model = $3))";

// The registry's names as those that last.
std::string_view generator_named(std::string_view name) {
    for (const std::string_view known : {"compiler", "model", "both", "person"})
        if (name == known) return known;
    return "compiler";
}

}  // namespace

Task<std::optional<KeptAnswer>> kept_answer(Services& services, std::string sentence_key, Deadline deadline) {
    auto& generator = *services.generator;
    pg::Rows rows;
    {
        auto lease = co_await services.app->acquire(deadline);
        if (!lease) co_return std::nullopt;
        std::vector<pg::Query> queries;  // of every rule: planned once for each connection
        queries.push_back(
            pg::Query::kept(find, {std::move(sentence_key), generator.meaning_key(), generator.model_name()}));
        auto found = co_await (**lease).pipeline(std::move(queries), deadline);
        if (!found || found->front().empty()) co_return std::nullopt;
        rows = std::move(found->front());
    }
    auto guarded = co_await generator.guard(std::string(rows.text(0, 0)));
    if (!guarded) co_return std::nullopt;
    co_return KeptAnswer{
        {std::move(*guarded), std::string(rows.text(0, 1)), rows.number(0, 2), generator_named(rows.text(0, 3))},
        rows.text(0, 4) == "t",
        std::string(rows.text(0, 5))};
}

}  // namespace pf::pitboss
