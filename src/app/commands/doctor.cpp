// Looks at everything the settings name, and says how it is.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <variant>
#include <vector>

#include "app/commands/commands.hpp"
#include "app/database.hpp"
#include "app/language_model.hpp"
#include "app/run_loop.hpp"
#include "app/sign_in.hpp"
#include "catalogue/load_catalogue.hpp"
#include "pg/login.hpp"

namespace pf::app {
namespace {

constexpr auto connect_timeout = std::chrono::seconds(10);
constexpr auto read_timeout = std::chrono::seconds(60);

constexpr sql::Literal registry_is_there = "SELECT to_regclass('pattern_factory.rules') IS NOT NULL";
// The findings, each a line; whether one of them needs doing something about.
class Report {
 public:
    void good(std::string_view what, std::string_view finding) const { line(what, "ok", finding); }
    void none(std::string_view what, std::string_view finding) const { line(what, "none", finding); }
    void note(std::string_view what, std::string_view finding) const { line(what, "note", finding); }
    void bad(std::string_view what, const Error& error) {
        line(what, "bad", error.message);
        if (!error.hint.empty()) line("", "", error.hint);
        sound_ = false;
    }
    static void more(std::string_view finding) { line("", "", finding); }
    [[nodiscard]] bool sound() const { return sound_; }

