#include "compiler/mentions.hpp"

#include "compiler/word_class.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "model/value_words.hpp"

namespace pf::compiler {
namespace {

constexpr std::size_t columns_per_sentence = 160;
constexpr std::size_t columns_per_span = 8;
constexpr std::size_t values_per_span = 6;

struct Hit {
    int token;
    int position;
    float quality;
};

float weight_of(const NameWord& word) {
    if (word.of_table) return 0.35F;
    if (is_stop_word(word.word) || word.word.size() == 1) return 0.15F;  // "dname": the letter says little
    return 1;
}

// Maximal runs of hits on different words of one name; with `glue`, words like "of the" may stand between.
std::vector<std::pair<std::size_t, std::size_t>> runs_of(const std::vector<Hit>& hits, const std::vector<Token>& tokens,
                                                         bool glue) {
    std::vector<std::pair<std::size_t, std::size_t>> runs;
    for (std::size_t first = 0; first < hits.size();) {
        std::uint64_t used = 1ULL << (hits[first].position & 63);
        auto last = first;
        while (last + 1 < hits.size()) {
            const auto& next = hits[last + 1];
            if (next.token == hits[last].token) break;
            bool joined = next.token - hits[last].token <= (glue ? 4 : 1);
            for (int t = hits[last].token + 1; joined && t < next.token; ++t)
                joined = is_at(tokens, t, WordClass::name_glue);
            for (int t = hits[last].token + 1; joined && t <= next.token; ++t)
                joined = !tokens[static_cast<std::size_t>(t)].comma_before &&
                         !tokens[static_cast<std::size_t>(t)].stop_before;
            if (!joined || (used >> (next.position & 63) & 1)) break;
            used |= 1ULL << (next.position & 63);
            ++last;
        }
        runs.emplace_back(first, last + 1);
        first = last + 1;
    }
    return runs;
}

// "got A or C": a single letter between "or" or "and" and another.
bool in_alternatives(const std::vector<Token>& tokens, int at) {
    auto single = [&](int i) {
        return i >= 0 && i < static_cast<int>(tokens.size()) && tokens[static_cast<std::size_t>(i)].capital &&
               tokens[static_cast<std::size_t>(i)].text.size() == 1;
    };
    auto joins = [&](int i) {
        if (i < 0 || i >= static_cast<int>(tokens.size())) return false;
        const auto& word = tokens[static_cast<std::size_t>(i)].word;
        return word == "or" || word == "and";
    };
    return (joins(at + 1) && single(at + 2)) || (joins(at - 1) && single(at - 2));
}

}  // namespace

void find_mentions(Analysis& analysis, const SchemaIndex& schema) {
    const auto& tokens = analysis.sentence.tokens;
    // Hits by name. The vector per target keeps the best position of each token.
    std::unordered_map<std::uint64_t, std::vector<Hit>> hits;
    std::vector<std::uint64_t> order;
    auto key_of = [](ColumnId id) {
        return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(id.table)) << 32) |
               static_cast<std::uint32_t>(id.column);
    };
    for (int i = 0; i < static_cast<int>(tokens.size()); ++i) {
        const auto& token = tokens[static_cast<std::size_t>(i)];
        if (token.kind == Token::Kind::quoted || is_stop_word(token.word)) continue;
        bool mistyped = false;
        const auto postings = is_function_word(token.word) ? schema.near_postings(token.stem)
                                                           : schema.near_postings(token.stem, &mistyped);
        if (mistyped) analysis.mistyped.set(static_cast<std::size_t>(i));
        for (const auto& posting : postings) {
            const auto key = key_of(posting.target);
            auto& list = hits[key];
            if (list.empty()) {
                if (order.size() >= 20000) break;
                order.push_back(key);
            }
            if (!list.empty() && list.back().token == i) {
                // one token, two words of the name: prefer the one not yet used
                bool used = false;
                for (std::size_t k = 0; k + 1 < list.size(); ++k) used |= list[k].position == list.back().position;
                if (used || posting.quality > list.back().quality + 0.2F)
                    list.back() = {i, posting.position, posting.quality};
            } else {
                list.push_back({i, posting.position, posting.quality});
            }
        }
    }
    std::vector<bool> table_named(static_cast<std::size_t>(schema.tables()), false);
    struct Scored {
        std::uint64_t key;
        float score;
    };
    std::vector<Scored> columns;
    for (const auto key : order) {
        const ColumnId id{static_cast<int>(key >> 32), static_cast<int>(static_cast<std::uint32_t>(key))};
        if (id.column >= 0) continue;
        const auto& words = schema.words_of(id);
        const auto& list = hits[key];
        float whole = 0;
        for (const auto& word : words) whole += is_stop_word(word.word) ? 0.15F : 1;
        for (const auto& [from, to] : runs_of(list, tokens, false)) {
            TableMention mention{list[from].token, list[to - 1].token + 1, id.table, {}, 0};
            float said = 0;
            bool head = false;
            for (auto k = from; k < to; ++k) {
                said += list[k].quality;
                mention.tokens.set(static_cast<std::size_t>(list[k].token));
                head |= list[k].position + 1 == static_cast<int>(words.size());
            }
            mention.link = std::min(1.F, said / std::max(whole, 0.1F)) * (head ? 1.F : 0.75F);
            if (mention.link < 0.25F) continue;
            if (mention.link > 0.6F) table_named[static_cast<std::size_t>(id.table)] = true;
            analysis.tables.push_back(mention);
        }
    }
    for (const auto key : order) {
        const ColumnId id{static_cast<int>(key >> 32), static_cast<int>(static_cast<std::uint32_t>(key))};
        if (id.column < 0) continue;
        const auto& words = schema.words_of(id);
        float whole = 0, said = 0;
        for (const auto& word : words) whole += weight_of(word);
        std::uint64_t used = 0;
        for (const auto& hit : hits[key])
            if (!(used >> (hit.position & 63) & 1)) {
                used |= 1ULL << (hit.position & 63);
                said += hit.quality * weight_of(words[static_cast<std::size_t>(hit.position)]);
            }
        columns.push_back(
            {key, said / std::max(whole, 0.1F) + (table_named[static_cast<std::size_t>(id.table)] ? 0.5F : 0.F)});
    }
    if (columns.size() > columns_per_sentence) {
        std::stable_sort(columns.begin(), columns.end(),
                         [](const Scored& a, const Scored& b) { return a.score > b.score; });
        columns.resize(columns_per_sentence);
    }
    for (const auto& [key, cheap] : columns) {
        const ColumnId id{static_cast<int>(key >> 32), static_cast<int>(static_cast<std::uint32_t>(key))};
        const auto& words = schema.words_of(id);
        const auto& list = hits[key];
        float whole = 0;
        std::size_t own = 0;
        for (const auto& word : words) {
            whole += weight_of(word);
            own += word.of_table;
        }
        const bool only_table_words = own == words.size();
        for (const auto& [from, to] : runs_of(list, tokens, true)) {
            ColumnMention mention;
            mention.begin = list[from].token;
            mention.end = list[to - 1].token + 1;
            mention.column = id;
            float said = 0, worst = 1;
            std::uint64_t used = 0;
            bool content = false, in_one = false;
            for (auto k = from; k < to; ++k) {
                in_one |= list[k].quality > 1.5F;  // one word that says the whole name
                const auto& word = words[static_cast<std::size_t>(list[k].position)];
                said += list[k].quality * weight_of(word);
                worst = std::min(worst, list[k].quality);
                used |= 1ULL << (list[k].position & 63);
                content |= (!word.of_table || only_table_words) && !is_stop_word(word.word);
                (word.of_table && !only_table_words ? mention.table_tokens : mention.tokens)
                    .set(static_cast<std::size_t>(list[k].token));
            }
            if (!content) continue;
            float far = 0;
            for (std::size_t p = 0; p < words.size(); ++p) {
                if (used >> (p & 63) & 1) continue;
                if (words[p].of_table && table_named[static_cast<std::size_t>(id.table)])
                    far += 0.9F * weight_of(words[p]);
                else if (is_stop_word(words[p].word))
                    far += 0.5F * weight_of(words[p]);
                else
                    for (const auto& hit : list)
                        if (hit.position == static_cast<int>(p)) {
                            far += 0.35F * hit.quality * weight_of(words[p]);
                            break;
                        }
            }
            mention.link = std::min(1.F, (said + far) / std::max(whole, 0.1F));
            bool all = true;
            for (std::size_t p = 0; p < words.size(); ++p)
                all = all && ((used >> (p & 63) & 1) || words[p].of_table || words[p].word.size() == 1 ||
                              is_stop_word(words[p].word));
            mention.exact = (all && worst > 0.85F) || in_one;
            if (mention.link < 0.25F) continue;
            analysis.columns.push_back(mention);
        }
    }
    // "pattern name", "name of each pattern": the table beside a column says whose it is.
    for (auto& mention : analysis.columns)
        for (const auto& table : analysis.tables) {
            if (table.table != mention.column.table || table.link < 0.6F || (table.tokens & mention.tokens).any())
                continue;
            bool beside = table.end == mention.begin && !tokens[static_cast<std::size_t>(mention.begin)].comma_before;
            if (table.begin > mention.end && table.begin - mention.end <= 3 &&
                tokens[static_cast<std::size_t>(mention.end)].word == "of") {
                beside = true;
                for (int k = mention.end; k < table.begin; ++k)
                    beside = beside && is_at(tokens, k, WordClass::name_glue);
            }
            if (!beside) continue;
            mention.beside = true;
            if (table.end == mention.begin) mention.table_tokens |= table.tokens;
        }
    // "funding stage": of two columns of a table said one right after the other, the first only qualifies the second.
    // Not where both words say the first column ("total funding" of funding, by a synonym of the model).
    const auto says_both = [&](const ColumnMention& first, const ColumnMention& head) {
        return std::any_of(analysis.columns.begin(), analysis.columns.end(), [&](const ColumnMention& other) {
            return other.column == first.column && other.begin == head.begin;
        });
    };
    std::vector<std::size_t> qualifiers;
    for (std::size_t i = 0; i < analysis.columns.size(); ++i)
        for (auto& head : analysis.columns) {
            const auto& first = analysis.columns[i];
            if (!first.exact || !head.exact || first.end != head.begin || first.column.table != head.column.table ||
                first.column == head.column ||
                (first.begin > 0 && tokens[static_cast<std::size_t>(first.begin - 1)].number))
                continue;
            if (tokens[static_cast<std::size_t>(head.begin)].comma_before || head.end - head.begin != 1 ||
                first.end - first.begin != 1 || says_both(first, head))
                continue;
            head.table_tokens |= first.tokens;
            qualifiers.push_back(i);
            break;
        }
    for (auto i = qualifiers.size(); i-- > 0;)
        analysis.columns.erase(analysis.columns.begin() + static_cast<std::ptrdiff_t>(qualifiers[i]));
    // A mention that lies inside a longer one of an exactly said name does not count.
    std::vector<ColumnMention> kept;
    std::vector<const ColumnMention*> exact;
    for (const auto& mention : analysis.columns)
        if (mention.exact) exact.push_back(&mention);
    for (const auto& mention : analysis.columns) {
        bool inside = false;
        for (const auto* whole : exact) {
            const auto& other = *whole;
            if (inside || other.end <= mention.begin || mention.end <= other.begin) continue;
            inside |= other.link > 0.85F &&
                      (other.tokens | other.table_tokens).count() > (mention.tokens | mention.table_tokens).count() &&
                      (mention.tokens & ~other.tokens).none() &&
                      (mention.table_tokens & ~(other.tokens | other.table_tokens)).none();
            // "guest name" is no other table's name
            inside |= other.beside && !mention.beside && other.link > 0.85F && other.tokens == mention.tokens &&
                      other.column != mention.column;
        }
        if (!inside) kept.push_back(mention);
    }
    auto named = [&](const ColumnMention& m) {
        return m.link + (m.beside ? 0.4F : 0.F) + (table_named[static_cast<std::size_t>(m.column.table)] ? 0.15F : 0.F);
    };
    std::stable_sort(kept.begin(), kept.end(), [&](const ColumnMention& a, const ColumnMention& b) {
        if (a.begin != b.begin) return a.begin < b.begin;
        if (a.end != b.end) return a.end > b.end;
        if (named(a) != named(b)) return named(a) > named(b);
        return a.column < b.column;
    });
    analysis.columns.clear();
    for (std::size_t i = 0; i < kept.size();) {
        auto end = i;
        while (end < kept.size() && kept[end].begin == kept[i].begin && kept[end].end == kept[i].end) ++end;
        for (auto k = i; k < std::min(end, i + columns_per_span); ++k) {
            std::size_t rivals = 0;
            for (auto j = i; j < end; ++j) rivals += j != k && named(kept[j]) >= named(kept[k]) - 0.02F;
            kept[k].rivals = static_cast<std::uint8_t>(std::min<std::size_t>(rivals, 250));
            analysis.columns.push_back(kept[k]);
        }
        i = end;
    }
    std::stable_sort(analysis.tables.begin(), analysis.tables.end(), [](const TableMention& a, const TableMention& b) {
        if (a.begin != b.begin) return a.begin < b.begin;
        if (a.link != b.link) return a.link > b.link;
        return a.table < b.table;
    });
    // Few tables a place; those inside a longer, fully said name do not count.
    std::vector<TableMention> tables;
    int at = -1, here = 0;
    for (const auto& mention : analysis.tables) {
        if (mention.begin != at) {
            at = mention.begin;
            here = 0;
        }
        bool inside = false;
        for (const auto& other : analysis.tables) {
            inside |= other.link > 0.9F && other.tokens.count() > mention.tokens.count() &&
                      (mention.tokens & ~other.tokens).none();
            inside |= other.link > 0.95F && mention.link < 0.6F && other.tokens == mention.tokens;
        }
        if (!inside && here++ < 4) tables.push_back(mention);
    }
    analysis.tables = std::move(tables);
    for (const auto& mention : analysis.tables)
        if (mention.link > 0.45F && std::find(analysis.mentioned_tables.begin(), analysis.mentioned_tables.end(),
                                              mention.table) == analysis.mentioned_tables.end())
            analysis.mentioned_tables.push_back(mention.table);
}

