// Keys of features in few bytes: what is packed comes back, whatever its size, and other bytes are refused.
#include "compiler/rank/packed_keys.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace pf::compiler {
namespace {

using Keys = std::vector<std::uint32_t>;

Keys any_keys(std::size_t count, std::uint32_t seed) {
    std::mt19937 random(seed);
    std::set<std::uint32_t> made;
    while (made.size() < count) made.insert(static_cast<std::uint32_t>(random()));
    return {made.begin(), made.end()};
}

void expect_round_trip(const Keys& keys) {
    const auto packed = pack_keys(keys);
    EXPECT_EQ(packed.size(), packed_size(keys.size()));
    EXPECT_EQ(unpack_keys(packed, keys.size()), keys) << keys.size();
}

TEST(PackedKeys, ComeBackHoweverManyThereAre) {
    for (std::size_t count = 0; count <= 70; ++count) expect_round_trip(any_keys(count, 3));
    for (const std::size_t count : {127U, 128U, 1'000U, 65'535U, 65'536U}) expect_round_trip(any_keys(count, 5));
}

TEST(PackedKeys, ComeBackFromBothEndsOfTheirRange) {
    expect_round_trip({0, 0xFFFFFFFF});
    expect_round_trip({0, 1, 2, 3, 4, 5, 6, 7});
    expect_round_trip({0xFFFFFFF9, 0xFFFFFFFA, 0xFFFFFFFB, 0xFFFFFFFC, 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF});
}

TEST(PackedKeys, TakeLittleMoreThanTwoBytesEachWhereThereAreMany) {
    EXPECT_LT(packed_size(165'000), 165'000 * 21 / 10);
    EXPECT_LT(packed_size(40'000), 40'000 * 24 / 10);
}

TEST(PackedKeys, OfAnotherNumberOrSizeAreRefused) {
    const auto keys = any_keys(100, 7);
    const auto packed = pack_keys(keys);
    EXPECT_FALSE(unpack_keys(packed, 99));
    EXPECT_FALSE(unpack_keys(packed, 101));
    EXPECT_FALSE(unpack_keys(packed.substr(1), 100));
    EXPECT_FALSE(unpack_keys(packed + '\0', 100));
    EXPECT_FALSE(unpack_keys({}, 100));
}

// Damage either shows, or leaves keys that ascend: nothing else comes out.
TEST(PackedKeys, DamagedOnesNeverComeOutOfOrder) {
    const auto keys = any_keys(100, 11);
    int refused = 0;
    for (std::size_t at = 0; at < packed_size(100) * 8; ++at) {
        auto bytes = pack_keys(keys);
        bytes[at / 8] = static_cast<char>(bytes[at / 8] ^ 1 << at % 8);
        const auto read = unpack_keys(bytes, 100);
        refused += !read;
        if (!read) continue;
        EXPECT_EQ(read->size(), 100U);
        EXPECT_EQ(std::adjacent_find(read->begin(), read->end(), std::greater_equal<>()), read->end()) << at;
    }
    EXPECT_GT(refused, 200);  // every bit of the upper half
}

}  // namespace
}  // namespace pf::compiler
