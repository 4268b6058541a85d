#include "app/evaluation/score.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

namespace pf::app {
namespace {

double share(std::size_t part, std::size_t whole) {
    return whole == 0 ? 1.0 : static_cast<double>(part) / static_cast<double>(whole);
}

void count(Score& score, const Verdict& verdict) {
    const bool ok = verdict.status == "ok";
    ++score.questions;
    score.right += verdict.right;
    score.answerable += !verdict.refusal_expected;
    score.ok += ok;
    score.answered += ok && !verdict.refusal_expected;
    score.ok_right += ok && verdict.right;
    score.ambiguous += verdict.status == "ambiguous";
    score.offered += verdict.offered;
    score.not_understood += verdict.status == "not_understood";
}

double quantile(const std::vector<double>& sorted, double q) {
    if (sorted.empty()) return 0;
    return sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(q * static_cast<double>(sorted.size())))];
}

boost::json::object json_of_score(const Score& score) {
    return {{"questions", score.questions},
            {"accuracy", score.accuracy()},
            {"coverage", score.coverage()},
            {"precision", score.precision()},
            {"right", score.right},
            {"ok", score.ok},
            {"ok_right", score.ok_right},
            {"ambiguous", score.ambiguous},
            {"ambiguous_offered_right", score.offered},
            {"not_understood", score.not_understood}};
}

std::string line_of(std::string_view name, const Score& score) {
    return fmt::format("{:<16} {:>9} {:>9.3f} {:>9.3f} {:>10.3f} {:>10}\n", name, score.questions, score.accuracy(),
                       score.coverage(), score.precision(), score.ambiguous);
}

}  // namespace

double Score::accuracy() const { return share(right, questions); }
double Score::coverage() const { return share(answered, answerable); }
double Score::precision() const { return share(ok_right, ok); }

Evaluation evaluate(std::vector<Verdict> verdicts, const Floors& floors) {
    Evaluation made;
    std::vector<double> times;
    for (const auto& verdict : verdicts) {
        count(made.all, verdict);
        count(made.by_construct[verdict.construct], verdict);
        times.push_back(verdict.compile_ms);
    }
    std::sort(times.begin(), times.end());
    made.compile_p50_ms = quantile(times, 0.5);
    made.compile_p99_ms = quantile(times, 0.99);
    made.verdicts = std::move(verdicts);
    const auto hold = [&](const char* name, double value, const std::optional<double>& floor) {
        if (floor && value < *floor)
            made.below.push_back(fmt::format("{} is {:.3f}, below {:.3f}", name, value, *floor));
    };
    hold("accuracy", made.all.accuracy(), floors.accuracy);
    hold("precision", made.all.precision(), floors.precision);
    hold("coverage", made.all.coverage(), floors.coverage);
    return made;
}

std::string table_of(const Evaluation& evaluation, bool misses) {
    std::string out = fmt::format("{:<16} {:>9} {:>9} {:>9} {:>10} {:>10}\n", "construct", "questions", "accuracy",
                                  "coverage", "precision", "ambiguous");
    for (const auto& [construct, score] : evaluation.by_construct) out += line_of(construct, score);
    out += line_of("all", evaluation.all);
    out += fmt::format("\ncompile time p50 {:.2f} ms, p99 {:.2f} ms\n", evaluation.compile_p50_ms,
                       evaluation.compile_p99_ms);
    if (misses)
        for (const auto& verdict : evaluation.verdicts)
            if (!verdict.right)
                out += fmt::format("\nline {}: {}\n  {}: {}\n{}", verdict.line, verdict.sentence, verdict.status,
                                   verdict.why, verdict.sql.empty() ? "" : "  " + verdict.sql + "\n");
    for (const auto& what : evaluation.below) out += fmt::format("\n{}\n", what);
    return out;
}

std::string json_of(const Evaluation& evaluation) {
    boost::json::object constructs;
    for (const auto& [construct, score] : evaluation.by_construct) constructs[construct] = json_of_score(score);
    boost::json::array questions;
    for (const auto& verdict : evaluation.verdicts)
        questions.push_back(boost::json::object{{"line", verdict.line},
                                                {"sentence", verdict.sentence},
                                                {"construct", verdict.construct},
                                                {"status", verdict.status},
                                                {"right", verdict.right},
                                                {"why", verdict.why},
                                                {"sql", verdict.sql},
                                                {"compile_ms", verdict.compile_ms}});
    boost::json::array below;
    for (const auto& what : evaluation.below) below.emplace_back(what);
    return boost::json::serialize(
        boost::json::object{{"all", json_of_score(evaluation.all)},
                            {"by_construct", std::move(constructs)},
                            {"compile_ms", {{"p50", evaluation.compile_p50_ms}, {"p99", evaluation.compile_p99_ms}}},
                            {"below_floor", std::move(below)},
                            {"questions", std::move(questions)}});
}

}  // namespace pf::app
