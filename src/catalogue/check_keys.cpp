// Many small looks in each round trip; when one fails, those of its round trip are taken one by one.
#include "catalogue/check_keys.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "catalogue/rollback.hpp"

namespace pf::catalogue {
namespace {

using model::KeyProposal;
using model::KeyProposals;
using model::KeyTarget;
using model::Ontology;
using model::Table;
using model::TypeClass;

constexpr std::size_t looks_per_batch = 64;
constexpr float sure_name = 0.8F;  // KeyProposal::named from which on no other target is tried once this one fits

// FROM schema.table, of a large one blocks from all over it: rows that were entered together are alike.
sql::Statement rows_of(const Table& table, long long rows) {
    auto source = sql::Statement(sql::Literal(" FROM ")).name(table.schema, table.name);
    if (!table.is_view && table.row_estimate > 4 * static_cast<double>(rows))
        source.literal(" TABLESAMPLE SYSTEM (")
            .number(std::max(1LL, static_cast<long long>(1.2e5 * static_cast<double>(rows) / table.row_estimate)))
            .literal(" / 1000.0) REPEATABLE (0)");
    return source;
}

// Rows, those that have a value, and its distinct ones.
sql::Statement target_statement(const KeyTarget& target, const Table& table, long long rows) {
    const auto& column = table.at(target.column).name;
    sql::Statement statement = sql::Literal("SELECT count(*), count(v), ");
    statement.literal(target.declared ? sql::Literal("count(v)") : sql::Literal("count(DISTINCT v)"));
    statement.literal(" FROM (SELECT ").name(column).literal(" AS v").append(rows_of(table, rows));
    return statement.literal(" LIMIT ").number(rows).literal(") r");
}

// Distinct values of the referring column, and how many of them the target has. An empty text is no value.
sql::Statement values_statement(const KeyProposal& key, const KeyTarget& target, const Ontology& ontology,
                                KeyCheckLimits limits) {
    const auto &from = ontology.at(key.table), &to = ontology.at(target.table);
    const auto& column = from.at(key.column).name;
    sql::Statement statement = sql::Literal("SELECT count(*), count(k.v) FROM (SELECT DISTINCT v FROM (SELECT ");
    statement.name(column).literal(" AS v").append(rows_of(from, limits.rows)).literal(" WHERE ").name(column);
    statement.literal(" IS NOT NULL");
    if (from.columns[static_cast<std::size_t>(key.column)].type_class == TypeClass::text)
        statement.literal(" AND ").name(column).literal("::text <> ''");
    statement.literal(" LIMIT ").number(limits.rows).literal(") r LIMIT ").number(limits.values);
    statement.literal(") s LEFT JOIN (SELECT ").literal(target.unique ? sql::Literal("") : sql::Literal("DISTINCT "));
    statement.name(to.at(target.column).name).literal(" AS v FROM ");
    return statement.name(to.schema, to.name).literal(") k ON k.v = s.v");
}

class Checker {
 public:
    Checker(pg::Connection& connection, const Ontology& ontology, KeyProposals proposals, KeyCheckLimits limits,
            Deadline deadline)
        : connection_(connection),
          ontology_(ontology),
          made_(std::move(proposals)),
          limits_(limits),
          deadline_(std::min(
              deadline, Clock::now() + std::chrono::milliseconds(static_cast<long long>(1000 * limits.seconds)))) {}

    Task<Result<KeyProposals>> run() {
        auto seen = co_await look(targets_to_see());
        if (seen) seen = co_await look(keys_to_see(true));
        if (seen) seen = co_await look(keys_to_see(false));
        if (!seen) co_return seen.error();
        co_return std::move(made_);
    }

 private:
    struct Look {
        sql::Statement statement;
        KeyTarget* target = nullptr;  // either of the two
        KeyProposal* key = nullptr;
    };

    // What is proposed for some column, and the columns that may be a table's key where none is declared. Of a declared
    // one only the number of rows is asked, which the planner most often knows.
    std::vector<Look> targets_to_see() {
        std::vector<char> wanted(made_.targets.size(), 0);
        for (const auto& key : made_.keys) wanted[static_cast<std::size_t>(key.target)] = 1;
        std::vector<Look> looks;
        for (std::size_t i = 0; i < made_.targets.size(); ++i) {
            auto& target = made_.targets[i];
            const auto& table = ontology_.at(target.table);
            target.unique = target.read = target.declared && table.row_estimate >= 1;
            target.rows = target.read ? table.row_estimate : 0;
            if (!target.read && (wanted[i] || table.primary_key.empty()))
                looks.push_back({target_statement(target, table, limits_.unique_rows), &target, nullptr});
        }
        return looks;
    }
    const KeyTarget& target_of(const KeyProposal& key) const {
        return made_.targets[static_cast<std::size_t>(key.target)];
    }
    // To a target that is not unique only where the name is sure.
    bool worth_a_look(const KeyProposal& key) const {
        const auto& target = target_of(key);
        return target.read && (target.unique || key.named >= sure_name);
    }
    bool likelier(const KeyProposal& a, const KeyProposal& b) const {
        const bool unique = target_of(a).unique;
        return unique != target_of(b).unique ? unique : a.named > b.named;
    }
    // Found to be right, and named so surely that no other target need be tried.
    bool settles(const KeyProposal& key) const {
        return key.read && key.sought > 0 && key.missing == 0 && key.named >= sure_name && target_of(key).unique;
    }

