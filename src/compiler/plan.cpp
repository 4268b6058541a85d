#include "compiler/plan.hpp"

#include <string_view>

namespace pf::compiler {
namespace {

class Hash {
 public:
    void add(std::uint64_t value) {
        state_ ^= value;
        state_ *= 0x9E3779B97F4A7C15ULL;
        state_ ^= state_ >> 29;
    }
    void add(std::string_view text) {
        std::uint64_t sum = 1469598103934665603ULL;
        for (const char c : text) sum = (sum ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
        add(sum);
    }
    void add(const Term& t) {
        add(static_cast<std::uint64_t>(t.aggregate) << 8 | static_cast<std::uint64_t>(t.distinct) << 4 |
            static_cast<std::uint64_t>(t.expression));
        // count(*) prints the same whatever its table
        const bool rows = t.aggregate == Aggregate::count && t.column.column < 0;
        add(rows ? 0
                 : static_cast<std::uint64_t>(t.column.table + 1) << 32 |
                       static_cast<std::uint64_t>(t.column.column + 1));
        if (t.expression != Expression::column)
            add(static_cast<std::uint64_t>(t.other.table + 1) << 32 | static_cast<std::uint64_t>(t.other.column + 1));
        add(static_cast<std::uint64_t>(t.instance));
    }
    void add(const Condition& c) {
        add(static_cast<std::uint64_t>(c.kind) << 16 | static_cast<std::uint64_t>(c.op) << 8 |
            static_cast<std::uint64_t>(c.any_of) << 3 | static_cast<std::uint64_t>(c.negated) << 2 |
            static_cast<std::uint64_t>(c.membership) << 1 | static_cast<std::uint64_t>(c.number_literal));
        add(c.left);
        add(c.value);
        add(c.value2);
        if (c.kind == Condition::Kind::terms) add(c.right);
        if (c.subquery) add(fingerprint(*c.subquery));
    }
    [[nodiscard]] std::uint64_t value() const { return state_; }

 private:
    std::uint64_t state_ = 88172645463325252ULL;
};

}  // namespace

std::uint64_t fingerprint(const Query& query) {
    Hash hash;
    for (const auto& term : query.select) hash.add(term);
    hash.add(static_cast<std::uint64_t>(query.distinct) << 1 | static_cast<std::uint64_t>(query.count_rows));
    for (const auto& entry : query.from) {
        hash.add(static_cast<std::uint64_t>(entry.table) << 8 | static_cast<std::uint64_t>(entry.instance));
        hash.add(static_cast<std::uint64_t>(entry.edge + 1) << 8 | static_cast<std::uint64_t>(entry.to + 1));
    }
    for (const auto& c : query.where) hash.add(c);
    hash.add(query.filter.size());
    for (const auto& c : query.filter) hash.add(c);
    hash.add(std::string_view("group"));
    for (const auto& term : query.group) hash.add(term);
    for (const auto& c : query.having) hash.add(c);
    hash.add(std::string_view("order"));
    for (const auto& key : query.order) {
        hash.add(key.term);
        hash.add(static_cast<std::uint64_t>(key.descending));
    }
    hash.add(static_cast<std::uint64_t>(query.limit));
    hash.add(static_cast<std::uint64_t>(query.operation));
    if (query.right) hash.add(fingerprint(*query.right));
    return hash.value();
}

}  // namespace pf::compiler
