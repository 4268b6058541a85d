// What a plan makes of each name that is said, of a column or a table, and which names it takes, as features of ranking
// (a part of WordUses): "for each <department>" with the department's table joined and not shown is a sight few right
// plans offer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/plan.hpp"
#include "compiler/rank/context.hpp"
#include "compiler/rank/names.hpp"

namespace pf::compiler {

// A role of an option, or another use of a word: 0 none, then the roles that alone account for it, those that share it,
// and the rest below.
using UseRole = std::uint8_t;
inline constexpr UseRole shared_from = 15, table_used = 29, table_unused = 30, accounted = 31, outside = 32;
[[nodiscard]] const Piece& use_name(UseRole role);
[[nodiscard]] constexpr UseRole use_of(Role role, bool shared) {
    return static_cast<UseRole>(static_cast<int>(role) + (shared ? shared_from : 1));
}

// Of the parts of a plan that a feature is made of; equal for equal parts.
class PartKey {
 public:
    explicit PartKey(std::uint64_t kind) : state_(kind) {}
    PartKey& add(std::uint64_t value) {
        state_ = (state_ ^ value) * 0x9E3779B97F4A7C15ULL;
        state_ ^= state_ >> 29;
        return *this;
    }
    PartKey& add(const plan::TermView& term) {
        return add(static_cast<std::uint64_t>(term.aggregate))
            .add(static_cast<std::uint64_t>(static_cast<std::uint32_t>(term.column.table)) << 32 |
                 static_cast<std::uint32_t>(term.column.column));
    }
    [[nodiscard]] std::uint64_t value() const { return state_ == 0 ? 1 : state_; }  // never 0

 private:
    std::uint64_t state_;
};

class NameUses {
 public:
    // The context must outlive it.
    explicit NameUses(const Context& context);

    // Calls visit(key, emit) for every part of the plan that has features; emit(FeatureSink&) adds them. `of_words`:
    // what the plan makes of each word. Parts with equal keys have equal features.
    template <class Visit>
    void visit(const Plan& plan, const std::vector<UseRole>& of_words, Visit&& visit) const {
        visit_columns(plan, of_words, visit);
        visit_tables(plan, visit);
        for (const auto* o : plan.chosen)
            if (o->column.column >= 0)
                visit(PartKey(3).add(reinterpret_cast<std::uintptr_t>(o)).value(),
                      [&](FeatureSink& sink) { taken(*o, sink); });
        const auto& select = plan.shape.select;
        for (std::size_t at = 0; at < select.size(); ++at) {
            PartKey key(4);
            key.add(select[at]).add(std::min<std::size_t>(select.size(), 6));
            if (at > 0) key.add(select[at - 1]);
            visit(key.value(), [&](FeatureSink& sink) { shown(plan.shape, at, sink); });
        }
    }

 private:
    // Words that name columns or tables, the longest that do not overlap, in their order.
    struct Name {
        int begin = 0, end = 0;
        TokenSet tokens;
        float link = 0;
        std::uint8_t how = 0;           // how many words, and how well they name it
        std::vector<ColumnId> targets;  // that they name equally well; column -1: the table
    };
    // What the plan makes of a column's name. shared: takes another column for it.
    struct ColumnUse {
        UseRole role = 0;
        std::uint8_t aggregate = 0;
        bool shown = false;  // one of the columns is shown
        bool whole = false;  // all words of the name are used so
    };
    struct TableUse {
        char part = '-';  // '1' the first of FROM, 'j' joined, 'i' in a subquery, '-' none
        UseRole role = 0;
        std::uint8_t shown = 0;  // what of it is shown, two bits each, at most three: 1 key, 2 name, 3 all
        bool grouped = false;
        [[nodiscard]] std::string text() const;
        friend bool operator==(const TableUse&, const TableUse&) = default;
    };
    template <class Mention, class Target>
    [[nodiscard]] static std::vector<Name> longest(const std::vector<Mention>& found, Target target);
    [[nodiscard]] ColumnUse column_use(const Plan& plan, const std::vector<UseRole>& of_words, const Name& name) const;
    [[nodiscard]] TableUse table_use(const Plan& plan, const std::vector<int>& all, const Name& name) const;
    [[nodiscard]] static std::vector<int> tables_of(const Plan& plan);
    void column_features(std::size_t at, const ColumnUse& before, const ColumnUse& now, FeatureSink& sink) const;
    void table_features(std::size_t at, const TableUse& before, const TableUse& now, FeatureSink& sink) const;
    // The last word of a column's name, its head: "date" of birth_date.
    [[nodiscard]] Piece head(ColumnId column) const;
    void taken(const Option& option, FeatureSink& sink) const;
    void shown(const plan::Shape& query, std::size_t at, FeatureSink& sink) const;

    template <class Visit>
    void visit_columns(const Plan& plan, const std::vector<UseRole>& of_words, Visit& visit) const {
        ColumnUse before;
        for (std::size_t at = 0; at < columns_.size(); ++at) {
            const auto now = column_use(plan, of_words, columns_[at]);
            PartKey key(1);
            for (const auto& use : {now, before})
                key.add(static_cast<std::uint64_t>(use.role) << 16 | static_cast<std::uint64_t>(use.aggregate) << 8 |
                        (use.shown ? 2U : 0U) | (use.whole ? 1U : 0U));
            visit(key.add(at).value(), [&](FeatureSink& sink) { column_features(at, before, now, sink); });
            before = now;
        }
    }
    template <class Visit>
    void visit_tables(const Plan& plan, Visit& visit) const {
        if (tables_.empty()) return;
        const auto all = tables_of(plan);
        TableUse before;
        for (std::size_t at = 0; at < tables_.size(); ++at) {
            const auto now = table_use(plan, all, tables_[at]);
            PartKey key(2);
            for (const auto& use : {now, before})
                key.add(static_cast<std::uint64_t>(use.part) << 24 | static_cast<std::uint64_t>(use.role) << 16 |
                        static_cast<std::uint64_t>(use.shown) << 1 | (use.grouped ? 1U : 0U));
            visit(key.add(at).value(), [&](FeatureSink& sink) { table_features(at, before, now, sink); });
            before = now;
        }
    }

    const Context& context_;
    std::vector<Name> columns_, tables_;
};

}  // namespace pf::compiler
