#include "compiler/schema_index.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_set>

#include "base/ascii.hpp"
#include "base/near.hpp"
#include "compiler/lexicon.hpp"
#include "compiler/text.hpp"

namespace pf::compiler {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return is_upper(c) || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }

// A part of a squashed name: cost 1 for a word, 1.6 for an abbreviation; 0 when it is neither.
float part_cost(std::string_view part) {
    if (part.size() >= 3 && is_name_word(part)) return 1;
    if (part.size() >= 4 && part.back() == 's' && is_name_word(part.substr(0, part.size() - 1))) return 1;
    if (part == "id" || part == "no" || part == "of") return 1.2F;
    if (part == "on" || part == "in" || part == "is" || part == "has" || part == "per") return 1.5F;
    if (part.size() >= 4 && is_dictionary_word(part)) return 1.4F;
    for (const std::string_view ending : {"ed", "d", "ing"})  // "gamesplayed"
        if (part.size() >= 4 + ending.size() && part.ends_with(ending) &&
            !synonyms(part.substr(0, part.size() - ending.size())).empty())
            return 1.5F;
    if (part.size() > 2 && part != "long" && !abbreviation(part).empty()) return 1.5F;
    return 0;
}

// Dynamic programming over the vocabulary: the fewest known parts that cover `word` whole; one part must be a whole
// word.
std::vector<std::string> split_squashed(std::string_view word) {
    const auto n = word.size();
    if ((n == 3 || n == 4) && word.ends_with("id") && word != "paid" && word != "said" && word != "grid" &&
        word != "acid" && word != "void" && word != "kid" && word != "bid")
        return {std::string(word.substr(0, n - 2)), "id"};
    if ((n == 3 || n == 4) && word.ends_with("no") && word != "also" && word != "piano")
        return {std::string(word.substr(0, n - 2)), "no"};
    // "dname", "gtype": a letter for the table before a known word
    for (const std::string_view ending :
         {"name", "type", "code", "phone", "title", "date", "number", "address", "desc"})
        if (n == ending.size() + 1 && word.ends_with(ending) && abbreviation(word).empty() && synonyms(word).empty())
            return {std::string(word.substr(0, 1)), std::string(ending)};
    if (n < 5 || n > 40 || is_name_word(word) || !abbreviation(word).empty() || is_dictionary_word(word)) return {};
    std::vector<float> best(n + 1, 1e9F);
    std::vector<std::size_t> from(n + 1, 0);
    best[0] = 0;
    for (std::size_t end = 2; end <= n; ++end)
        for (std::size_t begin = end > 14 ? end - 14 : 0; begin + 2 <= end; ++begin) {
            if (best[begin] >= 1e9F) continue;
            const auto cost = part_cost(word.substr(begin, end - begin));
            if (cost > 0 && best[begin] + cost < best[end]) {
                best[end] = best[begin] + cost;
                from[end] = begin;
            }
        }
    if (best[n] >= 3.6F) {
        // "fname": a single letter before a known word, and "clubname": an unknown word before a known ending
        for (std::string_view ending : {"name", "id", "code", "number", "date", "type", "location", "desc", "time",
                                        "year", "no", "description", "age", "count"})
            if (n >= ending.size() + 3 && word.substr(n - ending.size()) == ending && (ending.size() > 3 || n <= 8)) {
                if (ending == "age" && n > 5) continue;
                return {std::string(word.substr(0, n - ending.size())), std::string(ending)};
            }
        return {};
    }
    std::vector<std::string> parts;
    for (auto end = n; end > 0; end = from[end])
        parts.insert(parts.begin(), std::string(word.substr(from[end], end - from[end])));
    return parts.size() > 1 ? parts : std::vector<std::string>{};
}

// "fname" → first, name.
std::vector<std::string> unabbreviated(std::vector<std::string> parts) {
    std::vector<std::string> made;
    for (auto& part : parts) {
        const auto expansion = abbreviation(part);
        if (expansion.find(' ') == std::string_view::npos) {
            made.push_back(std::move(part));
            continue;
        }
        for (auto& word : split_name(expansion)) made.push_back(std::move(word));
    }
    return made;
}

