// Which keys are inferred from small tables with their rows, all made here.
#include "compiler/infer_keys.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compiler/key_names.hpp"

namespace pf::compiler {
namespace {

using model::TypeClass;

// Tables with rows, and what catalogue::check_keys would find in them.
class Data {
 public:
    // A column is a name; its type follows from its values: numbers, else text. Values of a column stand together.
    Data& table(const std::string& name, const std::vector<std::pair<std::string, std::vector<std::string>>>& columns) {
        model::Table made;
        made.schema = "public";
        made.name = name;
        auto& kept = rows_.emplace_back();
        for (const auto& [column_name, values] : columns) {
            model::Column column;
            column.name = column_name;
            const bool number = std::all_of(values.begin(), values.end(), [](const std::string& value) {
                return value.find_first_not_of("0123456789") == std::string::npos;
            });
            column.type_class = number ? TypeClass::integer : TypeClass::text;
            column.type = number ? "integer" : "text";
            made.columns.push_back(column);
            kept.push_back(values);
        }
        ontology_.tables.push_back(std::move(made));
        return *this;
    }
    // The first column of the table named last is its declared key.
    Data& keyed() {
        ontology_.tables.back().primary_key = {0};
        ontology_.tables.back().columns[0].unique = true;
        return *this;
    }
    Data& unreadable() {
        readable_ = false;
        return *this;
    }
    model::Table& last() { return ontology_.tables.back(); }

    model::Ontology infer() {
        auto values = index();
        auto proposals = propose_keys(ontology_, values);
        if (readable_) check(proposals);
        auto made = ontology_;
        adopt_keys(made, values, proposals);
        return made;
    }

 private:
    [[nodiscard]] const std::vector<std::string>& values_of(int table, int column) const {
        return rows_[static_cast<std::size_t>(table)][static_cast<std::size_t>(column)];
    }
    model::ValueIndex index() const {
        model::ValueIndex::Builder builder;
        for (int t = 0; t < static_cast<int>(ontology_.tables.size()); ++t)
            for (int c = 0; c < static_cast<int>(rows_[static_cast<std::size_t>(t)].size()); ++c) {
                const auto& column = ontology_.tables[static_cast<std::size_t>(t)].columns[static_cast<std::size_t>(c)];
                const std::set<std::string> distinct(values_of(t, c).begin(), values_of(t, c).end());
                if (distinct.empty()) continue;
                model::ValueIndex::ColumnSummary summary;
                if (column.type_class == TypeClass::text) {
                    summary.distinct = static_cast<std::uint32_t>(distinct.size());
                    for (const auto& value : distinct) {
                        builder.add({t, c, value});
                        summary.examples.push_back(value);
                    }
                } else {
                    summary.low = summary.high = std::stod(*distinct.begin());
                    for (const auto& value : distinct) {
                        summary.low = std::min(summary.low, std::stod(value));
                        summary.high = std::max(summary.high, std::stod(value));
                    }
                }
                builder.summarise(t, c, std::move(summary));
            }
        return std::move(builder).build();
    }
    void check(model::KeyProposals& proposals) const {
        for (auto& target : proposals.targets) {
            const auto& values = values_of(target.table, target.column);
            const std::set<std::string> distinct(values.begin(), values.end());
            target.read = true;
            target.rows = static_cast<double>(values.size());
            target.unique = target.declared || distinct.size() == values.size();
        }
        for (auto& key : proposals.keys) {
            const auto& target = proposals.targets[static_cast<std::size_t>(key.target)];
            const auto &own = values_of(key.table, key.column), &others = values_of(target.table, target.column);
            const std::set<std::string> sought(own.begin(), own.end());
            key.read = true;
            key.sought = static_cast<int>(sought.size());
            for (const auto& value : sought)
                key.missing += std::find(others.begin(), others.end(), value) == others.end();
        }
    }

