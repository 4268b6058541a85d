#include "compiler/follow_up.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "compiler/cues.hpp"
#include "compiler/lexicon.hpp"
#include "compiler/options.hpp"
#include "compiler/word_class.hpp"

namespace pf::compiler {
namespace {

using Tokens = std::vector<Token>;

constexpr std::size_t most_sentences = 6;

bool says(const Tokens& tokens, std::size_t at, std::string_view word) {
    return at < tokens.size() && tokens[at].word == word;
}

// Tokens that open a follow-up and say nothing else.
std::size_t opening_of(const Tokens& tokens) {
    std::size_t at = 0;
    while (at < tokens.size()) {
        const auto second = value_of(tokens[at].word, WordClass::follow_up_phrase);
        if (!second.empty() && says(tokens, at + 1, second))
            at += 2;
        else if (tokens[at].is(WordClass::follow_up_opening))
            ++at;
        else
            break;
    }
    return at;
}

// A pronoun that is the object or the subject, no determiner: "sort them", "how many are these"; not "these films".
bool stands_for_rows(const Tokens& tokens, std::size_t at) {
    if (at == 0 || !tokens[at].is(WordClass::back_reference)) return false;
    const auto& before = tokens[at - 1];
    const bool last = at + 1 == tokens.size();
    if (before.is(WordClass::regroup, WordClass::resort)) return true;
    if (last) return (says(tokens, 0, "how") && at <= 3) || says(tokens, 0, "count") || before.is(WordClass::of);
    return before.is(WordClass::only, WordClass::of) || (says(tokens, 0, "how") && at <= 3) ||
           tokens[at + 1].is(WordClass::condition_opening);
}

bool asks_how_many(const Tokens& tokens) {
    if (says(tokens, 0, "count")) return tokens.size() <= 2;
    if (!says(tokens, 0, "how") || !says(tokens, 1, "many")) return false;
    return std::all_of(tokens.begin() + 2, tokens.end(), [](const Token& token) {
        return token.is(WordClass::back_reference, WordClass::of, WordClass::is, WordClass::are);
    });
}

// The sentence before, or the one that changes it.
struct Said {
    std::string_view text;
    Analysis analysis;

    Said(std::string_view said, const SchemaIndex& schema) : text(said), analysis(analyse(said, schema)) {}
    [[nodiscard]] const Tokens& tokens() const { return analysis.sentence.tokens; }
    [[nodiscard]] std::size_t size() const { return tokens().size(); }
    // Of the tokens [begin, end), as typed.
    [[nodiscard]] std::string part(std::size_t begin, std::size_t end) const {
        if (begin >= end) return {};
        auto from = tokens()[begin].begin;
        const auto until = tokens()[end - 1].end;
        return std::string(text.substr(from, until - from));
    }
    [[nodiscard]] std::string from(std::size_t begin) const { return part(begin, size()); }
    [[nodiscard]] std::string replaced(std::size_t begin, std::size_t end, const std::string& by) const {
        std::string made = part(0, begin);
        for (const auto& more : {by, part(end, size())})
            if (!more.empty()) made += (made.empty() ? "" : " ") + more;
        return made;
    }
};

using Span = std::pair<std::size_t, std::size_t>;  // of tokens

// The tokens of an option, which may lie apart.
Span span_of(const Option& option) {
    return {static_cast<std::size_t>(option.begin), static_cast<std::size_t>(option.end)};
}

// The first words of time behind `from`, with the preposition before them: "in 2023", "last year".
std::optional<Span> time_of(const Tokens& tokens, std::size_t from) {
    std::optional<Span> made;
    for (const auto& span : time_spans(tokens))
        if (span.begin >= static_cast<int>(from) && (!made || span.begin < static_cast<int>(made->first)))
            made = Span{static_cast<std::size_t>(span.begin), static_cast<std::size_t>(span.end)};
    if (made && made->first > from && tokens[made->first - 1].is(WordClass::condition_opening)) --made->first;
    return made;
}

// What the sentence shows, without what it opens with: "customers in Germany" of "Show me all customers in Germany".
std::string noun_of(const Said& before) {
    std::size_t at = 0;
    while (at + 1 < before.size() && before.tokens()[at].is(WordClass::shows_rows)) ++at;
    return before.from(at);
}

// … and without "top 5", "the newest ten".
std::string noun_without_rank(const Said& before) {
    const auto& tokens = before.tokens();
    const auto ranks = [&](std::size_t at) {
        return tokens[at].number || tokens[at].is(WordClass::top) || superlative_cue(tokens[at].word) != 0 ||
               measure_cue(tokens[at].word) != nullptr;
    };
    std::size_t at = 0;
    while (at + 1 < before.size() && (tokens[at].is(WordClass::shows_rows) || ranks(at))) ++at;
    return before.from(at);
}

bool is_by(const Token& token) { return token.is(WordClass::by, WordClass::per); }

// Whether it counts or sums: a further "by" goes beside it.
bool computes(const Said& before) {
    return std::any_of(before.tokens().begin(), before.tokens().end(), [](const Token& token) {
        return token.is(WordClass::count_noun) || aggregate_cue(token.word) != Summary::none ||
               token.is(WordClass::many_cue);
    });
}

class Continuation {
 public:
    Continuation(const Said& before, const Said& now, std::size_t opening)
        : before_(before), now_(now), opening_(opening) {}

