#include "judge.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <optional>
#include <thread>

namespace pf::train {
namespace {

bool is_number(Oid type) {
    constexpr Oid int8 = 20, int2 = 21, int4 = 23, float4 = 700, float8 = 701, numeric = 1700;
    return type == int8 || type == int2 || type == int4 || type == float4 || type == float8 || type == numeric;
}

ResultRows rows_of(const PGresult* result) {
    ResultRows rows;
    for (int c = 0; c < PQnfields(result); ++c) {
        const bool number = is_number(PQftype(result, c));
        std::vector<std::string> cells;
        for (int r = 0; r < PQntuples(result); ++r)
            cells.push_back(cell(PQgetisnull(result, r, c) ? nullptr : PQgetvalue(result, r, c), number));
        rows.add_column(std::move(cells));
    }
    rows.count = static_cast<std::size_t>(PQntuples(result));
    return rows;
}

std::uint64_t key_of(const Question& question, std::string_view candidate) {
    PieceHash key;
    key.add(question.schema);
    for (const auto& gold : question.gold) key.add(gold);
    key.add(candidate);
    if (question.columns == Columns::contain) key.add("contain");
    return key.value();
}

}  // namespace

struct Judge::Worker {
    PGconn* connection;
    std::string schema;
    std::size_t timed_out = 0;

    explicit Worker(const std::string& conninfo) : connection(PQconnectdb(conninfo.c_str())) {
        if (PQstatus(connection) != CONNECTION_OK) {
            std::cerr << "train: " << PQerrorMessage(connection);
            std::exit(1);
        }
        // Parallel plans return rows that nothing orders now so, now so.
        PQclear(PQexec(connection,
                       "SET default_transaction_read_only = on; SET statement_timeout = 1500;"
                       "SET client_min_messages = error; SET max_parallel_workers_per_gather = 0"));
    }
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;
    ~Worker() { PQfinish(connection); }

    std::optional<ResultRows> run(const std::string& wanted, const std::string& sql) {
        if (schema != wanted) {
            schema = wanted;
            PQclear(PQexec(connection, ("SET search_path = \"" + schema + "\"").c_str()));
        }
        PGresult* result = PQexec(connection, sql.c_str());
        std::optional<ResultRows> rows;
        if (PQresultStatus(result) == PGRES_TUPLES_OK) {
            rows = rows_of(result);
        } else if (const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE)) {
            timed_out += std::strcmp(state, "57014") == 0;  // query_canceled
        }
        PQclear(result);
        return rows;
    }
};

// A question's golds, run when first needed.
struct Judge::Golds {
    std::vector<std::optional<ResultRows>> rows;
    std::size_t most_rows = 0;
    int least_width = 0, most_width = 0;  // 0: not known

    Golds(const Question& question, Worker& worker) {
        bool known = true;
        for (const auto& sql : question.gold) {
            const auto& one = rows.emplace_back(worker.run(question.schema, sql));
            if (one) most_rows = std::max(most_rows, one->count);
            known = known && one && one->count > 0;  // no rows equal no rows whatever their width
            if (!known) continue;
            const int width = static_cast<int>(one->columns.size());
            least_width = rows.size() == 1 ? width : std::min(least_width, width);
            most_width = std::max(most_width, width);
        }
        if (!known) least_width = most_width = 0;
    }

    // Whether an answer of that many columns can be right at all.
    [[nodiscard]] bool possible(int width, Columns columns) const {
        if (width <= 0 || least_width == 0) return true;
        return width >= least_width && (columns == Columns::contain || width <= most_width);
    }

    [[nodiscard]] bool match(const Question& question, const ResultRows& answer) const {
        for (std::size_t g = 0; g < rows.size(); ++g)
            if (rows[g] && same_rows(*rows[g], answer, is_ordered(question.gold[g]), question.columns)) return true;
        return false;
    }
};

struct Judge::Round {
    std::vector<std::pair<std::uint64_t, char>> found;
    std::size_t ran = 0;
};

void Judge::Task::add(const compiler::plan::Shape& shape, std::string sql) {
    const bool all = std::any_of(shape.select.begin(), shape.select.end(), [](const auto& term) {
        return term.column.column < 0 && term.aggregate == compiler::plan::Summary::none;
    });
    candidates.push_back(std::move(sql));
    widths.push_back(shape.count_rows ? 1 : all ? 0 : static_cast<int>(shape.select.size()));
}

Judge::Judge(std::string conninfo, std::string cache) : conninfo_(std::move(conninfo)), cache_path_(std::move(cache)) {
    if (cache_path_.empty()) return;
    std::ifstream file(cache_path_, std::ios::binary);
    std::uint64_t key = 0;
    char right = 0;
    while (file.read(reinterpret_cast<char*>(&key), sizeof key) && file.read(&right, 1)) cache_[key] = right;
}

void Judge::keep(const std::vector<std::pair<std::uint64_t, char>>& found) {
    for (const auto& [key, right] : found) cache_[key] = right;
    if (cache_path_.empty()) return;
    std::ofstream file(cache_path_, std::ios::binary | std::ios::app);
    for (const auto& [key, right] : found) {
        file.write(reinterpret_cast<const char*>(&key), sizeof key);
        file.write(&right, 1);
    }
}

void Judge::judge(Task& task, Worker& worker, Round& round) const {
    const auto& question = *task.question;
    task.right.assign(task.candidates.size(), 0);
    if (question.expect != Expect::answer) return;
    std::optional<Golds> golds;
    for (std::size_t k = 0; k < task.candidates.size(); ++k) {
        const auto key = key_of(question, task.candidates[k]);
        if (const auto known = cache_.find(key); known != cache_.end()) {
            task.right[k] = known->second;
            continue;
        }
        if (!golds) golds.emplace(question, worker);
        if (!golds->possible(task.widths[k], question.columns)) continue;
        ++round.ran;
        // One row more than the gold has is enough to be wrong.
        const auto rows = worker.run(question.schema, "SELECT * FROM (" + task.candidates[k] + ") AS q LIMIT " +
                                                          std::to_string(golds->most_rows + 1));
        task.right[k] = rows && golds->match(question, *rows) ? 1 : 0;
        round.found.emplace_back(key, task.right[k]);
    }
}

void Judge::judge(std::vector<Task>& tasks, unsigned threads) {
    std::atomic<std::size_t> next{0};
    std::size_t ran = 0, timed_out = 0;
    std::vector<std::pair<std::uint64_t, char>> found;
    auto work = [&] {
        Worker worker(conninfo_);
        Round round;
        for (std::size_t i = next++; i < tasks.size(); i = next++) judge(tasks[i], worker, round);
        const std::lock_guard lock(mutex_);
        found.insert(found.end(), round.found.begin(), round.found.end());
        ran += round.ran;
        timed_out += worker.timed_out;
    };
    std::vector<std::thread> pool;
    for (unsigned t = 0; t < threads; ++t) pool.emplace_back(work);
    for (auto& thread : pool) thread.join();
    keep(found);
    std::cerr << "executed " << ran << " statements, " << timed_out << " took too long\n";
}

}  // namespace pf::train