    model::Ontology ontology_;
    std::vector<std::vector<std::vector<std::string>>> rows_;
    bool readable_ = true;
};

// "line.machine > machines.code"; those below `least` are left out.
std::vector<std::string> keys_of(const model::Ontology& ontology, float least = 0.5F) {
    std::vector<std::string> keys;
    for (const auto& table : ontology.tables)
        for (const auto& key : table.foreign_keys) {
            const auto& target = ontology.tables[static_cast<std::size_t>(key.target_table)];
            if (key.strength < least) continue;
            keys.push_back(table.name + "." + table.columns[static_cast<std::size_t>(key.columns[0])].name + " > " +
                           target.name + "." + target.columns[static_cast<std::size_t>(key.target_columns[0])].name);
        }
    return keys;
}
float strength_of(const model::Ontology& ontology, int table) {
    const auto& keys = ontology.tables[static_cast<std::size_t>(table)].foreign_keys;
    return keys.empty() ? 0 : keys[0].strength;
}

using Keys = std::vector<std::string>;
using Values = std::vector<std::string>;

const Values one_to_four{"1", "2", "3", "4"};

struct NameCase {
    const char *table, *column;
};
class NamesOfKeys : public testing::TestWithParam<NameCase> {};

TEST_P(NamesOfKeys, NameTheTable) {
    Data data;
    data.table(GetParam().table, {{"id", one_to_four}}).keyed().table("notes", {{GetParam().column, {"1", "3", "3"}}});
    EXPECT_EQ(keys_of(data.infer()),
              (Keys{std::string("notes.") + GetParam().column + " > " + GetParam().table + ".id"}));
}
INSTANTIATE_TEST_SUITE_P(Usual, NamesOfKeys,
                         testing::Values(NameCase{"customers", "customer_id"}, NameCase{"Customer", "custId"},
                                         NameCase{"customers", "cust_no"}, NameCase{"customers", "id_customer"},
                                         NameCase{"dim_customer", "CustomerKey"}, NameCase{"tbl_customer", "customer"},
                                         NameCase{"cust", "customer_id"}, NameCase{"addresses", "billing_address_id"},
                                         NameCase{"ports", "from_port_id"}, NameCase{"purchase_orders", "po_id"},
                                         NameCase{"kunde", "kunde_nr"}, NameCase{"regions", "rgn_cd"}));

TEST(InferKeys, NeverOfMeasuresWhateverTheirValues) {
    Data data;
    data.table("states", {{"name", {"ada", "bel", "cor"}}, {"population", {"100", "200", "300"}}})
        .table("cities", {{"name", {"x", "y", "z"}}, {"population", {"100", "200", "300"}}});
    EXPECT_EQ(keys_of(data.infer(), 0), Keys{});
}

TEST(InferKeys, NeverOfACountInThePlural) {
    Data data;
    data.table("students", {{"id", one_to_four}}).keyed().table("rooms", {{"max_students", {"2", "3"}}});
    EXPECT_EQ(keys_of(data.infer(), 0), Keys{});
}

TEST(InferKeys, NotWhereTheValuesAreNotThere) {
    Data data;
    data.table("customers", {{"id", one_to_four}}).keyed().table("notes", {{"customer_id", {"1", "7", "8", "9"}}});
    EXPECT_EQ(keys_of(data.infer(), 0), Keys{});
}

TEST(InferKeys, ToleratesAFewThatAreNotThereAndIsLessSure) {
    Data whole, few;
    whole.table("customers", {{"id", one_to_four}}).keyed().table("notes", {{"customer_id", {"1", "2", "3"}}});
    few.table("customers", {{"id", one_to_four}}).keyed().table("notes", {{"customer_id", {"0", "1", "2", "3", "4"}}});
    EXPECT_EQ(keys_of(few.infer()), (Keys{"notes.customer_id > customers.id"}));
    EXPECT_LT(strength_of(few.infer(), 1), strength_of(whole.infer(), 1));
}

TEST(InferKeys, NotToAColumnWithAValueTwice) {
    Data data;
    data.table("parts", {{"part_no", {"1", "2", "2"}}}).table("uses", {{"part", {"1", "2"}}});
    EXPECT_EQ(keys_of(data.infer()), Keys{});
}

TEST(InferKeys, AKeyForEachRole) {
    Data data;
    data.table("ports", {{"id", one_to_four}})
        .keyed()
        .table("trips", {{"from_port_id", {"1", "2"}}, {"to_port_id", {"2", "4"}}});
    EXPECT_EQ(keys_of(data.infer()), (Keys{"trips.from_port_id > ports.id", "trips.to_port_id > ports.id"}));
}

TEST(InferKeys, ToItsOwnTableByRole) {
    Data data;
    data.table("employees", {{"id", one_to_four}, {"manager_id", {"1", "1", "2"}}}).keyed();
    EXPECT_EQ(keys_of(data.infer()), (Keys{"employees.manager_id > employees.id"}));
}

TEST(InferKeys, WhoDidSomethingIsAPersonAndNoDeed) {
    Data data;
    data.table("staff", {{"id", one_to_four}})
        .keyed()
        .table("reviews", {{"id", one_to_four}, {"reviewer_id", {"1", "2", "3"}}})
        .keyed();
    EXPECT_EQ(keys_of(data.infer()), (Keys{"reviews.reviewer_id > staff.id"}));
}

TEST(InferKeys, CodesThroughTheirTable) {
    Data data;
    data.table("role", {{"code", {"TL", "MG", "CL"}}, {"meaning", {"teller", "manager", "clerk"}}})
        .table("emp", {{"role_cd", {"TL", "TL", "CL"}}});
    EXPECT_EQ(keys_of(data.infer()), (Keys{"emp.role_cd > role.code"}));
}

TEST(InferKeys, ByValuesAloneWhenTheyCannotBeThereByChance) {
    Data data;
    data.table("machines", {{"machine_id", {"M-101", "M-102", "M-103", "M-104"}}})
        .table("jobs", {{"equipment", {"M-101", "M-102", "M-104"}}});
    const auto inferred = data.infer();
    EXPECT_EQ(keys_of(inferred), (Keys{"jobs.equipment > machines.machine_id"}));
    EXPECT_LT(strength_of(inferred, 1), 0.8F);
}

TEST(InferKeys, ByNamesAloneWithLessStrengthWhereNothingCanBeRead) {
    Data read, unread;
    for (auto* data : {&read, &unread})
        data->table("customers", {{"id", one_to_four}}).keyed().table("notes", {{"customer_id", {"1", "2", "3"}}});
    unread.unreadable();
    const auto by_names = unread.infer();
    EXPECT_EQ(keys_of(by_names), (Keys{"notes.customer_id > customers.id"}));
    EXPECT_EQ(by_names.tables[1].foreign_keys.at(0).evidence, model::KeyEvidence::names);
    EXPECT_LT(strength_of(by_names, 1), strength_of(read.infer(), 1));
}

TEST(InferKeys, OfTablesWithoutRowsByTheirNames) {
    Data data;
    data.table("customers", {{"id", {}}}).keyed().table("notes", {{"customer_id", {}}});
    EXPECT_EQ(keys_of(data.infer()), (Keys{"notes.customer_id > customers.id"}));
}

TEST(InferKeys, LeavesWhatIsDeclared) {
    Data data;
    data.table("customers", {{"id", one_to_four}}).keyed().table("clients", {{"id", one_to_four}}).keyed();
    data.table("notes", {{"customer_id", {"1", "2", "3"}}}).last().foreign_keys.push_back({{0}, 1, {0}});
    EXPECT_EQ(keys_of(data.infer(), 0), (Keys{"notes.customer_id > clients.id"}));
}

TEST(InferKeys, NotWhereTheModelSaysThatThereIsNone) {
    Data data;
    data.table("customers", {{"id", one_to_four}}).keyed();
    data.table("notes", {{"customer_id", {"1", "2", "3"}}}).last().columns[0].no_key = true;
    EXPECT_EQ(keys_of(data.infer(), 0), Keys{});
}

TEST(InferKeys, IsUnsureBetweenTablesThatFitEqually) {
    Data data;
    data.table("a", {{"device_id", one_to_four}})
        .keyed()
        .table("b", {{"device_id", one_to_four}})
        .keyed()
        .table("readings", {{"device_id", {"1", "2", "3"}}});
    const auto inferred = data.infer();
    EXPECT_EQ(inferred.tables[2].foreign_keys.size(), 2U);
    EXPECT_LT(strength_of(inferred, 2), 0.5F);
}

TEST(InferKeys, PrefersItsOwnSchema) {
    Data data;
    data.table("customers", {{"id", one_to_four}}).keyed().last().schema = "archive";
    data.table("customers", {{"id", one_to_four}}).keyed().table("notes", {{"customer_id", {"1", "2", "3"}}});
    const auto inferred = data.infer();
    ASSERT_EQ(inferred.tables[2].foreign_keys.size(), 1U);
    EXPECT_EQ(inferred.tables[2].foreign_keys[0].target_table, 1);
}

TEST(InferKeys, FindsTheColumnThatTellsRowsApart) {
    Data data;
    data.table("faults", {{"machine", {"7", "7", "8"}}, {"fault_no", {"1", "2", "3"}}, {"wo_no", {"5", "6", "7"}}});
    EXPECT_EQ(data.infer().tables[0].found_key, 1);
}

TEST(InferKeys, OfAThousandTablesAlikeStaysWithinItsBounds) {
    Data data;
    for (int i = 0; i < 1000; ++i)
        data.table("thing_" + std::to_string(i), {{"id", one_to_four}, {"thing_id", {"1", "2"}}}).keyed();
    const auto inferred = data.infer();
    std::size_t keys = 0;
    for (const auto& table : inferred.tables) keys += table.foreign_keys.size();
    EXPECT_LE(keys, 3000U);
}

}  // namespace
}  // namespace pf::compiler
