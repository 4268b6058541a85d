// Memory that ends at the n-th allocation, for n = 1, 2, … until the work passes: in the guard, the compiler, and what
// reads a client's bytes. Each time it ends in std::bad_alloc or an error as a value, nothing else, and what was left
// behind does not change what the next call says.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <functional>
#include <new>

#include "api/head_check.hpp"
#include "api/protocol.hpp"
#include "api/url.hpp"
#include "compiler/compile.hpp"
#include "intake/analysis.hpp"
#include "sql/guard.hpp"
#include "unit/compiler/sample_model.hpp"
#include "unit/intake/intake.hpp"

namespace {

std::atomic<std::int64_t> left{0};  // allocations until one fails; 0: none does
std::atomic<bool> on{false};        // and all after it
std::atomic<bool> failed{false};

void* allocate(std::size_t size) {
    if (left.load(std::memory_order_relaxed) > 0 && --left == 0) {
        if (on) left = 1;
        failed = true;
        throw std::bad_alloc();
    }
    if (void* made = std::malloc(size ? size : 1)) return made;
    throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
// Ours too, so that one kind of memory meets one kind of end.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    try {
        return allocate(size);
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}
void operator delete(void* made) noexcept { std::free(made); }
void operator delete[](void* made) noexcept { std::free(made); }
void operator delete(void* made, std::size_t) noexcept { std::free(made); }
void operator delete[](void* made, std::size_t) noexcept { std::free(made); }

namespace pf {
namespace {

// `work` gives what it found as text. Every one of the first 300 allocations fails once, and of those behind them one
// in ever longer steps.
void fail_each_allocation(const std::function<std::string()>& work) {
    const std::string expected = work();
    for (const bool from_then_on : {false, true})
        for (std::int64_t n = 1;; n += 1 + n / 300) {
            failed = false;
            on = from_then_on;
            left = n;
            try {
                (void)work();
            } catch (const std::bad_alloc&) {
                EXPECT_TRUE(failed);
            }
            left = 0;
            if (!failed) break;
            ASSERT_EQ(work(), expected) << "after allocation " << n;
        }
}

// Boost.JSON 1.81 gives back memory of a monotonic resource when an allocation fails while it makes an object, which
// does nothing, and asserts that it does not.
#ifdef NDEBUG
constexpr bool json_asserts = false;
#else
constexpr bool json_asserts = true;
#endif

TEST(Allocations, FailInTheGuard) {
    if (json_asserts) GTEST_SKIP() << "Boost.JSON's assertions are on";
    sql::GuardPolicy policy;
    policy.relations = {{"s", "t", {"a", "b"}}, {"s", "u", {"a", "c"}}};
    policy.search_path = {"s"};
    for (const char* text :
         {"SELECT a, count(*) FROM t JOIN u USING (a) WHERE (b AND true)::int = 1 GROUP BY a",
          "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r, t WHERE n < t.a) SELECT n FROM r",
          "SELECT pg_sleep(a) FROM t", "SELECT repeat('x', a) FROM t"})
        fail_each_allocation([&] {
            const auto guarded = sql::guard(text, policy);
            return guarded ? guarded->text() : guarded.error().message;
        });
}

TEST(Allocations, FailInTheCompiler) {
    const auto model = compiler::test::sample_model();
    const compiler::Compiler compiler(model.ontology, model.values);
    for (const char* sentence :
         {"Find all orgs in Germany founded after 2015", "how many guests per org", "the blorfs of all orgs"})
        fail_each_allocation([&] {
            const auto compilation = compiler.compile(sentence);
            std::string said;
            for (const auto& reading : compilation.readings) said += reading.sql + ";";
            return said;
        });
}

TEST(Allocations, FailInWhatReadsAClientsBytes) {
    if (json_asserts) GTEST_SKIP() << "Boost.JSON's assertions are on";
    const std::string frame =
        R"({"type":"run_rule","rule_code":"Find all guests of \u00e9pisodes","rule_id":"rule_1","after":"Show all orgs","n":1})";
    fail_each_allocation([&] {
        const auto decoded = api::decode_client_frame(frame);
        const auto* bad = std::get_if<api::BadFrame>(&decoded);
        return bad ? bad->error.message : std::get<api::RunRule>(decoded).rule_code;
    });
    fail_each_allocation([] {
        const auto decoded =
            api::decode_client_frame(R"({"type":"run_rule","rule_code":7,"rule_id":"a long enough id of it"})");
        const auto& bad = std::get<api::BadFrame>(decoded);
        return api::encode_error(bad.error, "the name of a rule", bad.rule_id, {});
    });
    fail_each_allocation([] {
        const auto target =
            api::parse_target("/api/views/a%2Fb%20long%20enough%20a%20name?where=name%3Aeq%3AA+%26+B&sort=name");
        return target ? target->path + target->query.at(0).value : target.error().message;
    });
    fail_each_allocation([] {
        const auto check =
            api::check_head("GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n", {});
        return std::get<api::Refusal>(check).message;
    });
    const std::string file =
        "id,name,born,paid\n1,\"Ann, B of a long enough name\",1990-02-03,\"1,234.50\"\n2,,31.12.1999,NULL\n";
    fail_each_allocation([&] { return intake::testing::columns_of(intake::testing::analysed(file)); });
}

}  // namespace
}  // namespace pf
