#include "compiler/said_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/utf8.hpp"
#include "sample_model.hpp"

namespace pf::compiler {
namespace {

using Type = model::TypeClass;

Compiler of(const test::Model& model) { return {model.ontology, model.values}; }

test::Model shop() {
    test::ModelBuilder b;
    b.table("customers", {{"id", Type::integer}, {"name", Type::text}, {"city", Type::text}, {"active", Type::boolean}})
        .table("products", {{"id", Type::integer}, {"name", Type::text}, {"price", Type::number}})
        .table("orders", {{"id", Type::integer},
                          {"customer_id", Type::integer},
                          {"product_id", Type::integer},
                          {"total", Type::number},
                          {"ordered_at", Type::timestamp},
                          {"shipped_at", Type::timestamp}})
        .key("orders", "customer_id", "customers")
        .key("orders", "product_id", "products")
        .values("customers", "city", {"São Paulo", "Zürich", "𝒳-Stadt", "Genoa"})
        .values("customers", "name", {"Ada", "Grace"});
    return std::move(b).build();
}

std::string said(std::string_view sentence, const SaidWord& word) {
    auto made = std::string(sentence.substr(word.offset, word.length)) + ":" + std::string(to_string(word.role));
    if (!word.table.empty()) made += " " + word.table + (word.column.empty() ? "" : "." + word.column);
    if (!word.value.empty()) made += " =" + word.value;
    return made + (word.assumed ? " ?" : "");
}

// Of the first reading: "orgs:table orgs | Germany:value orgs.country =Germany".
std::string words_of(const Compiler& compiler, std::string_view sentence) {
    const auto made = compiler.compile(sentence);
    std::string all;
    if (made.readings.empty()) return made.message;
    for (const auto& word : made.readings[0].words) all += (all.empty() ? "" : " | ") + said(sentence, word);
    return all;
}
std::string words_of(std::string_view sentence) { return words_of(of(test::sample_model()), sentence); }

TEST(SaidWords, TellTablesColumnsValuesAndComparisons) {
    EXPECT_EQ(words_of("Find all patterns"), "patterns:table patterns");
    EXPECT_EQ(words_of("patterns linked to orgs in Series A"),
              "patterns:table patterns | orgs:table orgs | Series A:value orgs.stage =Series A");
    EXPECT_EQ(words_of("guests whose role contains \"founder\""),
              "guests:table guests | role:column guests.role | contains:comparison guests.role | "
              "\"founder\":value guests.role =founder");
    EXPECT_EQ(words_of("orgs in Germany with funding over 2 million"),
              "orgs:table orgs | Germany:value orgs.country =Germany | funding:column orgs.funding | "
              "over:comparison orgs.funding | 2 million:number orgs.funding =2000000");
    EXPECT_EQ(words_of("guests without a pattern"),
              "guests:table guests | without:comparison patterns | pattern:table patterns");
    EXPECT_EQ(words_of("orgs that don't have guests"),
              "orgs:table orgs | don't:comparison guests | guests:table guests");
}

TEST(SaidWords, TellOrdersAndHowMany) {
    EXPECT_EQ(words_of("the 5 newest episodes"),
              "5:number episodes.published_on =5 | newest:order episodes.published_on | episodes:table episodes");
    EXPECT_EQ(words_of("Find all orgs in Series A sorted by name"),
              "orgs:table orgs | Series A:value orgs.stage =Series A | sorted by:order orgs.name | "
              "name:column orgs.name");
    EXPECT_EQ(words_of("top 5 orgs by number of guests"),
              "top:order guests | 5:number guests =5 | orgs:table orgs | by:order guests | number:aggregate guests | "
              "guests:table guests");
    EXPECT_EQ(words_of("orgs not in Germany, highest funding first"),
              "orgs:table orgs | not:comparison orgs.country | Germany:value orgs.country =Germany | "
              "highest:order orgs.funding | funding:column orgs.funding | first:order orgs.funding");
}

TEST(SaidWords, TellTimeAndGroups) {
    EXPECT_EQ(words_of("orgs founded in the last 5 years"),
              "orgs:table orgs | founded:column orgs.date_founded | last 5 years:time orgs.date_founded");
    EXPECT_EQ(words_of("episodes published between 2020 and 2022"),
              "episodes:table episodes | published:column episodes.published_on | "
              "between 2020 and 2022:time episodes.published_on");
    EXPECT_EQ(words_of("orgs founded this year by stage"),
              "orgs:table orgs | founded:column orgs.date_founded | this year:time orgs.date_founded | by:group | "
              "stage:column orgs.stage");
    EXPECT_EQ(words_of("how many patterns per kind"),
              "how many:aggregate | patterns:table patterns | per:group | kind:column patterns.kind");
    EXPECT_EQ(words_of("number of episodes per month"),
              "number:aggregate | episodes:table episodes | per:group | month:group episodes.published_on");
}

TEST(SaidWords, SayWhatIsAssumed) {
    EXPECT_EQ(words_of("recent patterns"), "recent:order patterns.created_at =10 ? | patterns:table patterns");
    EXPECT_EQ(words_of("longest episodes"), "longest:order episodes.duration_minutes =10 ? | episodes:table episodes");
    const auto companies = words_of("companies in Germany");
    EXPECT_NE(companies.find(" ? | Germany:value orgs.country =Germany"), std::string::npos) << companies;
}

TEST(SaidWords, MarkAWordOfContentThatIsLeftOut) {
    EXPECT_EQ(words_of("popular patterns"), "popular:none | patterns:table patterns");
    EXPECT_EQ(words_of("shiny orgs in Kenya"), "shiny:none | orgs:table orgs | Kenya:value orgs.country =Kenya");
    EXPECT_EQ(words_of("hi, can you show me the orgs in Kenya please"),
              "orgs:table orgs | Kenya:value orgs.country =Kenya");
}

TEST(SaidWords, StandAtTheirBytesBehindAccentsAndOtherPlanes) {
    const auto compiler = of(shop());
    EXPECT_EQ(words_of(compiler, "customers in São Paulo"),
              "customers:table customers | São Paulo:value customers.city =São Paulo");
    EXPECT_EQ(words_of(compiler, "customers in “𝒳-Stadt” or Zürich"),
              "customers:table customers | “𝒳-Stadt”:value customers.city =𝒳-Stadt | "
              "Zürich:value customers.city =Zürich");
}

TEST(SaidWords, OfAnotherDatabase) {
    const auto compiler = of(shop());
    EXPECT_EQ(words_of(compiler, "average total per city"),
              "average:aggregate orders.total | total:column orders.total | per:group | city:column customers.city");
    EXPECT_EQ(words_of(compiler, "products with a price below 10"),
              "products:table products | price:column products.price | below:comparison products.price | "
              "10:number products.price =10");
    EXPECT_EQ(words_of(compiler, "customers with more than 3 orders"),
              "customers:table customers | more than:comparison | 3:number =3 | orders:table orders");
}

TEST(SaidWords, OfAWordThatIsReadAsAnotherStandWhereItWasTyped) {
    EXPECT_EQ(words_of("orgs in Germny"), "orgs:table orgs | Germny:value orgs.country =Germany");
}

TEST(SaidWords, NeverOverlapAndNeverCutACharacter) {
    const auto sample = of(test::sample_model()), bare = of(shop());
    for (const std::string_view sentence :
         {"orgs with 4+ guests", "the org with the highest funding in each country", "orgs with 𝒳 “Series A” naïve",
          "the 3 newest orgs, and their “name”…", "customers’ orders over 1,000.50", "orders w/o products",
          "orders 100-200 in Zürich or Zürich", "don’t show the two cheapest products per city", "orders > 5 and < 9"})
        for (const auto* compiler : {&sample, &bare})
            for (const auto& reading : compiler->compile(sentence).readings) {
                std::size_t behind = 0;
                for (const auto& word : reading.words) {
                    ASSERT_GT(word.length, 0U) << sentence;
                    ASSERT_GE(word.offset, behind) << sentence;
                    behind = word.offset + word.length;
                    ASSERT_LE(behind, sentence.size()) << sentence;
                    ASSERT_TRUE(is_utf8(sentence.substr(word.offset, word.length))) << sentence;
                }
            }
}

}  // namespace
}  // namespace pf::compiler