// A text whose values are numbers, or numbers with a unit: "12", "3.5", "100 mph".
bool holds_numbers(const model::ValueIndex::ColumnSummary& summary) {
    return !summary.examples.empty() &&
           std::all_of(summary.examples.begin(), summary.examples.end(), [](const auto& text) {
               std::size_t at = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
               const auto first = at;
               while (at < text.size() && (is_digit(text[at]) || text[at] == '.')) ++at;
               if (at == first || !is_digit(text[at - 1])) return false;
               if (at == text.size()) return true;
               if (text[at] != ' ' || text.size() > 20) return false;
               return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(),
                                  [](char c) { return c == ' ' || is_letter(c) || c == '/'; });
           });
}

// Columns whose equal values mean nothing: two prices, two descriptions.
bool says_no_identity(const std::vector<NameWord>& words) {
    static const std::unordered_set<std::string_view> measures{
        "price",   "amount", "quantiti", "cost",   "descript", "detail", "valu",  "rate",    "total",
        "age",     "height", "weight",   "size",   "salari",   "point",  "score", "comment", "summari",
        "content", "text",   "note",     "balanc", "result",   "status", "rank",  "count"};
    return !words.empty() && measures.contains(words.back().stem);
}

bool same_type_family(const model::Column& a, const model::Column& b) {
    using T = model::TypeClass;
    const auto numeric = [](T t) { return t == T::integer || t == T::number; };
    return a.type_class == b.type_class || (numeric(a.type_class) && numeric(b.type_class));
}

}  // namespace

std::vector<std::string> split_name(std::string_view name) {
    std::vector<std::string> parts;
    std::string part;
    auto flush = [&] {
        if (!part.empty()) parts.push_back(lower(part));
        part.clear();
    };
    for (std::size_t i = 0; i < name.size() && i < 200; ++i) {
        const char c = name[i];
        if (!is_letter(c) && !is_digit(c)) {
            flush();
            continue;
        }
        const bool camel =
            i > 0 && is_upper(c) &&
            (!is_upper(name[i - 1]) || (i + 1 < name.size() && !is_upper(name[i + 1]) && is_letter(name[i + 1])));
        const bool digit_edge = i > 0 && !part.empty() && is_digit(c) != is_digit(part.back());
        if (camel || digit_edge) flush();
        part += c;
    }
    flush();
    std::vector<std::string> made;
    for (auto& word : parts) {
        auto split = split_squashed(word);
        if (split.empty())
            made.push_back(std::move(word));
        else
            made.insert(made.end(), std::make_move_iterator(split.begin()), std::make_move_iterator(split.end()));
    }
    return made;
}

SchemaIndex::SchemaIndex(std::shared_ptr<const model::Ontology> ontology,
                         std::shared_ptr<const model::ValueIndex> values)
    : ontology_(std::move(ontology)), values_(std::move(values)) {
    index_names();
    judge_columns();
    connect();
}

const std::vector<NameWord>& SchemaIndex::words_of(ColumnId id) const {
    return id.column < 0 ? table_words_[static_cast<std::size_t>(id.table)]
                         : column_words_[static_cast<std::size_t>(id.table)][static_cast<std::size_t>(id.column)];
}

std::span<const std::string> SchemaIndex::synonym_stems(ColumnId id) const {
    const auto found = synonym_stems_.find(id);
    return found == synonym_stems_.end() ? std::span<const std::string>() : found->second;
}

std::span<const Posting> SchemaIndex::postings(std::string_view stem) const {
    const auto found = postings_.find(std::string(stem));
    return found == postings_.end() ? std::span<const Posting>{} : std::span<const Posting>(found->second);
}