    // First the likeliest by name of each column, then the others of those where it was not found to be right.
    std::vector<Look> keys_to_see(bool likeliest) {
        std::map<std::pair<int, int>, KeyProposal*> first;
        for (auto& key : made_.keys) {
            if (!worth_a_look(key)) continue;
            auto& known = first[{key.table, key.column}];
            if (!known || likelier(key, *known)) known = &key;
        }
        std::vector<Look> looks;
        for (auto& key : made_.keys) {
            if (!worth_a_look(key)) continue;
            const auto* best = first[{key.table, key.column}];
            const bool wanted =
                likeliest ? best == &key : best != &key && (!settles(*best) || key.named >= best->named);
            if (wanted) looks.push_back({values_statement(key, target_of(key), ontology_, limits_), nullptr, &key});
        }
        return looks;
    }

    [[nodiscard]] bool time_left() const { return Clock::now() + std::chrono::milliseconds(10) < deadline_; }
    [[nodiscard]] bool may_go_on(const Error& error) const {
        return error.kind != ErrorKind::cancelled && !connection_.broken();
    }

    Task<Result<void>> look(std::vector<Look> looks) {
        for (std::size_t begin = 0; begin < looks.size() && time_left(); begin += looks_per_batch) {
            const auto end = std::min(looks.size(), begin + looks_per_batch);
            auto seen = co_await look_at(looks, begin, end);
            for (auto i = begin; !seen && may_go_on(seen.error()) && i < end && time_left(); ++i) {
                const auto one = co_await look_at(looks, i, i + 1);
                if (!one && !may_go_on(one.error())) co_return one.error();
            }
            if (!seen && !may_go_on(seen.error())) co_return seen.error();
        }
        co_return Result<void>();
    }

    Task<Result<void>> look_at(const std::vector<Look>& looks, std::size_t begin, std::size_t end) {
        std::vector<pg::Query> queries;
        queries.emplace_back(sql::Literal("BEGIN READ ONLY"));
        queries.emplace_back(sql::Literal("SET LOCAL jit = off"));
        queries.emplace_back(sql::Statement(sql::Literal("SET LOCAL statement_timeout = "))
                                 .number(std::max(1LL, static_cast<long long>(1000 * limits_.seconds_each))));
        for (auto i = begin; i < end; ++i) queries.emplace_back(looks[i].statement);
        queries.emplace_back(sql::Literal("COMMIT"));
        auto results = co_await connection_.pipeline(std::move(queries), deadline_);
        if (!results) {
            if (results.error().kind != ErrorKind::cancelled)
                co_await roll_back(connection_, Clock::now() + std::chrono::seconds(1));
            co_return results.error();
        }
        for (auto i = begin; i < end; ++i) take(looks[i], (*results)[3 + i - begin]);
        co_return Result<void>();
    }

    void take(const Look& look, const pg::Rows& rows) {
        const auto all = rows.number(0, 0), found = rows.number(0, 1);
        if (look.key) {
            look.key->read = true;
            look.key->sought = static_cast<int>(all);
            look.key->missing = static_cast<int>(all - found);
            return;
        }
        auto& target = *look.target;
        const bool whole = all < static_cast<double>(limits_.unique_rows);
        target.read = true;
        target.rows = whole ? all : std::max(all, ontology_.at(target.table).row_estimate);
        target.unique = target.declared || (all == found && found == rows.number(0, 2));
    }

    pg::Connection& connection_;
    const Ontology& ontology_;
    KeyProposals made_;
    const KeyCheckLimits limits_;
    const Deadline deadline_;
};

}  // namespace

Task<Result<KeyProposals>> check_keys(pg::Connection& connection, const Ontology& ontology, KeyProposals proposals,
                                      KeyCheckLimits limits, Deadline deadline) {
    Checker checker(connection, ontology, std::move(proposals), limits, deadline);
    co_return co_await checker.run();
}

}  // namespace pf::catalogue