    std::vector<std::string> made() {
        if (asks_how_many(tail())) {
            count();
        } else if (!sort() && !group() && !replace() && !rank()) {
            attach();
        }
        return std::move(made_);
    }

 private:
    [[nodiscard]] Tokens tail() const {
        return {now_.tokens().begin() + static_cast<std::ptrdiff_t>(opening_), now_.tokens().end()};
    }
    void add(std::string sentence) {
        if (sentence.empty() || made_.size() == most_sentences) return;
        if (std::find(made_.begin(), made_.end(), sentence) == made_.end()) made_.push_back(std::move(sentence));
    }

    void count() {
        if (says(before_.tokens(), 0, "how") && says(before_.tokens(), 1, "many"))
            add(std::string(before_.text));
        else
            add("how many " + noun_of(before_));
    }

    bool sort() {
        if (opening_ >= now_.size() || !now_.tokens()[opening_].is(WordClass::resort)) return false;
        auto at = opening_ + 1;
        while (at < now_.size() && !is_by(now_.tokens()[at])) ++at;
        const auto& tokens = before_.tokens();
        const auto sorted =
            std::find_if(tokens.begin(), tokens.end(), [](const Token& token) { return token.is(WordClass::resort); });
        const auto kept = before_.part(0, static_cast<std::size_t>(sorted - tokens.begin()));
        if (!kept.empty() && at < now_.size()) add(kept + ", sorted " + now_.from(at));
        return true;
    }

    // "by month", "group that by country", "per year".
    bool group() {
        const auto& tokens = now_.tokens();
        auto at = opening_;
        if (at < tokens.size() && tokens[at].is(WordClass::regroup))
            while (at < tokens.size() && !is_by(tokens[at])) ++at;
        if (at >= tokens.size() || !is_by(tokens[at])) return false;
        const auto by = now_.from(at);
        if (!computes(before_)) {
            add("number of " + noun_of(before_) + " " + by);
            return true;
        }
        // another way to group the same figures
        for (std::size_t i = before_.size(); i-- > 1;)
            if (is_by(before_.tokens()[i])) {
                add(before_.part(0, i) + " " + by);
                break;
            }
        add(std::string(before_.text) + " " + by);
        return true;
    }

    // A value, a span of time or an entity in place of one of the same kind.
    bool replace() { return replace_entity() || replace_time() || replace_value(); }
    bool replace_entity() {
        if (now_.analysis.tables.empty() || before_.analysis.tables.empty()) return false;
        const auto& mine = now_.analysis.tables.front();
        const auto& theirs = before_.analysis.tables.front();
        if (mine.begin != static_cast<int>(opening_) || mine.end != static_cast<int>(now_.size())) return false;
        add(before_.replaced(static_cast<std::size_t>(theirs.begin), static_cast<std::size_t>(theirs.end),
                             now_.from(opening_)));
        return true;
    }
    bool replace_time() {
        const auto mine = time_of(now_.tokens(), opening_), theirs = time_of(before_.tokens(), 0);
        if (!mine || !theirs || mine->first != opening_ || mine->second != now_.size()) return false;
        // "founded in 2019", "last year": with the preposition that one of them has
        const bool opens = now_.tokens()[mine->first].is(WordClass::condition_opening);
        const bool opened = before_.tokens()[theirs->first].is(WordClass::condition_opening);
        const auto from = mine->first + (opens && !opened ? 1 : 0);
        add(before_.replaced(theirs->first, theirs->second, now_.part(from, mine->second)));
        return true;
    }
    bool replace_value() {
        for (const auto& mine : now_.analysis.options) {
            if (mine.role != Role::value || mine.begin < static_cast<int>(opening_)) continue;
            for (const auto& theirs : before_.analysis.options) {
                if (theirs.role != Role::value || !(theirs.column == mine.column)) continue;
                const auto [begin, end] = span_of(theirs);
                const auto [from, until] = span_of(mine);
                add(before_.replaced(begin, end, now_.part(from, until)));
                return true;
            }
        }
        return false;
    }

