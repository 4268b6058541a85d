// Dense features by name: a group is one table of names, a row its values. A name is looked up while compiling: one
// that is not in the table does not compile, and a new one shifts nothing.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>

namespace pf::compiler {

template <std::size_t... N>
consteval auto joined(const std::array<std::string_view, N>&... lists) {
    std::array<std::string_view, (N + ...)> made;
    auto at = made.begin();
    ((at = std::copy(lists.begin(), lists.end(), at)), ...);
    return made;
}

// Group::names: a constexpr array of all names, each once.
template <class Group>
class DenseRow {
 public:
    static constexpr std::size_t width = Group::names.size();

    class Name {
     public:
        consteval Name(const char* name) : at(place_of(name)) {}
        std::size_t at;
    };

    // All values are unset.
    DenseRow() { values_.fill(std::numeric_limits<float>::quiet_NaN()); }

    [[nodiscard]] float& operator[](Name name) { return values_[name.at]; }
    [[nodiscard]] float operator[](Name name) const { return values_[name.at]; }
    // Sets the features of another group, which stand together here.
    template <class Other>
    void set(const DenseRow<Other>& other) {
        constexpr auto at = place_of(Other::names.front());
        static_assert(std::equal(Other::names.begin(), Other::names.end(), Group::names.begin() + at));
        std::copy(other.begin(), other.end(), values_.begin() + at);
    }

    // Sets each to value_of(its place).
    template <class ValueOf>
    void fill(ValueOf value_of) {
        for (std::size_t at = 0; at < width; ++at) values_[at] = value_of(at);
    }

    // Whether every feature was set.
    [[nodiscard]] bool complete() const {
        return std::none_of(begin(), end(), [](float value) { return std::isnan(value); });
    }

    // In the order of the names.
    [[nodiscard]] const float* data() const { return values_.data(); }
    [[nodiscard]] static constexpr std::size_t size() { return width; }
    [[nodiscard]] const float* begin() const { return values_.data(); }
    [[nodiscard]] const float* end() const { return values_.data() + width; }

 private:
    static consteval std::size_t place_of(std::string_view name) {
        const auto found = std::find(Group::names.begin(), Group::names.end(), name);
        if (found == Group::names.end()) throw "no feature of this name";
        if (std::find(found + 1, Group::names.end(), name) != Group::names.end()) throw "two features of this name";
        return static_cast<std::size_t>(found - Group::names.begin());
    }
    std::array<float, width> values_;
};

}  // namespace pf::compiler
