// What METRICS, DIMENSIONS, FILTERS and SYNONYMS make of sentences, on a shop that rents films.
#include "compiler/definitions.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "sample_model.hpp"

namespace pf::compiler {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Kind = model::Definition::Kind;
using Type = model::TypeClass;

test::ModelBuilder shop() {
    test::ModelBuilder b;
    b.table("countries", {{"id", Type::integer}, {"country", Type::text}})
        .table("customers", {{"id", Type::integer},
                             {"name", Type::text},
                             {"country_id", Type::integer},
                             {"state", Type::integer},
                             {"created_at", Type::timestamp}})
        .table("films", {{"id", Type::integer}, {"title", Type::text}, {"days", Type::integer}})
        .table("rentals", {{"id", Type::integer},
                           {"customer_id", Type::integer},
                           {"film_id", Type::integer},
                           {"rented_at", Type::date},
                           {"returned_at", Type::date}})
        .table("payments", {{"id", Type::integer},
                            {"rental_id", Type::integer},
                            {"amount", Type::number},
                            {"paid_at", Type::timestamp}})
        .key("customers", "country_id", "countries")
        .key("rentals", "customer_id", "customers")
        .key("rentals", "film_id", "films")
        .key("payments", "rental_id", "rentals");
    b.values("countries", "country", {"Norway", "Japan"}).values("customers", "name", {"Ada", "Grace"});
    return b;
}

const model::Definition revenue{
    .kind = Kind::metric, .name = "revenue", .is = "sum(payments.amount)", .synonyms = {"sales", "money taken in"}};

class Vocabulary : public testing::Test {
 protected:
    void define(model::Definition definition) { builder_.define(std::move(definition)); }
    Compiler& compiler() {
        if (!compiler_) {
            auto model = std::move(builder_).build();
            compiler_ = std::make_unique<Compiler>(model.ontology, model.values);
        }
        return *compiler_;
    }
    std::string best(std::string_view sentence) {
        const auto made = compiler().compile(sentence);
        return made.readings.empty() ? "nothing" : made.readings[0].sql;
    }
    std::string said(std::string_view sentence) {
        const auto made = compiler().compile(sentence);
        return made.readings.empty() ? "nothing" : made.readings[0].reading;
    }
    std::vector<std::string> refused() { return compiler().refused(); }

