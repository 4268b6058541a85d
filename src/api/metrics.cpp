#include "api/metrics.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <iterator>

#include "base/version.hpp"

namespace pf::api {
namespace {

const auto started_at = std::chrono::system_clock::now();

void family(std::string& out, std::string_view name, std::string_view type, std::string_view help) {
    fmt::format_to(std::back_inserter(out), "# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

template <class Value>
void sample(std::string& out, std::string_view name, std::string_view labels, Value value) {
    out += name;
    if (!labels.empty()) fmt::format_to(std::back_inserter(out), "{{{}}}", labels);
    fmt::format_to(std::back_inserter(out), " {}\n", value);
}

template <class Value>
void single(std::string& out, std::string_view name, std::string_view type, std::string_view help, Value value) {
    family(out, name, type, help);
    sample(out, name, "", value);
}

std::uint64_t resident_bytes() {
    std::ifstream statm("/proc/self/statm");  // proc(5): pages in all, resident pages
    std::uint64_t all = 0, resident = 0;
    statm >> all >> resident;
    return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

double cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void write_pools(std::string& out, const std::vector<pitboss::PoolState>& pools) {
    family(out, "pf_database_connections", "gauge", "Connections to the database by role and state.");
    for (const auto& pool : pools) {
        sample(out, "pf_database_connections", fmt::format("role=\"{}\",state=\"busy\"", pool.role),
               pool.open - pool.idle);
        sample(out, "pf_database_connections", fmt::format("role=\"{}\",state=\"idle\"", pool.role), pool.idle);
    }
    family(out, "pf_database_waiting", "gauge", "Requests that wait for a connection, by role.");
    for (const auto& pool : pools)
        sample(out, "pf_database_waiting", fmt::format("role=\"{}\"", pool.role), pool.waiting);
}

// Nothing when no model is set.
void write_model(std::string& out, const pitboss::ModelState& model) {
    if (!model.configured) return;
    family(out, "pf_model_requests_total", "counter", "Requests to the language model, by how they ended.");
    for (const auto& [outcome, count] : model.outcomes)
        sample(out, "pf_model_requests_total", fmt::format("outcome=\"{}\"", outcome), count);
    family(out, "pf_model_request_duration_seconds", "histogram", "From a request's first call to its answer.");
    std::uint64_t up_to = 0;
    for (const auto& [bound, count] : model.durations)
        sample(out, "pf_model_request_duration_seconds_bucket",
               std::isinf(bound) ? std::string("le=\"+Inf\"") : fmt::format("le=\"{}\"", bound), up_to += count);
    sample(out, "pf_model_request_duration_seconds_sum", "", model.seconds);
    sample(out, "pf_model_request_duration_seconds_count", "", up_to);
    family(out, "pf_model_tokens_total", "counter", "Tokens sent to the model and received from it.");
    sample(out, "pf_model_tokens_total", "kind=\"prompt\"", model.ever.prompt_tokens);
    sample(out, "pf_model_tokens_total", "kind=\"completion\"", model.ever.completion_tokens);
    single(out, "pf_model_cost_total", "counter", "What they cost by the configured prices.", model.ever.cost);
    single(out, "pf_model_tokens_today", "gauge", "Tokens since midnight UTC.",
           model.today.prompt_tokens + model.today.completion_tokens);
    single(out, "pf_model_cost_today", "gauge", "Cost since midnight UTC.", model.today.cost);
    single(out, "pf_model_calling", "gauge", "Requests that the model works on now.", model.calling);
    single(out, "pf_model_waiting", "gauge", "Requests that wait for their turn.", model.waiting);
    single(out, "pf_model_breaker_open", "gauge", "1 while the model is left alone because it failed too often.",
           model.breaker == "closed" ? 0 : 1);
}

void write_process(std::string& out) {
    single(out, "process_resident_memory_bytes", "gauge", "Resident memory.", resident_bytes());
    single(out, "process_cpu_seconds_total", "counter", "Processor time used.", cpu_seconds());
    single(out, "process_start_time_seconds", "gauge", "When the program started, in seconds since 1970.",
           std::chrono::duration_cast<std::chrono::seconds>(started_at.time_since_epoch()).count());
    family(out, "pf_build_info", "gauge", "The program's version.");
    sample(out, "pf_build_info", fmt::format("version=\"{}\"", version()), 1);
}

void count(std::map<std::string, std::uint64_t, std::less<>>& counts, std::string_view outcome) {
    const auto known = counts.find(outcome);
    ++(known == counts.end() ? counts.emplace(std::string(outcome), 0).first : known)->second;
}

std::string_view outcome_of(const Result<pitboss::RuleAnswer>& answer) {
    if (!answer) return to_string(answer.error().kind);
    return std::holds_alternative<pitboss::RuleOutcome>(*answer) ? "ok" : "clarify";
}

}  // namespace

void Metrics::count_rule(std::string_view outcome, double seconds) {
    count(rules_, outcome);
    const auto bucket = std::lower_bound(bounds.begin(), bounds.end(), seconds) - bounds.begin();
    ++durations_[static_cast<std::size_t>(bucket)];
    seconds_ += seconds;
    ++count_;
}

void Metrics::count_response(int status) { ++responses_[status]; }

void Metrics::count_shared(std::string_view outcome) { count(shared_, outcome); }

std::string Metrics::text(const Gauges& gauges) const {
    std::string out;
    family(out, "pf_rules_total", "counter", "Rules that ended, by how.");
    for (const auto& [outcome, rules] : rules_)
        sample(out, "pf_rules_total", fmt::format("outcome=\"{}\"", outcome), rules);
    family(out, "pf_rule_duration_seconds", "histogram", "From a rule's request to its answer.");
    std::uint64_t up_to = 0;
    for (std::size_t i = 0; i < bounds.size(); ++i)
        sample(out, "pf_rule_duration_seconds_bucket", fmt::format("le=\"{}\"", bounds[i]), up_to += durations_[i]);
    sample(out, "pf_rule_duration_seconds_bucket", "le=\"+Inf\"", count_);
    sample(out, "pf_rule_duration_seconds_sum", "", seconds_);
    sample(out, "pf_rule_duration_seconds_count", "", count_);
    single(out, "pf_rules_running", "gauge", "Rules of WebSocket sessions that run now.", gauges.rules_running);
    family(out, "pf_http_responses_total", "counter", "HTTP responses of routes and files, by status.");
    for (const auto& [status, count] : responses_)
        sample(out, "pf_http_responses_total", fmt::format("status=\"{}\"", status), count);
    family(out, "pf_shared_reads_total", "counter", "Reads through boards' links, by how they ended.");
    for (const auto& [outcome, reads] : shared_)
        sample(out, "pf_shared_reads_total", fmt::format("outcome=\"{}\"", outcome), reads);
    single(out, "pf_connections", "gauge", "Open connections of clients.", gauges.connections);
    single(out, "pf_sessions", "gauge", "WebSocket sessions, connected or kept for a reconnect.", gauges.sessions);
    family(out, "pf_token_guesses_total", "counter",
           "Wrong tokens that clients have shown, and tokens that were not looked at because of them.");
    sample(out, "pf_token_guesses_total", "outcome=\"wrong\"", gauges.token_guesses.wrong);
    sample(out, "pf_token_guesses_total", "outcome=\"refused\"", gauges.token_guesses.refused);
    write_pools(out, gauges.pools);
    write_model(out, gauges.model);
    write_process(out);
    return out;
}

Task<Result<pitboss::RuleAnswer>> run_counted(Metrics& metrics, pitboss::Supervisor& supervisor,
                                              pitboss::RuleRequest request, RequestContext context) {
    const auto started = context.started;
    auto answer = co_await supervisor.process_rule_request(std::move(request), std::move(context));
    metrics.count_rule(outcome_of(answer), std::chrono::duration<double>(Clock::now() - started).count());
    co_return answer;
}

}  // namespace pf::api
