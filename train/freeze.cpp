// compiler_freeze: questions → what the compiler makes of each, to be compared before and after a change that must not
// be seen. One JSON line a question: the whole answer, and the first forty plans with their scores.
//   compiler_freeze --questions FILE… --output FILE [--answers-only]
//   compiler_freeze --questions FILE… --output FILE --check-algebra   (what algebra, printers and reader make of the
//   plans)
// The database comes from the PG* variables. The output holds sentences of the questions files: keep it outside the
// repository. Compare two of them with cmp; script/freeze-diff counts and shows what changed.
#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>
#include <fstream>
#include <iostream>
#include <map>

#include "algebra_check.hpp"
#include "compiler/compile.hpp"
#include "compiler/print/postgres.hpp"
#include "compiler/rank/option_features.hpp"
#include "compiler/rank/rank.hpp"
#include "compiler/search.hpp"
#include "workspace.hpp"

namespace {

using namespace pf;
using namespace pf::train;

boost::json::object answer_of(const compiler::Compilation& made) {
    constexpr std::array<std::string_view, 3> statuses{"ok", "ambiguous", "not_understood"};
    boost::json::object row;
    row["status"] = statuses[static_cast<std::size_t>(made.status)];
    auto& readings = row["readings"].emplace_array();
    for (const auto& reading : made.readings)
        readings.push_back(boost::json::object{{"sql", reading.sql},
                                               {"reading", reading.reading},
                                               {"confidence", fmt::format("{:.6g}", reading.confidence)}});
    auto& unknown = row["unknown"].emplace_array();
    for (const auto& word : made.unknown) {
        boost::json::array suggestions(word.suggestions.begin(), word.suggestions.end());
        unknown.push_back(
            boost::json::object{{"word", word.word}, {"offset", word.offset}, {"suggestions", std::move(suggestions)}});
    }
    row["message"] = made.message;
    row["hint"] = made.hint;
    return row;
}

// The terms of the plans are in `analysis`.
std::vector<compiler::Plan> plans_of(compiler::Analysis& analysis, const compiler::SchemaIndex& schema) {
    const auto& learned = compiler::Model::shipped();
    const compiler::Context context(analysis, schema, learned);
    compiler::score_options(analysis, context, learned);
    auto plans = compiler::search_plans(analysis, schema);
    compiler::rank_plans(plans, context, learned);
    for (auto& plan : plans) plan.sql = compiler::print::to_postgres(plan.query, schema);
    return plans;
}

boost::json::array plan_rows(const std::vector<compiler::Plan>& plans) {
    boost::json::array rows;
    for (const auto& plan : plans)
        rows.push_back(boost::json::object{{"sql", plan.sql}, {"score", fmt::format("{:.5g}", plan.score)}});
    return rows;
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<std::string> files;
    std::string output;
    bool with_plans = true, check = false;
    for (int i = 1; i < argc; ++i) {
        const std::string_view flag = argv[i];
        if (flag == "--questions" && i + 1 < argc) {
            files.emplace_back(argv[++i]);
        } else if (flag == "--output" && i + 1 < argc) {
            output = argv[++i];
        } else if (flag == "--check-algebra") {
            check = true;
        } else if (flag == "--answers-only") {
            with_plans = false;
        } else {
            std::cerr << "compiler_freeze --questions FILE… --output FILE [--answers-only]\n";
            return 2;
        }
    }
    std::ofstream out(output);
    if (files.empty() || !out) {
        std::cerr << "compiler_freeze: " << (files.empty() ? "no questions" : "cannot write " + output) << '\n';
        return 2;
    }
    AlgebraCheck checked;
    for (const auto& file : files) {
        const auto workspace = load_workspace({{file}}, "");
        std::map<std::string, std::unique_ptr<compiler::Compiler>> compilers;
        for (const auto& question : workspace.questions) {
            const auto& schema = *workspace.schemas.at(question.schema);
            if (check) {
                auto analysis = compiler::analyse(question.sentence, schema);
                checked.plans(question, schema, plans_of(analysis, schema), out);
                checked.gold(question, schema, out);
                continue;
            }
            auto& compiler = compilers[question.schema];
            if (!compiler)  // the workspace keeps both
                compiler = std::make_unique<compiler::Compiler>(
                    std::shared_ptr<const model::Ontology>(std::shared_ptr<void>{}, &schema.ontology()),
                    std::shared_ptr<const model::ValueIndex>(std::shared_ptr<void>{}, &schema.values()));
            boost::json::object row{{"schema", question.schema}, {"sentence", question.sentence}};
            row["answer"] = answer_of(compiler->compile(question.sentence));
            if (with_plans) {
                auto analysis = compiler::analyse(question.sentence, schema);
                row["plans"] = plan_rows(plans_of(analysis, schema));
            }
            out << boost::json::serialize(row) << '\n';
        }
        std::cerr << file << ": " << workspace.questions.size() << " sentences\n";
    }
    if (check) std::cerr << checked.report();
    return out.flush() && checked.clean() ? 0 : 1;
}
