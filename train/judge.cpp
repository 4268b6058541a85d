#include "judge.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <optional>
#include <thread>

namespace pf::train {
namespace {

std::uint64_t hash_of(std::initializer_list<std::string_view> pieces) {
    std::uint64_t state = 1469598103934665603ULL;
    for (const auto piece : pieces) {
        for (const char c : piece) {
            state ^= static_cast<unsigned char>(c);
            state *= 1099511628211ULL;
        }
        state ^= 0xff;
        state *= 1099511628211ULL;
    }
    return state;
}

bool is_ordered(std::string_view sql) {
    int depth = 0;
    bool text = false;
    for (std::size_t i = 0; i < sql.size(); ++i) {
        if (sql[i] == '\'') text = !text;
        if (text) continue;
        if (sql[i] == '(') ++depth;
        if (sql[i] == ')') --depth;
        if (depth == 0 && sql.compare(i, 8, "ORDER BY") == 0) return true;
    }
    return false;
}

struct Rows {
    int width = 0;
    std::vector<std::vector<std::string>> columns;
    std::size_t count = 0;
    std::vector<std::uint64_t> column_hash;  // of the sorted cells
};

}  // namespace

struct Judge::Worker {
    PGconn* connection;
    std::string schema;
    explicit Worker(const std::string& conninfo) : connection(PQconnectdb(conninfo.c_str())) {
        if (PQstatus(connection) != CONNECTION_OK) {
            std::cerr << "train: " << PQerrorMessage(connection);
            std::exit(1);
        }
        PQclear(PQexec(
            connection,
            "SET default_transaction_read_only = on; SET statement_timeout = 1500; SET client_min_messages = error"));
    }
    ~Worker() { PQfinish(connection); }

    std::optional<Rows> run(const std::string& wanted, const std::string& sql) {
        if (schema != wanted) {
            schema = wanted;
            PQclear(PQexec(connection, ("SET search_path = \"" + schema + "\"").c_str()));
        }
        PGresult* result = PQexec(connection, sql.c_str());
        if (PQresultStatus(result) != PGRES_TUPLES_OK) {
            PQclear(result);
            return std::nullopt;
        }
        Rows rows;
        rows.width = PQnfields(result);
        rows.count = static_cast<std::size_t>(PQntuples(result));
        rows.columns.resize(static_cast<std::size_t>(rows.width));
        for (int c = 0; c < rows.width; ++c) {
            const auto type = PQftype(result, c);
            const bool number = type == 20 || type == 21 || type == 23 || type == 700 || type == 701 || type == 1700;
            auto& column = rows.columns[static_cast<std::size_t>(c)];
            for (int r = 0; r < PQntuples(result); ++r) {
                if (PQgetisnull(result, r, c)) {
                    column.emplace_back("\x01null");
                    continue;
                }
                const char* text = PQgetvalue(result, r, c);
                if (number) {
                    char printed[40];
                    std::snprintf(printed, sizeof printed, "%.6g", std::strtod(text, nullptr));
                    column.emplace_back(printed);
                } else {
                    column.emplace_back(text);
                }
            }
            auto sorted = column;
            std::sort(sorted.begin(), sorted.end());
            std::uint64_t state = 7;
            for (const auto& cell : sorted) state = state * 1099511628211ULL + hash_of({cell});
            rows.column_hash.push_back(state);
        }
        PQclear(result);
        return rows;
    }