std::vector<Posting> SchemaIndex::near_postings(std::string_view stem, bool* mistyped) const {
    const auto same = postings(stem);
    std::vector<Posting> found(same.begin(), same.end());
    const bool known = std::any_of(same.begin(), same.end(), [](const Posting& p) { return p.quality > 0.85F; });
    if (known || stem.size() < 3) return found;
    auto add = [&](std::string_view name, float quality, LinkedBy by) {
        for (const auto& posting : postings(name)) {
            if (posting.quality < 0.95F) continue;
            const bool there =
                std::any_of(found.begin(), found.end(), [&](const Posting& p) { return p.target == posting.target; });
            if (!there && found.size() < 400) found.push_back({posting.target, posting.position, by, quality});
        }
    };
    for (std::size_t n = stem.size() - 1; n >= 3 && stem.size() >= 5; --n)
        if (const auto prefix = std::string(stem.substr(0, n));
            (n >= 4 || stem.size() >= 7) && std::binary_search(stems_.begin(), stems_.end(), prefix))
            add(prefix, n >= 4 ? 0.8F : 0.65F, LinkedBy::beginning);
    for (auto at = std::lower_bound(stems_.begin(), stems_.end(), stem);
         at != stems_.end() && at->starts_with(stem) && found.size() < 400; ++at)
        if (at->size() <= stem.size() + 8) add(*at, 0.75F, LinkedBy::beginning);
    if (const auto ends = endings_.find(std::string(stem)); ends != endings_.end())
        for (const auto& name : ends->second) add(name, 0.65F, LinkedBy::ending);
    for (const auto* resource : resources_of(Asked::of_sentences))
        for (const auto& near : resource->near({}, stem)) add(near.stem, near.strength, resource->by());
    if (mistyped && found.empty() && stem.size() >= 5) {  // one letter more, less, other or swapped
        for (auto at = std::lower_bound(stems_.begin(), stems_.end(), stem.substr(0, 1));
             at != stems_.end() && at->front() == stem.front() && found.size() < 40; ++at)
            if (one_typo_apart(*at, stem)) add(*at, 0.8F, LinkedBy::spelling);
        *mistyped = !found.empty();
    }
    return found;
}

std::size_t SchemaIndex::columns_with(std::string_view stem) const {
    std::size_t count = 0;
    for (const auto& posting : postings(stem)) count += posting.target.column >= 0 && posting.quality > 0.95F;
    return count;
}

void SchemaIndex::add_posting(std::string_view stem, Posting posting) {
    if (stem.empty()) return;
    auto& list = postings_[std::string(stem)];
    for (auto& known : list)
        if (known.target == posting.target && known.position == posting.position) {
            known.quality = std::max(known.quality, posting.quality);
            return;
        }
    list.push_back(posting);
}