std::vector<ValueMention> find_values(const Analysis& analysis, const SchemaIndex& schema) {
    const auto& tokens = analysis.sentence.tokens;
    const auto n = static_cast<int>(tokens.size());
    std::vector<ValueMention> found;
    auto take = [&](int begin, int max_end, const std::string& phrase, float quality) {
        // each entry matches a leading part of the phrase: its word count says how many tokens it takes
        for (const auto& entry : schema.values().matches(phrase)) {
            const auto words = model::value_words(entry.value);
            int length = 1;
            for (const char c : words) length += c == ' ';
            int end = begin, seen = 0;
            while (end < max_end && seen < length) {
                const auto inner = model::value_words(tokens[static_cast<std::size_t>(end)].word);
                int count = inner.empty() ? 0 : 1;
                for (const char c : inner) count += c == ' ';
                seen += count;
                ++end;
            }
            if (seen != length) continue;
            found.push_back({begin, end, {entry.table, entry.column}, std::string(entry.value), quality, 0});
            if (found.size() > 600) return;
        }
    };
    for (int i = 0; i < n && found.size() < 600; ++i) {
        const auto& token = tokens[static_cast<std::size_t>(i)];
        const bool quoted = token.kind == Token::Kind::quoted;
        std::string phrase;
        const int last = std::min(n, i + 10);
        for (int j = i; j < last; ++j) {
            if (j > i && tokens[static_cast<std::size_t>(j)].stop_before) break;
            if (j > i && quoted) break;
            const auto words = model::value_words(tokens[static_cast<std::size_t>(j)].word);
            if (words.empty()) continue;
            if (!phrase.empty()) phrase += ' ';
            phrase += words;
        }
        if (phrase.empty()) continue;
        const auto before = found.size();
        take(i, last, phrase, 1);
        if ((quoted || token.capital) && !is_stop_word(token.word) && !is_function_word(token.word)) {
            // the beginning of a longer value: "New York" of "New York City"
            bool whole = false;
            int end = i + 1;
            while (!quoted && end < last && tokens[static_cast<std::size_t>(end)].capital &&
                   !tokens[static_cast<std::size_t>(end)].comma_before)
                ++end;
            for (auto k = before; k < found.size(); ++k) whole |= found[k].end >= end;
            std::string prefix;
            for (int k = i; k < end; ++k)
                prefix += (k > i ? " " : "") + model::value_words(tokens[static_cast<std::size_t>(k)].word);
            if (!whole && prefix.size() >= 3) {
                const auto longer = schema.values().completions(prefix + " ", 4);
                for (const auto& entry : longer) {
                    ValueMention value{i, end, {entry.table, entry.column}, std::string(entry.value), 0.7F, 0};
                    // of several such values none alone is meant
                    value.beginning = std::any_of(longer.begin(), longer.end(), [&](const auto& other) {
                        return other.table == entry.table && other.column == entry.column && other.value != entry.value;
                    });
                    if (value.beginning) {
                        value.value.clear();
                        for (int k = i; k < end; ++k)
                            value.value += (k > i ? " " : "") + tokens[static_cast<std::size_t>(k)].text;
                    }
                    found.push_back(std::move(value));
                }
            }
        }
        if (!quoted)  // "anti-patterns": the plural of a value of several words
            for (int j = i + 1; j < std::min(n, i + 5); ++j) {
                const auto& last_word = tokens[static_cast<std::size_t>(j)].word;
                if (tokens[static_cast<std::size_t>(j)].stop_before) break;
                if (last_word.size() < 4 || last_word.back() != 's' || last_word.ends_with("ss")) continue;
                std::string singular;
                for (int k = i; k <= j; ++k) {
                    auto words = model::value_words(tokens[static_cast<std::size_t>(k)].word);
                    if (k == j && words.size() > 1) words.pop_back();
                    singular += (k > i ? " " : "") + words;
                }
                for (const auto& entry : schema.values().matches(singular))
                    if (entry.words == singular)
                        found.push_back({i, j + 1, {entry.table, entry.column}, std::string(entry.value), 0.92F, 0});
            }
        // the country and the city, not the words
        const bool abbreviated = token.text == "US" || token.text == "LA" || token.text == "SF";
        if (quoted || (is_stop_word(token.word) && !abbreviated)) continue;
        // the same with the singular, and with words close in meaning
        const auto& word = token.word;
        if (word.size() > 3 && word.back() == 's') {
            take(i, i + 1, word.substr(0, word.size() - 1), 0.9F);
            if (word.size() > 4 && word.ends_with("ies"))
                take(i, i + 1, word.substr(0, word.size() - 3) + "y", 0.9F);
            else if (word.size() > 4 && word.ends_with("es"))
                take(i, i + 1, word.substr(0, word.size() - 2), 0.85F);
        }
        if (token.kind == Token::Kind::word && !is_function_word(word))
            for (const auto synonym : synonyms(word)) take(i, i + 1, std::string(synonym), 0.6F);
        for (const auto alias : value_aliases(phrase)) {
            if (alias.said.size() == 2 && !abbreviated && alias.said != "uk") continue;
            const auto said = static_cast<int>(std::count(alias.said.begin(), alias.said.end(), ' ')) + 1;
            for (const auto& entry : schema.values().matches(alias.stands_for))
                if (entry.words == alias.stands_for)
                    found.push_back(
                        {i, std::min(i + said, n), {entry.table, entry.column}, std::string(entry.value), 0.9F, 0});
        }
        static const std::unordered_map<std::string_view, std::string_view> initials{
            {"male", "m"},   {"males", "m"},   {"man", "m"},   {"men", "m"},   {"boy", "m"},  {"boys", "m"},
            {"female", "f"}, {"females", "f"}, {"woman", "f"}, {"women", "f"}, {"girl", "f"}, {"girls", "f"}};
        if (const auto initial = initials.find(word); initial != initials.end())
            for (const auto& entry : schema.values().matches(initial->second)) {
                const ColumnId id{entry.table, entry.column};
                for (const auto& name : schema.words_of(id))
                    if (name.word == "sex" || name.word == "gender")
                        found.push_back({i, i + 1, id, std::string(entry.value), 0.95F, 0});
            }
    }
    // A single function word is a value only when it is written like one.
    std::erase_if(found, [&](const ValueMention& v) {
        int begin = v.begin;  // without "the"
        while (begin < v.end && is_stop_word(tokens[static_cast<std::size_t>(begin)].word)) ++begin;
        if (v.end - v.begin > 1 && begin == v.end) return true;
        const auto& token = tokens[static_cast<std::size_t>(std::min(begin, v.end - 1))];
        if (token.kind == Token::Kind::quoted) return false;
        if (!token.capital || v.begin == 0)
            for (const auto& table : analysis.tables) {  // a table's own name is a value only where its column is said
                if (table.link < 0.9F || table.begin != begin || table.end != v.end) continue;
                bool said = false;
                for (const auto& mention : analysis.columns)
                    said |= mention.column == v.column && mention.exact && mention.end <= v.begin &&
                            v.begin - mention.end <= 3 && v.quality > 0.95F;
                if (!said) return true;
            }
        if (v.end - v.begin > 1) return false;
        if (is_stop_word(token.word))
            return !(token.capital && v.begin > 0 &&
                     (token.text == v.value
                          ? token.text.size() > 1 || in_alternatives(tokens, v.begin)
                          : token.text.size() > 1 && std::all_of(token.text.begin(), token.text.end(),
                                                                 [](char c) { return c >= 'A' && c <= 'Z'; })));
        return is_function_word(token.word) && !token.capital && v.quality < 1;
    });
    // The longest wins; what lies inside it is gone ("John F Kennedy" holds no 'F').
    std::stable_sort(found.begin(), found.end(), [](const ValueMention& a, const ValueMention& b) {
        if (a.end - a.begin != b.end - b.begin) return a.end - a.begin > b.end - b.begin;
        if (a.begin != b.begin) return a.begin < b.begin;
        if (a.quality != b.quality) return a.quality > b.quality;
        return a.column < b.column;
    });
    std::vector<ValueMention> kept;
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto& candidate = found[i];
        bool shadowed = false;
        std::size_t same = 0;
        for (const auto& other : kept) {
            const bool same_span = other.begin == candidate.begin && other.end == candidate.end;
            if (same_span) {
                ++same;
                shadowed |= other.column == candidate.column;
            } else if (other.begin <= candidate.begin && candidate.end <= other.end) {
                shadowed |= other.quality > 0.8F && other.end - other.begin > 1;
            }
        }
        if (!shadowed && same < values_per_span) kept.push_back(candidate);
    }
    for (auto& value : kept) {
        std::size_t rivals = 0;
        for (const auto& other : kept)
            rivals += &other != &value && other.begin == value.begin && other.end == value.end;
        value.rivals = static_cast<std::uint8_t>(rivals);
    }
    std::stable_sort(kept.begin(), kept.end(),
                     [](const ValueMention& a, const ValueMention& b) { return a.begin < b.begin; });
    return kept;
}

}  // namespace pf::compiler
