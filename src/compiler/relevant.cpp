#include "compiler/relevant.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "compiler/mentions.hpp"
#include "compiler/options.hpp"
#include "compiler/spelling.hpp"
#include "model/value_words.hpp"

namespace pf::compiler {
namespace {

constexpr int longest_phrase = 8;  // tokens of a value
constexpr std::size_t most_columns = 400, most_values = 40;
constexpr std::size_t largest_related_schema = 80;  // tables that belong together though no key says so
// How much of what is said of a table counts for one so many keys away.
constexpr float beside[] = {1, 0.7F, 0.45F};
constexpr float in_schema = 0.35F;
constexpr float of_column = 0.7F, of_value = 0.8F;  // against the table's own name

// How surely a token speaks of a table, by its name or by what it has.
class Evidence {
 public:
    Evidence(int tables, std::size_t tokens)
        : tokens_(tokens), strength_(static_cast<std::size_t>(tables) * tokens), weight_(tokens) {}

    void add(int table, std::size_t token, float strength) {
        auto& known = strength_[static_cast<std::size_t>(table) * tokens_ + token];
        known = std::max(known, strength);
    }
    // What many tables have tells little.
    void weigh(int tables) {
        for (std::size_t k = 0; k < tokens_; ++k) {
            float holders = 0;
            for (int t = 0; t < tables; ++t) holders += std::min(1.F, of(t, k));
            const auto all = static_cast<float>(tables);
            weight_[k] = holders > 0 ? std::log(1 + all / holders) / std::log(1 + all) : 0;
        }
    }
    [[nodiscard]] float of(int table, std::size_t token) const {
        return strength_[static_cast<std::size_t>(table) * tokens_ + token];
    }
    [[nodiscard]] float own(int table) const {
        float sum = 0;
        for (std::size_t k = 0; k < tokens_; ++k) sum += weight_[k] * of(table, k);
        return sum;
    }
    [[nodiscard]] std::size_t tokens() const { return tokens_; }
    [[nodiscard]] float weight(std::size_t token) const { return weight_[token]; }

 private:
    std::size_t tokens_;
    std::vector<float> strength_;  // by table, then token
    std::vector<float> weight_;    // by token
};

class Finder {
 public:
    Finder(std::string_view text, const SchemaIndex& schema) : schema_(schema) {
        analysis_.sentence = tokenise(text, Spelling(schema));
        if (const auto* definitions = schema.definitions())
            analysis_.meant = definitions->phrases().say(analysis_.sentence);
        find_mentions(analysis_, schema);
    }

    Relevant run() {
        const auto& tokens = analysis_.sentence.tokens;
        Evidence evidence(schema_.tables(), tokens.size());
        for (std::size_t k = 0; k < tokens.size(); ++k) add_names(k, evidence);
        add_values(evidence);
        evidence.weigh(schema_.tables());
        Relevant found;
        found.tables = ranked(evidence);
        for (const auto& [id, said] : columns_) {
            float strength = 0;
            for (const auto& [token, quality] : said) strength += evidence.weight(token) * quality;
            found.columns.push_back({id.table, id.column, strength});
        }
        std::stable_sort(found.columns.begin(), found.columns.end(),
                         [](const auto& a, const auto& b) { return a.strength > b.strength; });
        if (found.columns.size() > most_columns) found.columns.resize(most_columns);
        found.values = std::move(values_);
        return found;
    }

 private:
    void add_names(std::size_t k, Evidence& evidence) {
        const auto& token = analysis_.sentence.tokens[k];
        const auto note = [&](ColumnId id, float quality) {
            if (id.table < 0 || id.table >= schema_.tables()) return;
            if (id.column < 0) {
                evidence.add(id.table, k, quality);
                return;
            }
            evidence.add(id.table, k, of_column * quality);
            auto& said = columns_[id][k];
            said = std::max(said, quality);
        };
        if (const auto meant = analysis_.meant_at(static_cast<int>(k)); meant.table >= 0)
            return note_meant({meant.table, meant.column}, note);
        if (token.kind == Token::Kind::quoted || is_stop_word(token.word)) return;
        for (const auto& posting : schema_.near_postings(token.stem, meant_by(token, schema_))) {
            const auto words = static_cast<float>(std::max<std::size_t>(1, schema_.words_of(posting.target).size()));
            note(posting.target, std::min(posting.quality, 1.F) / std::sqrt(words));
        }
    }
    // A word of the vocabulary: what it is made of is said.
    template <class Note>
    void note_meant(ColumnId id, const Note& note) const {
        note({id.table, -1}, 1);
        if (id.column >= 0 && id.column < schema_.own_columns(id.table)) note(id, 1);
    }