 private:
    test::ModelBuilder builder_ = shop();
    std::unique_ptr<Compiler> compiler_;
};

TEST_F(Vocabulary, AMetricIsAggregatedAndNamed) {
    define(revenue);
    EXPECT_EQ(best("total revenue"), R"(SELECT sum("amount") AS "revenue" FROM "public"."payments")");
    EXPECT_EQ(said("total revenue"), "revenue of payments");
}

TEST_F(Vocabulary, AMetricIsToldOfEachGroupOverTheKeys) {
    define(revenue);
    const auto sql = best("revenue per country");
    EXPECT_THAT(sql, AllOf(HasSubstr("sum(t"), HasSubstr(R"("country")"), HasSubstr("GROUP BY")));
    EXPECT_THAT(sql, HasSubstr(R"("public"."countries")"));
}

TEST_F(Vocabulary, AMetricOrdersGroups) {
    define(revenue);
    EXPECT_THAT(best("top 5 customers by revenue"),
                AllOf(HasSubstr("ORDER BY sum("), HasSubstr("DESC NULLS LAST LIMIT 5"), HasSubstr("GROUP BY")));
}

TEST_F(Vocabulary, AMetricChoosesGroups) {
    define(revenue);
    EXPECT_THAT(best("customers with revenue over 190"), HasSubstr(R"("amount") > 190)"));
    EXPECT_THAT(best("customers with revenue over 190"), HasSubstr("HAVING sum("));
}

TEST_F(Vocabulary, ASpanOfTimeIsOfTheMetricsDate) {
    define(revenue);
    EXPECT_THAT(best("revenue in March 2022"), AllOf(HasSubstr(R"("paid_at" >=)"), Not(HasSubstr("rented_at"))));
    EXPECT_THAT(best("revenue per month"), HasSubstr(R"(date_trunc('month', "paid_at"))"));
}

TEST_F(Vocabulary, SynonymsOfAMetricOfSeveralWordsAreTakenWhole) {
    define(revenue);
    EXPECT_EQ(best("money taken in"), best("total revenue"));
    EXPECT_EQ(best("total sales"), best("total revenue"));
    EXPECT_THAT(best("films taken in 2022"), Not(HasSubstr("amount")));
}

TEST_F(Vocabulary, AMetricMayComputeAndHaveAConditionOfItsOwn) {
    define({.kind = Kind::metric,
            .name = "open rentals",
            .is = "count(rentals.id) filter (where rentals.returned_at is null)"});
    define({.kind = Kind::metric, .name = "average ticket", .is = "sum(payments.amount) / count(distinct rental_id)"});
    EXPECT_THAT(best("open rentals per customer"),
                HasSubstr(R"(count(CASE WHEN t1."returned_at" IS NULL THEN t1."id" END) AS "number_of_open_rentals")"));
    EXPECT_THAT(best("average ticket"), HasSubstr(R"(sum("amount") / nullif(count(DISTINCT "rental_id"), 0))"));
}

TEST_F(Vocabulary, AnAverageOfAMetricIsOfWhatItIsSaidToBeOf) {
    define(revenue);
    EXPECT_THAT(best("average revenue per customer"),
                AllOf(HasSubstr("sum(t1.\"amount\") / nullif(count(DISTINCT"), Not(HasSubstr("GROUP BY"))));
    EXPECT_THAT(best("average monthly revenue"), HasSubstr("count(DISTINCT CAST(date_trunc('month', \"paid_at\")"));
    EXPECT_THAT(said("average revenue per customer"), HasSubstr("average revenue per customer,"));
}

TEST_F(Vocabulary, ACountOfRowsIsCountedAsRowsAre) {
    define({.kind = Kind::metric, .name = "rental count", .is = "count(rentals.id)"});
    EXPECT_THAT(best("rental count per film"), AllOf(HasSubstr("count(*)"), HasSubstr("GROUP BY")));
}

TEST_F(Vocabulary, AFilterIsAConditionWhereItsTableIsSaid) {
    define({.kind = Kind::filter, .name = "active customer", .is = "customers.state = 1"});
    EXPECT_THAT(best("active customers"), HasSubstr(R"(WHERE ("state" = 1))"));
    EXPECT_THAT(best("how many customers are active"), AllOf(HasSubstr("count(*)"), HasSubstr(R"("state" = 1)")));
    EXPECT_THAT(best("customers who are not active"), HasSubstr(R"(NOT ("state" = 1))"));
    EXPECT_THAT(said("active customers"), HasSubstr("the customers is active"));
    EXPECT_THAT(best("active films"), Not(HasSubstr("state")));
}

TEST_F(Vocabulary, AFilterMayLookIntoTablesThatItsRowsBelongTo) {
    define({.kind = Kind::filter, .name = "late rental", .is = "rentals.returned_at - rentals.rented_at > films.days"});
    EXPECT_THAT(best("how many late rentals"),
                AllOf(HasSubstr(R"("public"."films")"), HasSubstr(R"("returned_at" - )"), HasSubstr(R"(."days")")));
}

TEST_F(Vocabulary, ADimensionIsAColumn) {
    define(revenue);
    define({.kind = Kind::dimension, .name = "region", .is = "countries.country"});
    define({.kind = Kind::dimension, .name = "speed", .is = "films.days * 2"});
    for (const auto* sentence : {"revenue per region", "revenue per country"})
        EXPECT_THAT(best(sentence), AllOf(HasSubstr(R"(SELECT sum(t1."amount") AS "revenue", t4."country" FROM)"),
                                          HasSubstr(R"(GROUP BY t4."country")")));
    EXPECT_EQ(best("list the speed of films"), R"(SELECT "days" * 2 AS "speed" FROM "public"."films")");
}

TEST_F(Vocabulary, ASynonymStandsForATableAColumnADefinitionOrAValue) {
    define(revenue);
    define({.kind = Kind::synonym, .name = "client", .is = "customers"});
    define({.kind = Kind::synonym, .name = "booty", .is = "revenue"});
    define({.kind = Kind::synonym, .name = "term", .is = "films.days"});
    define({.kind = Kind::synonym, .name = "norse", .is = "countries.country = 'Norway'"});
    EXPECT_EQ(best("list clients"), best("list customers"));
    EXPECT_EQ(best("total booty"), best("total revenue"));
    EXPECT_THAT(best("term of each film"), HasSubstr(R"("days")"));
    EXPECT_THAT(best("norse customers"), HasSubstr(R"("country" = 'Norway')"));
    EXPECT_THAT(refused(), IsEmpty());
}

TEST_F(Vocabulary, ABadEntryIsRefusedWithItsPlaceAndTheOthersWork) {
    define({.kind = Kind::metric, .name = "no sql", .is = "sum(payments.amount"});
    define({.kind = Kind::metric, .name = "gone", .is = "sum(payments.total)"});
    define({.kind = Kind::metric, .name = "no table", .is = "sum(invoices.total)"});
    define({.kind = Kind::metric, .name = "row", .is = "payments.amount"});
    define({.kind = Kind::filter, .name = "whole", .is = "sum(payments.amount) > 3"});
    define({.kind = Kind::metric, .name = "sub", .is = "sum((select 1))"});
    define({.kind = Kind::metric, .name = "sleepy", .is = "sum(pg_sleep(payments.amount))"});
    define({.kind = Kind::metric, .name = "two", .is = "sum(payments.amount), 1"});
    define({.kind = Kind::filter, .name = "tail", .is = "customers.state = 1 limit 1"});
    define({.kind = Kind::metric, .name = "unsure", .is = "count(id)"});
    define({.kind = Kind::metric, .name = "everything", .is = "count(*)"});
    define({.kind = Kind::synonym, .name = "ghost", .is = "ghosts"});
    define(revenue);
    define(revenue);
    const auto why = refused();
    ASSERT_EQ(why.size(), 13U);
    for (std::size_t i = 0; i < 12; ++i) EXPECT_THAT(why[i], testing::StartsWith("model.yaml:")) << why[i];
    EXPECT_THAT(why[1], AllOf(HasSubstr("model.yaml:2: gone is not used"), HasSubstr("total")));
    EXPECT_THAT(why[1], HasSubstr("payments has no column total"));
    EXPECT_THAT(why[2], HasSubstr("there is no table invoices"));
    EXPECT_THAT(why[3], HasSubstr("a metric is an aggregate"));
    EXPECT_THAT(why[9], HasSubstr("write countries.id"));
    EXPECT_EQ(best("total revenue"), R"(SELECT sum("amount") AS "revenue" FROM "public"."payments")");
}

TEST_F(Vocabulary, AnUnknownWordMayMeanWhatHappenedAndWasMeasured) {
    const auto made = compiler().compile("top 5 customers by frobnication");
    ASSERT_FALSE(made.unknown.empty());
    EXPECT_EQ(made.unknown[0].word, "frobnication");
    const auto& candidates = made.unknown[0].candidates;
    ASSERT_FALSE(candidates.empty());
    EXPECT_EQ(candidates[0].definition.is, "sum(payments.amount)");
    EXPECT_EQ(candidates[0].says, "total amount of payments");
    EXPECT_EQ(candidates[0].definition.name, "frobnication");
}

TEST_F(Vocabulary, WhatIsChosenForAnUnknownWordAnswersTheSentence) {
    define({.kind = Kind::metric, .name = "frobnication", .is = "sum(payments.amount)"});
    EXPECT_THAT(best("top 5 customers by frobnication"), HasSubstr("ORDER BY sum("));
}

TEST_F(Vocabulary, OfTenThousandEntriesASentenceSeesThoseItSays) {
    auto few = std::move(shop().define(revenue)).build();
    Compiler small(few.ontology, few.values);
    define(revenue);
    for (int i = 0; i < 10'000; ++i)
        define({.kind = i % 2 ? Kind::metric : Kind::synonym,
                .name = fmt::format("customer rate {}", i),
                .is = i % 2 ? "sum(payments.amount)" : "customers.name"});
    for (const auto* sentence : {"top 5 customers by revenue in 2022", "customers with more than 3 rentals"})
        EXPECT_EQ(best(sentence), small.compile(sentence).readings[0].sql);
}

}  // namespace
}  // namespace pf::compiler
