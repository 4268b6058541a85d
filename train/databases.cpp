#include "databases.hpp"

#include <libpq-fe.h>
#include <stdlib.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <vector>

#include "base/files.hpp"
#include "base/secret.hpp"
#include "pg/private_cluster.hpp"

namespace pf::train {
namespace {

[[noreturn]] void fail(const std::string& message) {
    std::cerr << "train: " << message << '\n';
    std::exit(1);
}

class Session {
 public:
    explicit Session(const std::string& conninfo) : connection_(PQconnectdb(conninfo.c_str())) {
        if (PQstatus(connection_) != CONNECTION_OK) fail(PQerrorMessage(connection_));
        PQclear(PQexec(connection_, "SET client_min_messages = error"));
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session() { PQfinish(connection_); }

    // Runs all statements of `sql`; the last one's first column.
    std::vector<std::string> run(const std::string& sql, const std::string& what) {
        PGresult* result = PQexec(connection_, sql.c_str());
        const auto status = PQresultStatus(result);
        if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) fail(what + ": " + PQerrorMessage(connection_));
        std::vector<std::string> cells;
        for (int r = 0; r < PQntuples(result); ++r) cells.emplace_back(PQgetvalue(result, r, 0));
        PQclear(result);
        return cells;
    }

    std::string quoted(const std::string& text, bool identifier) {
        char* made = identifier ? PQescapeIdentifier(connection_, text.c_str(), text.size())
                                : PQescapeLiteral(connection_, text.c_str(), text.size());
        std::string copy = made;
        PQfreemem(made);
        return copy;
    }

 private:
    PGconn* connection_;
};

void load_folder(const std::string& folder, const std::string& conninfo) {
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error))
        if (entry.path().extension() == ".sql") files.push_back(entry.path());
    if (files.empty()) fail("no SQL files in " + folder);
    std::sort(files.begin(), files.end());
    for (const auto& path : files) {
        const auto sql = read_file(path);
        if (!sql) fail("cannot read " + path.string());
        Session(conninfo).run(*sql, path.string());
    }
    Session(conninfo).run("ANALYZE", "ANALYZE");
}

std::string fingerprint(Session& session, const std::string& schema) {
    const auto name = session.quoted(schema, false);
    auto text = session.run(
        "SELECT format('%s.%s %s %s', table_name, column_name, data_type, is_nullable)"
        "  FROM information_schema.columns WHERE table_schema = " +
            name + " ORDER BY table_name, ordinal_position",
        schema);
    const auto constraints = session.run(
        "SELECT format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint"
        "  WHERE connamespace = to_regnamespace(quote_ident(" +
            name + ")) ORDER BY 1",
        schema);
    text.insert(text.end(), constraints.begin(), constraints.end());
    for (const auto& table : session.run(
             "SELECT table_name FROM information_schema.tables WHERE table_schema = " + name + " ORDER BY 1", schema)) {
        // A sum does not ask in which order the rows stand.
        const auto rows =
            session.run("SELECT format('%s %s', count(*), sum(hashtextextended(t::text, 0)::numeric)) FROM " +
                            session.quoted(schema, true) + "." + session.quoted(table, true) + " t",
                        schema);
        text.push_back(table + " " + rows.at(0));
    }
    std::string whole;
    for (const auto& line : text) whole += line + '\n';
    return sha256_hex(whole);
}

}  // namespace

struct Databases::Cluster {
    std::filesystem::path folder;
    std::unique_ptr<pg::PrivateCluster> running;

    Cluster() {
        std::string name = "/tmp/pf-train-XXXXXX";
        if (!::mkdtemp(name.data())) fail("no folder below /tmp");
        folder = name;
        // For root the cluster runs as another user, who must pass through.
        std::filesystem::permissions(folder, std::filesystem::perms(0711));
        auto started = pg::PrivateCluster::start({folder / "data"});
        if (!started) fail(started.error().message);
        running = std::move(*started);
    }
    Cluster(const Cluster&) = delete;
    Cluster& operator=(const Cluster&) = delete;
    ~Cluster() {
        running.reset();
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }
};

Databases::Databases(const std::string& folder) {
    if (folder.empty()) return;
    cluster_ = std::make_unique<Cluster>();
    conninfo_ = cluster_->running->connection("pf_admin").conninfo;
    load_folder(folder, conninfo_);
}

Databases::~Databases() = default;

std::map<std::string, std::string> Databases::fingerprints(const std::set<std::string>& schemas) const {
    Session session(conninfo_);
    std::map<std::string, std::string> made;
    for (const auto& schema : schemas) made[schema] = fingerprint(session, schema);
    return made;
}

}  // namespace pf::train
