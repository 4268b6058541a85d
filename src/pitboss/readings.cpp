#include "pitboss/readings.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <cmath>

#include "base/utf8.hpp"
#include "model/sentence.hpp"
#include "model/snapshot.hpp"
#include "pg/pool.hpp"
#include "pitboss/admission.hpp"
#include "pitboss/said_in_full.hpp"
#include "tools/registry.hpp"

namespace pf::pitboss {
namespace {

constexpr std::size_t max_in_flight = 32;
constexpr std::size_t max_kept = 256;
constexpr auto kept_for = std::chrono::seconds(5);
constexpr auto estimate_timeout = std::chrono::seconds(1);

SentenceReading reading_of(const std::string& sentence, tools::Interpretation& made) {
    SentenceReading reading;
    reading.status = tools::to_string(made.status);
    reading.rule = sql::rule_name(sentence);
    if (made.status == compiler::Status::not_understood) made.readings.clear();
    for (auto& one : made.readings)
        reading.readings.push_back({std::move(one.reading), one.sql.text(), one.confidence, said_words(one.words)});
    for (auto& word : made.unknown)
        reading.unknown.push_back({std::move(word.word), word.offset, std::move(word.suggestions)});
    reading.message = std::move(made.message);
    reading.hint = std::move(made.hint);
    return reading;
}

}  // namespace

Readings::Readings(Services& services) : services_(services) {}

Task<Result<SentenceReading>> Readings::read(std::string rule_code, std::string after, Deadline deadline) {
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto began = Clock::now();
    if (in_flight_ >= max_in_flight)
        co_return make_error(ErrorKind::unavailable, "The server is reading as many sentences as it may.",
                             "Try again in a moment.");
    const Admission admitted(in_flight_);
    auto whole = co_await said_in_full(services_, rule_code, std::move(after));
    if (!whole && whole.error().kind == ErrorKind::not_understood) {
        SentenceReading refused;
        refused.status = tools::to_string(compiler::Status::not_understood);
        refused.rule = sql::rule_name(rule_code);
        refused.message = whole.error().message;
        refused.hint = whole.error().hint;
        co_return refused;
    }
    if (!whole) co_return whole.error();
    const std::string typed = rule_code;
    if (!whole->empty()) rule_code = *whole;
    const auto sentence = model::resolve_sentence(rule_code, services_.snapshot()->ontology);
    if (!sentence) co_return sentence.error();

    const auto turn = co_await sentences_.take(*sentence, deadline);
    if (!turn) co_return turn.error();
    Result<SentenceReading> reading = SentenceReading();
    if (const auto* known = kept(*sentence))
        reading = *known;
    else
        reading = co_await read_sentence(*sentence, deadline);
    if (!reading) co_return reading;
    place_in_rule_code(reading->unknown, typed, *sentence);
    for (auto& choice : reading->readings) place(choice.words, rule_code, *sentence);
    reading->sentence = std::move(*whole);
    reading->elapsed_ms = std::chrono::duration<double, std::milli>(Clock::now() - began).count();
    co_return reading;
}

Task<Result<SentenceParts>> Readings::parts(std::string rule_code) {
    if (in_flight_ >= max_in_flight)
        co_return make_error(ErrorKind::unavailable, "The server is reading as many sentences as it may.",
                             "Try again in a moment.");
    const Admission admitted(in_flight_);
    const auto sentence = model::resolve_sentence(rule_code, services_.snapshot()->ontology);
    if (!sentence) co_return sentence.error();
    if (*sentence != rule_code) co_return SentenceParts();  // a predefined rule has no words that could be changed
    auto found = co_await services_.generator->parts(*sentence);
    SentenceParts made{std::move(found.reading), {}};
    for (auto& part : found.parts)
        made.parts.push_back({std::move(part.kind), std::move(part.label), std::move(part.table),
                              std::move(part.column), std::move(part.without),
                              utf16_length(std::string_view(rule_code).substr(0, part.begin)),
                              utf16_length(std::string_view(rule_code).substr(part.begin, part.length))});
    co_return made;
}

Task<Result<SentenceReading>> Readings::read_sentence(std::string sentence, Deadline deadline) {
    made_of_ = services_.snapshot();
    auto made = co_await services_.generator->interpret(sentence);
    if (!made) co_return made.error();
    auto reading = reading_of(sentence, *made);
    if (!made->readings.empty()) co_await estimate_rows(std::move(made->readings.front().sql), reading, deadline);
    keep(sentence, reading);
    co_return reading;
}

// An estimate is a courtesy: rules that are being run come first, and a database that cannot say leaves it out.
Task<> Readings::estimate_rows(sql::GuardedSql query, SentenceReading& reading, Deadline deadline) {
    if (services_.rule->waiting() > 0) co_return;
    deadline = std::min(deadline, Clock::now() + estimate_timeout);
    auto lease = co_await services_.rule->acquire(deadline);
    if (!lease) co_return;
    const auto plan = co_await tools::check_query(**lease, query, services_.limits.max_cost, deadline);
    if (plan)
        reading.rows_estimate = static_cast<std::int64_t>(std::llround(std::min(plan->rows, 1e15)));
    else if (plan.error().kind == ErrorKind::forbidden_sql) {
        reading.message = plan.error().message;
        reading.hint = plan.error().hint;
    }
}

const SentenceReading* Readings::kept(const std::string& sentence) {
    if (made_of_.lock() != services_.snapshot()) kept_.clear();
    const auto found = kept_.find(sentence);
    if (found == kept_.end() || found->second.at < Clock::now() - kept_for) return nullptr;
    return &found->second.reading;
}

void Readings::keep(const std::string& sentence, const SentenceReading& reading) {
    const auto now = Clock::now();
    if (kept_.size() >= max_kept) std::erase_if(kept_, [&](const auto& one) { return one.second.at < now - kept_for; });
    if (kept_.size() >= max_kept) kept_.clear();
    kept_.insert_or_assign(sentence, Kept{now, reading});
}

namespace {

// Where a word stands in what was typed when that was read as another sentence: nothing unless at one place only.
std::optional<std::size_t> only_place(std::string_view typed, std::string_view word) {
    const auto at = typed.find(word);
    if (word.empty() || at == std::string_view::npos || typed.find(word, at + 1) != std::string_view::npos)
        return std::nullopt;
    return at;
}

}  // namespace

void place_in_rule_code(std::vector<UnknownWord>& words, std::string_view rule_code, std::string_view sentence) {
    for (auto& word : words) {
        if (!word.offset) continue;
        auto at = model::offset_in_rule_code(rule_code, sentence, *word.offset);
        if (!at) at = only_place(rule_code, word.word);
        word.offset = at ? std::optional(utf16_length(rule_code.substr(0, *at))) : std::nullopt;
    }
}

}  // namespace pf::pitboss
