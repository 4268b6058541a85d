#include "algebra_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/plan/fingerprint.hpp"
#include "compiler/plan/from_sql.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/print/postgres.hpp"

namespace pf::train {
void AlgebraCheck::plans(const Question&, const compiler::SchemaIndex& schema, const std::vector<compiler::Plan>& plans,
                         std::ostream& out) {
    for (const auto& plan : plans) {
        ++plans_;
        compiler::plan::Arena arena;
        const compiler::plan::Terms terms(arena);
        const auto& sql = plan.sql;
        const auto back = compiler::plan::from_sql(sql, terms, schema);
        if (!back) {
            ++unread_;
            note(out, "unread", sql, back.error().message);
        } else if (fingerprint(*back, schema) != fingerprint(plan.query, schema)) {
            ++other_plan_;
            note(out, "read otherwise", sql, compiler::print::to_postgres(*back, schema));
        }
    }
}

void AlgebraCheck::gold(const Question& question, const compiler::SchemaIndex& schema, std::ostream& out) {
    for (const auto& sql : question.gold) {
        ++gold_;
        compiler::plan::Arena arena;
        const compiler::plan::Terms terms(arena);
        const auto read = compiler::plan::from_sql(sql, terms, schema);
        if (!read) {
            ++gold_unread_;
            auto reason = read.error().message;
            ++reasons_[reason.substr(0, reason.rfind(" (character"))];
            note(out, "gold unread", sql, reason);
            continue;
        }
        const auto printed = compiler::print::to_postgres(*read, schema);
        const auto again = compiler::plan::from_sql(printed, terms, schema);
        if (!again || fingerprint(*again, schema) != fingerprint(*read, schema)) {
            ++gold_otherwise_;
            note(out, "gold read otherwise", sql,
                 printed + "\n  + " + (again ? compiler::print::to_postgres(*again, schema) : again.error().message));
        }
    }
}

std::string AlgebraCheck::report() const {
    std::vector<std::pair<std::size_t, std::string>> reasons;
    for (const auto& [reason, count] : reasons_) reasons.emplace_back(count, reason);
    std::sort(reasons.rbegin(), reasons.rend());
    std::string made;
    for (std::size_t i = 0; i < std::min<std::size_t>(reasons.size(), 25); ++i)
        made += fmt::format("{:6} {}\n", reasons[i].first, reasons[i].second);
    made += fmt::format("{} gold queries: {} not read, {} read otherwise from what is printed\n", gold_, gold_unread_,
                        gold_otherwise_);
    return made + plan_report();
}

std::string AlgebraCheck::plan_report() const {
    return fmt::format("{} plans: {} not read back from their SQL, {} read back otherwise\n", plans_, unread_,
                       other_plan_);
}

void AlgebraCheck::note(std::ostream& out, std::string_view kind, std::string_view before, std::string_view after) {
    auto line = fmt::format("{}\n  - {}\n  + {}\n", kind, before, after);
    if (noted_.size() < 20000 && noted_.insert(line).second) out << line;
}

}  // namespace pf::train
