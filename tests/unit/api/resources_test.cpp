#include "api/resources.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace pf::api {
namespace {

namespace json = boost::json;

const SystemTime noon = SystemTime{std::chrono::seconds{1763987400}};

pitboss::RegisteredRule rule() {
    pitboss::RegisteredRule made;
    made.rule_id = "7";
    made.rule = "find_all_patterns";
    made.sentence = "Find all patterns";
    made.sql = "SELECT 1";
    made.reading = "All patterns.";
    made.generator = "compiler";
    made.view = "rule_find_all_patterns_7";
    made.confidence = 0.97;
    made.version = 2;
    made.rows = 5;
    made.total_ms = 6.1234;
    made.created_at = "2025-11-24T12:30:00.000Z";
    made.last_run_at = "2025-11-24T12:31:00.000Z";
    made.makers = {"Ana", "Ben"};
    made.versions = {{2, "Find all patterns", "SELECT 1", "All patterns.", "compiler", 0.97, 5, 6.1234,
                      "2025-11-24T12:31:00.000Z", "Ben"},
                     {1,
                      "Find all patterns",
                      "SELECT 1",
                      "All patterns.",
                      "compiler",
                      0.97,
                      {},
                      {},
                      "2025-11-24T12:30:00.000Z",
                      ""}};
    return made;
}

constexpr std::string_view rule_members =
    R"("rule_id":"7","rule":"find_all_patterns","sentence":"Find all patterns","sql":"SELECT 1",
       "reading":"All patterns.","generator":"compiler","view":"rule_find_all_patterns_7","confidence":0.97,"version":2,
       "rows":5,"total_ms":6.123,"created_at":"2025-11-24T12:30:00.000Z","last_run_at":"2025-11-24T12:31:00.000Z",
       "title":"","note":"","starred":false,"folder":"","parent":"","draft":false,"made_by":"Ana","changed_by":"Ben")";

TEST(Resources, ListRulesWithoutTheirVersions) {
    EXPECT_EQ(json::parse(encode_rules({{rule()}, {}})),
              json::parse("{\"rules\":[{" + std::string(rule_members) + "}]}"));
    EXPECT_EQ(encode_rules({}), R"({"rules":[]})");
    EXPECT_EQ(encode_rules({{}, "17 a b"}), R"({"rules":[],"next":"17 a b"})");
}

TEST(Resources, ShowAReadingWithAllItsFields) {
    pitboss::SentenceReading reading;
    reading.status = "ambiguous";
    reading.rule = "patterns_of_guests";
    reading.readings = {{"One.", "SELECT 1", 0.61234}, {"Two.", "SELECT 2", 0.3}};
    reading.rows_estimate = 38;
    reading.message = "Choose one.";
    reading.elapsed_ms = 0.7;
    EXPECT_EQ(json::parse(encode_reading(reading)),
              json::parse(R"({"status":"ambiguous","rule":"patterns_of_guests","reading":"One.","sql":"SELECT 1",
                              "rows_estimate":38,"readings":[
                                {"n":1,"reading":"One.","sql":"SELECT 1","confidence":0.612},
                                {"n":2,"reading":"Two.","sql":"SELECT 2","confidence":0.3}],
                              "unknown":[],"message":"Choose one.","hint":"","elapsed_ms":0.7})"));

    reading = {};
    reading.status = "not_understood";
    reading.elapsed_ms = 0.5;
    reading.unknown = {{"🦄s", 5, {"unicorns"}}, {"blue", std::nullopt, {}}};
    EXPECT_EQ(
        json::parse(encode_reading(reading)),
        json::parse(R"({"status":"not_understood","rule":"","reading":"","sql":"","rows_estimate":null,"readings":[],
                              "unknown":[{"word":"🦄s","offset":5,"length":3,"suggestions":["unicorns"]},
                                         {"word":"blue","suggestions":[]}],
                              "message":"","hint":"","elapsed_ms":0.5})"));
}

TEST(Resources, ShowTheVocabulary) {
    pitboss::Vocabulary vocabulary;
    vocabulary.rules = {{"LIST_ORGS", "List orgs", "All of them"}};
    vocabulary.tables = {{"orgs", "Companies", {{"stage", "text"}}}};
    vocabulary.values = {{"orgs", "stage", "Series A"}};
    EXPECT_EQ(json::parse(encode_vocabulary(vocabulary)),
              json::parse(R"({"rules":[{"code":"LIST_ORGS","sentence":"List orgs","description":"All of them"}],
                              "tables":[{"name":"orgs","description":"Companies","columns":[{"name":"stage","type":"text"}]}],
                              "values":[{"table":"orgs","column":"stage","value":"Series A"}]})"));
}

TEST(Resources, ShowARuleWithItsVersions) {
    EXPECT_EQ(json::parse(encode_rule(rule())),
              json::parse("{" + std::string(rule_members) +
                          R"(,"versions":[{"version":2,"sentence":"Find all patterns","sql":"SELECT 1",
                             "reading":"All patterns.","generator":"compiler","confidence":0.97,"rows":5,"total_ms":6.123,
                             "created_at":"2025-11-24T12:31:00.000Z","made_by":"Ben"},
                            {"version":1,"sentence":"Find all patterns","sql":"SELECT 1","reading":"All patterns.",
                             "generator":"compiler","confidence":0.97,"rows":null,"total_ms":null,
                             "created_at":"2025-11-24T12:30:00.000Z","made_by":""}]})"));
}

