#include "pitboss/supervisor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <any>
#include <boost/asio/this_coro.hpp>
#include <boost/json.hpp>

#include "base/log.hpp"
#include "base/secret.hpp"
#include "model/sentence.hpp"
#include "model/snapshot.hpp"
#include "pg/errors.hpp"
#include "pg/pool.hpp"
#include "pitboss/admission.hpp"
#include "pitboss/after_loss.hpp"
#include "pitboss/answer.hpp"
#include "pitboss/readings.hpp"
#include "pitboss/said_in_full.hpp"
#include "pitboss/unknown_words.hpp"
#include "pitboss/view_numbers.hpp"
#include "pitboss/view_space.hpp"
#include "pitboss/view_swap.hpp"
#include "tools/registry.hpp"

namespace pf::pitboss {
namespace {

constexpr std::size_t max_rule_id_bytes = 200;

struct Rule {  // what the request asks for, checked
    std::string rule_id;
    std::string sentence;
    std::string normalised;  // equal for sentences that say the same: one rule, one view
    std::string sentence_key;
    std::string name;
    tools::RuleParent parent;
    bool meant = false;  // called by its code: its author knows what it says
    tools::RuleMaker maker;
};

double milliseconds_since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

Result<Rule> resolve_rule(RuleRequest request, const model::Ontology& ontology, const Limits& limits) {
    if (request.rule_id.size() > max_rule_id_bytes)
        return make_error(ErrorKind::invalid_request,
                          fmt::format("rule_id is longer than {} bytes.", max_rule_id_bytes));
    if (request.rule_id.find('\0') != std::string::npos)
        return make_error(ErrorKind::invalid_request, "rule_id holds a NUL character.");
    if (request.rule_code.size() > limits.max_sentence_bytes)
        return make_error(ErrorKind::invalid_request,
                          fmt::format("The sentence is too long: {} bytes, the limit is {}.", request.rule_code.size(),
                                      limits.max_sentence_bytes),
                          "Say it in fewer words.");
    auto sentence = model::resolve_sentence(request.rule_code, ontology);
    if (!sentence) return sentence.error();
    Rule rule;
    rule.rule_id = request.rule_id.empty() ? "rule_" + random_token(12) : std::move(request.rule_id);
    rule.name = sql::rule_name(*sentence);
    rule.normalised = model::normalise_sentence(*sentence);
    rule.sentence_key = sha256_hex(rule.normalised);
    rule.sentence = std::move(*sentence);
    rule.parent.rule_id = std::move(request.from);
    return rule;
}

std::string timings_json(const Timings& t) {
    return boost::json::serialize(boost::json::object{{"generate", t.generate},
                                                      {"check", t.check},
                                                      {"materialise", t.materialise},
                                                      {"register", t.register_},
                                                      {"total", t.total}});
}

struct Built {
    tools::RuleRow rule;
    std::string view;
    std::string relation;
    tools::DataTable table;
};

constexpr std::string_view duplicate_table = "42P07", unique_violation = "23505";

// As the web app says it (web/src/lib/rules/sureness.ts). What a person chose is meant.
bool is_unsure(const Rule& rule, const Answer& answer) {
    constexpr double likely = 0.5;
    if (answer.chosen || rule.meant) return false;
    const auto words = said_words(answer.generated.words);
    return answer.generated.confidence < likely ||
           std::any_of(words.begin(), words.end(), [](const SaidWord& word) { return word.role == "none"; });
}

// The registry's row of the rule and, for one that is likely new, its view in the same round trip. Nothing when it was
// not new after all: the transaction is rolled back then.
Task<Result<std::optional<Built>>> begin_build(pg::Connection& connection, const Rule& rule, const Answer& answer,
                                               const std::vector<tools::QueryColumn>& columns, ViewNumbers& numbers,
                                               std::int64_t max_rows, bool measured, bool likely_new,
                                               Deadline deadline) {
    std::vector<pg::Query> queries;
    queries.push_back({"BEGIN"});
    queries.push_back(tools::claim_rule(rule.rule_id, rule.sentence, rule.sentence_key, rule.name, rule.parent,
                                        is_unsure(rule, answer), rule.maker));
    const auto stem = sql::view_stem(rule.normalised);
    std::vector<ViewNumbers::Name> taken;
    Built built{{rule.rule_id, 1}, sql::view_name(rule.normalised, rule.rule_id), {}, {}};
    const bool numbered = built.view == stem + "1";
    if (likely_new && numbered) {
        taken.push_back(numbers.take(stem));
        built.view = taken.back().text();
    }
    if (!likely_new) queries.push_back(tools::name_of_view(rule.sentence_key, stem, built.view));
    if (likely_new)
        for (auto& query : tools::create_data_table(built.view, answer.generated.sql, columns, max_rows, measured))
            queries.push_back(std::move(query));
    auto done = co_await connection.pipeline(std::move(queries), deadline);
    if (!done && (!likely_new || connection.last_sqlstate() != duplicate_table)) co_return done.error();
    if (done) built.rule = tools::claimed_rule((*done)[1]);
    if (likely_new && (!done || built.rule.version > 1 || built.rule.rule_id != rule.rule_id)) {
        auto undone = co_await connection.query(sql::Literal("ROLLBACK"), {}, deadline);
        if (!undone) co_return undone.error();
        co_return std::optional<Built>();
    }
    if (!likely_new) {
        built.view = (*done)[2].text(0, 0);
        if (built.rule.version == 1 && numbered) {
            taken.push_back(numbers.take(stem, built.view));
            built.view = taken.back().text();
        }
        built.relation = built.rule.version == 1 ? built.view : pending_relation(built.view, built.rule.version);
        done = co_await connection.pipeline(
            tools::create_data_table(built.relation, answer.generated.sql, columns, max_rows, measured), deadline);
        if (!done) co_return done.error();
    } else {
        built.relation = built.view;
        done->erase(done->begin(), done->begin() + 2);
    }
    auto table = tools::created_data_table(*done, max_rows);
    if (!table) co_return table.error();
    built.table = std::move(*table);
    for (auto& name : taken)
        if (name.text() == built.view) name.keep();
    co_return std::optional(std::move(built));
}

// ONE transaction on the build role: view, rule and registry rows, or nothing. An error leaves the connection inside
// the failed transaction; the lease then closes it and the database rolls back. `committing` is what was made once its
// COMMIT is under way: with the connection lost from then on, only the registry knows whether it is there.
Task<Result<Built>> build_in_transaction(pg::Connection& connection, const Rule& rule, const Answer& answer,
                                         const std::vector<tools::QueryColumn>& columns, Services& services,
                                         ViewNumbers& numbers, const Room& room, bool likely_new,
                                         const RequestContext& context, Timings& timings,
                                         std::optional<Built>& committing) {
    const auto& generated = answer.generated;
    const auto& limits = services.limits;
    const Deadline deadline = sooner(context.deadline, limits.build_timeout);
    const auto began = Clock::now();
    context.progress(Stage::materialise);
    const bool measured = room.bytes > 0;
    BuildWatch watch(co_await asio::this_coro::executor, services, connection.backend_pid(), room);
    auto begun = co_await begin_build(connection, rule, answer, columns, numbers, limits.max_view_rows, measured,
                                      likely_new, deadline);
    if (begun && !*begun)
        begun = co_await begin_build(connection, rule, answer, columns, numbers, limits.max_view_rows, measured, false,
                                     deadline);
    if (!begun && begun.error().kind == ErrorKind::timeout && co_await watch.stopped_it())
        co_return too_large(room, limits);
    if (!begun) co_return begun.error();
    Built built = std::move(**begun);
    if (!room.holds(built.table.bytes)) co_return too_large(room, limits);
    timings.materialise = milliseconds_since(began);

    context.progress(Stage::register_);
    const auto registering = Clock::now();
    timings.total = milliseconds_since(context.started);
    auto queries = tools::register_view(built.rule, built.view, built.relation, built.table, timings_json(timings));
    queries.insert(queries.begin(),
                   tools::register_version(
                       built.rule, {rule.sentence, generated.sql.text(), generated.reading, generated.generator,
                                    generated.confidence, built.table.rows, timings.total,
                                    services.generator->meaning_key(), answer.model, answer.chosen, rule.maker.name}));
    if (auto settled = tools::settle_draft(built.rule, is_unsure(rule, answer), built.table.rows))
        queries.push_back(std::move(*settled));
    queries.push_back({"COMMIT"});
    queries.push_back(tools::announce_view(built.view, rule.name));
    committing = built;
    auto committed = co_await connection.pipeline(std::move(queries), deadline);
    if (!committed) co_return committed.error();
    timings.register_ = milliseconds_since(registering);
    co_return built;
}

// $1 rule_id, $2 version, $3 sql.
constexpr sql::Literal find_version =
    "SELECT 1 FROM pattern_factory.rule_versions WHERE rule_id = $1 AND version = $2::integer AND sql = $3";

Task<Result<bool>> was_committed(Services& services, const Built& built, const Answer& answer, Deadline deadline) {
    auto lease = co_await acquire_after_loss(*services.app, deadline);
    if (!lease) co_return lease.error();
    auto found = co_await (**lease).query(
        find_version, {built.rule.rule_id, std::to_string(built.rule.version), answer.generated.sql.text()}, deadline);
    if (!found) co_return found.error();
    co_return !found->empty();
}

Task<> announce(pg::Connection& connection, const Built& built, const Rule& rule, const RequestContext& context) {
    std::vector<pg::Query> word;
    word.push_back(tools::announce_view(built.view, rule.name));
    if (const auto told = co_await connection.pipeline(std::move(word), context.deadline); !told)
        log::error("{}: the view {} could not be announced: {}", context.id, built.view, told.error().message);
}

// The transaction, and again when two servers registered the same sentence in the same moment, or, once, when the
// connection was lost and nothing is committed.
Task<Result<Built>> build(Services& services, ViewSpace& space, KnownRules& known, ViewNumbers& numbers,
                          const Rule& rule, const Answer& answer, const std::vector<tools::QueryColumn>& columns,
                          const RequestContext& context, Timings& timings) {
    bool lost = false;
    for (int attempt = 1;; ++attempt) {
        auto lease = lost ? co_await acquire_after_loss(*services.build, context.deadline)
                          : co_await services.build->acquire(context.deadline);
        if (!lease) co_return lease.error();
        const bool likely_new = attempt == 1 && known.likely_new(rule.rule_id, rule.sentence_key);
        const auto room = co_await space.room(context.deadline);
        if (!room) co_return room.error();
        std::optional<Built> committing;
        auto built = co_await build_in_transaction(**lease, rule, answer, columns, services, numbers, *room, likely_new,
                                                   context, timings, committing);
        if (!built && !lost && is_loss(**lease, built.error())) {
            lost = true;
            log::warn("{}: the connection was lost while its view was made", context.id);
            if (!committing) continue;
            const auto there = co_await was_committed(services, *committing, answer, context.deadline);
            if (!there) co_return there.error();
            if (!*there) continue;
            built = std::move(*committing);
            lease = co_await acquire_after_loss(*services.build, context.deadline);
            if (!lease) co_return lease.error();
            co_await announce(**lease, *built, rule, context);
        } else if (!built && committing && !(**lease).broken() && !(**lease).in_transaction()) {
            built = std::move(*committing);  // all but the word of it
            log::error("{}: the view {} could not be announced", context.id, built->view);
        }
        if (built) {
            known.add(built->rule.rule_id, rule.sentence_key);
            space.took(built->table.bytes);
            if (built->rule.version > 1)
                built->relation = co_await swap_view(**lease, built->rule.rule_id, context.deadline);
            co_return built;
        }
        const std::string_view state = (**lease).last_sqlstate();
        const bool taken = state == unique_violation || state == duplicate_table;
        if (attempt == 3 && taken) {
            Error error = make_error(ErrorKind::unavailable, "Other rules took the name of this one's view just now.",
                                     "Try again in a moment.");
            error.detail = built.error().detail;
            co_return error;
        }
        if (attempt == 3 || (!taken && state != "40P01"))  // deadlock_detected
            co_return co_await tools::name_lock(**lease, answer.generated.sql, built.error(), context.deadline);
    }
}

RuleOutcome outcome_of(const Rule& rule, const Answer& answer, Built built, const Timings& timings) {
    const auto& generated = answer.generated;
    RuleOutcome outcome;
    outcome.kept = answer.kept;
    outcome.model_use = answer.use;
    outcome.rule_id = rule.rule_id;
    outcome.registered_as = built.rule.rule_id;
    outcome.rule = rule.name;
    outcome.view = std::move(built.view);
    outcome.rows = built.table.rows;
    for (auto& column : built.table.columns)
        outcome.columns.push_back({std::move(column.name), std::move(column.type)});
    outcome.preview = std::move(built.table.preview);
    outcome.sql = generated.sql.text();
    outcome.reading = generated.reading;
    outcome.generator = generated.generator;
    outcome.confidence = generated.confidence;
    outcome.words = said_words(generated.words);
    outcome.version = built.rule.version;
    outcome.timings = timings;
    return outcome;
}

// What a run leaves to those who asked for the same while it was waited for.
struct LeftRun {
    std::string request;
    Clock::time_point began;
    RuleAnswer answer;
};

// Equal for requests that one run answers.
std::string run_of(const RuleRequest& request) {
    return boost::json::serialize(boost::json::array{request.rule_code, request.rule_id, request.reading, request.after,
                                                     request.generator ? static_cast<int>(*request.generator) : -1,
                                                     request.sql, request.from, request.ask_left_out});
}

}  // namespace

Supervisor::Supervisor(Services& services) : services_(services), space_(services) {}

Task<Result<RuleAnswer>> Supervisor::process_rule_request(RuleRequest request, RequestContext context) {
    co_await asio::this_coro::throw_if_cancelled(false);
    if (in_flight_ >= services_.limits.max_rules_in_flight)
        co_return make_error(ErrorKind::unavailable, "The server is running as many rules as it may.",
                             "Try again in a moment.");
    const Admission admitted(in_flight_);
    Timings timings;
    const std::string run = run_of(request);

    // The sentence: a predefined rule's code becomes its own.
    context.progress(Stage::context);
    int chosen = request.reading;
    const bool anew = request.generator.has_value();
    const auto engine = request.generator.value_or(services_.engine);
    const bool ask_left_out = request.ask_left_out;
    const std::string rule_code = request.rule_code, sql = request.sql, after = request.after;
    auto whole = co_await said_in_full(services_, request.rule_code, std::move(request.after));
    if (!whole) co_return whole.error();
    if (!whole->empty()) request.rule_code = *whole;
    auto rule = resolve_rule(std::move(request), services_.snapshot()->ontology, services_.limits);
    if (!rule) co_return rule.error();
    if (!whole->empty() && !after.empty())
        if (const auto before = model::resolve_sentence(after, services_.snapshot()->ontology))
            rule->parent.sentence_key = sha256_hex(model::normalise_sentence(*before));

    // Called by its code: its author meant one thing, and who calls it cannot say what.
    if (chosen == 0 && whole->empty() && !model::offset_in_rule_code(rule_code, rule->sentence, 0)) {
        chosen = likeliest_reading;
        rule->meant = true;
    }

    // One at a time for each sentence and each id.
    context.progress(Stage::queued);
    auto sentence_turn = co_await sentences_.take(rule->sentence_key, context.deadline);
    if (!sentence_turn) co_return sentence_turn.error();
    // Many who ask for the same do not wait for a run each: one that began after they asked is their answer.
    if (const auto* left = std::any_cast<LeftRun>(&sentence_turn->left());
        left && left->request == run && left->began >= context.started)
        co_return left->answer;
    const auto began = Clock::now();
    auto id_turn = co_await rule_ids_.take(rule->rule_id, context.deadline);
    if (!id_turn) co_return id_turn.error();

    // sql_pitboss: compiler and model, or a person; what comes out has passed the guard.
    context.progress(Stage::generate);
    auto stage_began = Clock::now();
    Result<std::variant<Answer, Clarification>> answered = Error();
    if (sql.empty())
        answered = co_await answer(services_, rule->sentence, anew ? std::string() : rule->sentence_key, engine, chosen,
                                   ask_left_out, context);
    else
        answered = co_await corrected(services_, rule->sentence, sql);
    if (!answered) {
        Error refusal = answered.error();
        co_await count_unknown(*services_.app, refusal.unknown, context.deadline);
        place_in_rule_code(refusal.unknown, rule_code, rule->sentence);
        co_return refusal;
    }
    const std::string shown = whole->empty() ? rule_code : *whole;
    if (auto* question = std::get_if<Clarification>(&*answered)) {
        for (auto& choice : question->readings) place(choice.words, shown, rule->sentence);
        question->rule_id = rule->rule_id;
        question->sentence = std::move(*whole);
        co_return RuleAnswer(std::move(*question));
    }
    const Answer& sure = std::get<Answer>(*answered);
    timings.generate = milliseconds_since(stage_began);
    rule->maker = {context.caller.name, sure.chosen && !sure.kept};

    // Phase 1, on the rule role: EXPLAIN and the cost ceiling.
    context.progress(Stage::check);
    stage_began = Clock::now();
    auto plan = co_await check_on_rule_role(services_, sure.generated.sql, context.deadline);
    if (!plan) co_return plan.error();
    timings.check = milliseconds_since(stage_began);

    // Phase 2, on the build role: data_table, register_rule, register_view in one transaction.
    auto built = co_await build(services_, space_, known_, numbers_, *rule, sure, plan->columns, context, timings);
    if (!built) co_return built.error();
    timings.total = milliseconds_since(context.started);
    auto outcome = outcome_of(*rule, sure, std::move(*built), timings);
    place(outcome.words, shown, rule->sentence);
    outcome.sentence = std::move(*whole);
    RuleAnswer made(std::move(outcome));
    if (sentences_.waiting(rule->sentence_key) > 0) sentence_turn->leave(LeftRun{run, began, made});
    co_return made;
}

std::string Supervisor::rule_name(std::string_view rule_code) const {
    auto sentence = model::resolve_sentence(rule_code, services_.snapshot()->ontology);
    return sql::rule_name(sentence ? *sentence : std::string(rule_code.substr(0, 200)));
}

Task<> Supervisor::measure_views(Deadline deadline) {
    co_await asio::this_coro::throw_if_cancelled(false);
    co_await space_.measure(deadline);
}

Task<> Supervisor::settle_views(Deadline deadline) {
    co_await asio::this_coro::throw_if_cancelled(false);
    auto lease = co_await services_.build->acquire(deadline);
    if (!lease) co_return;
    auto pending = co_await unsettled_rules(**lease, deadline);
    if (!pending) co_return;
    for (const auto& rule_id : *pending) co_await swap_view(**lease, rule_id, deadline);
}

}  // namespace pf::pitboss
