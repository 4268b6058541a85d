#include "compiler/schema_index.hpp"

#include <algorithm>
#include <unordered_set>

#include "base/ascii.hpp"
#include "compiler/affixes.hpp"
#include "compiler/lexicon.hpp"
#include "compiler/schema_parts.hpp"
#include "compiler/text.hpp"
#include "compiler/word_class.hpp"

namespace pf::compiler {
namespace {

using W = WordClass;

constexpr std::size_t longest_description = 120;
constexpr std::size_t names_of_an_ending = 6;

constexpr std::size_t words_of_a_phrase = 3;

NameWord name_word(std::string word, std::string written) {
    auto made_stem = stem(word);
    return {std::move(word), std::move(made_stem), false, std::move(written)};
}

// "fname" → first, name; "cust" → customer. What is a word of its own may abbreviate another, and stays.
std::vector<NameWord> unabbreviated(const std::vector<std::string>& parts) {
    std::vector<NameWord> made;
    for (const auto& part : parts) {
        const auto expansion = abbreviation(part);
        if (expansion.find(' ') != std::string_view::npos)
            for (const auto& word : split_name(expansion)) made.push_back(name_word(word, word));
        else if (expansion.empty() || is(part, W::whole_in_name))
            made.push_back(name_word(part, part));
        else
            made.push_back(name_word(std::string(expansion), part));
    }
    return made;
}

// Whether a word of a column's name repeats one of its table's, in full, abbreviated or as its beginning.
bool repeats(const NameWord& word, const NameWord& of_table) {
    const auto expansion = abbreviation(word.word);
    return of_table.stem == word.stem || (!expansion.empty() && stem(expansion) == of_table.stem) ||
           (word.written.size() >= 3 && of_table.stem.size() > word.written.size() &&
            of_table.stem.starts_with(word.written));
}

std::vector<NameWord> words_of_name(std::string_view name, const std::vector<NameWord>& table_words = {},
                                    const AffixSet& affixes = {}) {
    auto words = unabbreviated(without(split_name(name), affixes));
    for (auto& word : words)
        for (const auto& of_table : table_words) word.of_table |= repeats(word, of_table);
    return words;
}

// A prefix that repeats the table's name says whose the column is.
bool repeats_table(std::string_view name, const AffixSet& affixes, const std::vector<NameWord>& table_words) {
    if (affixes.empty()) return false;
    const auto words = words_of_name(name, table_words);
    return !words.empty() && words.front().of_table;
}

std::string singular(std::string word) {
    if (word.size() > 3 && word.ends_with('s') && !word.ends_with("ss")) word.pop_back();
    return word;
}

// How surely a word of a synonym says the name: "funding" of "funding stage" only says what stage it is.
float quality_of(const NameWord& word, const std::vector<NameWord>& synonym) {
    return &word == &synonym.back() ? 0.95F : 0.5F;
}

// What all words of a synonym stand for: the last word of the name.
std::int16_t last_position(const std::vector<NameWord>& words) {
    return static_cast<std::int16_t>(std::max<std::size_t>(words.size(), 1) - 1);
}

// The stems one name goes by, the surest link for each.
class NamePostings {
 public:
    NamePostings(ColumnId id, std::string_view name, const std::vector<NameWord>& words) : id_(id) {
        for (std::size_t i = 0; i < words.size(); ++i) note_word(words[i], i);
        if (words.size() > 1 && words.size() <= words_of_a_phrase) note_whole(name, words);
        // two words of a longer name typed as one: "mailshot" of mailshot_customers
        for (std::size_t i = 0; i + 1 < words.size() && words.size() > 2; ++i)
            note(stem(words[i].word + words[i + 1].word), i + 1, LinkedBy::whole_name, 1.4F);
    }
    [[nodiscard]] const std::unordered_map<std::string, Posting>& all() const { return all_; }

 private:
    void note(const std::string& key, std::size_t position, LinkedBy by, float quality) {
        if (key.empty()) return;
        auto& posting = all_[key];
        if (quality > posting.quality) posting = {id_, static_cast<std::int16_t>(position), by, quality};
    }
    void note_word(const NameWord& word, std::size_t position) {
        note(word.stem, position, LinkedBy::stem, 1);
        const auto written = stem(word.written);
        note(written, position, LinkedBy::stem, 1);
        for (const auto* resource : resources_of(Asked::of_names)) {
            note_near(*resource, word.word, word.stem, position);
            if (word.written != word.word) note_near(*resource, word.written, written, position);
        }
    }
    void note_near(const Resource& resource, std::string_view word, std::string_view stem, std::size_t position) {
        for (const auto& near : resource.near(word, stem)) note(near.stem, position, resource.by(), near.strength);
    }
    // "room name" typed as one word, "date of birth" typed as "dob": the one word says all of the name.
    void note_whole(std::string_view name, const std::vector<NameWord>& words) {
        std::string joined;
        for (const auto& word : words) joined += word.word;
        note(stem(joined), words.size() - 1, LinkedBy::whole_name, static_cast<float>(words.size()));
        for (const auto& part : split_name(name)) {
            const auto expansion = abbreviation(part);
            if (expansion.find(' ') == std::string_view::npos) continue;
            const auto said = std::count(expansion.begin(), expansion.end(), ' ') + 1;
            note(stem(part), words.size() - 1, LinkedBy::whole_name, static_cast<float>(said));
        }
    }

