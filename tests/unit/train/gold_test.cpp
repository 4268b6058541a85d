#include "train/gold.hpp"

#include <gtest/gtest.h>

#include "train/agreement.hpp"
#include "unit/compiler/sample_model.hpp"

namespace pf::train {
namespace {

using compiler::Role;

compiler::test::Model shop() {
    using Type = model::TypeClass;
    compiler::test::ModelBuilder builder;
    builder.table("shops", {{"id", Type::integer}, {"name", Type::text}, {"city", Type::text}});
    builder.table("orders", {{"id", Type::integer}, {"shop_id", Type::integer}, {"total", Type::number}});
    return std::move(builder).build();
}

class GoldTest : public ::testing::Test {
 protected:
    std::shared_ptr<const Gold> read(std::string_view sql) const { return read_gold(sql, schema_); }
    bool agree(const Option& option, std::string_view sql) const {
        const auto gold = read(sql);
        EXPECT_TRUE(gold) << sql;
        return gold && agrees(option, *gold, schema_);
    }
    static Option option(Role role, int table, int column) {
        Option made;
        made.role = role;
        made.column = {table, column};
        return made;
    }

    compiler::test::Model model_ = shop();
    compiler::SchemaIndex schema_{model_.ontology, model_.values};
};

TEST_F(GoldTest, ReadsWhatIsShownAndFromWhere) {
    const auto gold = read(
        "SELECT T1.name, COUNT(*) FROM shops AS T1 JOIN orders AS T2 ON T1.id = T2.shop_id "
        "GROUP BY T1.name ORDER BY COUNT(*) DESC LIMIT 3");
    ASSERT_TRUE(gold);
    ASSERT_EQ(gold->shape.select.size(), 2U);
    EXPECT_EQ(gold->shape.select[0].column, (ColumnId{0, 1}));
    EXPECT_EQ(gold->shape.select[1].aggregate, Summary::count);
    EXPECT_EQ(gold->tables, (std::vector<int>{0, 1}));
    EXPECT_EQ(gold->shape.limit, 3);
    ASSERT_EQ(gold->shape.order.size(), 1U);
    EXPECT_TRUE(gold->shape.order[0].descending);
}

TEST_F(GoldTest, ReadsSmallLettersToo) {
    const auto gold = read("select sum(o.total) from orders o where o.total > 5");
    ASSERT_TRUE(gold);
    EXPECT_EQ(gold->shape.select[0].aggregate, Summary::sum);
    EXPECT_EQ(gold->shape.select[0].column, (ColumnId{1, 2}));
    ASSERT_EQ(gold->shape.where.size(), 1U);
    EXPECT_EQ(gold->shape.where[0].op, Op::gt);
}

TEST_F(GoldTest, RefusesWhatItCannotRead) {
    EXPECT_FALSE(read("SELECT name FROM nowhere"));
    EXPECT_FALSE(read("SELECT nothing FROM shops"));
    EXPECT_FALSE(read("SELECT name FROM shops WHERE"));
    EXPECT_FALSE(read("DELETE FROM shops"));
    EXPECT_FALSE(read(""));
}

TEST_F(GoldTest, TakesTheFirstThatCanBeRead) {
    const auto gold = read_gold(
        std::vector<std::string>{"WITH RECURSIVE x AS (SELECT 1) SELECT * FROM x", "SELECT city FROM shops"}, schema_);
    ASSERT_TRUE(gold);
    EXPECT_EQ(gold->shape.select[0].column, (ColumnId{0, 2}));
}

TEST_F(GoldTest, AgreesOnWhatIsShown) {
    EXPECT_TRUE(agree(option(Role::select, 0, 1), "SELECT name FROM shops"));
    EXPECT_FALSE(agree(option(Role::select, 0, 2), "SELECT name FROM shops"));
    auto average = option(Role::select, 1, 2);
    average.aggregate = Summary::avg;
    EXPECT_TRUE(agree(average, "SELECT AVG(total) FROM orders"));
    EXPECT_FALSE(agree(average, "SELECT SUM(total) FROM orders"));
    EXPECT_TRUE(agree(option(Role::select, 0, -1), "SELECT name FROM shops")) << "a shop is shown by its name";
}

TEST_F(GoldTest, AgreesOnColumnsThatAJoinSaysAreEqual) {
    const auto* sql = "SELECT T2.shop_id FROM shops AS T1 JOIN orders AS T2 ON T1.id = T2.shop_id";
    EXPECT_TRUE(agree(option(Role::select, 0, 0), sql));
    EXPECT_FALSE(agree(option(Role::select, 0, 0), "SELECT shop_id FROM orders"));
}

TEST_F(GoldTest, AgreesOnConditions) {
    auto value = option(Role::value, 0, 2);
    value.value = "Oslo";
    EXPECT_TRUE(agree(value, "SELECT name FROM shops WHERE city = 'oslo'"));
    EXPECT_FALSE(agree(value, "SELECT name FROM shops WHERE city = 'Rome'"));
    auto number = option(Role::number, 1, 2);
    number.op = Op::gt;
    number.value = "5";
    EXPECT_TRUE(agree(number, "SELECT id FROM orders WHERE total >= 5.0")) << "at least and more than are taken alike";
    EXPECT_FALSE(agree(number, "SELECT id FROM orders WHERE total < 5"));
}

TEST_F(GoldTest, AgreesOnOrderAndLimit) {
    auto order = option(Role::order, 1, 2);
    order.descending = true;
    order.limit = 1;
    EXPECT_TRUE(agree(order, "SELECT id FROM orders ORDER BY total DESC LIMIT 1"));
    EXPECT_TRUE(agree(order, "SELECT id FROM orders WHERE total = (SELECT MAX(total) FROM orders)"));
    EXPECT_FALSE(agree(order, "SELECT id FROM orders ORDER BY total LIMIT 1"));
    EXPECT_FALSE(agree(order, "SELECT id FROM orders ORDER BY total DESC LIMIT 2"));
}

TEST_F(GoldTest, AgreesOnWhatIsAbsent) {
    const auto* sql = "SELECT name FROM shops WHERE id NOT IN (SELECT shop_id FROM orders)";
    EXPECT_TRUE(agree(option(Role::absent, 1, -1), sql));
    EXPECT_FALSE(agree(option(Role::absent, 0, -1), sql));
    EXPECT_TRUE(agree(option(Role::absent, 1, -1),
                      "SELECT name FROM shops s WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.shop_id = s.id)"));
    EXPECT_TRUE(agree(option(Role::absent, 1, -1),
                      "SELECT name FROM shops s LEFT JOIN orders o ON o.shop_id = s.id WHERE o.id IS NULL"));
}

}  // namespace
}  // namespace pf::train
