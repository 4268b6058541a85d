// The first rows of each group: by what they are ranked, and which rows the groups are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "made_plans.hpp"

namespace pf::compiler {
namespace {

using test::plans_of;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using Type = model::TypeClass;

TEST(Each, TheFirstOfEachGroupIsRankedWithinItsGroup) {
    EXPECT_THAT(plans_of("the oldest org of each country"),
                Contains(AllOf(HasSubstr("SELECT \"country\", \"name\", rank() OVER (PARTITION BY \"country\" ORDER BY "
                                         "\"date_founded\" ASC NULLS LAST) AS \"place\" FROM \"orgs\""),
                               HasSubstr("\"place\" <= 1"))));
    EXPECT_THAT(plans_of("orgs of each country"), Not(Contains(HasSubstr("rank()"))));
}

test::Model garage_model() {
    test::ModelBuilder b;
    b.table("vans", {{"id", Type::integer},
                     {"plate", Type::text},
                     {"type", Type::text},
                     {"seats", Type::integer},
                     {"mileage", Type::integer},
                     {"bought_on", Type::date}})
        .table("service_jobs", {{"id", Type::integer}, {"van_id", Type::integer}, {"opened_on", Type::date}})
        .key("service_jobs", "van_id", "vans")
        .values("vans", "type", {"Lorry", "Coach"});
    return std::move(b).build();
}

TEST(Each, TheLatestIsTheOneOfTheRowsNotOfWhatTheyBelongTo) {
    for (const auto* sentence : {"latest service of every van", "last service of each van"}) {
        const auto plans = plans_of(garage_model(), sentence);
        EXPECT_THAT(plans, Contains(AllOf(HasSubstr("PARTITION BY t1.\"id\""), HasSubstr("\"opened_on\" DESC"))))
            << sentence;
        EXPECT_THAT(plans, Not(Contains(AllOf(HasSubstr("PARTITION BY"), HasSubstr("\"bought_on\" DESC")))))
            << sentence;
    }
}

TEST(Each, AValueSaysOfWhichRows) {
    EXPECT_THAT(plans_of(garage_model(), "last service of each coach"),
                Contains(AllOf(HasSubstr("PARTITION BY"), HasSubstr("\"type\" = 'Coach'"))));
}

}  // namespace
}  // namespace pf::compiler