    void add_value(const ValueMention& value, Evidence& evidence) {
        const auto words = static_cast<float>(value.end - value.begin);
        for (int k = value.begin; k < value.end; ++k)
            evidence.add(value.column.table, static_cast<std::size_t>(k), of_value * value.quality);
        if (value.beginning || values_.size() >= most_values) return;
        if (!known_.insert({value.column, value.value}).second) return;
        values_.push_back({value.column.table, value.column.column, value.value, value.quality * std::min(1.F, words)});
    }
    // Those that reading would take, then those whose words stand in the sentence, however many columns have them.
    void add_values(Evidence& evidence) {
        auto found = find_values(analysis_, schema_);
        const auto& tokens = analysis_.sentence.tokens;
        const int count = static_cast<int>(tokens.size());
        for (int i = 0; i < count; ++i) {
            const auto& token = tokens[static_cast<std::size_t>(i)];
            const bool quoted = token.kind == Token::Kind::quoted;
            if (!quoted && (is_stop_word(token.word) || (is_function_word(token.word) && !token.capital))) continue;
            std::string phrase = model::value_words(token.word);
            std::vector<std::pair<std::string, int>> phrases{{phrase, i + 1}};
            for (int j = i + 1; j < std::min(count, i + longest_phrase) && !quoted; ++j) {
                phrase += " " + model::value_words(tokens[static_cast<std::size_t>(j)].word);
                phrases.emplace_back(phrase, j + 1);
            }
            for (const auto& entry : schema_.values().matches(phrases.back().first))
                for (const auto& [said, end] : phrases)
                    if (entry.words == said)
                        found.push_back({i, end, {entry.table, entry.column}, std::string(entry.value)});
        }
        std::stable_sort(found.begin(), found.end(), [](const ValueMention& a, const ValueMention& b) {
            return a.end - a.begin > b.end - b.begin;
        });
        for (const auto& value : found) add_value(value, evidence);
    }

    // Tables by what is said of them and of their neighbours: words that meet in one place mean it.
    [[nodiscard]] std::vector<int> ranked(const Evidence& evidence) const {
        const int tables = schema_.tables();
        std::map<std::string, std::vector<float>> schemas;  // the best of each, by token
        std::map<std::string, std::size_t> sizes;
        for (int t = 0; t < tables; ++t) {
            ++sizes[schema_.table(t).schema];
            auto& best = schemas[schema_.table(t).schema];
            best.resize(evidence.tokens());
            for (std::size_t k = 0; k < best.size(); ++k) best[k] = std::max(best[k], evidence.of(t, k));
        }
        std::vector<std::pair<float, int>> scored;
        for (int t = 0; t < tables; ++t) {
            std::vector<float> near(evidence.tokens());
            const auto see = [&](int table, float share) {
                for (std::size_t k = 0; k < near.size(); ++k)
                    near[k] = std::max(near[k], share * evidence.of(table, k));
            };
            for (const auto& [table, keys] : around(t)) see(table, beside[keys]);
            const auto& schema = schema_.table(t).schema;
            if (sizes.size() > 1 && sizes[schema] <= largest_related_schema)
                for (std::size_t k = 0; k < near.size(); ++k)
                    near[k] = std::max(near[k], in_schema * schemas[schema][k]);
            float score = 0.3F * evidence.own(t);
            for (std::size_t k = 0; k < near.size(); ++k) score += evidence.weight(k) * near[k];
            if (score > 0) scored.emplace_back(-score, t);
        }
        std::stable_sort(scored.begin(), scored.end());
        std::vector<int> order;
        for (const auto& [score, table] : scored) order.push_back(table);
        return order;
    }
    // A table and those at most two keys away, with how many.
    [[nodiscard]] std::map<int, std::size_t> around(int table) const {
        std::map<int, std::size_t> found{{table, 0}};
        std::vector<int> last{table};
        for (std::size_t keys = 1; keys < std::size(beside); ++keys) {
            std::vector<int> reached;
            for (const int from : last)
                for (const int e : schema_.edges_of(from)) {
                    const auto& edge = schema_.edges()[static_cast<std::size_t>(e)];
                    const int to = edge.from == from ? edge.to : edge.from;
                    if (found.emplace(to, keys).second) reached.push_back(to);
                }
            last = std::move(reached);
        }
        return found;
    }

    const SchemaIndex& schema_;
    Analysis analysis_;
    std::map<ColumnId, std::map<std::size_t, float>> columns_;  // by token
    std::vector<Relevant::Value> values_;
    std::set<std::pair<ColumnId, std::string>> known_;
};

}  // namespace

Relevant find_relevant(std::string_view sentence, const SchemaIndex& schema) { return Finder(sentence, schema).run(); }

}  // namespace pf::compiler
