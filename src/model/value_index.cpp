#include "model/value_index.hpp"

#include <algorithm>
#include <cassert>
#include <compare>
#include <map>
#include <tuple>
#include <utility>

#include "model/value_words.hpp"

namespace pf::model {
namespace {

constexpr std::size_t max_words = 32;  // of a lookup
constexpr std::size_t max_examples = 8;
// Of values whose inner words are found: prose is not.
constexpr std::size_t most_inner_words = 5, longest_with_inner = 60;

// 16 bytes each; there may be millions. Offsets are into Impl::text.
struct Record {
    std::uint32_t words = 0, value = 0;
    std::uint32_t table = 0;
    std::uint16_t column = 0;
    std::uint8_t words_size = 0, value_size = 0;
};

// A word of a record behind its first.
struct Inner {
    std::uint32_t record = 0;
    std::uint8_t at = 0;  // where it begins in the words
};

std::vector<std::uint8_t> inner_words_of(std::string_view words) {
    std::vector<std::uint8_t> begins;
    if (words.size() > longest_with_inner) return begins;
    for (auto at = words.find(' '); at != std::string_view::npos; at = words.find(' ', at + 1))
        begins.push_back(static_cast<std::uint8_t>(at + 1));
    if (begins.size() > most_inner_words) begins.clear();
    return begins;
}

}  // namespace

// Records sorted by words, then table, column, value: an equal or leading match is a binary search, and the entries
// that begin with a word stand together because the blank sorts before every letter and digit.
struct ValueIndex::Impl {
    ValueIndexLimits limits;
    std::string text;
    std::vector<Record> records;
    std::vector<Inner> inner;  // sorted by the words from there on
    std::map<std::pair<int, int>, ColumnSummary> summaries;
    std::vector<DocumentKey> keys;
    std::size_t summary_bytes = 0;
    std::size_t inner_count = 0;

    [[nodiscard]] std::string_view words(const Record& record) const {
        return {text.data() + record.words, record.words_size};
    }
    [[nodiscard]] std::string_view value(const Record& record) const {
        return {text.data() + record.value, record.value_size};
    }
    [[nodiscard]] Entry entry(const Record& record) const {
        return {static_cast<int>(record.table), record.column, value(record), words(record)};
    }
    [[nodiscard]] std::size_t bytes() const {
        return text.capacity() + records.capacity() * sizeof(Record) + inner.capacity() * sizeof(Inner) + summary_bytes;
    }

    [[nodiscard]] std::vector<Record>::const_iterator first_not_before(std::string_view key) const {
        return std::lower_bound(
            records.begin(), records.end(), key,
            [this](const Record& record, std::string_view sought) { return words(record) < sought; });
    }

    // False beyond max_bytes.
    bool add(const Entry& entry, const std::string& words) {
        const auto inner_words = inner_words_of(words).size();
        const auto needed = words.size() + entry.value.size() + sizeof(Record) + inner_words * sizeof(Inner);
        if (text.size() + records.size() * sizeof(Record) + inner_count * sizeof(Inner) + summary_bytes + needed >
            limits.max_bytes)
            return false;
        inner_count += inner_words;
        Record record;
        record.table = static_cast<std::uint32_t>(entry.table);
        record.column = static_cast<std::uint16_t>(entry.column);
        record.words = static_cast<std::uint32_t>(text.size());
        record.words_size = static_cast<std::uint8_t>(words.size());
        text += words;
        record.value = static_cast<std::uint32_t>(text.size());
        record.value_size = static_cast<std::uint8_t>(entry.value.size());
        text += entry.value;
        records.push_back(record);
        return true;
    }

    void sort() {
        std::sort(records.begin(), records.end(), [this](const Record& a, const Record& b) {
            if (const auto order = words(a) <=> words(b); order != 0) return order < 0;
            if (a.table != b.table) return a.table < b.table;
            if (a.column != b.column) return a.column < b.column;
            return value(a) < value(b);
        });
    }

    // Writes the texts anew in the records' order, so that equal ones, which now stand together, share their bytes.
    void share_texts() {
        std::string shared;
        shared.reserve(text.size() / 2);
        std::string_view last_words, last_value;  // of the old text
        std::uint32_t words_at = 0, value_at = 0;
        for (auto& record : records) {
            const auto old_words = words(record), old_value = value(record);
            const bool same_words = !shared.empty() && old_words == last_words;
            if (!same_words) {
                words_at = static_cast<std::uint32_t>(shared.size());
                shared += old_words;
            }
            if (!same_words || old_value != last_value) {
                value_at = words_at;
                if (old_value != old_words) {
                    value_at = static_cast<std::uint32_t>(shared.size());
                    shared += old_value;
                }
            }
            last_words = old_words;
            last_value = old_value;
            record.words = words_at;
            record.value = value_at;
        }
        shared.shrink_to_fit();
        text = std::move(shared);
        records.shrink_to_fit();
    }

    [[nodiscard]] std::string_view words_from(const Inner& part) const {
        return words(records[part.record]).substr(part.at);
    }