TEST(Resources, ListPredefinedRules) {
    EXPECT_EQ(encode_predefined({{"LIST_ORGS", "List the orgs", "All of them"}}),
              R"({"rules":[{"code":"LIST_ORGS","sentence":"List the orgs","description":"All of them"}]})");
}

TEST(Resources, ListViewsAndTables) {
    pitboss::RelationInfo relation;
    relation.name = "v\"1";
    relation.description = "Find";
    relation.rule = "find";
    relation.rule_id = "7";
    relation.created_at = "2025-11-24T12:30:00.000Z";
    relation.columns = {{"id", "bigint"}};
    EXPECT_EQ(
        encode_views({{relation}, {}}),
        R"({"views":[{"name":"v\"1","description":"Find","rule":"find","rule_id":"7","rows":null,)"
        R"("created_at":"2025-11-24T12:30:00.000Z","title":"","note":"","starred":false,"folder":"","parent":"","draft":false,"aliases":[],"made_by":"","changed_by":""}]})");
    relation.rows = 3;
    EXPECT_EQ(encode_tables({{relation}, {}}), R"({"tables":[{"name":"v\"1","description":"Find","rows":3,)"
                                               R"("columns":[{"name":"id","type":"bigint"}]}]})");
}

TEST(Resources, ShowPagesUncut) {
    const std::string long_text(3'000, 'x');
    pitboss::Page page{{{"id", "integer"}, {"text", "text"}}, {{"1", long_text}, {std::nullopt, ""}}, 2, 1.23449};
    EXPECT_EQ(encode_page(page), R"({"columns":[{"name":"id","type":"integer"},{"name":"text","type":"text"}],)"
                                 R"("rows":[[1,")" +
                                     long_text + R"("],[null,""]],"total":2,"elapsed_ms":1.234})");
}

TEST(Resources, NameTheCellsThatWereCut) {
    const pitboss::Page page{{{"text", "text"}}, {{"begun…"}}, 1, 0, {{.row = 0, .column = 0, .bytes = 1'200'000}}};
    EXPECT_EQ(encode_page(page), R"({"columns":[{"name":"text","type":"text"}],"rows":[["begun…"]],)"
                                 R"("cut":[{"row":0,"column":0,"bytes":1200000}],"total":1,"elapsed_ms":0})");
}

TEST(Resources, NameTheRowsThatAPageRefersTo) {
    pitboss::Page page{{{"org_id", "bigint"}}, {{"7"}, {std::nullopt}}, 2, 0};
    page.references = {{0, "orgs", "id", {{"7", "A \"b\""}}}};
    EXPECT_EQ(encode_page(page),
              R"({"columns":[{"name":"org_id","type":"bigint"}],"rows":[[7],[null]],"references":[{"column":0,)"
              R"("table":"orgs","key":"id","names":{"7":"A \"b\""}}],"total":2,"elapsed_ms":0})");
}

TEST(Resources, TellOfTheServer) {
    EXPECT_EQ(encode_server({"0.1.0", "private PostgreSQL", "", {"compiler"}}, {false, "no database", {"careful"}},
                            true, {"Ana", Role::author, "t1"}, noon),
              R"({"server":"pattern-factory","version":"0.1.0","database":"private PostgreSQL","model":"",)"
              R"("generators":["compiler"],"ready":false,"reason":"no database","warnings":["careful"],)"
              R"("wants_token":true,"user":{"name":"Ana","role":"author"},"timestamp":"2025-11-24T12:30:00.000Z"})");
}

TEST(PatternBody, IsReadByField) {
    const auto pattern = decode_pattern(R"({"name":"Strangler","kind":"pattern","description":"Slowly.","id":99})");
    ASSERT_TRUE(pattern);
    EXPECT_EQ(pattern->id, 0) << "the id is the address's";
    EXPECT_EQ(pattern->description, "Slowly.");
    EXPECT_EQ(decode_pattern(R"({"name":"Strangler","kind":"pattern"})")->description, "");
    EXPECT_EQ(encode_pattern(*decode_pattern(R"({"name":"a","kind":"pattern"})")),
              R"({"id":0,"name":"a","kind":"pattern","description":"","created_at":"","updated_at":""})");
    EXPECT_EQ(encode_patterns({}), R"({"patterns":[]})");
}

TEST(PatternBody, IsRefusedByField) {
    const auto message = [](std::string_view body) { return decode_pattern(body).error().message; };
    EXPECT_EQ(message("x"), "The body is not valid JSON.");
    EXPECT_EQ(message("[]"), "The body must be a JSON object.");
    EXPECT_EQ(message("{}"), "name is missing.");
    EXPECT_EQ(message(R"({"name":1})"), "name must be a string.");
    EXPECT_EQ(message(R"({"name":"a"})"), "kind is missing.");
    EXPECT_EQ(message(R"({"name":"a","kind":"pattern","description":[]})"), "description must be a string.");
    EXPECT_EQ(message(R"({"name":")" + std::string(801, 'x') + R"(","kind":"pattern"})"),
              "name is 801 bytes long; at most 800 are accepted.");
}

}  // namespace
}  // namespace pf::api
