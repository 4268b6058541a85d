// Any bytes to the reader of SQL: a plan or an error, and a plan is printed, read again as the same plan and told.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "compiler/plan/fingerprint.hpp"
#include "compiler/plan/from_sql.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/print/english.hpp"
#include "compiler/print/postgres.hpp"
#include "unit/compiler/plan/small_model.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace plan = pf::compiler::plan;
    namespace print = pf::compiler::print;
    const auto& schema = pf::compiler::test::shop();
    plan::Arena arena;
    const plan::Terms terms(arena);
    const auto query = plan::from_sql({reinterpret_cast<const char*>(data), size}, terms, schema);
    if (!query) return 0;
    (void)print::to_english(*query, schema);
    const auto sql = print::to_postgres(*query, schema);
    if (sql.size() > plan::max_sql_bytes) return 0;
    const auto again = plan::from_sql(sql, terms, schema);
    if (!again || fingerprint(*again, schema) != fingerprint(*query, schema)) {
        std::fprintf(stderr, "%s\n%s\n", sql.c_str(),
                     again ? print::to_postgres(*again, schema).c_str() : again.error().message.c_str());
        std::abort();
    }
    return 0;
}
