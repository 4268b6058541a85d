// What each construct offers for a sentence: role, column, comparison and the words it covers; and what a sentence
// beside it must not be offered.
#include "compiler/constructs/offers.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "compiler/print/postgres.hpp"
#include "sample_model.hpp"

namespace pf::compiler {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using Type = model::TypeClass;

constexpr const char* roles[] = {"show",    "count",   "order",  "order by count", "text",  "number", "date",
                                 "compare", "missing", "having", "absent",         "limit", "each",   "window"};
constexpr std::pair<Op, const char*> ops[] = {{Op::eq, "="},
                                              {Op::ne, "<>"},
                                              {Op::lt, "<"},
                                              {Op::le, "<="},
                                              {Op::gt, ">"},
                                              {Op::ge, ">="},
                                              {Op::between, "between"},
                                              {Op::contains, "contains"},
                                              {Op::starts, "starts"},
                                              {Op::ends, "ends"},
                                              {Op::not_contains, "not contains"},
                                              {Op::is_null, "null"},
                                              {Op::not_null, "not null"}};
constexpr const char* aggregates[] = {"",     "count ", "sum ",   "avg ",    "min ",
                                      "max ", "range ", "share ", "median ", "other "};
constexpr const char* expressions[] = {"",         "years of ", "months of ", "days of ", "difference ",
                                       "year ",    "month ",    "weekday ",   "bucket ",  "other ",
                                       "time of ", "hour ",     "product ",   "ratio ",   "margin "};
template <typename Enum, std::size_t size>
std::string name_of(Enum value, const char* const (&names)[size]) {
    return names[static_cast<std::size_t>(value)];
}

std::string column_name(ColumnId id, const SchemaIndex& schema) {
    if (id.table < 0) return "rows";
    const auto& table = schema.table(id.table).name;
    return id.column < 0 ? table : table + "." + schema.column(id).name;
}

std::string moment(const plan::Moment& moment) {
    plan::Arena arena;
    plan::Query query;
    query.select = {{plan::Terms(arena).moment(moment), {}}};
    const auto model = test::sample_model();
    const auto sql = print::to_postgres(query, SchemaIndex(model.ontology, model.values));
    return sql.substr(7, sql.rfind(" AS ") - 7);
}

std::string compared(const Option& option) {
    if (option.role == Role::limit) return fmt::format(" {}", option.limit);
    if (option.role == Role::order || option.role == Role::order_count)
        return std::string(option.descending ? " descending" : " ascending") +
               (option.limit > 0 ? fmt::format(" {}", option.limit) : "");
    if (option.role == Role::select || option.role == Role::count || option.role == Role::absent) return "";
    const auto* const op =
        std::find_if(std::begin(ops), std::end(ops), [&](auto one) { return one.first == option.op; });
    std::string made = std::string(" ") + op->second;
    if (!option.value.empty()) made += " " + option.value;
    if (!option.value2.empty()) made += " " + option.value2;
    if (option.from) made += " " + moment(*option.from);
    if (option.until) made += " " + moment(*option.until);
    return made + (option.excluded ? " excluded" : "");
}

// "text orgs.country = Germany: Germany": role, what of which column, comparison, and behind the colon the words
// covered.
std::vector<std::string> offers_of(const test::Model& model, const std::string& sentence) {
    const SchemaIndex schema(model.ontology, model.values);
    const auto analysis = analyse(sentence, schema);
    std::vector<std::string> offers;
    for (const auto& option : analysis.options) {
        auto made = name_of(option.role, roles) + " " + name_of(option.aggregate, aggregates) +
                    (option.distinct ? "different " : "") + name_of(option.expression, expressions) +
                    column_name(option.column, schema);
        if (option.other.table >= 0) made += " and " + column_name(option.other, schema);
        made += compared(option) + ":";
        for (std::size_t i = 0; i < analysis.sentence.tokens.size(); ++i)
            if (option.covers.test(i)) made += " " + analysis.sentence.tokens[i].text;
        offers.push_back(std::move(made));
    }
    return offers;
}

std::vector<std::string> offers_of(const std::string& sentence) { return offers_of(test::sample_model(), sentence); }

test::Model staff() {
    test::ModelBuilder b;
    b.table("workers", {{"id", Type::integer},
                        {"first_name", Type::text},
                        {"last_name", Type::text},
                        {"age", Type::integer},
                        {"salary", Type::number},
                        {"bonus", Type::number},
                        {"active", Type::boolean},
                        {"hired_on", Type::date},
                        {"left_on", Type::date}})
        .nullable("workers", "left_on")
        .values("workers", "first_name", {"Ada", "Grace"})
        .values("workers", "last_name", {"Lovelace", "Hopper"});
    return std::move(b).build();
}

TEST(OffersTexts, AValueOfTheDataIsCompared) {
    EXPECT_THAT(offers_of("orgs in Germany"), Contains("text orgs.country = Germany: Germany"));
    EXPECT_THAT(offers_of("orgs not in Germany"), Contains("text orgs.country <> Germany: not Germany"));
    EXPECT_THAT(offers_of("orgs in Narnia"), Not(Contains(StartsWith("text orgs.country = Germany"))));
}

TEST(OffersTexts, ATextBehindContainingIsAPattern) {
    EXPECT_THAT(offers_of("guests whose bio contains \"chef\""),
                Contains(AllOf(StartsWith("text guests.bio contains chef:"), EndsWith("contains chef"))));
    EXPECT_THAT(offers_of("guests whose bio starts with \"chef\""),
                Contains(StartsWith("text guests.bio starts chef:")));
    EXPECT_THAT(offers_of("guests whose bio contains the word"), Not(Contains(HasSubstr("contains word"))));
}

TEST(OffersTexts, AQuotedTextThatTheDataLacksIsCompared) {
    EXPECT_THAT(offers_of("guests whose role is \"captain\""), Contains("text guests.role = captain: captain"));
    EXPECT_THAT(offers_of("guests whose role is missing"), Not(Contains(StartsWith("text guests.role = missing"))));
}

TEST(OffersTexts, AQuotedFullNameIsComparedInTwoColumns) {
    EXPECT_THAT(offers_of(staff(), "workers called \"Ada Lovelace\""),
                Contains(StartsWith("text workers.first_name and workers.last_name = Ada Lovelace:")));
    EXPECT_THAT(offers_of(staff(), "workers called \"Ada Byron\""), Not(Contains(HasSubstr(" and workers.last_name"))));
}

TEST(OffersTexts, AYesOrNoColumnIsAProperty) {
    EXPECT_THAT(offers_of(staff(), "active workers"), Contains("text workers.active = true: active"));
    EXPECT_THAT(offers_of(staff(), "workers who are not active"), Contains("text workers.active = false: not active"));
    EXPECT_THAT(offers_of(staff(), "active workers"), Not(Contains(HasSubstr("= false"))));
}

// Accounts as a company keeps them: codes, flags, lists and documents.
test::Model accounts() {
    test::ModelBuilder b;
    b.table("acct", {{"id", Type::integer},
                     {"sts_cd", Type::text},
                     {"blk_flg", Type::integer},
                     {"is_active", Type::boolean},
                     {"tags", Type::array},
                     {"settings", Type::json},
                     {"owner_birth_date", Type::date},
                     {"created_ms", Type::integer},
                     {"due_on", Type::date},
                     {"paid_on", Type::date},
                     {"event_type", Type::text}})
        .nullable("acct", "paid_on")
        .range("acct", "blk_flg", 0, 1)
        .range("acct", "created_ms", 1.5e12, 1.7e12)
        .values("acct", "sts_cd", {"A", "C", "D"})
        .label("acct", "sts_cd", "C", "closed")
        .label("acct", "sts_cd", "D", "dormant")
        .values("acct", "tags", {"at risk"})
        .values("acct", "event_type", {"login", "export"})
        .document_key("acct", "settings", "language", Type::text, {"Korean"})
        .document_key("acct", "settings", "two_factor", Type::boolean);
    return std::move(b).build();
}

TEST(OffersTexts, ACodeIsSaidByWhatItStandsFor) {
    EXPECT_THAT(offers_of(accounts(), "dormant accounts"), Contains("text acct.sts_cd = D: dormant"));
    EXPECT_THAT(offers_of(accounts(), "open accounts"), Contains("text acct.sts_cd <> C: open"));
    EXPECT_THAT(offers_of(accounts(), "accounts"), Not(Contains(HasSubstr("acct.sts_cd ="))));
}

TEST(OffersTexts, AFlagOfZeroAndOneIsAProperty) {
    EXPECT_THAT(offers_of(accounts(), "blocked accounts"), Contains("text acct.blk_flg = 1: blocked"));
    EXPECT_THAT(offers_of(accounts(), "accounts that are not blocked"), Contains("text acct.blk_flg = 0: not blocked"));
}

TEST(OffersTexts, AWordSaysTheContraryOfAFlag) {
    EXPECT_THAT(offers_of(accounts(), "inactive accounts"), Contains("text acct.is_active = false: inactive"));
    EXPECT_THAT(offers_of(accounts(), "active accounts"), Not(Contains(HasSubstr("is_active = false"))));
}

TEST(OffersMissing, ADateToComeSaysAState) {
    EXPECT_THAT(offers_of(accounts(), "unpaid accounts"), Contains("missing acct.paid_on null: unpaid"));
    EXPECT_THAT(offers_of(accounts(), "accounts with autopay"), Not(Contains(StartsWith("missing acct.paid_on"))));
}

TEST(OffersTexts, ElementsOfListsAndKeysOfDocumentsAreCompared) {
    EXPECT_THAT(offers_of(accounts(), "accounts tagged at risk"), Contains("text acct.tags = at risk: at risk"));
    EXPECT_THAT(offers_of(accounts(), "accounts in Korean"), Contains("text acct.language = Korean: Korean"));
    EXPECT_THAT(offers_of(accounts(), "accounts with two factor"),
                Contains(StartsWith("text acct.two_factor = true:")));
}

TEST(OffersNumbers, AnAgeIsCountedFromADateOfBirth) {
    EXPECT_THAT(offers_of(accounts(), "accounts with an owner over 60"),
                Contains("date acct.owner_birth_date = current_date - interval '60 years': over 60"));
    EXPECT_THAT(offers_of(accounts(), "accounts over 60"), Not(Contains(StartsWith("number acct.owner_birth_date"))));
}

TEST(OffersMoments, AreFoundInNumbersThatKeepThem) {
    EXPECT_THAT(offers_of(accounts(), "accounts created in the last 30 days"),
                Contains(StartsWith("date acct.created_ms =")));
    EXPECT_THAT(offers_of(accounts(), "accounts created in the last 30 days"),
                Not(Contains(StartsWith("date acct.blk_flg"))));
}

TEST(OffersMoments, WhatIsOverdueIsNotDone) {
    EXPECT_THAT(offers_of(accounts(), "overdue accounts"),
                Contains("date acct.due_on and acct.paid_on = current_date: overdue"));
    EXPECT_THAT(offers_of(accounts(), "late accounts"), Contains("date acct.paid_on and acct.due_on >: late"));
    EXPECT_THAT(offers_of(accounts(), "due accounts"), Not(Contains(StartsWith("date acct.due_on and"))));
}

TEST(OffersCounts, RowsOfAKindThatOnlyAValueNames) {
    EXPECT_THAT(offers_of(accounts(), "logins per month"), Contains("count acct: per"));
    EXPECT_THAT(offers_of(accounts(), "logins"), Not(Contains(StartsWith("count acct"))));
}

TEST(OffersNumbers, AreComparedWithWhatStandsBeforeThem) {
    EXPECT_THAT(offers_of(staff(), "workers whose salary is above 100"),
                Contains("number workers.salary > 100: above 100"));
    EXPECT_THAT(offers_of(staff(), "workers with an age between 20 and 30"),
                Contains("number workers.age between 20 30: between 20 and 30"));
    EXPECT_THAT(offers_of(staff(), "workers whose salary is above average"), Not(Contains(StartsWith("number"))));
}

TEST(OffersNumbers, AComparativeNamesTheirMeasure) {
    EXPECT_THAT(offers_of(staff(), "workers older than 30"),
                Contains(AllOf(StartsWith("number workers.age > 30:"), EndsWith("than 30"))));
    EXPECT_THAT(offers_of(staff(), "workers older than 30"), Not(Contains(StartsWith("number workers.salary"))));
}

TEST(OffersNumbers, AUnitTurnsIntoTheColumns) {
    EXPECT_THAT(offers_of("episodes with a duration over 2 hours"),
                Contains("number episodes.duration_minutes > 120: over 2 hours"));
    EXPECT_THAT(offers_of("episodes with a duration over 2"), Contains("number episodes.duration_minutes > 2: over 2"));
}

TEST(OffersColumns, TwoOfARowAreCompared) {
    EXPECT_THAT(offers_of(staff(), "workers whose bonus is higher than their salary"),
                Contains("compare workers.bonus and workers.salary >: bonus higher than salary"));
    EXPECT_THAT(offers_of(staff(), "workers whose bonus is higher than 5"),
                Not(Contains(StartsWith("compare workers.bonus and"))));
}

TEST(OffersExtremes, AColumnIsComparedWithItsAverage) {
    EXPECT_THAT(offers_of(staff(), "workers whose salary is above the average"),
                Contains("compare avg workers.salary >: salary above average"));
    EXPECT_THAT(offers_of(staff(), "the average salary of workers"), Not(Contains(StartsWith("compare avg"))));
}

TEST(OffersExtremes, OlderThanAllIsAboveTheHighest) {
    EXPECT_THAT(offers_of("orgs with more funding than all orgs in Germany"),
                Contains(AllOf(StartsWith("compare max orgs.funding >:"), HasSubstr("funding"), HasSubstr("all"))));
    EXPECT_THAT(offers_of("funding of all orgs in Germany"), Not(Contains(StartsWith("compare"))));
}

TEST(OffersMoments, ASpanOfTimeIsOfTheDateSaidOrTheOnlyOne) {
    EXPECT_THAT(offers_of("orgs founded since 2020"),
                Contains(StartsWith("date orgs.date_founded = date '2020-01-01'")));
    EXPECT_THAT(offers_of("episodes of the last week"), Contains(StartsWith("date episodes.published_on")));
    EXPECT_THAT(offers_of("episodes of the last guest"), Not(Contains(StartsWith("date"))));
}

TEST(OffersMoments, AMonthIsOfAnyYear) {
    EXPECT_THAT(offers_of("episodes published in March"),
                Contains(StartsWith("date month episodes.published_on = 3:")));
    EXPECT_THAT(offers_of("episodes published in March 2024"), Not(Contains(HasSubstr("month episodes"))));
}

// Repairs as a workshop keeps them, and its sales as a star: their dates stand in a table of dates.
test::Model workshop() {
    test::ModelBuilder b;
    b.table("repairs", {{"id", Type::integer},
                        {"technician", Type::text},
                        {"requested_at", Type::timestamp},
                        {"finished_at", Type::timestamp},
                        {"due_on", Type::date},
                        {"deleted_at", Type::timestamp}})
        .table("sales", {{"id", Type::integer},
                         {"date_id", Type::integer},
                         {"product_id", Type::integer},
                         {"amount", Type::number}})
        .table("dates", {{"id", Type::integer}, {"full_date", Type::date}})
        .table("products", {{"id", Type::integer}, {"name", Type::text}, {"valid_from", Type::date}})
        .table("owners", {{"id", Type::integer}, {"name", Type::text}, {"birth_date", Type::date}})
        .key("sales", "date_id", "dates")
        .key("sales", "product_id", "products");
    return std::move(b).build();
}

TEST(OffersDurations, AreFromOneDateOfARowToAnother) {
    EXPECT_THAT(offers_of(workshop(), "how long does a repair take on average"),
                Contains("show avg time of repairs.requested_at and repairs.finished_at: how long take on average"));
    EXPECT_THAT(offers_of(workshop(), "median hours to finish a repair by technician"),
                Contains("show median time of repairs.requested_at and repairs.finished_at: median hours"));
    EXPECT_THAT(offers_of(workshop(), "how many repairs take place per month"), Not(Contains(HasSubstr("time of"))));
}

TEST(OffersDurations, AreComparedAndOrderedBy) {
    EXPECT_THAT(offers_of(workshop(), "repairs that lasted more than 10 days"),
                Contains(StartsWith("date time of repairs.requested_at and repairs.finished_at > 10:")));
    EXPECT_THAT(offers_of(workshop(), "the longest repair"),
                Contains("order time of repairs.requested_at and repairs.finished_at descending 1: longest"));
    EXPECT_THAT(offers_of(workshop(), "repairs in the last 10 days"), Not(Contains(HasSubstr("time of"))));
}

TEST(OffersDurations, AnAgeIsFromADateUntilToday) {
    EXPECT_THAT(offers_of(workshop(), "average age of owners"),
                Contains("show avg years of owners.birth_date and owners: average age"));
    EXPECT_THAT(offers_of(staff(), "average age of workers"), Not(Contains(HasSubstr("years of"))));
}

TEST(OffersMoments, ADateBeforeOrAfterAnother) {
    EXPECT_THAT(offers_of(workshop(), "repairs finished after the due date"),
                Contains("date repairs.finished_at and repairs.due_on >: after"));
    EXPECT_THAT(offers_of(workshop(), "repairs finished before they were requested"),
                Contains("date repairs.finished_at and repairs.requested_at <: before"));
    EXPECT_THAT(offers_of(workshop(), "repairs not finished before the due date"),
                Contains("date repairs.finished_at and repairs.due_on >=: not before"));
    EXPECT_THAT(offers_of(workshop(), "repairs finished after 2020"),
                Not(Contains(StartsWith("date repairs.finished_at and repairs.due_on"))));
}

TEST(OffersMoments, ADayBetweenTwoDatesOfARow) {
    EXPECT_THAT(offers_of(workshop(), "repairs in progress on 1 May 2024"),
                Contains(StartsWith("date repairs.requested_at and repairs.finished_at = date '2024-05-01'")));
    EXPECT_THAT(offers_of(workshop(), "repairs requested before May 2024"),
                Not(Contains(StartsWith("date repairs.requested_at and"))));
}

TEST(OffersMoments, TheDatesOfAStarAreThoseOfItsRows) {
    EXPECT_THAT(offers_of(workshop(), "total amount per month"), Contains("show bucket dates.full_date: month"));
    EXPECT_THAT(offers_of(workshop(), "revenue last month"), Contains(StartsWith("date dates.full_date =")));
}

TEST(OffersMoments, WhatLiesAheadIsDueThen) {
    const auto model = workshop();
    const SchemaIndex schema(model.ontology, model.values);
    const auto likeliest = [&](const char* sentence) {
        const Option* best = nullptr;
        const auto analysis = analyse(sentence, schema);
        for (const auto& option : analysis.options)
            if (option.role == Role::date && (!best || option.link > best->link)) best = &option;
        return best ? schema.column(best->column).name : "";
    };
    EXPECT_EQ(likeliest("repairs next week"), "due_on");
    EXPECT_EQ(likeliest("repairs last week"), "requested_at");
}

TEST(OffersMoments, ADayIsReadAsTextsKeepIt) {
    for (const auto& [kept, reads] : {std::pair{"3/14/2024", true},
                                      {"14-MAR-24", true},
                                      {"14 Mar 2024 9:30", true},
                                      {"2024-3-14", true},
                                      {"3/4/2024", false},
                                      {"14-XYZ-24", false}}) {
        test::ModelBuilder b;
        b.table("visits", {{"id", Type::integer}, {"seen", Type::text}}).values("visits", "seen", {kept});
        const auto offers = offers_of(std::move(b).build(), "visits last month");
        EXPECT_EQ(std::any_of(offers.begin(), offers.end(),
                              [](const std::string& offer) { return offer.starts_with("date visits.seen ="); }),
                  reads)
            << kept;
    }
}

TEST(OffersWindows, WhatRunsIsNoRunningTotal) {
    EXPECT_THAT(offers_of(workshop(), "repairs running on 1 May 2024"), Not(Contains(StartsWith("window"))));
    EXPECT_THAT(offers_of(workshop(), "running total of repairs per month"), Contains(StartsWith("window")));
}

TEST(OffersGroups, ThePartOfADateMayBeOfAWhole) {
    EXPECT_THAT(offers_of(workshop(), "repairs by hour of the day"),
                Contains("show hour repairs.requested_at: hour of the day"));
    EXPECT_THAT(offers_of(workshop(), "the busiest hour for repairs"),
                Contains("order by count rows descending 1: busiest"));
    EXPECT_THAT(offers_of(workshop(), "repairs in the last hour"), Not(Contains(StartsWith("show hour"))));
}

TEST(OffersMissing, AMissingValueIsSaidOrTheColumnIsNegated) {
    EXPECT_THAT(offers_of(staff(), "workers whose age is missing"), Contains("missing workers.age null: age missing"));
    EXPECT_THAT(offers_of(staff(), "workers whose age is not missing"),
                Contains("missing workers.age not null: age not missing"));
    EXPECT_THAT(offers_of(staff(), "workers without a left on date"),
                Contains(StartsWith("missing workers.left_on null: without")));
    EXPECT_THAT(offers_of(staff(), "workers without an age"), Not(Contains(StartsWith("missing workers.age"))));
}

TEST(OffersHaving, ANumberOfRowsOfATable) {
    EXPECT_THAT(offers_of("orgs with at least 3 guests"), Contains("having count guests >= 3: at least 3 guests"));
    EXPECT_THAT(offers_of("orgs with at least 3.5 guests"), Not(Contains(StartsWith("having count"))));
}

TEST(OffersHaving, AnAggregateOfTheColumnCompared) {
    EXPECT_THAT(offers_of("stages with an average funding above 100"),
                Contains("having avg orgs.funding > 100: average above 100"));
    EXPECT_THAT(offers_of("orgs with a funding above 100"), Not(Contains(StartsWith("having avg"))));
}

TEST(OffersLimits, ANumberThatNothingCompares) {
    EXPECT_THAT(offers_of("first 5 episodes"), Contains(AllOf(StartsWith("limit rows 5:"), EndsWith("5"))));
    EXPECT_THAT(offers_of("episodes with more than 5 guests"), Not(Contains(StartsWith("limit"))));
}

TEST(OffersOrders, ASuperlativeOfAMeasureOrOfRows) {
    EXPECT_THAT(offers_of(staff(), "the oldest worker"), Contains("order workers.age descending 1: oldest"));
    EXPECT_THAT(offers_of(staff(), "the youngest worker"), Contains("order workers.age ascending 1: youngest"));
    EXPECT_THAT(offers_of("orgs with the most guests"), Contains("order by count guests descending 1: most guests"));
    EXPECT_THAT(offers_of("orgs with guests"), Not(Contains(StartsWith("order"))));
}

TEST(OffersOrders, ASuperlativeThatComesFirstOrdersWhatIsShown) {
    EXPECT_THAT(offers_of(staff(), "total salary by last name of workers, highest first"),
                Contains("order sum workers.salary descending: highest first"));
    EXPECT_THAT(offers_of(staff(), "total salary by last name of workers"), Not(Contains(StartsWith("order"))));
}

TEST(OffersOrders, WhatStandsBehindByIsTheKey) {
    const auto offers = offers_of(staff(), "workers ordered by age and salary");
    EXPECT_THAT(offers, Contains("order workers.age ascending: ordered by age"));
    EXPECT_THAT(offers, Contains("order workers.salary ascending: salary"));
    EXPECT_THAT(offers_of(staff(), "workers by age"), Not(Contains(StartsWith("order"))));
}

TEST(OffersOrders, TheTopByANumberOfRowsCounts) {
    EXPECT_THAT(offers_of("top 3 patterns by number of episodes"),
                Contains("order by count episodes descending 3: top 3 by number episodes"));
    EXPECT_THAT(offers_of("patterns by number of episodes"),
                Contains("order by count episodes descending: by number of episodes"));
    EXPECT_THAT(offers_of("top 3 patterns by number of episodes"), Not(Contains(StartsWith("count"))));
}

TEST(OffersTables, TheirRowsAreShownOrAbsent) {
    const auto offers = offers_of("orgs without guests");
    EXPECT_THAT(offers, Contains("show orgs: orgs"));
    EXPECT_THAT(offers, Contains("absent guests: without guests"));
    EXPECT_THAT(offers_of("orgs with guests"), Not(Contains(StartsWith("absent"))));
}

TEST(OffersTables, FullNamesAreOfRowsWithTwoOfThem) {
    EXPECT_THAT(offers_of(staff(), "full names of workers"), Contains("show workers: full names"));
    EXPECT_THAT(offers_of("full names of guests"), Not(Contains("show guests: full names")));
}

TEST(OffersCounts, RowsOrTheDifferentValuesOfAColumn) {
    EXPECT_THAT(offers_of("how many guests"), Contains("count guests: how many guests"));
    EXPECT_THAT(offers_of("number of different stages"),
                Contains("count different orgs.stage: number different stages"));
    EXPECT_THAT(offers_of("how many guests per role"), Not(Contains(StartsWith("count different guests.role"))));
}

TEST(OffersColumns, AggregatesAreSharedOverAList) {
    const auto offers = offers_of(staff(), "average age and salary of workers");
    EXPECT_THAT(offers, Contains("show avg workers.age: average age"));
    EXPECT_THAT(offers, Contains(StartsWith("show avg workers.salary:")));
    EXPECT_THAT(offers_of(staff(), "first names and salary of workers"), Not(Contains(StartsWith("show avg"))));
}

TEST(OffersColumns, NoTextHasAnAverage) {
    EXPECT_THAT(offers_of("average stage of orgs"), Not(Contains(StartsWith("show avg orgs.stage"))));
    EXPECT_THAT(offers_of("maximum stage of orgs"), Contains("show max orgs.stage: maximum stage"));
}

TEST(OffersColumns, AQuestionWordAsksForAMeasure) {
    EXPECT_THAT(offers_of(staff(), "how old are the workers"), Contains("show workers.age: how old"));
    EXPECT_THAT(offers_of(staff(), "how are the workers"), Not(Contains(StartsWith("show workers.age"))));
}

TEST(OffersGroups, APartOfADateThatRowsAreGroupedBy) {
    EXPECT_THAT(offers_of("how many episodes were published each year"),
                Contains("show year episodes.published_on: year"));
    EXPECT_THAT(offers_of("how many episodes were published this year"),
                Not(Contains(StartsWith("show year episodes.published_on"))));
}

TEST(OffersDifferences, OfTwoDatesOrOfTwoNumbers) {
    EXPECT_THAT(offers_of("days between date founded and date funded of orgs"),
                Contains(StartsWith("show days of orgs.date_founded and orgs.date_funded:")));
    EXPECT_THAT(offers_of(staff(), "difference between salary and bonus"),
                Contains(StartsWith("show difference workers.salary and workers.bonus:")));
    EXPECT_THAT(offers_of(staff(), "days between salary and bonus"), Not(Contains(StartsWith("show days"))));
}

TEST(OffersDifferences, OfTheHighestAndTheLowest) {
    EXPECT_THAT(offers_of("difference between the highest and the lowest funding"),
                Contains(StartsWith("show range orgs.funding: difference between the highest")));
    EXPECT_THAT(offers_of("difference between the highest funding and 5"), Not(Contains(StartsWith("show range"))));
}

TEST(OffersShares, OfTheRowsOfATable) {
    EXPECT_THAT(offers_of("percentage of orgs in Germany"), Contains("show share orgs: percentage of"));
    EXPECT_THAT(offers_of("percentage in Germany"), Not(Contains(StartsWith("show share"))));
}

TEST(OffersShares, OfAMeasureAndBehindWhatTheyAreOf) {
    EXPECT_THAT(offers_of("share of funding by country"), Contains("show share orgs.funding: share of funding"));
    EXPECT_THAT(offers_of("orgs per country in percent"), Contains("show share orgs: in percent"));
    EXPECT_THAT(offers_of("who shares a country with Birchwire"), Not(Contains(StartsWith("show share"))));
}

TEST(OffersWindows, WhereAWordSaysThatFiguresFollowOneAnother) {
    const auto windows = [](const char* sentence) {
        auto offers = offers_of(sentence);
        std::erase_if(offers, [](const std::string& offer) { return !offer.starts_with("window"); });
        return offers;
    };
    EXPECT_THAT(windows("running total of funding by month"), Contains(HasSubstr(": running")));
    EXPECT_THAT(windows("month over month change in posts"), Contains(HasSubstr(": over month change")));
    EXPECT_THAT(windows("change in posts per month"), Contains(HasSubstr(": change")));
    EXPECT_THAT(windows("posts per month"), testing::IsEmpty());
    EXPECT_THAT(windows("growth orgs per country"), testing::IsEmpty());
}

TEST(OffersExtremes, WithTheRowsOfTheOwnGroup) {
    EXPECT_THAT(offers_of("orgs with more funding than the average of their country"),
                Contains(AllOf(StartsWith("compare avg orgs.funding"), EndsWith("of their country"))));
    EXPECT_THAT(offers_of("orgs with more funding than the average"),
                Not(Contains(AllOf(StartsWith("compare"), HasSubstr("country")))));
}

TEST(Offers, AreNoMoreThanTheBound) {
    std::string sentence = "orgs";
    for (int i = 0; i < 50; ++i) sentence += " highest funding 5";
    EXPECT_EQ(offers_of(sentence).size(), max_options);
}

TEST(OffersOrders, APluralIsRankedAsAList) {
    EXPECT_THAT(offers_of(staff(), "the oldest workers"), Contains("order workers.age descending 10: oldest"));
    EXPECT_THAT(offers_of(staff(), "the salary of the oldest workers"),
                Contains("order workers.age descending 1: oldest"));
    EXPECT_THAT(offers_of("recent posts"), Contains("order posts.published_on descending 10: recent"));
    EXPECT_THAT(offers_of("posts of recent"), Not(Contains(StartsWith("order"))));
}

TEST(OffersCompared, NoKeyIsMoreThanANumber) {
    EXPECT_THAT(offers_of("orgs with more than 2 posts"), Not(Contains(HasSubstr("id > 2"))));
}

}  // namespace
}  // namespace pf::compiler
