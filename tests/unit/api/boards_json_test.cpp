#include "api/boards_json.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace pf::api {
namespace {

namespace json = boost::json;

pitboss::Tile chart() {
    pitboss::Tile tile{"t1", "chart", "7", "how many patterns per kind", "", "", "tab=chart", {2, 0, 6, 4}, {}};
    tile.result = pitboss::TileResult{"Kinds", "rule_kinds", 2, "2025-11-24T12:30:00.000Z", {{"kind", "text"}}};
    return tile;
}

TEST(BoardsJson, ATileSaysWhatItsRuleMadeOrThatItIsGone) {
    EXPECT_EQ(json::parse(encode_tile(chart())),
              json::parse(R"({"tile_id":"t1","kind":"chart","rule_id":"7","sentence":"how many patterns per kind",
                              "title":"","text":"","look":"tab=chart","x":2,"y":0,"w":6,"h":4,
                              "result":{"title":"Kinds","view":"rule_kinds","rows":2,
                                        "made_at":"2025-11-24T12:30:00.000Z",
                                        "columns":[{"name":"kind","type":"text"}]}})"));
    auto gone = chart();
    gone.result.reset();
    EXPECT_TRUE(json::parse(encode_tile(gone)).at("result").is_null());
}

TEST(BoardsJson, ABoardListsItsTiles) {
    pitboss::Board board{"b1", "Monday",       1,        "2025-11-24T12:30:00.000Z", "2025-11-24T12:31:00.000Z",
                         "",   {"Ana", "Ben"}, {chart()}};
    EXPECT_EQ(json::parse(encode_board(board)).at("tiles").as_array().size(), 1u);
    EXPECT_EQ(encode_boards({}), R"({"boards":[]})");
    const auto listed = json::parse(encode_boards({board})).at("boards").at(0);
    EXPECT_EQ(listed.at("tile_count").as_int64(), 1);
    EXPECT_TRUE(listed.at("linked_at").is_null());
    EXPECT_EQ(json::parse(encode_board(board)).at("made_by").as_string(), "Ana");
    EXPECT_EQ(json::parse(encode_board(board)).at("changed_by").as_string(), "Ben");
}

TEST(BoardsJson, WhoHasALinkSeesNoRuleNoViewAndNoHiddenColumn) {
    auto tile = chart();
    tile.look = "tab=chart&chart=bar&where=kind%3Aeq%3Asecret&hide=kind";
    const pitboss::Board board{"b1", "Monday", 1, "", "", "", {"Ana", "Ben"}, {tile}};
    const auto text = encode_linked_board(board);
    for (const auto* unseen : {"rule_kinds", "secret", "\"kind\",\"type\"", "b1", "rule_id", "Ana"})
        EXPECT_EQ(text.find(unseen), std::string::npos) << unseen;
    const auto seen = json::parse(text).at("tiles").at(0);
    EXPECT_EQ(seen.at("look"), "chart=bar");
    EXPECT_EQ(seen.at("title"), "Kinds");
}

TEST(BoardsJson, RowsOfALinkStayWithinTheirTile) {
    auto tile = chart();
    tile.look = "where=kind%3Aeq%3Apattern&filter=x&sort=kind&hide=other";
    const auto request = linked_rows(tile, {{"where", "kind:ne:y"}, {"limit", "5"}});
    ASSERT_TRUE(request && request->within);
    EXPECT_EQ(request->limit, 5);
    EXPECT_EQ(request->where.size(), 1u);
    EXPECT_EQ(request->within->where.at(0).value, "pattern");
    EXPECT_EQ(request->within->filter, "x");
    EXPECT_EQ(request->within->hidden, std::vector<std::string>{"other"});
    EXPECT_FALSE(linked_rows(tile, {{"filter", "a"}}));
}

TEST(BoardsJson, ReadsWhatIsThereAndLeavesTheRest) {
    const auto change = decode_tile_change(R"({"text":"Hello","title":null})");
    ASSERT_TRUE(change);
    EXPECT_EQ(change->text, "Hello");
    EXPECT_FALSE(change->title);
    const auto tile = decode_new_tile(R"({"kind":"rows","rule_id":"7","x":3,"y":0,"w":4})");
    ASSERT_TRUE(tile);
    EXPECT_EQ(tile->x, 3);
    EXPECT_EQ(tile->w, 4);
    EXPECT_EQ(tile->h, 6);
    EXPECT_FALSE(decode_new_tile(R"({"kind":"text"})")->y);
    const auto places = decode_board_change(R"({"places":[{"tile_id":"t1","x":0,"y":2,"w":12,"h":1}]})");
    ASSERT_TRUE(places);
    EXPECT_EQ(places->places.at(0).place.w, 12);
    EXPECT_FALSE(places->name);
}

TEST(BoardsJson, RefusesWithTheFieldsName) {
    const auto says = [](const auto& read) { return read ? std::string() : read.error().message; };
    EXPECT_EQ(says(decode_board_name("{}")), "name is missing.");
    EXPECT_EQ(says(decode_new_tile(R"({"text":"x"})")), "kind is missing.");
    EXPECT_EQ(says(decode_new_tile(R"({"kind":"text","w":13})")), "w must be a whole number from 1 to 12.");
    EXPECT_EQ(says(decode_new_tile(R"({"kind":"text","x":1})")), "y is missing.");
    EXPECT_EQ(says(decode_tile_change(R"({"look":7})")), "look must be a string.");
    EXPECT_EQ(says(decode_board_change(R"({"places":{}})")), "places must be a list of {tile_id, x, y, w, h}.");
    EXPECT_EQ(says(decode_board_change(R"({"places":[{"tile_id":"t","x":0,"y":0,"w":1}]})")), "h is missing.");
    std::string many = R"({"places":[0)";
    for (int i = 0; i < 60; ++i) many += ",0";
    EXPECT_EQ(says(decode_board_change(many + "]}")), "places has more than 60 tiles.");
}

}  // namespace
}  // namespace pf::api
