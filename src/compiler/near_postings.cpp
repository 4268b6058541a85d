// The names that a word may stand for when it is in none of them.
#include <algorithm>
#include <string>

#include "compiler/lexicon.hpp"
#include "compiler/link/skeleton.hpp"
#include "compiler/schema_index.hpp"

namespace pf::compiler {
namespace {

constexpr std::size_t most_near = 400, most_shortened = 40;
constexpr float sure = 0.85F;         // nothing further is asked
constexpr float of_the_name = 0.95F;  // the stem itself, or as good

// Links by meaning are guesses: few, and weak enough to lose to most links by letters.
constexpr std::size_t most_meant = 3;
constexpr float least_probability = 0.2F;
constexpr float most_of_a_guess = 0.84F;
float strength_of_guess(float probability) { return 0.2F + 0.5F * probability; }

}  // namespace

// Adds what stands under other stems to what is found already, each target once.
class SchemaIndex::NearPostings {
 public:
    NearPostings(const SchemaIndex& schema, std::string_view stem)
        : schema_(schema), stem_(stem), found_(schema.postings(stem).begin(), schema.postings(stem).end()) {}

    std::vector<Posting> run(std::string_view word) {
        const bool known = std::any_of(found_.begin(), found_.end(), [](const auto& p) { return p.quality > sure; });
        if (known || stem_.size() < 3) return std::move(found_);
        add_beginnings();
        if (const auto ends = schema_.endings_.find(std::string(stem_)); ends != schema_.endings_.end())
            for (const auto& name : ends->second) add(name, 0.65F, LinkedBy::ending);
        for (const auto* resource : resources_of(Asked::of_sentences))
            for (const auto& near : resource->near(stem_, stem_)) add(near.stem, near.strength, resource->by());
        if (!linked()) add_shortened(word);
        if (!word.empty() && !linked()) add_meant(word);
        return std::move(found_);
    }

 private:
    void add(std::string_view name, float quality, LinkedBy by) {
        for (const auto& posting : schema_.postings(name)) {
            if (posting.quality < of_the_name) continue;
            const bool there =
                std::any_of(found_.begin(), found_.end(), [&](const Posting& p) { return p.target == posting.target; });
            if (!there && found_.size() < most_near) found_.push_back({posting.target, posting.position, by, quality});
        }
    }

    // By its letters, well enough not to be asked for its meaning.
    [[nodiscard]] bool linked() const {
        return std::any_of(found_.begin(), found_.end(), [](const auto& p) { return p.quality > linked_by_letters; });
    }
    // What the word in the form that was said is near in meaning to.
    void add_meant(std::string_view word) {
        for (const auto* resource : resources_of(Asked::of_meanings))
            for (const auto& near : resource->near(word, stem_)) add(near.stem, near.strength, resource->by());
        for (const auto& name : schema_.name_vectors().near(word, most_meant, least_probability)) {
            const auto strength = strength_of_guess(name.probability);
            if (name.by == LinkedBy::phrase)
                add_phrase(name.key, strength);
            else
                add(name.key, strength, name.by);
        }
    }
    // The word stands for all words of a name: for so much more than for one of them.
    void add_phrase(std::string_view key, float strength) {
        for (const auto& posting : schema_.postings(key)) {
            if (posting.by != LinkedBy::whole_name) continue;
            const bool there =
                std::any_of(found_.begin(), found_.end(), [&](const Posting& p) { return p.target == posting.target; });
            if (!there && found_.size() < most_near)
                found_.push_back({posting.target, posting.position, LinkedBy::phrase,
                                  std::min(strength * posting.quality, most_of_a_guess)});
        }
    }

    // Names that begin with the word, and those the word begins with.
    void add_beginnings() {
        const auto& stems = schema_.stems_;
        for (std::size_t n = stem_.size() - 1; n >= 3 && stem_.size() >= 5; --n)
            if (const auto prefix = std::string(stem_.substr(0, n));
                (n >= 4 || stem_.size() >= 7) && std::binary_search(stems.begin(), stems.end(), prefix))
                add(prefix, n >= 4 ? 0.8F : 0.65F, LinkedBy::beginning);
        for (auto at = std::lower_bound(stems.begin(), stems.end(), stem_);
             at != stems.end() && at->starts_with(stem_) && found_.size() < most_near; ++at)
            if (at->size() <= stem_.size() + 8) add(*at, 0.75F, LinkedBy::beginning);
    }

    // The name is the word with letters left out, or the word the name; what is left is no word itself.
    void add_shortened(std::string_view word) {
        const bool brief = !is_dictionary_word(stem_);
        auto single = word;
        if (single.ends_with('s')) single.remove_suffix(1);
        for (const auto& name : schema_.written_beside(stem_)) {
            const bool of_word = shortens(name.word, stem_) || shortens(name.word, word) || shortens(name.word, single);
            const bool shortened = (of_word && !is_dictionary_word(name.word)) || (brief && shortens(stem_, name.word));
            if (shortened && found_.size() < most_shortened) add(name.stem, 0.6F, LinkedBy::skeleton);
        }
    }

    const SchemaIndex& schema_;
    std::string_view stem_;
    std::vector<Posting> found_;
};

std::vector<Posting> SchemaIndex::near_postings(std::string_view stem, std::string_view word) const {
    return NearPostings(*this, stem).run(word);
}

std::span<const WrittenStem> SchemaIndex::written_beside(std::string_view word) const {
    const auto first = word.substr(0, 1);
    const auto from = std::lower_bound(written_.begin(), written_.end(), first,
                                       [](const WrittenStem& a, std::string_view b) { return a.word < b; });
    const auto to =
        std::find_if(from, written_.end(), [&](const WrittenStem& a) { return !a.word.starts_with(first); });
    return {from, to};
}

}  // namespace pf::compiler