    void index_inner_words() {
        inner.reserve(inner_count);
        for (std::uint32_t i = 0; i < records.size(); ++i)
            for (const auto at : inner_words_of(words(records[i]))) inner.push_back({i, at});
        std::sort(inner.begin(), inner.end(), [this](const Inner& a, const Inner& b) {
            if (const auto order = words_from(a) <=> words_from(b); order != 0) return order < 0;
            return std::tie(a.record, a.at) < std::tie(b.record, b.at);
        });
    }
};

ValueIndex::ValueIndex() : impl_(std::make_unique<Impl>()) {}
ValueIndex::ValueIndex(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ValueIndex::~ValueIndex() = default;
ValueIndex::ValueIndex(ValueIndex&&) noexcept = default;
ValueIndex& ValueIndex::operator=(ValueIndex&&) noexcept = default;

std::vector<ValueIndex::Entry> ValueIndex::matches(std::string_view words) const {
    std::vector<std::size_t> ends;  // of the leading parts, shortest first
    for (std::size_t at = 0; at < words.size() && ends.size() < max_words;) {
        at = std::min(words.find(' ', at), words.size());
        ends.push_back(at++);
    }
    std::vector<Entry> found;
    for (auto end = ends.rbegin(); end != ends.rend(); ++end) {
        const auto key = words.substr(0, *end);
        for (auto at = impl_->first_not_before(key); at != impl_->records.end() && impl_->words(*at) == key; ++at)
            found.push_back(impl_->entry(*at));
    }
    return found;
}

std::vector<ValueIndex::Entry> ValueIndex::starting_with(std::string_view word) const {
    std::vector<Record> found;
    const auto& impl = *impl_;
    for (auto at = impl.first_not_before(word); at != impl.records.end(); ++at) {
        const auto words = impl.words(*at);
        if (!words.starts_with(word) || (words.size() > word.size() && words[word.size()] != ' ')) break;
        found.push_back(*at);
    }
    std::sort(found.begin(), found.end(), [](const Record& a, const Record& b) {
        if (a.words_size != b.words_size) return a.words_size > b.words_size;
        return std::tie(a.words, a.table, a.column, a.value) < std::tie(b.words, b.table, b.column, b.value);
    });
    std::vector<Entry> entries;
    entries.reserve(found.size());
    for (const auto& record : found) entries.push_back(impl.entry(record));
    return entries;
}

std::vector<ValueIndex::Entry> ValueIndex::containing(std::string_view words, std::size_t limit) const {
    const auto& impl = *impl_;
    auto at =
        std::lower_bound(impl.inner.begin(), impl.inner.end(), words,
                         [&](const Inner& part, std::string_view sought) { return impl.words_from(part) < sought; });
    std::vector<Entry> found;
    for (; at != impl.inner.end() && found.size() < limit; ++at) {
        const auto from = impl.words_from(*at);
        if (!from.starts_with(words)) break;
        if (from.size() == words.size() || from[words.size()] == ' ')
            found.push_back(impl.entry(impl.records[at->record]));
    }
    return found;
}

std::vector<ValueIndex::Entry> ValueIndex::completions(std::string_view prefix, std::size_t limit) const {
    std::vector<Entry> found;
    for (auto at = impl_->first_not_before(prefix); at != impl_->records.end() && found.size() < limit; ++at) {
        if (!impl_->words(*at).starts_with(prefix)) break;
        found.push_back(impl_->entry(*at));
    }
    return found;
}

const ValueIndex::ColumnSummary& ValueIndex::summary(int table, int column) const {
    static const ColumnSummary unknown;
    const auto found = impl_->summaries.find({table, column});
    return found == impl_->summaries.end() ? unknown : found->second;
}

const std::vector<ValueIndex::DocumentKey>& ValueIndex::document_keys() const { return impl_->keys; }
std::size_t ValueIndex::size() const { return impl_->records.size(); }
std::size_t ValueIndex::bytes() const { return impl_->bytes(); }

ValueIndex::Builder::Builder(ValueIndexLimits limits) : impl_(std::make_unique<Impl>()) {
    impl_->limits = limits;
    impl_->limits.max_value_bytes = std::min<std::size_t>(limits.max_value_bytes, 255);
    impl_->limits.max_bytes = std::min<std::size_t>(limits.max_bytes, std::size_t{3} << 30);  // offsets have 32 bits
}
ValueIndex::Builder::~Builder() = default;
ValueIndex::Builder::Builder(Builder&&) noexcept = default;
ValueIndex::Builder& ValueIndex::Builder::operator=(Builder&&) noexcept = default;

bool ValueIndex::Builder::add(Entry entry) {
    assert(entry.table >= 0 && entry.column >= 0 && entry.column <= 0xffff);
    if (entry.value.size() > impl_->limits.max_value_bytes) return false;
    const auto words = value_words(entry.words.empty() ? entry.value : entry.words);
    if (words.empty() || words.size() > 255 || !impl_->add(entry, words)) return false;
    // "München" is also found as "Munchen" and as "Muenchen"
    const auto plain = without_marks(words), spelt_out = without_marks(words, true);
    if (plain != words && plain.size() <= 255) (void)impl_->add(entry, plain);
    if (spelt_out != plain && spelt_out.size() <= 255) (void)impl_->add(entry, spelt_out);
    return true;
}

void ValueIndex::Builder::summarise(int table, int column, ColumnSummary summary) {
    if (summary.examples.size() > max_examples) summary.examples.resize(max_examples);
    impl_->summary_bytes += sizeof(ColumnSummary) + 64;
    for (auto& example : summary.examples) impl_->summary_bytes += sizeof(std::string) + example.capacity();
    impl_->summaries.insert_or_assign({table, column}, std::move(summary));
}

void ValueIndex::Builder::add_key(DocumentKey key) { impl_->keys.push_back(std::move(key)); }

ValueIndex ValueIndex::Builder::build() && {
    impl_->sort();
    impl_->share_texts();
    impl_->index_inner_words();
    return ValueIndex(std::move(impl_));
}

}  // namespace pf::model
