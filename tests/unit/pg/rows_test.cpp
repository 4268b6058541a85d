#include "pg/rows.hpp"

#include <gtest/gtest.h>

namespace pf::pg {
namespace {

TEST(Rows, WithoutAResultAreEmptyAndSafeToAsk) {
    const Rows rows;
    EXPECT_TRUE(rows.empty());
    EXPECT_EQ(rows.columns(), 0);
    EXPECT_TRUE(rows.is_null(0, 0));
    EXPECT_EQ(rows.text(0, 0), "");
    EXPECT_EQ(rows.name(0), "");
    EXPECT_EQ(rows.type(0), 0u);
    EXPECT_EQ(rows.integer(0, 0), 0);
    EXPECT_EQ(rows.number(0, 0), 0);
    EXPECT_FALSE(rows.boolean(0, 0));
    EXPECT_EQ(rows.affected(), 0);
}

}  // namespace
}  // namespace pf::pg
