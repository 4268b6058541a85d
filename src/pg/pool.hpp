// A bounded pool of connections for one role. A lease gives the connection back, clean, when it dies.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/task.hpp"
#include "pg/connection.hpp"

namespace pf::pg {

class Pool {
 public:
    struct Settings {
        ConnectionSettings connection;
        std::size_t size = 4;  // connections at most
        // As many are lent without a wait; further ones only when none has come back for `patience`. Few busy
        // connections get through short work faster than many, and long work must not stop them all. 0: all of them.
        std::size_t eager = 0;
        std::chrono::milliseconds patience{25};
        std::size_t max_waiting = 1024;  // waiters at most; one more gets `unavailable` at once
        sql::Statement on_connect = {};  // run on each new connection (SET …), and again after on_return
        sql::Statement on_return = {};   // run when a lease ends (DISCARD ALL); the next user does not wait for it
    };
    Pool(asio::any_io_executor executor, Settings settings);
    ~Pool();
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    // Exclusive use of a connection until destroyed. A broken one, or one still in a transaction, is closed instead of
    // kept, so that the database rolls back.
    class Lease {
     public:
        Lease() = default;
        Lease(Lease&&) noexcept;
        Lease& operator=(Lease&&) noexcept;
        ~Lease();
        Connection* operator->() const { return connection_.get(); }
        Connection& operator*() const { return *connection_; }

     private:
        friend class Pool;
        std::shared_ptr<void> pool_;  // the pool's state, alive as long as a lease
        std::unique_ptr<Connection> connection_;
    };

    // First come, first served. A connection found dead is replaced once before the error is reported.
    Task<Result<Lease>> acquire(Deadline deadline);

    [[nodiscard]] std::size_t open() const;
    [[nodiscard]] std::size_t idle() const;
    [[nodiscard]] std::size_t waiting() const;
    void close();  // no more leases; waiters end with `unavailable`

 private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace pf::pg
