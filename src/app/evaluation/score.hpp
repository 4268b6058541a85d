// What an evaluation found, question by question and in all.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "app/evaluation/suite.hpp"

namespace pf::app {

struct Verdict {
    std::string sentence, construct;
    int line = 0;
    std::string status;    // "ok", "ambiguous", "not_understood", "error"
    bool right = false;    // the best reading returns the right rows, or the sentence was rightly refused
    bool offered = false;  // ambiguous: one of the readings returns the right rows
    bool refusal_expected = false;
    std::string sql;  // of the best reading, "" when there is none
    std::string why;  // when it is not right
    double compile_ms = 0;
};

struct Score {
    std::size_t questions = 0, answerable = 0, right = 0, ok = 0, ok_right = 0, answered = 0;
    std::size_t ambiguous = 0, offered = 0, not_understood = 0;

    [[nodiscard]] double accuracy() const;   // right of all
    [[nodiscard]] double coverage() const;   // `ok` of those that have an answer
    [[nodiscard]] double precision() const;  // right of those answered `ok`; 1 when there is none
};

struct Evaluation {
    Score all;
    std::map<std::string, Score> by_construct;
    double compile_p50_ms = 0, compile_p99_ms = 0;
    std::vector<Verdict> verdicts;
    std::vector<std::string> below;  // what is below its floor, as sentences
};

[[nodiscard]] Evaluation evaluate(std::vector<Verdict> verdicts, const Floors& floors);

// A table for people; with `misses` the questions that were not answered rightly too.
[[nodiscard]] std::string table_of(const Evaluation& evaluation, bool misses);

// Everything, for programs (docs/evaluation.md).
[[nodiscard]] std::string json_of(const Evaluation& evaluation);

}  // namespace pf::app
