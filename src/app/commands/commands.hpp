// The commands of the program besides serve (app.hpp); each in a file of its name.
#pragma once

#include <cstdint>
#include <string>

#include "app/config.hpp"
#include "base/result.hpp"

namespace pf::app {

struct CompileOptions {
    std::string sentence;
    std::string after;  // the sentence before it, which it may change; empty: none
    bool jsonl = false;
};
// Sentence → SQL and reading, on standard output; nothing is run. With --jsonl a line {"id","schema","rule","after"}
// each on standard input is answered by a line {"id","status","sql","confidence","reading","elapsed_us"}, in order,
// with "readings" (those a person would be offered, best first) when the status is ambiguous; `schema` names the one
// schema the sentence is about. Where a model is set it is heard as the server hears it (--generator), and readings are
// tried read-only; a line then has "generator" too. Value: the exit code.
[[nodiscard]] int compile(const Config& config, const CompileOptions& options);

struct PromptOptions {
    std::string sentence;
    bool json = false;
};
// What a language model would be sent for a sentence, on standard output: nothing is sent. With --json the messages as
// [{"role","content"}, …]. Value: the exit code.
[[nodiscard]] int prompt(const Config& config, const PromptOptions& options);
struct GuardOptions {
    bool jsonl = false;
};
// What the guard says of SQL, against the tables of the settings' schemas or of the line's `schema`; nothing is run. A
// line {"id","sql"} on standard input is answered by a line {"id","verdict","reason","deparsed"}, in order: "accept"
// with the text that would run, or "refuse" with the reason. Any bytes are safe input. Value: the exit code.
[[nodiscard]] int guard(const Config& config, const GuardOptions& options);

struct EvalOptions {
    std::string file;
    bool json = false;
    bool misses = false;
};
// Compiles the questions of a file (where a model is set it is heard, as in compile()), runs what comes out on the rule
// role, and scores it against what the file says is right (docs/evaluation.md). Value: the exit code; 1 when a score is
// below the file's floors.
[[nodiscard]] int eval(const Config& config, const EvalOptions& options);

struct InitOptions {
    std::string output = "pattern-factory.yaml";
};
// Writes a semantic model to edit. An existing file is never overwritten.
[[nodiscard]] Result<void> init(const Config& config, const InitOptions& options);

// Applies the registry's migrations with the configured login.
[[nodiscard]] Result<void> migrate(const Config& config);

// Says of the database, its logins and the model whether they can be reached, which they are, how fast, and what is
// missing; asks the model for a few words. Value: the exit code; 1 when something that the settings name does not work.
[[nodiscard]] int doctor(const Config& config);

// The file of users (--users): who there is and with which role, and the tokens that they and their tools show. A
// server that runs with the file hears of each change.
[[nodiscard]] Result<void> add_user(const Config& config, const std::string& name, const std::string& role);
[[nodiscard]] Result<void> change_user(const Config& config, const std::string& name, const std::string& role);
[[nodiscard]] Result<void> remove_user(const Config& config, const std::string& name);  // with their tokens
[[nodiscard]] Result<void> list_users(const Config& config);

struct TokenOptions {
    std::string user, label = "token";
    int days = 0;  // it is good for; 0: it does not expire
};
// Prints a new token, and keeps its digest with the user; without one it is for PF_TOKEN.
[[nodiscard]] Result<void> create_token(const Config& config, const TokenOptions& options);
[[nodiscard]] Result<void> revoke_token(const Config& config, const std::string& id);

struct AuditOptions {
    std::int64_t limit = 100;
    std::string who, what;
    bool json = false;
};
// The newest entries of the audit log, a line each, beside a server that runs.
[[nodiscard]] Result<void> audit(const Config& config, const AuditOptions& options);

// Prints the SQL of the four roles (docs/security.md).
[[nodiscard]] Result<void> print_roles();

// All of the private PostgreSQL's database into a new folder, beside a server that runs.
[[nodiscard]] Result<void> backup(const Config& config, const std::string& folder);

// … and from it into a data directory that holds nothing yet.
[[nodiscard]] Result<void> restore(const Config& config, const std::string& folder);

}  // namespace pf::app
