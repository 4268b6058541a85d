// Terms are made here: Arena keeps each once, Terms is the factory that sets their hashes. Way in: Terms.
#pragma once

#include <array>
#include <deque>
#include <initializer_list>
#include <memory_resource>
#include <string>
#include <unordered_set>

#include "compiler/plan/algebra.hpp"

namespace pf::compiler::plan {

// What the plans of one sentence are made of; freed at once. A pointer from it lives as long as the arena.
class Arena {
 public:
    Arena() = default;
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;

    [[nodiscard]] std::string_view keep(std::string_view text);
    [[nodiscard]] std::span<const Term* const> keep(std::span<const Term* const> terms);
    [[nodiscard]] std::span<const OrderKey> keep(std::span<const OrderKey> keys);
    // The one term of the arena that is the same; its hash must be set, its lists and texts may be anybody's.
    [[nodiscard]] const Term* keep(const Term& term);
    [[nodiscard]] const Query* keep(Query query);
    // The term of a column that was asked for last among those that share its place; null at first. Most terms that are
    // asked for are columns, over and over the same few.
    [[nodiscard]] const Term*& last_column(Source source, int column) {
        const auto mixed = static_cast<unsigned>(source.table) * 31 + static_cast<unsigned>(column) +
                           static_cast<unsigned>(source.instance) * 97;
        return columns_[mixed % columns_.size()];
    }

 private:
    struct ByHash {
        std::size_t operator()(const Term* term) const { return term->hash; }
    };
    struct BySame {
        bool operator()(const Term* a, const Term* b) const { return same(*a, *b); }
    };

    template <class T>
    T* room(std::size_t count);
    static constexpr std::size_t first_block = 16 * 1024;
    std::pmr::monotonic_buffer_resource memory_{first_block};
    std::pmr::unordered_set<const Term*, ByHash, BySame> known_{&memory_};
    std::deque<Query> queries_;  // they own vectors
    std::array<const Term*, 128> columns_{};
};

using TermList = std::vector<const Term*>;

// Every function copies what it is given into the arena.
class Terms {
 public:
    explicit Terms(Arena& arena) : arena_(arena) {}
    [[nodiscard]] Arena& arena() const { return arena_; }
    [[nodiscard]] const Query* keep(Query query) const { return arena_.keep(std::move(query)); }

    // Of a term made elsewhere: texts and lists copied, moment in its canonical form, hash set. Equal terms are one.
    [[nodiscard]] const Term* make(Term term) const;

    [[nodiscard]] const Term* column(Source source, int column) const;
    [[nodiscard]] const Term* all(Source source) const;
    [[nodiscard]] const Term* number(std::string_view digits) const;
    [[nodiscard]] const Term* number(const std::string& digits) const { return number(std::string_view(digits)); }
    [[nodiscard]] const Term* number(const char* digits) const { return number(std::string_view(digits)); }
    [[nodiscard]] const Term* number(std::int64_t value) const;
    [[nodiscard]] const Term* text(std::string_view text) const;
    [[nodiscard]] const Term* truth(bool value) const;
    [[nodiscard]] const Term* null() const;
    [[nodiscard]] const Term* moment(const Moment& moment) const;

    // What prints the same is the same term: "a and (b and c)" is "a and b and c", "not exists" an exists, "- 1" a
    // number.
    [[nodiscard]] const Term* call(Op op, std::span<const Term* const> args, Unit unit = Unit::none) const;
    [[nodiscard]] const Term* call(Op op, std::initializer_list<const Term*> args, Unit unit = Unit::none) const {
        return call(op, std::span(args.begin(), args.size()), unit);
    }
    [[nodiscard]] const Term* cast(const Term* term, std::string_view type) const;
    [[nodiscard]] const Term* function(std::string_view name, std::span<const Term* const> args) const;
    // The one of them, or all of them: null for none.
    [[nodiscard]] const Term* all_of(std::span<const Term* const> conditions) const;

    // Without argument: count of rows.
    [[nodiscard]] const Term* aggregate(Aggregate aggregate, const Term* argument = nullptr, bool distinct = false,
                                        const Term* filter = nullptr) const;
    [[nodiscard]] const Term* count_rows(Source source, const Term* filter = nullptr) const;
    [[nodiscard]] const Term* window(WindowFunction function, std::span<const Term* const> args,
                                     std::span<const Term* const> partition, std::span<const OrderKey> order) const;

    [[nodiscard]] const Term* scalar(const Query* query) const;
    [[nodiscard]] const Term* exists(const Query* query, bool negated = false) const;
    [[nodiscard]] const Term* within(const Term* term, const Query* query, bool negated = false) const;

 private:
    Arena& arena_;
};

// The same moment in one form for all ways to say it: a quarter is three months, no shift by nothing.
[[nodiscard]] Moment canonical(Moment moment);

// Of a query as it is written: other than fingerprint() (walk.hpp) it tells two numberings of instances apart.
[[nodiscard]] std::uint64_t hash_of(const Query& query);
[[nodiscard]] bool same(const Query& a, const Query& b);

// Hash of a sequence of numbers and texts.
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
    [[nodiscard]] std::uint64_t value() const { return state_; }

 private:
    std::uint64_t state_ = 88172645463325252ULL;
};

// Of all fields of the term that are no pointers and no source: what hash_of() and fingerprint() begin with.
void add_shape(Hash& hash, const Term& term);

}  // namespace pf::compiler::plan
