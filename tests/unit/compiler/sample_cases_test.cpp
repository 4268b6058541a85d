// tests/cases/compiler_sample.yaml: sentence → SQL over the sample scenario's schema.
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <ostream>
#include <regex>

#include "compiler/plan/fingerprint.hpp"
#include "compiler/plan/from_sql.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/print/english.hpp"
#include "compiler/print/postgres.hpp"
#include "compiler/print/result_names.hpp"
#include "compiler/rank/option_features.hpp"
#include "compiler/search.hpp"
#include "sample_model.hpp"

namespace pf::compiler {
namespace {

struct Case {
    std::string sentence;
    std::vector<std::string> sql;
};

void PrintTo(const Case& row, std::ostream* out) { *out << row.sentence; }

std::vector<Case> cases() {
    std::vector<Case> rows;
    for (const auto& node : YAML::LoadFile(PF_SOURCE_DIR "/tests/cases/compiler_sample.yaml")) {
        Case row{node["sentence"].as<std::string>(), {}};
        if (node["sql"].IsSequence())
            row.sql = node["sql"].as<std::vector<std::string>>();
        else
            row.sql = {node["sql"].as<std::string>()};
        rows.push_back(std::move(row));
    }
    return rows;
}

const Compiler& compiler() {
    static const Compiler made = [] {
        auto model = test::sample_model();
        return Compiler(model.ontology, model.values);
    }();
    return made;
}

// The case file leaves out the schema's name and the names that result columns get.
std::string shortened(std::string sql) {
    for (std::size_t at; (at = sql.find("\"public\".")) != std::string::npos;) sql.erase(at, 9);
    static const std::regex name(" AS \"[^\"]*\"");
    return std::regex_replace(sql, name, "");
}

class CompilerSample : public testing::TestWithParam<Case> {};

TEST_P(CompilerSample, BestReadingIsTheOneMeant) {
    const auto compilation = compiler().compile(GetParam().sentence);
    ASSERT_FALSE(compilation.readings.empty()) << compilation.message;
    const auto sql = shortened(compilation.readings[0].sql);
    EXPECT_TRUE(std::any_of(GetParam().sql.begin(), GetParam().sql.end(), [&](const std::string& meant) {
        return shortened(meant) == sql;
    })) << sql;
    EXPECT_FALSE(compilation.readings[0].reading.empty());
}

TEST_P(CompilerSample, CaseAndFullStopChangeNothing) {
    const auto plain = compiler().compile(GetParam().sentence);
    const auto stopped = compiler().compile(GetParam().sentence + ".");
    ASSERT_FALSE(plain.readings.empty());
    ASSERT_FALSE(stopped.readings.empty());
    EXPECT_EQ(plain.readings[0].sql, stopped.readings[0].sql);
}

// Of all plans that the search makes, not only of those that are offered.
TEST_P(CompilerSample, NoTwoPlansReadTheSameAndNamedColumnsChangeNoPlan) {
    static const auto model = test::sample_model();
    static const SchemaIndex schema(model.ontology, model.values);
    auto analysis = analyse(GetParam().sentence, schema);
    const Context context(analysis, schema, Model::shipped());
    score_options(analysis, context, Model::shipped());
    const auto plans = search_plans(analysis, schema);
    std::vector<const plan::Query*> queries;
    for (const auto& plan : plans) queries.push_back(&plan.query);
    const auto told = print::told_apart(queries, schema);
    std::map<std::string, std::string> known;
    plan::Arena arena;
    const plan::Terms terms(arena);
    for (std::size_t i = 0; i < plans.size(); ++i) {
        const auto sql = print::to_postgres(*queries[i], schema);
        const auto [same, fresh] = known.emplace(told[i], sql);
        EXPECT_TRUE(fresh) << told[i] << "\n" << sql << "\n" << same->second;
        const auto named = print::to_postgres(print::with_names(*queries[i], schema, arena), schema);
        const auto back = plan::from_sql(named, terms, schema);
        ASSERT_TRUE(back) << named << "\n" << back.error().message;
        EXPECT_EQ(plan::fingerprint(*back, schema), plan::fingerprint(*queries[i], schema)) << named << "\n" << sql;
    }
}

INSTANTIATE_TEST_SUITE_P(Cases, CompilerSample, testing::ValuesIn(cases()));

}  // namespace
}  // namespace pf::compiler
