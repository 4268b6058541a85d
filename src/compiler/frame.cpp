#include "compiler/frame.hpp"

#include <algorithm>
#include <string_view>

#include "compiler/word_class.hpp"

namespace pf::compiler {
namespace {

using W = WordClass;
using Tokens = std::vector<Token>;

// "HI", "OK", "ME": states, where not everything is written in capitals.
bool is_name(const Token& token) {
    if (token.kind == Token::Kind::quoted) return true;
    return token.capital && token.text.size() > 1 &&
           std::all_of(token.text.begin(), token.text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

// The rest [begin, end) of a sentence while its frame is taken off.
class Frame {
 public:
    explicit Frame(const Tokens& tokens) : tokens_(tokens), end_(static_cast<int>(tokens.size())) {}

    void take_off() {
        while (begin_ < end_ && (take_opening() || take_source() || take_means() || take_made() || take_verb())) {
        }
        while (begin_ < end_ && (take_closing() || take_means_behind() || take_alias())) {
        }
    }
    [[nodiscard]] int begin() const { return begin_; }
    [[nodiscard]] int end() const { return end_; }

 private:
    [[nodiscard]] const Token& at(int i) const { return tokens_[static_cast<std::size_t>(i)]; }
    [[nodiscard]] bool is_word(int i, std::same_as<W> auto... of) const {
        return i >= begin_ && i < end_ && at(i).kind != Token::Kind::quoted && at(i).is(of...);
    }
    // Behind the words of the classes from `i` on; `most` of them.
    [[nodiscard]] int past(int i, int most, std::same_as<W> auto... of) const {
        while (most-- > 0 && is_word(i, of...)) ++i;
        return i;
    }
    bool begin_at(int i) {
        if (i >= end_) return false;
        begin_ = i;
        return true;
    }

    // Where the phrase that begins at `i` ends, -1 when it does not stand there.
    [[nodiscard]] int past_phrase(int i, std::string_view phrase) const {
        for (std::size_t from = 0; from <= phrase.size(); ++i) {
            const auto to = std::min(phrase.find(' ', from), phrase.size());
            if (i < begin_ || i >= end_ || at(i).word != phrase.substr(from, to - from) || is_name(at(i))) return -1;
            from = to + 1;
        }
        return i;
    }
    // Calls visit(phrase) for each of "a | b c".
    template <class Visit>
    static void each_phrase(std::string_view phrases, Visit&& visit) {
        constexpr std::string_view between = " | ";
        for (std::size_t from = 0; from < phrases.size();) {
            const auto to = std::min(phrases.find(between, from), phrases.size());
            visit(phrases.substr(from, to - from));
            from = to + between.size();
        }
    }

    bool take_opening() {
        int longest = -1;
        each_phrase(value_of(at(begin_).word, W::opening),
                    [&](auto phrase) { longest = std::max(longest, past_phrase(begin_, phrase)); });
        wanted_ |= longest >= 0;
        return longest >= 0 && begin_at(longest);
    }
    bool take_closing() {
        int first = end_;
        each_phrase(value_of(at(end_ - 1).word, W::closing), [&](auto phrase) {
            const auto words = static_cast<int>(std::count(phrase.begin(), phrase.end(), ' ')) + 1;
            if (past_phrase(end_ - words, phrase) == end_) first = std::min(first, end_ - words);
        });
        return end_at(first);
    }
    bool end_at(int i) {
        if (i <= begin_ || i >= end_) return false;
        end_ = i;
        return true;
    }

    // "from the following tables, …"
    bool take_source() {
        if (!is_word(begin_, W::given_source)) return false;
        const int given = past(begin_ + 1, 1, W::article);
        return is_word(given, W::given) && is_word(given + 1, W::source_of_data) && begin_at(given + 2);
    }
    // "using sql, …", "use a join to …"
    bool take_means() {
        const int technique = past_means(begin_);
        if (technique < 0) return false;
        if (is_word(technique, W::to)) return begin_at(technique + 1);
        return technique < end_ && at(technique).comma_before && begin_at(technique);
    }
    bool take_means_behind() {
        for (int i = std::max(begin_, end_ - 6); i < end_ - 1; ++i)
            if (past_means(i) == end_) return end_at(i);
        return false;
    }
    [[nodiscard]] int past_means(int i) const {
        const int first = past(i, 2, W::means);
        if (first == i) return -1;
        const int kind = past(past(first, 1, W::article), 3, W::kind_of_artefact);
        // "sql" is a kind of query and a means by itself
        const int end = past(kind, 2, W::technique);
        return end > kind || (kind > first && is_word(kind - 1, W::technique)) ? end : -1;
    }

    // "write a query to", "give me a report of", "sql query for"
    bool take_made() {
        int i = begin_;
        const bool made = is_word(i, W::make), handed = !made && is_word(i, W::hand_over);
        if (made || handed) i = past(i + 1, 1, W::receiver);
        const int kind = past(i, 1, W::article);
        const int thing = past(kind, 4, W::kind_of_artefact);
        const bool code = is_word(thing, W::code) || (thing > kind && is_word(thing - 1, W::code));
        // what only is handed over may be data: "get the report of 2020"
        const bool one_of_many = kind > i && !is_word(i, W::the);
        const bool paper = is_word(thing, W::paper) && kind > i &&
                           (made || ((handed || wanted_) && one_of_many && is_word(thing, W::hand_over_paper)));
        if (!code && !paper) return false;
        const int end = past(thing, 1, W::code, W::paper), means = past_means(end);
        return take_lead_on(means < 0 ? end : means, made || handed || paper);
    }
    // "to", "that shows", "which will display", "showing"; "of" where it cannot be data
    bool take_lead_on(int i, bool surely) {
        if (surely && is_word(i, W::lead_on_of)) return begin_at(i + 1);
        if (!is_word(i, W::lead_on)) return false;
        const int verb = past(past(i, 1, W::to, W::that, W::which, W::for_), 1, W::auxiliary);
        return begin_at(past(verb, 1, W::leading_verb));
    }
    bool take_verb() {
        const int next = begin_ + 1;
        if (is_word(begin_, W::request_verb_or_noun)
                ? !is_word(next, W::article, W::receiver, W::all, W::every, W::each)
                : !is_word(begin_, W::request_verb))
            return false;
        return begin_at(past(next, 1, W::receiver));
    }

    // "using an alias name “First Name”", to the end
    bool take_alias() {
        for (int i = begin_ + 1; i < end_; ++i)
            if (is_word(i, W::means) && is_word(past(i + 1, 1, W::article), W::alias)) return end_at(i);
        return false;
    }

    const Tokens& tokens_;
    int begin_ = 0, end_;
    bool wanted_ = false;  // an opening says that something is wanted
};

}  // namespace

void take_off_frame(Tokens& tokens) {
    Frame frame(tokens);
    frame.take_off();
    if (frame.begin() == 0 && frame.end() == static_cast<int>(tokens.size())) return;
    tokens.erase(tokens.begin() + frame.end(), tokens.end());
    tokens.erase(tokens.begin(), tokens.begin() + frame.begin());
    tokens.front().comma_before = tokens.front().stop_before = false;
}

}  // namespace pf::compiler