    // "the newest ten", "top 5": nothing but a rank.
    bool rank() {
        const auto& tokens = now_.tokens();
        bool ranks = false;
        for (auto at = opening_; at < tokens.size(); ++at) {
            const auto& token = tokens[at];
            const bool word = token.is(WordClass::top) || superlative_cue(token.word) != 0 || measure_cue(token.word);
            ranks |= word;
            if (!word && !token.number && !token.is(WordClass::stop_word, WordClass::back_reference)) return false;
        }
        if (!ranks) return false;
        auto end = tokens.size();
        while (end > opening_ && tokens[end - 1].is(WordClass::back_reference, WordClass::of)) --end;
        add(now_.part(opening_, end) + " " + noun_without_rank(before_));
        add(std::string(before_.text) + ", " + now_.part(opening_, end));
        return true;
    }

    // A further condition.
    void attach() {
        auto at = opening_;
        const auto& tokens = now_.tokens();
        while (at < tokens.size() && tokens[at].is(WordClass::back_reference, WordClass::shows_rows)) ++at;
        if (at >= tokens.size()) return;
        if (tokens[at].is(WordClass::condition_opening)) {
            add(std::string(before_.text) + " " + now_.from(at));
        } else {
            auto end = tokens.size();
            while (end > at && tokens[end - 1].is(WordClass::back_reference)) --end;
            const auto said = now_.part(at, end);
            add(std::string(before_.text) + " that are " + said);  // "only closed ones"
            add(said + " " + noun_of(before_));
            add(std::string(before_.text) + " in " + said);
        }
    }

    const Said &before_, &now_;
    std::size_t opening_;
    std::vector<std::string> made_;
};

// Names a table by itself, not behind "by" or "without".
bool names_its_own_rows(const Analysis& analysis) {
    return std::any_of(analysis.tables.begin(), analysis.tables.end(), [&](const TableMention& mention) {
        if (mention.link < 0.9F) return false;
        for (int at = 0; at < mention.begin; ++at)
            if (is_at(analysis.sentence.tokens, at, WordClass::by, WordClass::per, WordClass::condition_opening))
                return false;
        return true;
    });
}

bool opens_as_part(const Tokens& tokens) {
    if (tokens.empty()) return false;
    const auto& first = tokens.front();
    if (first.is(WordClass::condition_opening, WordClass::resort, WordClass::regroup) || is_by(first)) return true;
    // "the newest ten", "top 5"
    const std::size_t at = first.is(WordClass::shows_rows) && tokens.size() > 1 ? 1 : 0;
    return tokens[at].is(WordClass::top) || superlative_cue(tokens[at].word) != 0 ||
           (measure_cue(tokens[at].word) && tokens.size() <= at + 2);
}

}  // namespace

bool refers_back(const Sentence& sentence) {
    const auto& tokens = sentence.tokens;
    if (tokens.empty()) return false;
    if (opening_of(tokens) > 0) return true;
    for (std::size_t at = 0; at < tokens.size(); ++at)
        if (stands_for_rows(tokens, at)) return true;
    return asks_how_many(tokens);
}

std::vector<std::string> whole_sentences(std::string_view before, std::string_view sentence,
                                         const SchemaIndex& schema) {
    const Said now(sentence, schema);
    if (now.tokens().empty() || now.analysis.sentence.truncated) return {};
    const bool refers = refers_back(now.analysis.sentence);
    if (!refers && (!opens_as_part(now.tokens()) || names_its_own_rows(now.analysis))) return {};
    const Said then(before, schema);
    if (then.tokens().empty() || then.analysis.sentence.truncated) return {};
    return Continuation(then, now, opening_of(now.tokens())).made();
}

}  // namespace pf::compiler
