// Tool sql_pitboss: a sentence → guarded SQL. The compiler first; what it refuses goes to the model, if one is set; a
// model's answer that the guard or the database refuses goes back to it with the reason, a bounded number of times.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "base/work_pool.hpp"
#include "compiler/compile.hpp"
#include "llm/client.hpp"
#include "model/snapshot.hpp"
#include "sql/guarded_sql.hpp"
#include "tools/recent_interpretations.hpp"

namespace pf::tools {

struct GeneratedSql {
    sql::GuardedSql sql;
    std::string reading;
    double confidence = 0;
    std::string_view generator;  // "compiler" or "model"
};

// One: the answer. Several (2 to 5): the sentence is ambiguous, best first.
struct Generation {
    std::vector<GeneratedSql> readings;
    std::string question;  // not empty: a person chooses, also where they return the same rows
};

// What the compiler makes of a sentence; nothing was run.
struct Interpretation {
    compiler::Status status = compiler::Status::not_understood;
    // Guarded. ok: the answer; ambiguous: best first, at most 5, and one only if it leaves a word out or the guard
    // refused the others; not_understood: the best guess or none.
    std::vector<GeneratedSql> readings;
    std::vector<compiler::UnknownWord> unknown;
    bool leaves_words_out = false;  // as of compiler::Compilation
    std::string message, hint;      // not ok: for the person
    double compile_ms = 0;          // the compiler alone
};

// The compiler's readings, each through the guard; one that it refuses is dropped. Errors: forbidden_sql when an
// understood sentence has none left. Every way in compiles through this. Needs a stack as sql::guard does.
[[nodiscard]] Result<Interpretation> interpret(const compiler::Compiler& compiler, const model::Snapshot& snapshot,
                                               std::string_view sentence);

// The whole sentence that one which changes the one before it stands for ("and in France?"): of those it may be, the
// first that is understood; and any sentence with its typing mistakes put right. Empty when it stands as it is. Errors:
// not_understood, when there is none before it
// (`before` empty), or when it cannot be told what it changes.
[[nodiscard]] Result<std::string> said_in_full(const compiler::Compiler& compiler, std::string_view before,
                                               std::string_view sentence);

// The wire name of a status: "ok", "ambiguous", "not_understood".
[[nodiscard]] std::string_view to_string(compiler::Status status);

// Asks the database whether it would run the query (EXPLAIN, cost ceiling). An error goes back to the model.
using Check = std::function<Task<Result<void>>(const sql::GuardedSql& query)>;

class SqlPitboss {
 public:
    static constexpr int max_model_attempts = 3;

    // model: null when none is set.
    SqlPitboss(WorkPool& pool, llm::Client* model);

    // Takes a new version of the semantic model into use once the compiler's indexes are built, on the pool; requests
    // under way keep theirs, and those that come meanwhile get the one before. One at a time.
    Task<> use(std::shared_ptr<const model::Snapshot> snapshot);
    [[nodiscard]] std::shared_ptr<const model::Snapshot> snapshot() const;

    // Entries of the snapshot's vocabulary that the compiler does not use, each with its place and the reason. Takes as
    // long as use().
    Task<std::vector<std::string>> refused(std::shared_ptr<const model::Snapshot> snapshot);
    // … of the snapshot in use.
    [[nodiscard]] std::vector<std::string> refused() const;
    // What a word may mean, likeliest first (compiler::Compiler::candidates).
    Task<std::vector<compiler::Candidate>> candidates(std::string word);

    // As the function of that name, on the pool.
    Task<Result<std::string>> said_in_full(std::string before, std::string sentence);

    // Errors: not_understood (with the unknown words), forbidden_sql, unavailable, timeout, cancelled.
    Task<Result<Generation>> generate(std::string sentence, const Check& check, Deadline deadline);

    // The compiler alone, on the pool; a sentence of a moment ago is not compiled again, and its compile_ms is 0.
    Task<Result<Interpretation>> interpret(std::string sentence);

 private:
    struct Version {
        std::shared_ptr<const model::Snapshot> snapshot;
        std::shared_ptr<const compiler::Compiler> compiler;
        std::shared_ptr<RecentInterpretations<Interpretation>> recent;  // of the loop's thread
    };
    Task<Result<Interpretation>> interpret_with(Version version, std::string sentence);
    Task<Result<Generation>> ask_model(Version version, std::string sentence, Error refusal, const Check& check,
                                       Deadline deadline);

    WorkPool& pool_;
    llm::Client* model_;
    Version version_;
};

}  // namespace pf::tools
