#include "app/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "app/app.hpp"
#include "app/commands/commands.hpp"
#include "app/config.hpp"
#include "base/log.hpp"
#include "base/version.hpp"

namespace pf::app {
namespace {

void set_log_level(const std::string& level) {
    if (level == "debug") log::set_level(log::Level::debug);
    if (level == "warn") log::set_level(log::Level::warn);
    if (level == "error") log::set_level(log::Level::error);
}

int fail(const Error& error) {
    fmt::print(stderr, "pattern-factory: {}\n", error.message);
    if (!error.hint.empty()) fmt::print(stderr, "  {}\n", error.hint);
    return error.kind == ErrorKind::invalid_request ? 2 : 3;
}

}  // namespace

int run_command_line(int argc, char** argv) {
    CLI::App program("Pattern Factory: a sentence becomes a live relation in PostgreSQL.", "pattern-factory");
    program.set_version_flag("--version", std::string("pattern-factory ") + version());
    program.get_formatter()->column_width(34);
    Config config;

    auto* serve_command = program.add_subcommand("serve", "serve the web app, the API and the WebSocket (the default)");
    auto* compile_command =
        program.add_subcommand("compile", "show the SQL and the reading of a sentence; runs nothing");
    auto* prompt_command =
        program.add_subcommand("prompt", "show what a language model would be sent for a sentence; sends nothing");
    auto* guard_command = program.add_subcommand("guard", "say whether SQL may run, and as what; runs nothing");
    auto* eval_command =
        program.add_subcommand("eval", "score the compiler on questions of your own, on your database");
    auto* init_command = program.add_subcommand("init", "write a pattern-factory.yaml to edit from the live catalogue");
    auto* migrate_command = program.add_subcommand("migrate", "make or update the registry in the database");
    auto* roles_command = program.add_subcommand("roles", "print the SQL that gives a database the roles of its own");
    auto* doctor_command =
        program.add_subcommand("doctor", "look at database and model: can they be reached, how fast, what is missing");
    auto* backup_command =
        program.add_subcommand("backup", "copy the private PostgreSQL's database into a new folder, while it runs");
    auto* restore_command =
        program.add_subcommand("restore", "make a new data directory from such a folder (--data-dir)");
    auto* user_command = program.add_subcommand("user", "the people of a file of users, and their roles");
    auto* user_add_command = user_command->add_subcommand("add", "a new one");
    auto* user_change_command = user_command->add_subcommand("change", "another role for one");
    auto* user_remove_command = user_command->add_subcommand("remove", "one less, with all tokens of theirs");
    auto* user_list_command = user_command->add_subcommand("list", "who there is, with the ids of their tokens");
    user_command->require_subcommand(1);
    auto* token_command = program.add_subcommand("token", "tokens of people and of their tools, or for PF_TOKEN");
    auto* token_create_command = token_command->add_subcommand("create", "print a new one that nobody can guess");
    auto* token_revoke_command = token_command->add_subcommand("revoke", "make one worthless");
    token_command->require_subcommand(1);
    for (auto* command : {user_add_command, user_change_command, user_remove_command, user_list_command,
                          token_create_command, token_revoke_command})
        add_users_setting(*command, config);
    auto* audit_command = program.add_subcommand("audit", "who did what: the newest entries of the audit log");
    for (auto* command : {serve_command, compile_command, prompt_command, guard_command, eval_command, init_command,
                          migrate_command, doctor_command, backup_command, restore_command, audit_command})
        add_settings(*command, config);
    add_settings(program, config);  // so that a bare `pattern-factory --port 9000` serves, and --help has it all
    program.require_subcommand(0, 1);

    CompileOptions compile_options;
    compile_command->add_option("sentence", compile_options.sentence, "the sentence, in English");
    compile_command->add_option("--after", compile_options.after,
                                "the sentence before it, which it may change: \"and in France?\"");
    compile_command->add_flag(
        "--jsonl", compile_options.jsonl,
        "read {\"id\",\"schema\",\"rule\",\"after\"} lines from standard input, answer each with a line");
    PromptOptions prompt_options;
    prompt_command->add_option("sentence", prompt_options.sentence, "the sentence, in English")->required();
    prompt_command->add_flag("--json", prompt_options.json, "print the messages as JSON");
    GuardOptions guard_options;
    guard_command->add_flag("--jsonl", guard_options.jsonl,
                            "read {\"id\",\"sql\"} lines from standard input, answer each with a line");
    EvalOptions eval_options;
    eval_command->add_option("file", eval_options.file, "questions: YAML (.yaml, .yml) or JSON lines")->required();
    eval_command->add_flag("--json", eval_options.json, "print everything as JSON instead of a table");
    eval_command->add_flag("--misses", eval_options.misses, "list the questions that were not answered rightly");
    InitOptions init_options;
    init_command->add_option("--output,-o", init_options.output, "the file to write; - for standard output")
        ->capture_default_str();
    std::string backup_folder;
    backup_command->add_option("folder", backup_folder, "the folder to make")->required();
    restore_command->add_option("folder", backup_folder, "a folder that backup has made")->required();
    std::string user, role, token_id;
    for (auto* command : {user_add_command, user_change_command, user_remove_command})
        command->add_option("name", user, "the user's name")->required();
    for (auto* command : {user_add_command, user_change_command})
        command->add_option("--role", role, "reader, author or admin")
            ->required()
            ->check(CLI::IsMember({"reader", "author", "admin"}));
    TokenOptions token_options;
    auto* of_user =
        token_create_command->add_option("--user", token_options.user, "whose it is; left out: for PF_TOKEN");
    token_create_command->add_option("--label", token_options.label, "what it is for: laptop, nightly report")
        ->needs(of_user);
    token_create_command->add_option("--days", token_options.days, "how long it is good for; left out: for ever")
        ->needs(of_user)
        ->check(CLI::Range(1, 36'500));
    token_revoke_command->add_option("id", token_id, "its id, as `user list` has it")->required();
    AuditOptions audit_options;
    audit_command->add_option("--limit", audit_options.limit, "entries at most")->capture_default_str();
    audit_command->add_option("--who", audit_options.who, "those of one person");
    audit_command->add_option("--what", audit_options.what, "those of one kind: rule_run, sign_in_refused, …");
    audit_command->add_flag("--json", audit_options.json, "a JSON object each");
    bool print = true;
    roles_command->add_flag("--print", print, "print the SQL (the default)");

    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int code = program.exit(error);
        return code == 0 ? 0 : 2;
    }
    const auto end = [](const Result<void>& done) { return done ? 0 : fail(done.error()); };
    if (*user_add_command) return end(add_user(config, user, role));
    if (*user_change_command) return end(change_user(config, user, role));
    if (*user_remove_command) return end(remove_user(config, user));
    if (*user_list_command) return end(list_users(config));
    if (*token_create_command) return end(create_token(config, token_options));
    if (*token_revoke_command) return end(revoke_token(config, token_id));
    if (auto checked = check(config); !checked) return fail(checked.error());
    set_log_level(config.log_level);

    if (*compile_command) return compile(config, compile_options);
    if (*prompt_command) return prompt(config, prompt_options);
    if (*guard_command) return guard(config, guard_options);
    if (*eval_command) return eval(config, eval_options);
    if (*doctor_command) return doctor(config);
    Result<void> done;
    if (*init_command)
        done = init(config, init_options);
    else if (*migrate_command)
        done = migrate(config);
    else if (*backup_command)
        done = backup(config, backup_folder);
    else if (*restore_command)
        done = restore(config, backup_folder);
    else if (*audit_command)
        done = audit(config, audit_options);
    else if (*roles_command)
        done = print_roles();
    else
        done = serve(config);
    return end(done);
}

}  // namespace pf::app