 private:
    static void line(std::string_view what, std::string_view state, std::string_view finding) {
        fmt::print("{:<10} {:<5} {}\n", what, state, finding);
    }
    bool sound_ = true;
};

std::string in_milliseconds(Clock::duration took) {
    return fmt::format("{} ms", std::chrono::ceil<std::chrono::milliseconds>(took).count());
}

Task<Result<std::string>> first_cell(pg::Connection& connection, sql::Literal query) {
    auto rows = co_await connection.query(query, {}, Clock::now() + connect_timeout);
    if (!rows) co_return rows.error();
    co_return std::string(rows->text(0, 0));
}

Task<> look_at_build_login(Report& report, pg::ConnectionSettings login) {
    const auto began = Clock::now();
    auto connection = co_await pg::Connection::connect(std::move(login), Clock::now() + connect_timeout);
    if (connection)
        report.good("build role", "connected in " + in_milliseconds(Clock::now() - began));
    else
        report.bad("build role", connection.error());
}

// What this login may read is what rules may read.
Task<> look_at_rule_login(Report& report, pg::ConnectionSettings login, std::vector<std::string> schemas) {
    const auto began = Clock::now();
    auto connection = co_await pg::Connection::connect(std::move(login), Clock::now() + connect_timeout);
    if (!connection) {
        report.bad("rule role", connection.error());
        co_return;
    }
    const auto took = Clock::now() - began;
    auto ontology = co_await catalogue::load_catalogue(**connection, std::move(schemas), Clock::now() + read_timeout);
    if (!ontology) {
        report.bad("rule role", ontology.error());
    } else if (ontology->tables.empty()) {
        report.bad("rule role", make_error(ErrorKind::not_found, "connected, but there is no table that rules may read",
                                           "Grant SELECT to this login, or name the schemas in PF_SCHEMAS."));
    } else {
        report.good("rule role", fmt::format("connected in {}; rules may read {} tables", in_milliseconds(took),
                                             ontology->tables.size()));
    }
}

Task<> look_at_powers_of(Report& report, pg::ConnectionSettings login, bool its_own, bool& harmless) {
    auto connection = co_await pg::Connection::connect(std::move(login), Clock::now() + connect_timeout);
    if (!connection) {
        report.bad("harden", connection.error());
        harmless = false;
        co_return;
    }
    auto examined = co_await pg::examine_login(**connection, Clock::now() + connect_timeout);
    if (!examined) {
        report.bad("harden", examined.error());
        harmless = false;
        co_return;
    }
    for (const auto& power : examined->powers) {
        harmless = false;
        const auto finding = fmt::format("{} {}", examined->name, power);
        if (its_own)
            report.bad("harden", make_error(ErrorKind::forbidden_sql, finding));
        else
            report.note("harden", finding);
    }
}

// What generated SQL could do if the guard let it.
Task<> look_at_powers(Report& report, const Database& database) {
    bool harmless = true;
    co_await look_at_powers_of(report, database.rule, database.separate_roles, harmless);
    if (database.separate_roles) co_await look_at_powers_of(report, database.build, true, harmless);
    if (harmless)
        report.good("harden", "the logins of generated SQL may read, and make rule views");
    else
        Report::more("the SQL of `pattern-factory roles`, run by the database's owner, takes such powers away");
}

// A task for run_to_end, which wants a value.
using Looked = std::monostate;

Task<Looked> look_at_database(Report& report, const Database& database, const Config& config) {
    const auto began = Clock::now();
    auto described = co_await describe_database(database, config);
    if (!described) {
        report.bad("database", described.error());
        co_return Looked();
    }
    report.good("database", fmt::format("{}, {}", *described, in_milliseconds(Clock::now() - began)));
    auto connection = co_await pg::Connection::connect(database.app, Clock::now() + connect_timeout);
    auto registry = connection ? co_await first_cell(**connection, registry_is_there) : connection.error();
    if (!registry)
        report.bad("registry", registry.error());
    else if (*registry == "t")
        report.good("registry", "its tables are there");
    else
        report.note("registry", "not there yet: the server makes it when it starts, or pattern-factory migrate does");
    co_await look_at_rule_login(report, database.rule, config.schema_list());
    co_await look_at_build_login(report, database.build);
    auto warnings = co_await login_warnings(database);
    if (warnings)
        for (const auto& warning : *warnings) report.note("roles", warning);
    co_await look_at_powers(report, database);
    co_return Looked();
}

Task<Looked> look_at_model(Report& report, llm::OpenAiClient* model, bool values) {
    if (!model) {
        report.none("model", "nothing is ever sent anywhere; OPENAI_API_KEY or OPENAI_BASE_URL adds one");
        co_return Looked();
    }
    const auto before = model->state();
    const auto what = fmt::format("{} at {}{}", before.name, before.base_url, before.key ? "" : ", without a key");
    const auto answer = co_await check_language_model(*model, Clock::now() + model->time_for_a_rule());
    if (!answer) {
        report.bad("model", answer.error());
        Report::more(what);
        co_return Looked();
    }
    report.good("model", fmt::format("{} answers in {}; {} tokens, {} call{}", what, in_milliseconds(answer->took),
                                     answer->tokens, answer->calls, answer->calls == 1 ? "" : "s"));
    const auto state = language_model_state(model, values);
    if (!state.left_out.empty()) Report::more("its server does not take: " + state.left_out);
    report.note("sends", "with each rule that it is asked for:");
    for (const auto& part : state.sends) Report::more("- " + part);
    const auto budget = state.daily_tokens > 0 ? fmt::format("{} tokens a day", state.daily_tokens)
                        : state.daily_cost > 0 ? fmt::format("{:.4g} a day", state.daily_cost)
                                               : std::string();
    if (budget.empty())
        report.none("budget", "PF_MODEL_DAILY_TOKENS or PF_MODEL_DAILY_COST sets one");
    else
        report.good("budget", budget);
    co_return Looked();
}

Task<Looked> look_at_sign_in(Report& report, api::SignIn& sign_in) {
    const auto began = Clock::now();
    const auto state = co_await sign_in.provider->check();
    const auto& settings = sign_in.provider->settings();
    if (!state) {
        const auto& failure = state.error();
        report.bad("sign-in", make_error(ErrorKind::unavailable,
                                         fmt::format("{} ({})", failure.message, to_string(failure.reason)),
                                         fmt::format("{}: {}", settings.issuer, failure.detail)));
        co_return Looked();
    }
    report.good("sign-in",
                fmt::format("{} at {}, {}; {} key{}", sign_in.provider_name, settings.issuer,
                            in_milliseconds(Clock::now() - began), state->keys, state->keys == 1 ? "" : "s"));
    Report::more("it must send browsers back to " + settings.redirect_address);
    co_return Looked();
}

}  // namespace

int doctor(const Config& config) {
    Report report;
    auto model = make_language_model(config);
    if (!model) report.bad("model", model.error());
    auto sign_in = make_sign_in(config);
    if (!sign_in) report.bad("sign-in", sign_in.error());
    asio::io_context loop(1);
    if (auto database = open_database(config, true); !database)
        report.bad("database", database.error());
    else
        run_to_end(loop, look_at_database(report, *database, config));
    if (model) {
        run_to_end(loop, look_at_model(report, model->get(), config.model_values));
        model->reset();  // before the loop that its calls ran on
    }
    if (sign_in && *sign_in) {
        run_to_end(loop, look_at_sign_in(report, **sign_in));
        (*sign_in)->provider->close();  // before the loop, too
    }
    std::fflush(stdout);
    return report.sound() ? 0 : 1;
}

}  // namespace pf::app
