// A hash table from keys of features to small values, for many reads: open addressing by the first bits of the keys,
// which are hashes themselves.
#pragma once

#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

namespace pf::compiler {

template <class Value, class Key = std::uint32_t>
class KeyTable {
 public:
    KeyTable() = default;
    // With room for `expected` keys; more make it grow.
    explicit KeyTable(std::size_t expected) { reserve(expected); }

    // Keys are hashes and never 0.
    void set(Key key, Value value) {
        if (used_ * 5 >= slots_.size() * 3) reserve(used_ * 2 + 16);
        auto& slot = slots_[place_of(key)];
        used_ += slot.key == 0;
        slot = {key, value};
    }
    // Value{} when there is none.
    [[nodiscard]] Value value(Key key) const {
        const auto* found = find(key);
        return found ? *found : Value{};
    }
    [[nodiscard]] const Value* find(Key key) const {
        if (slots_.empty()) return nullptr;
        const auto& slot = slots_[place_of(key)];
        return slot.key == key ? &slot.value : nullptr;
    }
    [[nodiscard]] std::size_t size() const { return used_; }
    // Calls visit(key, value) for all, in no particular order.
    template <class Visit>
    void for_each(Visit&& visit) const {
        for (const auto& slot : slots_)
            if (slot.key) visit(slot.key, slot.value);
    }

 private:
    struct Slot {
        Key key = 0;
        Value value{};
    };

    // Where the key is, or would be.
    [[nodiscard]] std::size_t place_of(Key key) const {
        const auto mask = slots_.size() - 1;
        auto at = static_cast<std::size_t>(key >> shift_);
        while (slots_[at].key != key && slots_[at].key != 0) at = (at + 1) & mask;
        return at;
    }
    void reserve(std::size_t expected) {
        const auto size = std::bit_ceil(expected * 2 + 2);
        auto old = std::exchange(slots_, std::vector<Slot>(size));
        shift_ = static_cast<int>(sizeof(Key) * 8) - std::countr_zero(size);
        used_ = 0;
        for (const auto& slot : old)
            if (slot.key) set(slot.key, slot.value);
    }

    std::vector<Slot> slots_;  // a power of two, at least two
    int shift_ = 0;
    std::size_t used_ = 0;
};

}  // namespace pf::compiler
