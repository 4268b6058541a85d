#include "algebra_check.hpp"

#include <fmt/format.h>

#include "compiler/emit_reading.hpp"
#include "compiler/plan/from_flat.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/print/postgres.hpp"

namespace pf::train {
namespace {

// The one thing that the algebra prints otherwise.
std::string one_day(std::string sql) {
    for (auto at = sql.find("'1 days'"); at != std::string::npos; at = sql.find("'1 days'", at))
        sql.replace(at, 8, "'1 day'");
    return sql;
}

}  // namespace

void AlgebraCheck::plans(const Question&, const compiler::SchemaIndex& schema, const std::vector<compiler::Plan>& plans,
                         std::ostream& out) {
    for (const auto& plan : plans) {
        ++plans_;
        compiler::plan::Arena arena;
        const compiler::plan::Terms terms(arena);
        const auto query = compiler::plan::from_flat(plan.query, terms, schema);
        const auto sql = compiler::print::to_postgres(query, schema);
        if (sql != one_day(plan.sql)) {
            ++other_sql_;
            note(out, "sql", plan.sql, sql);
        }
    }
}

std::string AlgebraCheck::report() const {
    return fmt::format(
        "{} plans: {} with other SQL, {} with another reading, {} not read back, {} read back otherwise\n", plans_,
        other_sql_, other_reading_, unread_, other_plan_);
}

void AlgebraCheck::note(std::ostream& out, std::string_view kind, std::string_view before, std::string_view after) {
    auto line = fmt::format("{}\n  - {}\n  + {}\n", kind, before, after);
    if (noted_.size() < 20000 && noted_.insert(line).second) out << line;
}

}  // namespace pf::train