void SchemaIndex::index_names() {
    const auto n = ontology_->tables.size();
    table_words_.resize(n);
    column_words_.resize(n);
    std::unordered_set<std::string> names;
    // Lists grow per posting only; duplicates can arise within one name, so the search in add_posting stays short
    // there.
    auto index_words = [&](ColumnId id, std::string_view name, const std::vector<NameWord>& words, float weight) {
        std::unordered_map<std::string, Posting> local;
        auto note = [&](const std::string& key, std::size_t position, LinkedBy by, float quality) {
            if (key.empty()) return;
            auto& posting = local[key];
            if (quality > posting.quality) posting = {id, static_cast<std::int16_t>(position), by, quality};
        };
        for (std::size_t i = 0; i < words.size(); ++i) {
            const auto& word = words[i];
            note(word.stem, i, LinkedBy::stem, weight);
            for (const auto* resource : resources_of(Asked::of_names))
                for (const auto& near : resource->near(word.word, word.stem))
                    note(near.stem, i, resource->by(), near.strength * weight);
        }
        // "room name" typed as one word, "date of birth" typed as "dob": the one word says all of the name
        if (words.size() > 1 && words.size() < 4) {
            const auto all = weight * static_cast<float>(words.size());
            std::string joined;
            for (const auto& word : words) joined += word.word;
            note(stem(joined), words.size() - 1, LinkedBy::whole_name, all);
            for (const auto& part : split_name(name)) {
                const auto expansion = abbreviation(part);
                if (expansion.find(' ') == std::string_view::npos) continue;
                const auto said = static_cast<float>(std::count(expansion.begin(), expansion.end(), ' ') + 1);
                note(stem(part), words.size() - 1, LinkedBy::whole_name, weight * said);
            }
        }
        // two words of a longer name typed as one: "mailshot" of mailshot_customers
        for (std::size_t i = 0; i + 1 < words.size() && words.size() > 2; ++i)
            note(stem(words[i].word + words[i + 1].word), i + 1, LinkedBy::whole_name, 1.4F * weight);
        for (auto& [key, posting] : local) postings_[key].push_back(posting);
    };
    auto to_words = [](std::string_view name, const std::vector<NameWord>* table_words) {
        std::vector<NameWord> words;
        for (auto& part : unabbreviated(split_name(name))) {
            NameWord word{part, stem(part), false};
            if (table_words)
                for (const auto& of_table : *table_words) {
                    const auto expansion = abbreviation(word.word);
                    word.of_table |= of_table.stem == word.stem ||
                                     (!expansion.empty() && stem(expansion) == of_table.stem) ||
                                     (word.word.size() >= 3 && of_table.stem.size() > word.word.size() &&
                                      of_table.stem.starts_with(word.word));
                }
            words.push_back(std::move(word));
        }
        return words;
    };
    for (std::size_t t = 0; t < n; ++t) {
        const auto& table = ontology_->tables[t];
        table_words_[t] = to_words(table.name, nullptr);
        index_words({static_cast<int>(t), -1}, table.name, table_words_[t], 1);
        names.insert(table.name);
        for (const auto& synonym : table.synonyms) {
            // a synonym is another name: all its words together stand for the table's last word
            for (const auto& word : to_words(synonym, nullptr))
                add_posting(word.stem, {{static_cast<int>(t), -1},
                                        static_cast<std::int16_t>(std::max<std::size_t>(table_words_[t].size(), 1) - 1),
                                        LinkedBy::model,
                                        0.95F});
            names.insert(synonym);
        }
        column_words_[t].resize(table.columns.size());
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            const auto& column = table.columns[c];
            auto& words = column_words_[t][c];
            words = to_words(column.name, &table_words_[t]);
            const ColumnId id{static_cast<int>(t), static_cast<int>(c)};
            index_words(id, column.name, words, 1);
            names.insert(column.name);
            for (const auto& synonym : column.synonyms) {
                const auto said = to_words(synonym, &table_words_[t]);
                const bool only_table = std::all_of(said.begin(), said.end(), [](const auto& w) { return w.of_table; });
                for (const auto& word : said) {
                    if (word.of_table && !only_table) continue;  // "episode" is not the "episode number"
                    add_posting(word.stem, {id, static_cast<std::int16_t>(std::max<std::size_t>(words.size(), 1) - 1),
                                            LinkedBy::model, 0.95F});
                    synonym_stems_[id].push_back(word.stem);
                }
                names.insert(synonym);
            }
            for (const auto& word : to_words(column.description.substr(0, 120), nullptr))
                if (!is_function_word(word.word) && column.description.size() < 120) {
                    bool known = false;
                    for (const auto& posting : postings(word.stem)) known |= posting.target == id;
                    if (!known)
                        add_posting(word.stem,
                                    {id, static_cast<std::int16_t>(std::max<std::size_t>(words.size(), 1) - 1),
                                     LinkedBy::description, 0.35F});
                }
        }
    }
    for (auto& [key, list] : postings_)
        std::stable_sort(list.begin(), list.end(),
                         [](const Posting& a, const Posting& b) { return a.quality > b.quality; });
    std::unordered_set<std::string> stems;
    auto note_stems = [&](const std::vector<NameWord>& words) {
        for (const auto& word : words)
            if (word.stem.size() >= 3) stems.insert(word.stem);
    };
    for (const auto& words : table_words_) note_stems(words);
    for (const auto& table : column_words_)
        for (const auto& words : table) note_stems(words);
    stems_.assign(stems.begin(), stems.end());
    std::sort(stems_.begin(), stems_.end());
    // "room" for "classroom": a name of two words written as one goes by its last word as well.
    for (const auto& whole : stems_)
        for (std::size_t from = 3; from + 4 <= whole.size() && from <= 8; ++from)
            if (auto& list = endings_[whole.substr(from)]; list.size() < 6) list.push_back(whole);
    names_.assign(names.begin(), names.end());
    std::sort(names_.begin(), names_.end());
}

