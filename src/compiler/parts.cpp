#include "compiler/parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/plan/walk.hpp"
#include "compiler/word_class.hpp"

namespace pf::compiler {
namespace {

using Tokens = std::vector<Token>;

constexpr std::size_t most_parts = 12;
constexpr int most_questions = 40, most_swallowed = 3;

std::string words(std::string name) {
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

std::string_view sign_of(Op op) {
    switch (op) {
        case Op::eq:
        case Op::same_text: return "=";
        case Op::ne:
        case Op::other_text: return "≠";
        case Op::lt: return "<";
        case Op::le: return "≤";
        case Op::gt: return ">";
        case Op::ge: return "≥";
        case Op::contains: return "contains";
        case Op::not_contains: return "without";
        case Op::starts: return "begins with";
        case Op::ends: return "ends with";
        default: return {};
    }
}

bool is_by(const Token& token) { return token.is(WordClass::by, WordClass::per); }

class Finder {
 public:
    Finder(std::string_view text, const Analysis& analysis, const Plan& plan, const SchemaIndex& schema,
           const Understand& understand)
        : text_(text),
          analysis_(analysis),
          plan_(plan),
          schema_(schema),
          understand_(understand),
          whole_(clauses_of(plan.query)) {}

    std::vector<SentencePart> made() {
        std::vector<SentencePart> parts;
        auto options = plan_.chosen;
        std::sort(options.begin(), options.end(), [](const Option* a, const Option* b) {
            return std::pair(a->begin, a->end) < std::pair(b->begin, b->end);
        });
        for (const auto* option : options) {
            if (parts.size() == most_parts) break;
            auto part = part_of(*option);
            if (!part) continue;
            part->without = without(own_tokens(*option));
            if (part->without.empty() && part->length == 0) continue;  // nothing can be done with it
            parts.push_back(std::move(*part));
        }
        return parts;
    }

 private:
    [[nodiscard]] const Tokens& tokens() const { return analysis_.sentence.tokens; }
    [[nodiscard]] const Token& token(int at) const { return tokens()[static_cast<std::size_t>(at)]; }
    [[nodiscard]] int size() const { return static_cast<int>(tokens().size()); }

    [[nodiscard]] bool groups(const Option& option) const {
        if (option.role != Role::select || option.aggregate != Summary::none || option.begin <= 0) return false;
        return is_by(token(option.begin - 1)) || (option.cue >= 0 && option.cue < size() && is_by(token(option.cue)));
    }

    // Its words, but those that others also need.
    [[nodiscard]] TokenSet own_tokens(const Option& option) const {
        TokenSet own = option.covers;
        for (int at = option.begin; at < option.end; ++at) own.set(static_cast<std::size_t>(at));
        if (option.cue >= 0) own.set(static_cast<std::size_t>(option.cue));
        if (option.operand >= 0) own |= named_at(option.operand, option.column);
        for (const auto* other : plan_.chosen)
            if (other != &option) own &= ~(other->covers | other->shared);
        return own;
    }

    // The words of the column's name that begin there.
    [[nodiscard]] TokenSet named_at(int begin, ColumnId column) const {
        TokenSet named;
        named.set(static_cast<std::size_t>(begin));
        for (const auto& mention : analysis_.columns)
            if (mention.begin == begin && mention.column == column)
                for (int at = begin; at < mention.end; ++at) named.set(static_cast<std::size_t>(at));
        return named;
    }

    [[nodiscard]] std::string typed(int begin, int end) const {
        return std::string(text_.substr(token(begin).begin, token(end - 1).end - token(begin).begin));
    }

    void change(SentencePart& part, int begin, int end) const {
        part.begin = token(begin).begin;
        part.length = token(end - 1).end - part.begin;
    }

    void change_number(SentencePart& part, const Option& option) const {
        const auto own = own_tokens(option);
        int at = -1, found = 0;
        for (int i = 0; i < size(); ++i)
            if (own[static_cast<std::size_t>(i)] && token(i).number && !token(i).ordinal) at = i, ++found;
        if (found == 1) change(part, at, at + 1);
    }

    void name_column(SentencePart& part, ColumnId column) const {
        if (column.table < 0) return;
        part.table = schema_.table(column.table).name;
        if (column.column >= 0) part.column = schema_.column(column).name;
    }

    [[nodiscard]] std::optional<SentencePart> part_of(const Option& option) const {
        if (option.begin < 0 || option.end <= option.begin || option.end > size()) return std::nullopt;
        SentencePart part;
        part.label = typed(option.begin, option.end);
        if (groups(option)) {
            part.kind = "group";
            part.label = "by " + part.label;
            name_column(part, option.column);
            change(part, option.begin, option.end);
            return part;
        }
        switch (option.role) {
            case Role::value:
            case Role::number: {
                part.kind = "condition";
                name_column(part, option.column);
                const auto sign = sign_of(option.op);
                const bool plain = option.expression == Expression::column && option.aggregate == Summary::none;
                if (plain && !sign.empty() && !part.column.empty() && option.value2.empty())
                    part.label = fmt::format("{} {} {}", words(part.column), sign, option.value);
                if (option.role == Role::number)
                    change_number(part, option);
                else
                    change(part, option.begin, option.end);
                return part;
            }
            case Role::date:
                part.kind = "time";
                name_column(part, option.column);
                change(part, option.begin, option.end);
                return part;
            case Role::compare:
            case Role::null_test:
            case Role::absent:
            case Role::having:
                part.kind = "condition";
                name_column(part, option.column);
                if (option.role == Role::having) change_number(part, option);
                return part;
            case Role::order:
            case Role::order_count:
            case Role::limit:
            case Role::each:
                part.kind = option.role == Role::limit ? "limit" : "order";
                part.label = order_said(option);
                change_number(part, option);
                return part;
            case Role::select:
            case Role::count:
            case Role::window: return std::nullopt;
        }
        return std::nullopt;
    }

    [[nodiscard]] std::string order_said(const Option& option) const {
        std::string said = option.limit > 0 ? fmt::format("first {}", option.limit) : std::string();
        if (option.role == Role::limit) return said;
        const auto add = [&](const std::string& more) { said += (said.empty() ? "" : " · ") + more; };
        if (option.role == Role::order_count && option.column.table >= 0)
            add((option.descending ? "most " : "fewest ") + words(schema_.table(option.column.table).name));
        else if (option.role == Role::order && option.column.table >= 0 && option.column.column >= 0) {
            const bool date = schema_.traits(option.column).date_like;
            add((option.descending ? (date ? "latest " : "highest ") : (date ? "earliest " : "lowest ")) +
                words(schema_.column(option.column).name));
        }
        return said.empty() || option.role == Role::each ? typed(option.begin, option.end) : said;
    }

    // The sentence without these words, and without as many of those that only lead to them as it can do without.
    std::string without(const TokenSet& own) {
        for (int swallowed = most_swallowed; swallowed >= 0; --swallowed)
            for (const bool also_and : {false, true}) {
                auto gone = own;
                for (int at = 0; at < size(); ++at) {
                    if (!own[static_cast<std::size_t>(at)]) continue;
                    for (int left = at - 1; left >= 0 && at - left <= swallowed && leads(left); --left)
                        gone.set(static_cast<std::size_t>(left));
                    if (also_and && at + 1 < size() && token(at + 1).word == "and")
                        gone.set(static_cast<std::size_t>(at + 1));
                }
                close_seams(gone);
                auto sentence = said_without(gone);
                if (sentence.empty() || std::find(asked_.begin(), asked_.end(), sentence) != asked_.end()) continue;
                if (questions_ == most_questions) return {};
                ++questions_;
                asked_.push_back(sentence);
                if (says_less(sentence)) return sentence;
            }
        return {};
    }

    // A word that a plan need not account for and that is no other's: "in", "where the", "by".
    [[nodiscard]] bool leads(int at) const {
        const auto place = static_cast<std::size_t>(at);
        if (is_by(token(at)) || token(at).is(WordClass::condition_opening, WordClass::stop_word)) return true;
        if (analysis_.content[place] || analysis_.linked[place]) return false;
        return std::none_of(plan_.chosen.begin(), plan_.chosen.end(),
                            [&](const Option* option) { return (option->covers | option->shared)[place]; });
    }

    // What is left of a sentence leads to nothing that is gone ("orgs in by funding"), nor joins on to it ("orgs and
    // whose country is Germany").
    void close_seams(TokenSet& gone) const {
        const auto is_gone = [&](int at) { return gone[static_cast<std::size_t>(at)]; };
        const auto joins = [&](int at) { return token(at).word == "and" || token(at).word == "or"; };
        const auto hangs = [&](int at) { return is_by(token(at)) || token(at).is(WordClass::stop_word); };
        for (int at = 0; at < size(); ++at) {
            if (!is_gone(at)) continue;
            int before = at - 1, behind = at + 1;
            while (behind < size() && is_gone(behind)) ++behind;
            while (before >= 0 && is_gone(before)) --before;
            if (behind < size() && joins(behind) && (before < 0 || begins_condition(behind + 1)))
                gone.set(static_cast<std::size_t>(behind));
            else if (before >= 0 && hangs(before) &&
                     (behind == size() || is_by(token(behind)) || (hangs(behind) && !is_article(behind))))
                gone.set(static_cast<std::size_t>(before));
            else
                continue;
            at = -1;  // another seam may be open now
        }
    }

    [[nodiscard]] bool is_article(int at) const {
        const auto& word = token(at).word;
        return word == "a" || word == "an" || word == "the";
    }

    // Whether the first word from there on that is not one of grammar's is a condition's.
    [[nodiscard]] bool begins_condition(int at) const {
        while (at < size() && token(at).is(WordClass::stop_word, WordClass::condition_opening)) ++at;
        if (at >= size()) return false;
        return std::any_of(plan_.chosen.begin(), plan_.chosen.end(), [&](const Option* option) {
            switch (option->role) {
                case Role::value:
                case Role::number:
                case Role::date:
                case Role::compare:
                case Role::null_test:
                case Role::absent:
                case Role::having: return own_tokens(*option).test(static_cast<std::size_t>(at));
                default: return false;
            }
        });
    }

    [[nodiscard]] std::string said_without(const TokenSet& gone) const {
        std::string made;
        for (int at = 0; at < size();) {
            if (gone[static_cast<std::size_t>(at)]) {
                ++at;
                continue;
            }
            int end = at;
            while (end < size() && !gone[static_cast<std::size_t>(end)]) ++end;
            made += (made.empty() ? "" : " ") + typed(at, end);
            at = end;
        }
        return made;
    }

    [[nodiscard]] bool says_less(std::string_view sentence) const {
        const auto clauses = understand_(sentence);
        return clauses && clauses->aggregates == whole_.aggregates && clauses->each.size() < whole_.each.size() &&
               std::includes(whole_.each.begin(), whole_.each.end(), clauses->each.begin(), clauses->each.end());
    }

    std::string_view text_;
    const Analysis& analysis_;
    const Plan& plan_;
    const SchemaIndex& schema_;
    const Understand& understand_;
    Clauses whole_;
    std::vector<std::string> asked_;
    int questions_ = 0;
};

}  // namespace

Clauses clauses_of(const plan::Query& query) {
    enum class Kind : std::uint8_t { where, group, having, order, limit };
    Clauses made;
    const auto add = [&](Kind kind, std::uint64_t hash) {
        made.each.insert(hash * 31 + static_cast<std::uint64_t>(kind) * 0x9E3779B97F4A7C15ULL);
    };
    for (const auto* term : query.where) add(Kind::where, term->hash);
    for (const auto* term : query.group) add(Kind::group, term->hash);
    for (const auto* term : query.having) add(Kind::having, term->hash);
    for (const auto& key : query.order) add(Kind::order, key.term->hash * 2 + (key.descending ? 1 : 0));
    if (query.limit >= 0) add(Kind::limit, static_cast<std::uint64_t>(query.limit));
    made.aggregates = plan::has_aggregate(query);
    return made;
}

std::vector<SentencePart> parts_of(std::string_view text, const Analysis& analysis, const Plan& plan,
                                   const SchemaIndex& schema, const Understand& understand) {
    if (analysis.sentence.tokens.empty() || analysis.sentence.truncated) return {};
    return Finder(text, analysis, plan, schema, understand).made();
}

}  // namespace pf::compiler