    static bool same(const Rows& gold, const Rows& answer, bool ordered) {
        if (gold.count != answer.count) return false;
        if (gold.count == 0) return true;
        if (gold.width != answer.width) return false;
        const auto width = static_cast<std::size_t>(gold.width);
        std::vector<std::size_t> order(width);
        int tried = 0;
        auto matches = [&] {
            std::vector<std::uint64_t> a, b;
            for (std::size_t r = 0; r < gold.count; ++r) {
                std::uint64_t x = 7, y = 7;
                for (std::size_t c = 0; c < width; ++c) {
                    x = x * 1099511628211ULL + hash_of({gold.columns[c][r]});
                    y = y * 1099511628211ULL + hash_of({answer.columns[order[c]][r]});
                }
                a.push_back(x);
                b.push_back(y);
            }
            if (!ordered) {
                std::sort(a.begin(), a.end());
                std::sort(b.begin(), b.end());
            }
            return a == b;
        };
        std::vector<char> used(width, 0);
        auto choose = [&](auto&& self, std::size_t at) -> bool {
            if (at == width) return ++tried <= 120 && matches();
            for (std::size_t j = 0; j < width; ++j) {
                if (used[j] || answer.column_hash[j] != gold.column_hash[at] || tried > 120) continue;
                used[j] = 1;
                order[at] = j;
                if (self(self, at + 1)) return true;
                used[j] = 0;
            }
            return false;
        };
        return choose(choose, 0);
    }
};

void Judge::Task::add(const compiler::Query& query, std::string sql) {
    const bool all = std::any_of(query.select.begin(), query.select.end(), [](const auto& term) {
        return term.column.column < 0 && term.aggregate == compiler::Aggregate::none;
    });
    candidates.push_back(std::move(sql));
    widths.push_back(query.count_rows ? 1 : all ? 0 : static_cast<int>(query.select.size()));
}

Judge::Judge(std::string conninfo, std::string cache) : conninfo_(std::move(conninfo)), cache_path_(std::move(cache)) {
    if (cache_path_.empty()) return;
    std::ifstream file(cache_path_, std::ios::binary);
    std::uint64_t key = 0;
    char right = 0;
    while (file.read(reinterpret_cast<char*>(&key), sizeof key) && file.read(&right, 1)) cache_[key] = right;
}

Judge::~Judge() {
    if (cache_path_.empty() || fresh_.empty()) return;
    std::ofstream file(cache_path_, std::ios::binary | std::ios::app);
    for (const auto& [key, right] : fresh_) {
        file.write(reinterpret_cast<const char*>(&key), sizeof key);
        file.write(&right, 1);
    }
}

void Judge::judge(std::vector<Task>& tasks, unsigned threads) {
    std::atomic<std::size_t> next{0}, ran{0};
    auto work = [&] {
        Worker worker(conninfo_);
        std::vector<std::pair<std::uint64_t, char>> found;
        for (std::size_t i = next++; i < tasks.size(); i = next++) {
            auto& task = tasks[i];
            task.right.assign(task.candidates.size(), 0);
            std::vector<std::optional<Rows>> golds;
            bool golds_run = false;
            std::size_t most = 0;
            int width = 0;  // of the gold rows, when they are all of one
            for (std::size_t k = 0; k < task.candidates.size(); ++k) {
                const auto key = hash_of({task.question->schema, task.question->gold[0], task.candidates[k]});
                if (const auto known = cache_.find(key); known != cache_.end()) {
                    task.right[k] = known->second;
                    continue;
                }
                if (!golds_run) {
                    for (const auto& sql : task.question->gold) {
                        golds.push_back(worker.run(task.question->schema, sql));
                        if (golds.back()) most = std::max(most, golds.back()->count);
                        const int here = golds.back() && golds.back()->count > 0 ? golds.back()->width : -1;
                        width = width == 0 || width == here ? here : -1;
                    }
                    golds_run = true;
                }
                if (width > 0 && task.widths[k] > 0 && task.widths[k] != width) continue;
                ++ran;
                const auto rows = worker.run(task.question->schema, "SELECT * FROM (" + task.candidates[k] +
                                                                        ") AS q LIMIT " + std::to_string(most + 1));
                if (rows)
                    for (std::size_t g = 0; g < golds.size(); ++g)
                        if (golds[g] && Worker::same(*golds[g], *rows, is_ordered(task.question->gold[g])))
                            task.right[k] = 1;
                found.emplace_back(key, task.right[k]);
            }
        }
        const std::lock_guard lock(mutex_);
        fresh_.insert(fresh_.end(), found.begin(), found.end());
    };
    std::vector<std::thread> pool;
    for (unsigned t = 0; t < threads; ++t) pool.emplace_back(work);
    for (auto& thread : pool) thread.join();
    for (const auto& [key, right] : fresh_) cache_[key] = right;
    std::cerr << "executed " << ran << " statements\n";
}

}  // namespace pf::train