void SchemaIndex::judge_columns() {
    using T = model::TypeClass;
    traits_.resize(ontology_->tables.size());
    naming_.resize(ontology_->tables.size());
    keys_.assign(ontology_->tables.size(), -1);
    link_.assign(ontology_->tables.size(), false);
    for (int t = 0; t < tables(); ++t) {
        const auto& table = this->table(t);
        auto& traits = traits_[static_cast<std::size_t>(t)];
        traits.resize(table.columns.size());
        std::unordered_set<int> primary(table.primary_key.begin(), table.primary_key.end()), foreign;
        for (const auto& key : table.foreign_keys) foreign.insert(key.columns.begin(), key.columns.end());
        for (int c = 0; c < static_cast<int>(table.columns.size()); ++c) {
            const auto& column = table.columns[static_cast<std::size_t>(c)];
            const auto& words = words_of({t, c});
            auto& made = traits[static_cast<std::size_t>(c)];
            const auto& summary = values_->summary(t, c);
            made.number_type = column.type_class == T::integer || column.type_class == T::number;
            made.text = column.type_class == T::text;
            made.number = made.number_type || (made.text && holds_numbers(summary));
            made.temporal = column.type_class == T::date || column.type_class == T::timestamp;
            made.boolean = column.type_class == T::boolean;
            made.primary = primary.size() == 1 && primary.contains(c);
            made.foreign = foreign.contains(c);
            made.key = primary.contains(c) || made.foreign;
            const auto last = words.empty() ? std::string_view{} : std::string_view(words.back().word);
            made.date_like = made.temporal;
            for (const auto& word : words)
                made.date_like |= word.word == "year" || word.word == "date" || word.word == "time" ||
                                  word.word == "day" || word.word == "birthday" || word.word == "timestamp";
            made.id_name = last == "id" || last == "code" || last == "ssn" || last == "uuid" || made.key;
            made.naming =
                (made.text || column.type_class == T::other) &&
                (last == "name" || last == "title" || last == "label" || (words.size() > 1 && words[0].word == "name"));
            made.flag =
                made.boolean || (made.text && summary.complete && summary.distinct > 0 && summary.distinct <= 2);
        }
        // the naming columns
        auto& naming = naming_[static_cast<std::size_t>(t)];
        int first_name = -1, last_name = -1, best = -1;
        float best_score = 0;
        for (int c = 0; c < static_cast<int>(table.columns.size()); ++c) {
            const auto& words = words_of({t, c});
            const auto& made = traits[static_cast<std::size_t>(c)];
            auto has = [&](std::string_view wanted) {
                return std::any_of(words.begin(), words.end(), [&](const NameWord& w) { return w.word == wanted; });
            };
            if (!words.empty() && (words.back().word == "firstname" || (has("first") && has("name")))) first_name = c;
            if (!words.empty() &&
                (words.back().word == "lastname" || words.back().word == "surname" || (has("last") && has("name"))))
                last_name = c;
            float score = 0;
            std::size_t own = 0;
            for (const auto& word : words) own += word.of_table;
            if (c == first_name || c == last_name)
                score = 3.5F;
            else if (made.naming)
                score = 5 - 0.5F * static_cast<float>(words.size() - 1 - std::min(own, words.size() - 1)) +
                        (has("title") ? -0.3F : 0.F) - (has("nick") || has("middle") || has("alternate") ? 2.F : 0.F);
            else if (made.text && !made.key && own == words.size() && !words.empty())
                score = 4.5F;
            else if (made.text && !made.id_name && !made.date_like)
                score = 2 - 0.05F * static_cast<float>(c) - (has("details") || has("description") ? 0.2F : 0.F);
            else if (made.text && !made.date_like)
                score = 1 - 0.05F * static_cast<float>(c);
            if (made.foreign) score -= 1;
            if (score > best_score) {
                best_score = score;
                best = c;
            }
        }
        // a person's title says less than the names
        const bool titled = best >= 0 && !words_of({t, best}).empty() && words_of({t, best}).back().word == "title";
        if (first_name >= 0 && last_name >= 0 && (best_score < 4.4F || titled))
            naming = {first_name, last_name};
        else if (best >= 0)
            naming = {best};
        else if (!table.columns.empty())
            naming = {table.primary_key.empty() ? 0 : table.primary_key[0]};

        if (naming.size() == 1 && !words_of({t, naming[0]}).empty()) {
            const auto& words = words_of({t, naming[0]});
            const bool says = std::any_of(words.begin(), words.end(),
                                          [](const NameWord& w) { return w.stem == "name" || w.word == "title"; });
            const auto last = static_cast<std::int16_t>(words.size() - 1);
            if (!says && traits[static_cast<std::size_t>(naming[0])].text)
                add_posting("name", {{t, naming[0]}, last, LinkedBy::naming, 0.7F});
            else if (words.back().word == "title")
                add_posting("name", {{t, naming[0]}, last, LinkedBy::naming, 0.75F});
        }
        auto& key = keys_[static_cast<std::size_t>(t)];
        if (table.primary_key.size() == 1)
            key = table.primary_key[0];
        else if (table.primary_key.empty())
            for (int c = static_cast<int>(table.columns.size()) - 1; c >= 0; --c) {
                const auto& words = words_of({t, c});
                const auto& column = table.columns[static_cast<std::size_t>(c)];
                if (column.unique ||
                    (!words.empty() && words.back().word == "id" && (words.size() == 1 || words[0].of_table)))
                    key = c;
            }
        std::size_t to_elsewhere = 0;
        for (int c = 0; c < static_cast<int>(table.columns.size()); ++c)
            to_elsewhere += traits[static_cast<std::size_t>(c)].foreign;
        link_[static_cast<std::size_t>(t)] = to_elsewhere >= 2 && to_elsewhere + 1 >= table.columns.size();
    }
}