    ColumnId id_;
    std::unordered_map<std::string, Posting> all_;
};

// A key of the objects in a json column is a column like any other for everything that reads the model; how it is
// printed and read tells it apart.
std::shared_ptr<const model::Ontology> with_document_keys(std::shared_ptr<const model::Ontology> ontology,
                                                          const model::ValueIndex& values) {
    if (values.document_keys().empty()) return ontology;
    auto made = std::make_shared<model::Ontology>(*ontology);
    for (const auto& key : values.document_keys()) {
        auto& columns = made->tables[static_cast<std::size_t>(key.table)].columns;
        if (key.column != static_cast<int>(columns.size())) continue;
        model::Column column;
        column.name = key.name;
        column.type_class = key.type_class;
        column.type = key.type_class == model::TypeClass::number    ? "numeric"
                      : key.type_class == model::TypeClass::boolean ? "boolean"
                                                                    : "text";
        column.document = key.document;
        columns.push_back(std::move(column));
    }
    return made;
}

}  // namespace

SchemaIndex::SchemaIndex(std::shared_ptr<const model::Ontology> ontology,
                         std::shared_ptr<const model::ValueIndex> values)
    : ontology_(with_document_keys(std::move(ontology), *values)), values_(std::move(values)) {
    index_names(*ontology_);
    judge_columns();
    connect();
}

SchemaIndex::SchemaIndex(const SchemaIndex& plain, std::shared_ptr<const Definitions> definitions)
    : ontology_(definitions->ontology()), values_(plain.values_), definitions_(std::move(definitions)) {
    index_names(plain.ontology());
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

void SchemaIndex::index_names(const model::Ontology& own) {
    const auto affixes = affixes_of(own);
    table_words_.resize(ontology_->tables.size());
    column_words_.resize(ontology_->tables.size());
    for (int t = 0; t < tables(); ++t) {
        const auto& of_columns = affixes.of_columns[static_cast<std::size_t>(t)];
        index_table(t, affixes.of_tables);
        for (int c = 0; c < own_columns(t); ++c) index_column({t, c}, of_columns);
        for (int c = own_columns(t); c < static_cast<int>(table(t).columns.size()); ++c) index_defined({t, c});
        affixes_.insert(of_columns.begin(), of_columns.end());
    }
    affixes_.insert(affixes.of_tables.begin(), affixes.of_tables.end());
    for (auto& [key, list] : postings_)
        std::stable_sort(list.begin(), list.end(),
                         [](const Posting& a, const Posting& b) { return a.quality > b.quality; });
    index_stems();
    index_vectors();
    std::sort(names_.begin(), names_.end());
    names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
}

void SchemaIndex::index_name(ColumnId id, const std::string& name) {
    // one posting a stem: another of the same target can only come from a synonym
    const NamePostings made(id, name, words_of(id));
    for (const auto& [key, posting] : made.all()) postings_[key].push_back(posting);
    names_.push_back(name);
}

void SchemaIndex::index_table(int t, const AffixSet& affixes) {
    const auto& table = this->table(t);
    auto& words = table_words_[static_cast<std::size_t>(t)];
    words = words_of_name(table.name, {}, affixes);
    index_name({t, -1}, table.name);
    for (const auto& synonym : table.synonyms) {
        const auto said = words_of_name(synonym);
        for (const auto& word : said)
            add_posting(word.stem, {{t, -1}, last_position(words), LinkedBy::model, quality_of(word, said)});
        names_.push_back(synonym);
    }
    column_words_[static_cast<std::size_t>(t)].resize(table.columns.size());
}

void SchemaIndex::index_column(ColumnId id, const AffixSet& affixes) {
    const auto& column = this->column(id);
    const auto& of_table = table_words_[static_cast<std::size_t>(id.table)];
    auto& words = column_words_[static_cast<std::size_t>(id.table)][static_cast<std::size_t>(id.column)];
    words = words_of_name(column.name, of_table, repeats_table(column.name, affixes, of_table) ? AffixSet{} : affixes);
    index_name(id, column.name);
    for (const auto& synonym : column.synonyms) {
        const auto said = words_of_name(synonym, of_table);
        const bool only_table = std::all_of(said.begin(), said.end(), [](const auto& w) { return w.of_table; });
        for (const auto& word : said) {
            if (word.of_table && !only_table) continue;  // "episode" is not the "episode number"
            add_posting(word.stem, {id, last_position(words), LinkedBy::model, quality_of(word, said)});
            synonym_stems_[id].push_back(word.stem);
        }
        names_.push_back(synonym);
    }
    if (column.description.size() >= longest_description) return;
    for (const auto& word : words_of_name(column.description)) {
        const auto known = postings(word.stem);
        if (is(word.word, W::function_word) ||
            std::any_of(known.begin(), known.end(), [&](const Posting& p) { return p.target == id; }))
            continue;
        add_posting(word.stem, {id, last_position(words), LinkedBy::description, 0.35F});
    }
}

// What is defined is found by its phrases alone.
void SchemaIndex::index_defined(ColumnId id) {
    const auto& column = this->column(id);
    auto& words = column_words_[static_cast<std::size_t>(id.table)][static_cast<std::size_t>(id.column)];
    for (auto& word : phrase_words(column.name)) words.push_back(name_word(word, word));
    names_.push_back(column.name);
}

void SchemaIndex::index_stems() {
    std::unordered_set<std::string> stems;
    auto note = [&](const std::vector<NameWord>& words) {
        for (const auto& word : words)
            if (word.stem.size() >= 3) {
                stems.insert(word.stem);
                written_.push_back({singular(word.word), word.stem});
            }
    };
    for (const auto& words : table_words_) note(words);
    for (int t = 0; t < tables(); ++t)
        for (int c = 0; c < own_columns(t); ++c) note(words_of({t, c}));
    stems_.assign(stems.begin(), stems.end());
    std::sort(stems_.begin(), stems_.end());
    std::sort(written_.begin(), written_.end());
    written_.erase(std::unique(written_.begin(), written_.end()), written_.end());
    // "room" for "classroom": a name of two words written as one goes by its last word as well.
    for (const auto& whole : stems_)
        for (std::size_t from = 3; from + 4 <= whole.size() && from <= 8; ++from)
            if (auto& list = endings_[whole.substr(from)]; list.size() < names_of_an_ending) list.push_back(whole);
}

void SchemaIndex::index_vectors() {
    for (const auto& words : table_words_) index_vectors_of(words);
    for (int t = 0; t < tables(); ++t)
        for (int c = 0; c < own_columns(t); ++c) index_vectors_of(words_of({t, c}));
}

// By the keys of NamePostings: each word's stem, and the stem of all written as one.
void SchemaIndex::index_vectors_of(const std::vector<NameWord>& words) {
    std::vector<std::string> whole;
    std::string joined;
    for (const auto& word : words) {
        joined += word.word;
        if (word.word.size() < 2 || is_stop_word(word.word)) continue;
        whole.push_back(word.word);
        name_vectors_.add(word.stem, {word.word}, LinkedBy::vectors);
    }
    if (words.size() > 1 && words.size() <= words_of_a_phrase) name_vectors_.add(stem(joined), whole, LinkedBy::phrase);
}

void SchemaIndex::judge_columns() {
    traits_.resize(ontology_->tables.size());
    for (int t = 0; t < tables(); ++t) {
        auto& traits = traits_[static_cast<std::size_t>(t)];
        for (int c = 0; c < static_cast<int>(table(t).columns.size()); ++c)
            traits.push_back(judge_column(*this, {t, c}));
        naming_.push_back(choose_naming_columns(*this, t));
        index_naming(t);
        keys_.push_back(choose_key(*this, t));
        const auto keys = static_cast<std::size_t>(
            std::count_if(traits.begin(), traits.end(), [](const auto& column) { return column.foreign; }));
        link_.push_back(keys >= 2 && static_cast<int>(keys) + 1 >= own_columns(t));
        persons_.push_back(!link_.back() && names_persons(*this, t));
    }
}

// A column that names a row is asked for as "name" too.
void SchemaIndex::index_naming(int t) {
    const auto& naming = naming_columns(t);
    if (naming.size() != 1) return;
    const ColumnId id{t, naming[0]};
    const auto& words = words_of(id);
    if (words.empty()) return;
    const bool says = std::any_of(words.begin(), words.end(),
                                  [](const NameWord& w) { return is(w.stem, W::name) || is(w.word, W::title); });
    if (!says && traits(id).text)
        add_posting("name", {id, last_position(words), LinkedBy::naming, 0.7F});
    else if (is(words.back().word, W::title))
        add_posting("name", {id, last_position(words), LinkedBy::naming, 0.75F});
}

void SchemaIndex::connect() {
    edges_ = find_joins(*this);
    edges_of_.resize(ontology_->tables.size());
    for (int index = 0; index < static_cast<int>(edges_.size()); ++index) {
        const auto& edge = edges_[static_cast<std::size_t>(index)];
        edges_of_[static_cast<std::size_t>(edge.from)].push_back(index);
        if (edge.to != edge.from) edges_of_[static_cast<std::size_t>(edge.to)].push_back(index);
    }
    for (int t = 0; t < tables(); ++t) codes_.push_back(names_codes(*this, t));
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
    return total + name_vectors_.bytes() + edges_.size() * (sizeof(JoinEdge) + 32);
}

}  // namespace pf::compiler
