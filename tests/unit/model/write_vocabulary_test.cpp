#include "model/write_vocabulary.hpp"

#include <gtest/gtest.h>

namespace pf::model {
namespace {

using Kind = Definition::Kind;

TEST(WriteVocabulary, HasASectionForEachKindThatHasEntries) {
    const std::vector<Definition> definitions{{.kind = Kind::synonym, .name = "client", .is = "customers"},
                                              {.kind = Kind::metric,
                                               .name = "revenue",
                                               .is = "sum(orders.total)",
                                               .date = "orders.paid",
                                               .synonyms = {"sales"}}};
    EXPECT_EQ(write_vocabulary(definitions),
              "METRICS:\n  - revenue: \"sum(orders.total)\"\n    date: \"orders.paid\"\n    synonyms: [sales]\n"
              "SYNONYMS:\n  - client: customers\n");
    EXPECT_EQ(write_vocabulary({}), "");
}

TEST(WriteVocabulary, MarksProposalsLineByLine) {
    EXPECT_EQ(write_vocabulary({{.kind = Kind::filter, .name = "active", .is = "customers.active"}}, "#"),
              "#FILTERS:\n#  - active: \"customers.active\"\n");
}

TEST(WriteVocabulary, QuotesWhatYamlWouldTakeForSomethingElse) {
    EXPECT_EQ(yaml_scalar("yes"), "\"yes\"");
    EXPECT_EQ(yaml_scalar("say \"a\": b"), "\"say \\\"a\\\": b\"");
}

TEST(WriteVocabulary, KnowsEachKindByItsWord) {
    for (const auto kind : {Kind::metric, Kind::dimension, Kind::filter, Kind::synonym}) {
        Kind read{};
        ASSERT_TRUE(read_kind(to_string(kind), read));
        EXPECT_EQ(read, kind);
    }
    Kind unchanged{};
    EXPECT_FALSE(read_kind("measure", unchanged));
}

}  // namespace
}  // namespace pf::model
