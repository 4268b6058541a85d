#include "compiler/join_path.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample_model.hpp"

namespace pf::compiler {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Type = model::TypeClass;

// author ← book → shelf → room, two keys from loan to author, and an island
enum Tables { author, book, shelf, room, loan, island };

SchemaIndex library() {
    test::ModelBuilder b;
    b.table("author", {{"id", Type::integer}, {"name", Type::text}})
        .table("book", {{"id", Type::integer}, {"author_id", Type::integer}, {"shelf_id", Type::integer}})
        .table("shelf", {{"id", Type::integer}, {"room_id", Type::integer}})
        .table("room", {{"id", Type::integer}, {"floor", Type::integer}})
        .table("loan", {{"id", Type::integer}, {"giver", Type::integer}, {"taker", Type::integer}})
        .table("island", {{"number", Type::integer}})
        .key("book", "author_id", "author")
        .key("book", "shelf_id", "shelf")
        .key("shelf", "room_id", "room")
        .key("loan", "giver", "author")
        .key("loan", "taker", "author");
    const auto model = std::move(b).build();
    return SchemaIndex(model.ontology, model.values);
}

plan::Query query_of(const std::vector<int>& tables) {
    plan::Query query;
    for (const int table : tables) query.required.push_back({table, 0});
    return query;
}

std::vector<int> joined(const plan::Query& query) {
    std::vector<int> tables;
    for (const auto& entry : query.from) tables.push_back(entry.source.table);
    return tables;
}

TEST(JoinPath, GoesOverTheTablesBetween) {
    const auto schema = library();
    const auto costs = join_costs({}, schema);
    auto query = query_of({author, room});
    ASSERT_TRUE(join_tables(query, schema, costs));
    EXPECT_THAT(joined(query), ElementsAre(author, book, shelf, room));
    for (std::size_t i = 1; i < query.from.size(); ++i) EXPECT_LT(query.from[i].to, static_cast<int>(i));
}

TEST(JoinPath, GrowsOneTreeNotTwoPaths) {
    const auto schema = library();
    const auto costs = join_costs({}, schema);
    auto query = query_of({author, shelf, room});
    ASSERT_TRUE(join_tables(query, schema, costs));
    EXPECT_THAT(query.from, SizeIs(4));
}

TEST(JoinPath, ConnectsNothingToAnIsland) {
    const auto schema = library();
    const auto costs = join_costs({}, schema);
    EXPECT_THAT(shortest_path({author}, island, schema, costs), IsEmpty());
    auto query = query_of({author, island});
    for (int round = 0; round < 2; ++round) {  // the second time from what is known
        EXPECT_FALSE(join_tables(query, schema, costs));
        EXPECT_THAT(query.from, IsEmpty());
    }
}

TEST(JoinPath, TakesTheOtherKeyWhenOneIsBanned) {
    const auto schema = library();
    const auto costs = join_costs({}, schema);
    const auto first = shortest_path({author}, loan, schema, costs);
    ASSERT_THAT(first, SizeIs(1));
    const auto second = shortest_path({author}, loan, schema, costs, first);
    ASSERT_THAT(second, SizeIs(1));
    EXPECT_NE(first, second);
    EXPECT_THAT(shortest_path({author}, loan, schema, costs, {first[0], second[0]}), IsEmpty());
}

TEST(JoinPath, PrefersTheKeyThatIsSaid) {
    const auto schema = library();
    for (const int column : {1, 2}) {
        Analysis analysis;
        ColumnMention said;
        said.column = {loan, column};
        said.link = 1;
        analysis.columns.push_back(said);
        const auto path = shortest_path({author}, loan, schema, join_costs(analysis, schema));
        ASSERT_THAT(path, SizeIs(1));
        EXPECT_THAT(schema.edges()[static_cast<std::size_t>(path[0])].from_columns, ElementsAre(column));
    }
}

TEST(JoinPath, KnowsWhoseRowsAJoinRepeats) {
    const auto schema = library();
    const auto costs = join_costs({}, schema);
    auto query = query_of({author, book});
    ASSERT_TRUE(join_tables(query, schema, costs));
    EXPECT_TRUE(repeats_rows(query, author, schema));
    EXPECT_FALSE(repeats_rows(query, book, schema));
}

TEST(JoinPath, ListsTheTablesOfEveryPartOnce) {
    plan::Arena arena;
    const plan::Terms terms(arena);
    const auto column = [&](int table) { return terms.column({table, 0}, 0); };
    plan::Query query;
    query.select = {{column(shelf), {}}};
    query.order = {{column(book), false}};
    query.where = {terms.call(Op::eq, {column(author), column(shelf)})};
    query.required = {{room, 0}, {author, 0}};
    EXPECT_THAT(tables_to_join(query, library()), ElementsAre(shelf, author, book, room));
}

}  // namespace
}  // namespace pf::compiler
