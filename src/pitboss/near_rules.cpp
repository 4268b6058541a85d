#include "pitboss/near_rules.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "model/value_words.hpp"
#include "pg/pool.hpp"
#include "tools/sql_pitboss.hpp"

namespace pf::pitboss {
namespace {

constexpr std::size_t most_examples = 3;
constexpr double least_shared = 1.0 / 3, sure = 0.9;

// $1 meaning_key
constexpr sql::Literal latest =
    "SELECT r.sentence, n.sql, n.chosen, n.confidence FROM pattern_factory.rules r "
    "JOIN pattern_factory.rule_versions n USING (rule_id, version) "
    "WHERE n.meaning_key = $1 ORDER BY r.last_run_at DESC, r.rule_id LIMIT 300";

std::set<std::string> words_of(std::string_view sentence) {
    const auto text = model::value_words(sentence);
    std::set<std::string> words;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find(' ', begin), text.size());
        if (end > begin) words.insert(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return words;
}

// Jaccard's index: of the words of both the share that is in each.
double shared(const std::set<std::string>& one, const std::set<std::string>& other) {
    const auto common = std::count_if(one.begin(), one.end(), [&](const auto& word) { return other.contains(word); });
    const auto all = static_cast<double>(one.size() + other.size()) - static_cast<double>(common);
    return all > 0 ? static_cast<double>(common) / all : 0;
}

}  // namespace

Task<std::vector<tools::PromptExample>> near_rules(Services& services, std::string sentence, Deadline deadline) {
    std::vector<tools::PromptExample> near;
    if (!services.app) co_return near;
    auto lease = co_await services.app->acquire(deadline);
    if (!lease) co_return near;
    const auto rows = co_await (**lease).query(latest, pg::params(services.generator->meaning_key()), deadline);
    if (!rows) co_return near;
    const auto words = words_of(sentence);
    std::vector<std::pair<double, int>> found;
    for (int i = 0; i < rows->size(); ++i) {
        if (rows->text(i, 0) == sentence || (!rows->boolean(i, 2) && rows->number(i, 3) < sure)) continue;
        const auto share = shared(words, words_of(rows->text(i, 0)));
        if (share >= least_shared) found.emplace_back(-share - (rows->boolean(i, 2) ? 1 : 0), i);
    }
    std::sort(found.begin(), found.end());
    for (std::size_t k = 0; k < std::min(found.size(), most_examples); ++k)
        near.push_back({std::string(rows->text(found[k].second, 0)), std::string(rows->text(found[k].second, 1))});
    co_return near;
}

}  // namespace pf::pitboss
