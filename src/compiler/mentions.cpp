#include "compiler/mentions.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "compiler/word_class.hpp"
#include "model/value_words.hpp"

namespace pf::compiler {
namespace {

using W = WordClass;
using Tokens = std::vector<Token>;

constexpr std::size_t names_per_sentence = 20'000;
constexpr std::size_t columns_per_sentence = 160;
constexpr std::size_t columns_per_span = 8;
constexpr int tables_per_place = 4;
constexpr float least_link = 0.25F;
constexpr float weight_of_stop_word = 0.15F;

struct Hit {
    int token;
    int position;  // of the name's word
    float quality;
    LinkedBy by;
};
struct NameHits {
    ColumnId name;
    std::vector<Hit> hits;  // by token, the best position of each
};
// Hits [from, to) on neighbouring words.
struct Run {
    std::size_t from, to;
};
using TableFlags = std::vector<bool>;

const Token& at(const Tokens& tokens, int i) { return tokens[static_cast<std::size_t>(i)]; }
bool of(const TableFlags& named, int table) { return named[static_cast<std::size_t>(table)]; }

// Words of a name as bits; a name of more than 64 words has some twice.
std::uint64_t bit_of(std::size_t position) { return 1ULL << (position & 63); }
std::uint64_t bit_of(const Hit& hit) { return bit_of(static_cast<std::size_t>(hit.position)); }

// "dname", "closed_flg", "is_closed": neither the letter says much, nor that it is yes or no.
bool says_little(const NameWord& word) {
    return is_stop_word(word.word) || word.word.size() == 1 || is(word.word, W::flag_word);
}
float weight_of(const NameWord& word) {
    if (word.of_table) return 0.35F;
    return says_little(word) ? weight_of_stop_word : 1;
}
float weight_of_column(const std::vector<NameWord>& words) {
    float whole = 0;
    for (const auto& word : words) whole += weight_of(word);
    return whole;
}
// How many of a table's words say of what it is: "header" of "order header" says that there are parts elsewhere.
std::size_t telling_words(const std::vector<NameWord>& words) {
    auto count = words.size();
    while (count > 1 && is(words[count - 1].word, W::table_ending)) --count;
    return count;
}
float weight_of_table(const std::vector<NameWord>& words) {
    float whole = 0;
    const auto telling = telling_words(words);
    for (std::size_t k = 0; k < words.size(); ++k)
        whole += k >= telling || is_stop_word(words[k].word) ? weight_of_stop_word : 1;
    return whole;
}

// One token may stand for two words of the name: the one not yet used is preferred.
void add_hit(std::vector<Hit>& hits, const Hit& hit) {
    if (hits.empty() || hits.back().token != hit.token) {
        hits.push_back(hit);
        return;
    }
    auto& last = hits.back();
    const bool used = std::any_of(hits.begin(), hits.end() - 1,
                                  [&last](const Hit& other) { return other.position == last.position; });
    if (used || hit.quality > last.quality + 0.2F) last = hit;
}

// What made the least sure link of a run.
LinkedBy linked_by(const std::vector<Hit>& hits, const Run& run) {
    const auto from = hits.begin() + static_cast<std::ptrdiff_t>(run.from);
    return std::min_element(from, hits.begin() + static_cast<std::ptrdiff_t>(run.to),
                            [](const Hit& a, const Hit& b) { return a.quality < b.quality; })
        ->by;
}

// Whether the word says what is to be done with names.
bool is_cue(const Token& token) {
    return token.is(W::function_word, W::negation, W::aggregate, W::superlative, W::measure, W::cardinal, W::ordinal,
                    W::scale) ||
           unit_of_measure(token.word).has_value() ||
           token.is(W::above_number, W::below_number, W::or_more, W::or_less, W::lower_bound, W::upper_bound,
                    W::reaching, W::exclusion, W::equality, W::contain_verb, W::begin_verb, W::end_verb,
                    W::holding_verb) ||
           token.is(W::after_date, W::before_date, W::at_date, W::month, W::weekday, W::calendar_unit,
                    W::span_until_now, W::period_now, W::inside_time) ||
           token.is(W::order_stem, W::order_manner, W::high_superlative, W::high_adjective, W::low_adjective,
                    W::weak_superlative, W::each_word, W::many_word, W::distinct_word, W::average_word, W::extreme_word,
                    W::order_word) ||
           token.is(W::row_number_noun, W::count_noun, W::sum_noun, W::altogether, W::different_word,
                    W::difference_noun, W::share_noun);
}

// "check-in" of check_ins, "sign up" of sign_ups: a word that says little by itself goes on with a name.
void add_particles(std::vector<NameHits>& names, const Tokens& tokens, const SchemaIndex& schema) {
    for (auto& found : names) {
        const auto& words = schema.words_of(found.name);
        for (std::size_t k = 0; k < found.hits.size(); ++k) {
            const auto hit = found.hits[k];
            const int next = hit.token + 1;
            const auto behind = static_cast<std::size_t>(hit.position) + 1;
            if (behind >= words.size() || next >= static_cast<int>(tokens.size()) || hit.quality < 1) continue;
            const auto& token = at(tokens, next);
            const bool as_in_the_name = words[behind - 1].word == at(tokens, hit.token).word;  // not "checks in May"
            if (!as_in_the_name || token.kind != Token::Kind::word || token.comma_before || token.stop_before ||
                !is_stop_word(token.word) || (words[behind].word != token.word && words[behind].stem != token.stem))
                continue;
            found.hits.insert(found.hits.begin() + static_cast<std::ptrdiff_t>(++k),
                              {next, hit.position + 1, 1, hit.by});
        }
    }
}

// Names that any word of the sentence may stand for, in the order of the sentence.
std::vector<NameHits> find_hits(Analysis& analysis, const SchemaIndex& schema) {
    const auto& tokens = analysis.sentence.tokens;
    std::vector<NameHits> names;
    std::map<ColumnId, std::size_t> place_of;
    const auto note = [&](ColumnId name, const Hit& hit) {
        auto place = place_of.find(name);
        if (place == place_of.end()) {
            if (names.size() >= names_per_sentence) return false;
            place = place_of.emplace(name, names.size()).first;
            names.push_back({name, {}});
        }
        add_hit(names[place->second].hits, hit);
        return true;
    };
    for (int i = 0; i < static_cast<int>(tokens.size()); ++i) {
        const auto& token = at(tokens, i);
        if (const auto meant = analysis.meant_at(i); meant.table >= 0) {
            note({meant.table, meant.column}, {i, meant.word, 1, LinkedBy::model});
            continue;
        }
        if (token.kind == Token::Kind::quoted || is_stop_word(token.word)) continue;
        for (const auto& posting : schema.near_postings(token.stem, meant_by(token, schema)))
            if (!note(posting.target, {i, posting.position, posting.quality, posting.by})) break;
    }
    add_particles(names, tokens, schema);
    return names;
}

// Whether `next` goes on with the name that `last` is of; with `glue`, words like "of the" may stand between.
bool continues(const Hit& last, const Hit& next, const Tokens& tokens, bool glue) {
    if (next.token == last.token || next.token - last.token > (glue ? 4 : 1)) return false;
    for (int t = last.token + 1; t < next.token; ++t)
        if (!is_at(tokens, t, W::name_glue)) return false;
    for (int t = last.token + 1; t <= next.token; ++t)
        if (at(tokens, t).comma_before || at(tokens, t).stop_before) return false;
    return true;
}

// Maximal runs of hits on different words of one name.
std::vector<Run> runs_of(const std::vector<Hit>& hits, const Tokens& tokens, bool glue) {
    std::vector<Run> runs;
    for (std::size_t first = 0; first < hits.size();) {
        auto used = bit_of(hits[first]);
        auto next = first + 1;
        for (; next < hits.size(); ++next) {
            if (!continues(hits[next - 1], hits[next], tokens, glue) || (used & bit_of(hits[next]))) break;
            used |= bit_of(hits[next]);
        }
        runs.push_back({first, next});
        first = next;
    }
    return runs;
}

TableMention table_mention(const NameHits& found, const Run& run, const std::vector<NameWord>& words, float whole) {
    const auto& hits = found.hits;
    TableMention mention{hits[run.from].token, hits[run.to - 1].token + 1, found.name.table, {}, 0,
                         linked_by(hits, run)};
    float said = 0;
    bool head = false;
    for (auto k = run.from; k < run.to; ++k) {
        said += hits[k].quality;
        mention.tokens.set(static_cast<std::size_t>(hits[k].token));
        head |= hits[k].position + 1 >= static_cast<int>(telling_words(words));
    }
    mention.link = std::min(1.F, said / std::max(whole, 0.1F)) * (head ? 1.F : 0.75F);
    return mention;
}

// Adds mentions of tables. Returned: which tables are named well enough to help their columns.
TableFlags mention_tables(Analysis& analysis, const SchemaIndex& schema, const std::vector<NameHits>& names) {
    TableFlags named(static_cast<std::size_t>(schema.tables()), false);
    for (const auto& found : names) {
        if (found.name.column >= 0) continue;
        const auto& words = schema.words_of(found.name);
        const auto whole = weight_of_table(words);
        for (const auto& run : runs_of(found.hits, analysis.sentence.tokens, false)) {
            const auto mention = table_mention(found, run, words, whole);
            if (mention.link < least_link) continue;
            if (mention.link > 0.6F) named[static_cast<std::size_t>(mention.table)] = true;
            analysis.tables.push_back(mention);
        }
    }
    return named;
}

// The columns worth a closer look: those of whose names the sentence says most, wherever.
std::vector<const NameHits*> promising_columns(const std::vector<NameHits>& names, const SchemaIndex& schema,
                                               const TableFlags& table_named) {
    std::vector<std::pair<float, const NameHits*>> scored;
    for (const auto& found : names) {
        if (found.name.column < 0) continue;
        const auto& words = schema.words_of(found.name);
        float said = 0;
        std::uint64_t used = 0;
        for (const auto& hit : found.hits)
            if (!(used & bit_of(hit))) {
                used |= bit_of(hit);
                said += hit.quality * weight_of(words[static_cast<std::size_t>(hit.position)]);
            }
        scored.emplace_back(
            said / std::max(weight_of_column(words), 0.1F) + (of(table_named, found.name.table) ? 0.5F : 0.F), &found);
    }
    if (scored.size() > columns_per_sentence) {
        std::stable_sort(scored.begin(), scored.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
        scored.resize(columns_per_sentence);
    }
    std::vector<const NameHits*> columns;
    for (const auto& [score, found] : scored) columns.push_back(found);
    return columns;
}

// What a run says of a column's name.
struct Said {
    std::uint64_t positions = 0;
    float weight = 0;
    float worst = 1;  // quality
    bool content = false;
    bool in_one = false;  // one word says the whole name
};

Said read_run(const NameHits& found, const Run& run, const std::vector<NameWord>& words, ColumnMention& mention) {
    const bool only_table_words =
        std::all_of(words.begin(), words.end(), [](const NameWord& word) { return word.of_table; });
    Said said;
    for (auto k = run.from; k < run.to; ++k) {
        const auto& hit = found.hits[k];
        const auto& word = words[static_cast<std::size_t>(hit.position)];
        said.in_one |= hit.quality > 1.5F;
        said.weight += hit.quality * weight_of(word);
        float best = 0;  // "total funding" of funding, by a synonym: the better of its words
        for (auto same = run.from; same < run.to; ++same)
            if (found.hits[same].position == hit.position) best = std::max(best, found.hits[same].quality);
        said.worst = std::min(said.worst, best);
        said.positions |= bit_of(hit);
        said.content |= (!word.of_table || only_table_words) && !is_stop_word(word.word);
        (word.of_table && !only_table_words ? mention.table_tokens : mention.tokens)
            .set(static_cast<std::size_t>(hit.token));
    }
    return said;
}

// What the rest of the sentence says of the words of a name that its run lacks.
float said_elsewhere(const NameHits& found, std::uint64_t positions, const std::vector<NameWord>& words,
                     bool table_named) {
    float said = 0;
    for (std::size_t p = 0; p < words.size(); ++p) {
        if (positions & bit_of(p)) continue;
        if (words[p].of_table && table_named) {
            said += 0.9F * weight_of(words[p]);
        } else if (is_stop_word(words[p].word) || is(words[p].word, W::flag_word)) {
            said += 0.5F * weight_of(words[p]);
        } else {
            const auto hit = std::find_if(found.hits.begin(), found.hits.end(),
                                          [&](const Hit& h) { return h.position == static_cast<int>(p); });
            if (hit != found.hits.end()) said += 0.35F * hit->quality * weight_of(words[p]);
        }
    }
    return said;
}

// Whether nothing but words that say little is missing.
bool says_all(std::uint64_t positions, const std::vector<NameWord>& words) {
    for (std::size_t p = 0; p < words.size(); ++p)
        if (!(positions & bit_of(p)) && !words[p].of_table && !says_little(words[p])) return false;
    return true;
}

void mention_columns(Analysis& analysis, const SchemaIndex& schema, const std::vector<const NameHits*>& columns,
                     const TableFlags& table_named) {
    for (const auto* found : columns) {
        const auto& words = schema.words_of(found->name);
        const auto whole = std::max(weight_of_column(words), 0.1F);
        for (const auto& run : runs_of(found->hits, analysis.sentence.tokens, true)) {
            ColumnMention mention;
            mention.begin = found->hits[run.from].token;
            mention.end = found->hits[run.to - 1].token + 1;
            mention.column = found->name;
            mention.by = linked_by(found->hits, run);
            const auto said = read_run(*found, run, words, mention);
            if (!said.content) continue;
            const auto far = said_elsewhere(*found, said.positions, words, of(table_named, found->name.table));
            mention.link = std::min(1.F, (said.weight + far) / whole);
            mention.exact = (says_all(said.positions, words) && said.worst > 0.85F) || said.in_one;
            if (mention.link >= least_link) analysis.columns.push_back(mention);
        }
    }
}

// "actors in more than 30 films": the table of actors, not the column of a view that lists them.
void put_tables_before_views(Analysis& analysis, const SchemaIndex& schema) {
    constexpr float sure = 0.9F, of_a_view = 0.6F;
    for (auto& mention : analysis.columns) {
        if (!schema.table(mention.column.table).is_view) continue;
        const bool is_a_table =
            std::any_of(analysis.tables.begin(), analysis.tables.end(), [&](const TableMention& table) {
                return table.begin == mention.begin && table.end == mention.end && table.link >= sure &&
                       !schema.table(table.table).is_view;
            });
        if (!is_a_table) continue;
        mention.link *= of_a_view;
        mention.exact = false;
    }
}

// "pattern name", "name of each pattern"
bool stands_beside(const TableMention& table, const ColumnMention& column, const Tokens& tokens) {
    if (table.end == column.begin && !at(tokens, column.begin).comma_before) return true;
    if (table.begin <= column.end || table.begin - column.end > 3 || !at(tokens, column.end).is(W::of)) return false;
    for (int k = column.end; k < table.begin; ++k)
        if (!is_at(tokens, k, W::name_glue)) return false;
    return true;
}

// The table beside a column says whose it is.
void note_tables_beside(Analysis& analysis) {
    for (auto& mention : analysis.columns)
        for (const auto& table : analysis.tables) {
            if (table.table != mention.column.table || table.link < 0.6F || (table.tokens & mention.tokens).any() ||
                !stands_beside(table, mention, analysis.sentence.tokens))
                continue;
            mention.beside = true;
            if (table.end == mention.begin) mention.table_tokens |= table.tokens;
        }
}

// Whether both words say the first column: "total funding" of funding, by a synonym of the model.
bool says_both(const Analysis& analysis, const ColumnMention& first, const ColumnMention& head) {
    return std::any_of(analysis.columns.begin(), analysis.columns.end(), [&](const ColumnMention& other) {
        return other.column == first.column && other.begin == head.begin;
    });
}
bool is_one_word(const ColumnMention& mention) { return mention.end - mention.begin == 1; }

bool qualifies(const ColumnMention& first, const ColumnMention& head, const Analysis& analysis) {
    const auto& tokens = analysis.sentence.tokens;
    if (!first.exact || !head.exact || first.end != head.begin) return false;
    if (first.column.table != head.column.table || first.column == head.column) return false;
    if (first.begin > 0 && at(tokens, first.begin - 1).number) return false;
    return !at(tokens, head.begin).comma_before && is_one_word(first) && is_one_word(head) &&
           !says_both(analysis, first, head);
}

// "funding stage": of two columns of a table said one right after the other, the first only qualifies the second.
void drop_qualifiers(Analysis& analysis) {
    std::vector<std::size_t> qualifiers;
    for (std::size_t i = 0; i < analysis.columns.size(); ++i) {
        const auto& first = analysis.columns[i];
        const auto head = std::find_if(analysis.columns.begin(), analysis.columns.end(),
                                       [&](const auto& other) { return qualifies(first, other, analysis); });
        if (head == analysis.columns.end()) continue;
        head->table_tokens |= first.tokens;
        qualifiers.push_back(i);
    }
    for (auto i = qualifiers.size(); i-- > 0;)
        analysis.columns.erase(analysis.columns.begin() + static_cast<std::ptrdiff_t>(qualifiers[i]));
}

bool lies_inside(const ColumnMention& mention, const ColumnMention& whole) {
    if (whole.link <= 0.85F || whole.end <= mention.begin || mention.end <= whole.begin) return false;
    const auto all = whole.tokens | whole.table_tokens;
    if (all.count() > (mention.tokens | mention.table_tokens).count() && (mention.tokens & ~whole.tokens).none() &&
        (mention.table_tokens & ~all).none())
        return true;
    // "guest name" is no other table's name
    return whole.beside && !mention.beside && whole.tokens == mention.tokens && whole.column != mention.column;
}

// A mention that lies inside a longer one of an exactly said name does not count.
void drop_columns_inside_others(Analysis& analysis) {
    std::vector<const ColumnMention*> exact;
    for (const auto& mention : analysis.columns)
        if (mention.exact) exact.push_back(&mention);
    std::vector<ColumnMention> kept;
    for (const auto& mention : analysis.columns)
        if (std::none_of(exact.begin(), exact.end(), [&](const auto* whole) { return lies_inside(mention, *whole); }))
            kept.push_back(mention);
    analysis.columns = std::move(kept);
}

// Sorts, keeps the best few of each span and counts the rivals of each.
void keep_best_columns(Analysis& analysis, const TableFlags& table_named) {
    const auto found = std::exchange(analysis.columns, {});
    const auto worth = [&](const ColumnMention& m) {
        return m.link + (m.beside ? 0.4F : 0.F) + (of(table_named, m.column.table) ? 0.15F : 0.F);
    };
    std::vector<const ColumnMention*> sorted;
    for (const auto& mention : found) sorted.push_back(&mention);
    std::stable_sort(sorted.begin(), sorted.end(), [&](const auto* a, const auto* b) {
        if (a->begin != b->begin) return a->begin < b->begin;
        if (a->end != b->end) return a->end > b->end;
        if (worth(*a) != worth(*b)) return worth(*a) > worth(*b);
        return a->column < b->column;
    });
    for (auto first = sorted.begin(); first != sorted.end();) {
        const auto last = std::find_if(first, sorted.end(), [&](const auto* other) {
            return other->begin != (*first)->begin || other->end != (*first)->end;
        });
        for (auto one = first; one != last && one - first < static_cast<std::ptrdiff_t>(columns_per_span); ++one) {
            const auto rivals = std::count_if(
                first, last, [&](const auto* other) { return other != *one && worth(*other) >= worth(**one) - 0.02F; });
            auto& kept = analysis.columns.emplace_back(**one);
            kept.rivals = static_cast<std::uint8_t>(std::min<std::ptrdiff_t>(rivals, 250));
        }
        first = last;
    }
}

bool lies_inside(const TableMention& mention, const TableMention& whole) {
    if (whole.link > 0.9F && whole.tokens.count() > mention.tokens.count() && (mention.tokens & ~whole.tokens).none())
        return true;
    return whole.link > 0.95F && mention.link < 0.6F && whole.tokens == mention.tokens;
}

// Sorts and keeps few tables a place; those inside a longer, fully said name do not count.
void keep_best_tables(Analysis& analysis) {
    std::stable_sort(analysis.tables.begin(), analysis.tables.end(), [](const TableMention& a, const TableMention& b) {
        if (a.begin != b.begin) return a.begin < b.begin;
        if (a.link != b.link) return a.link > b.link;
        return a.table < b.table;
    });
    std::vector<TableMention> kept;
    int place = -1, here = 0;
    for (const auto& mention : analysis.tables) {
        if (std::exchange(place, mention.begin) != mention.begin) here = 0;
        const bool inside = std::any_of(analysis.tables.begin(), analysis.tables.end(),
                                        [&](const auto& whole) { return lies_inside(mention, whole); });
        if (!inside && here++ < tables_per_place) kept.push_back(mention);
    }
    analysis.tables = std::move(kept);
}

void note_mentioned_tables(Analysis& analysis) {
    auto& noted = analysis.mentioned_tables;
    for (const auto& mention : analysis.tables)
        if (mention.link > 0.45F && std::find(noted.begin(), noted.end(), mention.table) == noted.end())
            noted.push_back(mention.table);
}

}  // namespace

std::string_view meant_by(const Token& token, const SchemaIndex& schema) {
    if (token.kind != Token::Kind::word || token.number || is_cue(token)) return {};
    if (!schema.values().matches(model::value_words(token.word)).empty()) return {};
    return token.word;
}

void find_mentions(Analysis& analysis, const SchemaIndex& schema) {
    const auto names = find_hits(analysis, schema);
    const auto table_named = mention_tables(analysis, schema, names);
    mention_columns(analysis, schema, promising_columns(names, schema, table_named), table_named);
    put_tables_before_views(analysis, schema);
    note_tables_beside(analysis);
    drop_qualifiers(analysis);
    drop_columns_inside_others(analysis);
    keep_best_columns(analysis, table_named);
    mention_persons(analysis, schema);
    keep_best_tables(analysis);
    note_mentioned_tables(analysis);
}

}  // namespace pf::compiler
