// What the compiler makes of a sentence: guarded SQL and readings, and sentences said in full. Every way in compiles
// through this. Way in: interpret().
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "compiler/compile.hpp"
#include "model/snapshot.hpp"
#include "sql/guarded_sql.hpp"

namespace pf::tools {

struct GeneratedSql {
    sql::GuardedSql sql;
    std::string reading;
    double confidence = 0;
    std::string_view generator;  // "compiler", "model", "both" where they agree, "person" who wrote it
    // Its number among the readings of the sentence, from 1: of the compiler's their order, then the model's. It stays
    // that number wherever the reading is offered. 0: none was given.
    int n = 0;
    std::vector<compiler::SaidWord> words = {};  // of the compiler's: what each word of the sentence became
};

// Nothing of it was run.
struct Interpretation {
    compiler::Status status = compiler::Status::not_understood;
    // Guarded. ok: the answer; ambiguous: best first, at most 4, and one only if it leaves a word out or the guard
    // refused the others; not_understood: the best guess or none.
    std::vector<GeneratedSql> readings;
    std::vector<compiler::UnknownWord> unknown;
    bool leaves_words_out = false;  // as of compiler::Compilation
    std::string message, hint;      // not ok: for the person
    double compile_ms = 0;          // the compiler alone
};

// The compiler's readings, each through the guard; one that it refuses is dropped. Errors: forbidden_sql when an
// understood sentence has none left. Needs a stack as sql::guard does.
[[nodiscard]] Result<Interpretation> interpret(const compiler::Compiler& compiler, const model::Snapshot& snapshot,
                                               std::string_view sentence);

// Why it is no answer, for the person: not_understood, with the unknown words.
[[nodiscard]] Error refusal_of(const Interpretation& interpretation);

// The whole sentence that one which changes the one before it stands for ("and in France?"): of those it may be, the
// first that is understood; and any sentence with its typing mistakes put right. Empty when it stands as it is. Errors:
// not_understood, when there is none before it (`before` empty), or when it cannot be told what it changes.
[[nodiscard]] Result<std::string> said_in_full(const compiler::Compiler& compiler, std::string_view before,
                                               std::string_view sentence);

// The wire name of a status: "ok", "ambiguous", "not_understood".
[[nodiscard]] std::string_view to_string(compiler::Status status);

}  // namespace pf::tools
