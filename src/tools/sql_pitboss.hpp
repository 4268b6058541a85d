// Tool sql_pitboss: a sentence → guarded SQL, by two engines: the compiler, and a model where one is set. What the
// compiler is not sure of is put to the model too; where both answer their rows are compared, and one verdict is given
// (verdict.hpp).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/work_pool.hpp"
#include "compiler/compile.hpp"
#include "llm/client.hpp"
#include "model/snapshot.hpp"
#include "tools/engine.hpp"
#include "tools/interpretation.hpp"
#include "tools/model_author.hpp"
#include "tools/recent_interpretations.hpp"
#include "tools/trials.hpp"

namespace pf::tools {

// One: the answer. Several: the sentence is ambiguous, or the engines disagree, likeliest first.
struct Generation {
    std::vector<GeneratedSql> readings;
    std::string question;              // not empty: a person chooses, also where they return the same rows
    std::optional<ModelUse> use = {};  // of the model, where it was asked now and answered
};

class SqlPitboss {
 public:
    // model: null when none is set. `values`: whether it may be told what cells hold. `samples`: statements it is asked
    // for where the engines do not agree (most_sampled).
    SqlPitboss(WorkPool& pool, llm::Client* model, bool values = true, int samples = 1);

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

    // The columns that tell a person which row of a table of the snapshot is meant, in order (compiler::Compiler).
    [[nodiscard]] std::vector<int> naming_columns(int table) const;

    // As the function of that name, on the pool.
    Task<Result<std::string>> said_in_full(std::string before, std::string sentence);

    // As of compiler::Compiler, on the pool.
    Task<compiler::SentenceParts> parts(std::string sentence);

    // The state of tables and vocabulary (model/meaning_key.hpp); the model's name, empty when none is set.
    [[nodiscard]] const std::string& meaning_key() const { return version_.meaning_key; }
    [[nodiscard]] std::string model_name() const { return model_ ? model_->name() : std::string(); }

    // sql::guard by the snapshot's policy, on the pool.
    Task<Result<sql::GuardedSql>> guard(std::string sql);

    // What a person wrote for a sentence, guarded and read back. Errors as of sql::guard.
    Task<Result<GeneratedSql>> by_person(std::string sentence, std::string sql);

    // Whether `engine` can be asked for: all but automatic and compiler need a model. Error: unavailable.
    [[nodiscard]] Result<void> can(Engine engine) const;

    // A model that cannot be reached, or fails, costs no answer that the compiler has: its readings are offered then.
    // The same sentence is not put to the model again while the semantic model stays, whatever reading is chosen.
    // Errors: not_understood (with the unknown words), forbidden_sql, unavailable, timeout, cancelled.
    Task<Result<Generation>> generate(std::string sentence, Engine engine, const Trials& trials, Deadline deadline);

    // The compiler alone, on the pool; a sentence of a moment ago is not compiled again, and its compile_ms is 0.
    Task<Result<Interpretation>> interpret(std::string sentence);

 private:
    struct Version {
        std::shared_ptr<const model::Snapshot> snapshot;
        std::shared_ptr<const compiler::Compiler> compiler;
        // of the loop's thread
        std::shared_ptr<RecentInterpretations<Interpretation>> recent;
        std::shared_ptr<RecentInterpretations<Generation>> heard;  // with the model
        std::string meaning_key;
    };
    Task<Result<Interpretation>> interpret_with(Version version, std::string sentence);
    Task<Result<Generation>> hear_model(Version version, std::string sentence, Result<Interpretation> compilers,
                                        Engine engine, const Trials& trials, Deadline deadline);

    WorkPool& pool_;
    llm::Client* model_;
    bool values_;
    int samples_;
    Version version_;
};

}  // namespace pf::tools
