// A private cluster for the tests of one process, in a folder below /tmp that goes with it; and a loop to run
// coroutines.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "pg/connection.hpp"
#include "pg/migrate.hpp"
#include "pg/private_cluster.hpp"
#include "support/loop.hpp"

namespace pf::test {

// A folder below /tmp, removed with all it holds.
class TempFolder {
 public:
    TempFolder() {
        std::string name = "/tmp/pf-test-XXXXXX";
        if (!::mkdtemp(name.data())) throw std::runtime_error("no folder below /tmp");
        path_ = name;
        // For root the cluster runs as another user, who must pass through.
        std::filesystem::permissions(path_, std::filesystem::perms(0711));
    }
    ~TempFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
    std::filesystem::path path_;
};

// The cluster that all tests of this process share: migrated, without the sample data.
inline pg::PrivateCluster& cluster() {
    struct Shared {
        Shared() : running(must(pg::PrivateCluster::start({folder.path() / "data"}))) {
            asio::io_context loop(1);
            auto admin = must(run(loop, pg::Connection::connect(running->connection("pf_admin"), soon())));
            must(run(loop, pg::migrate(*admin, soon())));
        }
        TempFolder folder;
        std::unique_ptr<pg::PrivateCluster> running;
    };
    static Shared shared;
    return *shared.running;
}

// A test with a loop of its own and connections to the shared cluster.
class ClusterTest : public ::testing::Test {
 protected:
    template <class T>
    T run(Task<T> task) {
        return test::run(loop_, std::move(task));
    }
    std::unique_ptr<pg::Connection> connect(std::string_view role = "pf_admin") {
        return must(run(pg::Connection::connect(cluster().connection(role), soon())));
    }
    // One statement; its first cell.
    std::string ask(pg::Connection& connection, sql::Statement statement, pg::Params params = {}) {
        return std::string(must(run(connection.query(std::move(statement), std::move(params), soon()))).text(0, 0));
    }
    asio::io_context loop_{1};
};

}  // namespace pf::test