void SchemaIndex::connect() {
    edges_of_.resize(ontology_->tables.size());
    std::unordered_set<std::uint64_t> joined;
    auto pair_key = [](int a, int b) {
        return (static_cast<std::uint64_t>(std::min(a, b)) << 32) | static_cast<std::uint32_t>(std::max(a, b));
    };
    auto add = [&](JoinEdge edge) {
        joined.insert(pair_key(edge.from, edge.to));
        const auto index = static_cast<int>(edges_.size());
        edges_of_[static_cast<std::size_t>(edge.from)].push_back(index);
        if (edge.to != edge.from) edges_of_[static_cast<std::size_t>(edge.to)].push_back(index);
        edges_.push_back(std::move(edge));
    };
    for (int t = 0; t < tables(); ++t)
        for (const auto& key : table(t).foreign_keys) {
            if (key.target_table < 0 || key.target_table >= tables() || key.columns.empty() ||
                key.columns.size() != key.target_columns.size())
                continue;
            add({t, key.target_table, key.columns, key.target_columns, 1, false});
        }
    // Keys that nobody declared: a column named like another table's key. Bounded by a table of key names. A view has
    // its rows from tables already: nothing joins it.
    std::unordered_map<std::string, std::vector<ColumnId>> keys_by_name;
    for (int t = 0; t < tables(); ++t) {
        const int key = key_column(t);
        if (key < 0 || table(t).is_view) continue;
        const auto& name = table(t).columns[static_cast<std::size_t>(key)].name;
        if (lower(name) == "id") {
            std::string joined_name;
            for (const auto& word : words_of({t, -1})) joined_name += word.stem;
            keys_by_name[joined_name + "id"].push_back({t, key});
        } else {
            keys_by_name[lower(name)].push_back({t, key});
        }
    }
    for (int t = 0; t < tables(); ++t)
        for (int c = 0; c < static_cast<int>(table(t).columns.size()); ++c) {
            const auto& column = table(t).columns[static_cast<std::size_t>(c)];
            if (table(t).is_view || lower(column.name) == "id" || lower(column.name) == "name") continue;
            std::vector<std::string> names{lower(column.name)};
            const auto& words = words_of({t, c});
            for (std::size_t from = 0; from < words.size() && (from == 0 || from + 2 <= words.size()); ++from) {
                auto& joined_name = names.emplace_back();  // "end_station_id" refers to stations as well
                for (auto k = from; k < words.size(); ++k) joined_name += words[k].stem;
            }
            for (const auto& key : names) {
                const auto found = keys_by_name.find(key);
                if (found == keys_by_name.end() || found->second.size() > 8) continue;
                for (const auto& target : found->second)
                    if (target.table != t && !joined.contains(pair_key(t, target.table)) &&
                        same_type_family(column, this->column(target)))
                        add({t, target.table, {c}, {target.column}, 1.5F, true});
            }
        }
    // Two tables that share the name of a column which is no key anywhere: an id-like one first, a person's or thing's
    // name last.
    std::unordered_map<std::string, std::vector<ColumnId>> shared;
    for (int t = 0; t < tables(); ++t)
        for (int c = 0; c < static_cast<int>(table(t).columns.size()); ++c) {
            const auto& name = table(t).columns[static_cast<std::size_t>(c)].name;
            const auto& made = traits({t, c});
            const auto& words = words_of({t, c});
            if (table(t).is_view || lower(name) == "id" || lower(name) == "name" || made.temporal || made.boolean ||
                name.size() < 4 || says_no_identity(words))
                continue;
            if (words.size() < 2 && !made.key && (made.date_like || made.naming)) continue;
            shared[lower(name)].push_back({t, c});
        }
    struct Shared {
        float cost;
        ColumnId from, to;
    };
    std::map<std::uint64_t, std::vector<Shared>> pairs;  // by tables
    for (const auto& [name, list] : shared) {
        if (list.size() < 2 || list.size() > 6) continue;
        for (std::size_t i = 0; i < list.size(); ++i)
            for (std::size_t j = i + 1; j < list.size(); ++j) {
                const auto key = pair_key(list[i].table, list[j].table);
                if (list[i].table == list[j].table || joined.contains(key) ||
                    !same_type_family(column(list[i]), column(list[j])))
                    continue;
                const auto& made = traits(list[i]);
                pairs[key].push_back({made.id_name && !made.naming ? 2.2F
                                      : made.naming                ? 3.2F
                                                                   : 2.6F,
                                      list[i], list[j]});
            }
    }
    // A whole number that can only be a key: all of its values lie among large keys of another table.
    auto within = [&](ColumnId id, ColumnId key) {
        const auto &a = values_->summary(id.table, id.column), &b = values_->summary(key.table, key.column);
        return b.low >= 100 && a.low >= b.low && a.high <= b.high && a.low < a.high;
    };
    for (int t = 0; t < tables() && tables() <= 60; ++t)
        for (int c = 0; c < static_cast<int>(table(t).columns.size()); ++c) {
            if (traits({t, c}).key || traits({t, c}).date_like || !traits({t, c}).number_type) continue;
            for (int other = 0; other < tables(); ++other) {
                const int key = key_column(other);
                if (other == t || key < 0 || table(t).is_view || table(other).is_view ||
                    !traits({other, key}).number_type || !traits({other, key}).id_name)
                    continue;
                if (says_no_identity(words_of({t, c})) || !within({t, c}, {other, key})) continue;
                // beside a declared key it is another role of the same table: "president vote", "treasurer vote"
                const auto pair = pair_key(t, other);
                pairs[pair].push_back({joined.contains(pair) ? 1.2F : 2.4F, {t, c}, {other, key}});
            }
        }
    for (auto& [key, found] : pairs) {
        std::sort(found.begin(), found.end(), [](const Shared& x, const Shared& y) {
            return x.cost != y.cost ? x.cost < y.cost : x.from < y.from;
        });
        if (found.size() > 3) found.resize(3);
        for (const auto& edge : found)
            add({edge.from.table, edge.to.table, {edge.from.column}, {edge.to.column}, edge.cost, true});
    }
}

std::string SchemaIndex::readable(ColumnId id) const {
    std::string made;
    for (const auto& word : words_of(id)) {
        if (!made.empty()) made += ' ';
        made += word.word;
    }
    if (made.empty()) made = id.column < 0 ? table(id.table).name : column(id).name;
    return made;
}

std::size_t SchemaIndex::bytes() const {
    std::size_t total = 0;
    for (const auto& [key, list] : postings_) total += key.capacity() + 64 + list.capacity() * sizeof(Posting);
    for (const auto& table : column_words_)
        for (const auto& words : table) total += words.capacity() * sizeof(NameWord);
    return total + edges_.size() * (sizeof(JoinEdge) + 32);
}

}  // namespace pf::compiler
