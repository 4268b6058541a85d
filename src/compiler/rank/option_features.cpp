#include "compiler/rank/option_features.hpp"

#include <algorithm>
#include <array>
#include <cassert>

#include "compiler/rank/names.hpp"
#include "compiler/word_class.hpp"

namespace pf::compiler {
namespace {

Piece bucket(int value) {
    if (value < 0) return "neg";
    if (value <= 6) return digits[static_cast<std::size_t>(value)];
    return value <= 10 ? Piece("7+") : Piece("11+");
}
Piece link_bucket(float link) {
    if (link >= 0.99F) return "full";
    if (link >= 0.85F) return "high";
    if (link >= 0.65F) return "good";
    if (link >= 0.45F) return "half";
    return "low";
}
Piece type_name(const ColumnTraits& t) {
    if (t.primary) return "primary";
    if (t.foreign) return "foreign";
    if (t.naming) return "naming";
    if (t.boolean) return "boolean";
    if (t.temporal) return "time";
    if (t.date_like) return "year";
    if (t.number_type) return "number";
    if (t.id_name) return "code";
    if (t.flag) return "flag";
    if (t.number) return "textnumber";
    return "text";
}
Piece yes_or_no(bool yes) { return yes ? Piece("y") : Piece("n"); }

// The role, with what distinguishes its kinds.
std::string role_of(const Option& o) {
    std::string role(names_of(o.role).name.text);
    role += names_of(o.aggregate).name.text;
    if (o.role == Role::select && o.column.column < 0) role += "T";
    if (o.role == Role::count && o.column.column >= 0) role += "C";
    if (o.excluded) role += "X";
    if ((o.role == Role::order || o.role == Role::order_count) && o.limit > 0) role += "L";
    return role;
}

// Where its table stands among the mentioned ones.
Piece mention_of(int table, const std::vector<int>& mentioned) {
    if (table < 0 || std::find(mentioned.begin(), mentioned.end(), table) == mentioned.end()) return "no";
    if (mentioned.front() == table) return "first";
    return mentioned.back() == table ? Piece("last") : Piece("mid");
}

// The sparse features of one option, kind by kind.
class OptionSights {
 public:
    OptionSights(const Option& option, const Context& context, FeatureSink& sink)
        : o(option),
          context_(context),
          a_(context.analysis),
          sink_(sink),
          role_text_(role_of(option)),
          r(role_text_),
          how(digits[option.how]),
          link(link_bucket(option.link)),
          rivals(bucket(option.rivals)),
          type(option.column.table >= 0 && option.column.column >= 0 ? type_name(context.schema.traits(option.column))
                                                                     : Piece("none")),
          mentioned(mention_of(option.column.table, context.analysis.mentioned_tables)),
          op(names_of(option.op).name),
          clause(context.clause(option.begin)),
          place(bucket(option.begin * 5 / std::max(context.size(), 1))) {}

    void see() {
        sink_.add({r});
        column();
        words();
        columns_around();
        nearest_kinds();
        if (o.cue >= 0)
            cue();
        else if (o.operand >= 0)
            operand();
        if (o.role == Role::value) value();
        if (o.role == Role::number && o.column.column >= 0) number();
        if (o.role == Role::select || o.role == Role::count) shown();
    }

 private:
    [[nodiscard]] const Piece& word(int at) const { return context_.word(at); }
    [[nodiscard]] const Token& token(int at) const { return a_.sentence.tokens[static_cast<std::size_t>(at)]; }

    void column() {
        const auto& said = context_.said(o);
        const auto direct = link_bucket(said.here);
        const Piece lost = said.lost > 0.4F ? Piece("much") : said.lost > 0 ? Piece("some") : Piece("none");
        sink_.add({r, "direct", direct, link});
        sink_.add({r, "direct", direct, bucket(static_cast<int>(said.foreign)), mentioned});
        sink_.add({r, "lost", lost, direct});
        sink_.add({r, "link", link, how});
        sink_.add({r, "by", linked_by(), link});
        sink_.add({r, "rivals", rivals, mentioned});
        sink_.add({r, "link", link, rivals, mentioned});
        sink_.add({r, "type", type});
        sink_.add({r, "type", type, how});
        sink_.add({r, "op", op, type});
        sink_.add({r, "table", mentioned});
        if (o.column.column >= 0) sink_.add({r, "beside", yes_or_no(o.beside), rivals});
    }

    // What linked the words it is about to its column or table.
    [[nodiscard]] Piece linked_by() const {
        const auto inside = [&](const auto& mention) { return mention.begin >= o.begin && mention.end <= o.end; };
        for (const auto& mention : a_.columns)
            if (mention.column == o.column && inside(mention)) return Piece(name_of(mention.by));
        for (const auto& mention : a_.tables)
            if (o.column.column < 0 && mention.table == o.column.table && inside(mention))
                return Piece(name_of(mention.by));
        return "none";
    }

    void words() {
        const auto &p1 = word(o.begin - 1), &p2 = word(o.begin - 2), &p3 = word(o.begin - 3);
        const auto &n1 = word(o.end), &n2 = word(o.end + 1), &n3 = word(o.end + 2);
        sink_.add({r, "p1", p1});
        sink_.add({r, "p2", p2, p1});
        sink_.add({r, "p3", p3, p2, p1});
        sink_.add({r, "p1", p1, type});
        sink_.add({r, "n1", n1});
        sink_.add({r, "n2", n1, n2});
        sink_.add({r, "n3", n1, n2, n3});
        sink_.add({r, "pn", p1, n1});
        sink_.add({r, "pn2", p2, p1, n1});
        sink_.add({r, "q", word(0), word(1)});
        sink_.add({r, "q1", word(0)});
        sink_.add({r, "clause", clause});
        sink_.add({r, "clause", clause, type});
        sink_.add({r, "place", place});
        sink_.add({r, "place", place, word(0)});
    }

    // How many columns were said before and after this one.
    void columns_around() {
        int before = 0, after = 0, last_end = -1;
        bool same_before = false, same_after = false;
        for (const auto& mention : a_.columns) {
            if (mention.link < 0.5F) continue;
            const bool earlier = mention.end <= o.begin;
            if (!earlier && mention.begin < o.end) continue;
            (earlier ? before : after) += mention.begin >= last_end;
            (earlier ? same_before : same_after) |= mention.column == o.column && o.column.column >= 0;
            last_end = mention.end;
        }
        sink_.add({r, "before", bucket(before), "after", bucket(after)});
        if (same_before) sink_.add({r, "samebefore", clause});
        if (same_after) sink_.add({r, "sameafter", clause});
    }

    // Words from `from` to the nearest of a kind, 9 when it is further than six.
    [[nodiscard]] int nearest(char kind, int from, int step) const {
        for (int i = from, d = 0; i >= 0 && i < context_.size() && d < 7; i += step, ++d)
            if (a_.token_class[static_cast<std::size_t>(i)] == kind) return d;
        return 9;
    }
    void nearest_kinds() {
        sink_.add({r, "valueafter", bucket(nearest('V', o.end, 1))});
        sink_.add({r, "numberafter", bucket(nearest('N', o.end, 1))});
        sink_.add({r, "valuebefore", bucket(nearest('V', o.begin - 1, -1))});
        sink_.add({r, "tableafter", bucket(nearest('T', o.end, 1)), word(o.end)});
    }

    [[nodiscard]] std::string words_between(int first, int end) const {
        std::string made;
        for (int i = first; i < end; ++i) {
            made += word(i).text;
            made += ' ';
        }
        return made;
    }

    void cue() {
        const auto& cue = word(o.cue);
        sink_.add({r, "cue", cue});
        sink_.add({r, "cue", cue, word(o.cue + 1)});
        sink_.add({r, "cue", cue, word(o.cue - 1)});
        sink_.add({r, "cue", cue, type, how});
        if (o.role == Role::order || o.role == Role::order_count) {
            const Piece direction = o.descending ? Piece("down") : Piece("up");
            sink_.add({r, "way", direction, cue});
            sink_.add({r, "way", direction, cue, word(o.cue + 1)});
            sink_.add({r, "way", direction, word(o.cue - 1), cue});
            sink_.add({r, "way", direction, cue, type});
        }
        if (o.operand < 0) return;
        const int distance = o.operand - o.cue;
        sink_.add({r, "cueto", cue, distance < 0 ? Piece("before") : Piece("after"), bucket(std::abs(distance))});
        const auto between = distance < 6 ? words_between(o.cue + 1, o.operand) : std::string();
        sink_.add({r, "between", cue, Piece(std::string_view(between))});
        sink_.add({r, "opn1", word(o.operand + 1)});
        sink_.add({r, "opp1", word(o.operand - 1)});
    }

    void operand() {
        const int distance = o.operand < o.begin ? o.begin - o.operand : o.operand - o.end + 20;
        sink_.add({r, "operand", distance < 12 ? bucket(distance) : Piece("after"), how});
        const auto between = o.begin - o.operand < 6 ? words_between(o.operand + 1, o.begin) : std::string();
        sink_.add({r, "between", Piece(std::string_view(between)), op});
        sink_.add({r, "opp1", word(o.operand - 1)});
    }

    // Whether all its words name columns or tables.
    [[nodiscard]] bool all_names() const {
        for (int i = o.begin; i < o.end; ++i) {
            const auto at = static_cast<std::size_t>(i);
            if (std::none_of(a_.columns.begin(), a_.columns.end(),
                             [&](const auto& mention) { return mention.tokens.test(at) && mention.exact; }) &&
                std::none_of(a_.tables.begin(), a_.tables.end(),
                             [&](const auto& mention) { return mention.tokens.test(at) && mention.link > 0.9F; }))
                return false;
        }
        return true;
    }
    void value() {
        const auto& first = token(o.begin);
        const Piece shape = first.kind == Token::Kind::quoted ? Piece("quoted")
                            : first.capital                   ? Piece("capital")
                                                              : Piece("lower");
        sink_.add({r, "shape", shape, bucket(o.end - o.begin), how, link});
        sink_.add({r, "shape", shape, rivals, mentioned});
        sink_.add({r, "shape", shape, type, how});
        sink_.add({r, "op", op, shape});
        sink_.add({r, "isname", yes_or_no(all_names()), shape, how});
        if (o.end - o.begin == 1) sink_.add({r, "functionword", yes_or_no(is_function_word(first.word)), shape, how});
    }

    void number() {
        const auto& summary = context_.schema.values().summary(o.column.table, o.column.column);
        const double value = token(o.begin).number.value_or(0);
        const bool known = summary.low == summary.low;
        const Piece fit = !known                 ? Piece("unknown")
                          : value < summary.low  ? Piece("below")
                          : value > summary.high ? Piece("above")
                                                 : Piece("inside");
        sink_.add({r, "fit", fit, op});
        sink_.add({r, "fit", fit, type, how});
        sink_.add({r, "year", yes_or_no(value >= 1000 && value <= 2200), type});
    }

    // Whether it stands in a list with other names: "name, age and country".
    [[nodiscard]] Piece list() const {
        if (o.begin < context_.size() && token(o.begin).comma_before) return "comma";
        return context_.is(o.begin - 1, WordClass::and_) || context_.is(o.begin - 2, WordClass::and_) ? Piece("and")
                                                                                                      : Piece("no");
    }
    [[nodiscard]] bool in_second_sentence() const {
        for (int i = 1; i <= o.begin && i < context_.size(); ++i)
            if (token(i).stop_before) return true;
        return false;
    }
    void shown() {
        const auto listed = list();
        const auto& p1 = word(o.begin - 1);
        sink_.add({r, "list", listed, p1, word(o.end)});
        sink_.add({r, "list", listed, clause});
        if (in_second_sentence()) sink_.add({r, "second", clause});
        if (context_.says(WordClass::each_word)) sink_.add({r, "haseach", p1, type});
        if (context_.says(WordClass::many)) sink_.add({r, "hasmany", p1, place});
    }

    const Option& o;
    const Context& context_;
    const Analysis& a_;
    FeatureSink& sink_;
    const std::string role_text_;
    const Piece r, how, link, rivals, type, mentioned, op;
    const Piece clause, place;
};

// How an option stands beside those of its role.
void set_rivals(const Option& o, const Context& context, OptionDense& f) {
    int better = 0, mates = 0;
    float best_link = 0, best_here = 0, best_anywhere = 0, best_telling = 0;
    const auto& said = context.said(o);
    for (const auto& other : context.analysis.options) {
        if (other.role != o.role || other.aggregate != o.aggregate) continue;
        const bool overlap = ((other.covers | other.shared) & (o.covers | o.shared)).any();
        if (!overlap && other.begin != o.begin) continue;
        const auto& theirs = context.said(other);
        if (overlap) best_telling = std::max(best_telling, theirs.rare - theirs.lost);
        if (other.begin != o.begin) continue;
        ++mates;
        better += other.link > o.link + 1e-4F;
        best_link = std::max(best_link, other.link);
        best_here = std::max(best_here, theirs.here);
        best_anywhere = std::max(best_anywhere, theirs.anywhere);
    }
    f["link"] = o.link;
    f["link_gap"] = o.link - best_link;
    f["better_links"] = static_cast<float>(better);
    f["place_mates"] = static_cast<float>(mates);
    f["rivals"] = static_cast<float>(o.rivals);
    f["said"] = said.here;
    f["said_gap"] = said.here - best_here;
    f["said_anywhere"] = said.anywhere;
    f["said_anywhere_gap"] = said.anywhere - best_anywhere;
    f["foreign"] = said.foreign;
    f["rare"] = said.rare;
    f["lost"] = said.lost;
    f["telling_gap"] = said.rare - said.lost - best_telling;
}

// What it is and where it stands.
void set_span(const Option& o, const Context& context, OptionDense& f) {
    const auto& tokens = context.analysis.sentence.tokens;
    const auto begin = static_cast<std::size_t>(o.begin);
    f["role"] = static_cast<float>(o.role) + (o.excluded ? 0.5F : 0);
    f["how"] = static_cast<float>(o.how);
    f["aggregate"] = static_cast<float>(o.aggregate);
    f["op"] = static_cast<float>(&names_of(o.op) - op_names.data());
    f["begin"] = static_cast<float>(o.begin);
    f["length"] = static_cast<float>(o.end - o.begin);
    f["words_to_end"] = static_cast<float>(context.size() - o.begin);
    f["to_operand"] = o.operand < 0 ? -99 : static_cast<float>(o.operand - o.begin);
    f["to_cue"] = o.cue < 0 ? -99 : static_cast<float>(o.begin - o.cue);
    f["covers"] = static_cast<float>(o.covers.count());
    f["value_as_typed"] = o.role == Role::value && tokens[begin].text == o.value ? 1 : 0;
    f["direction"] = (o.descending ? 1.F : 0.F) + (o.limit > 0 ? 2.F : 0.F);
    f["qualified"] = o.begin > 0 && begin - 1 < tokens.size() && context.analysis.token_class[begin - 1] == 'W' &&
                     !is_function_word(tokens[begin - 1].word);
}

// What kind of column it is.
void set_column(const Option& o, const Context& context, OptionDense& f) {
    const auto& schema = context.schema;
    const bool column = o.column.column >= 0;
    const ColumnTraits none;
    const auto& traits = column ? schema.traits(o.column) : none;
    f["type"] = static_cast<float>(traits.number_type + 2 * traits.text + 4 * traits.temporal);
    f["key"] = static_cast<float>(traits.primary + 2 * traits.foreign);
    f["naming"] = static_cast<float>(traits.naming + 2 * traits.date_like);
    f["name_words"] = column ? static_cast<float>(schema.words_of(o.column).size()) : 0;
    f["distinct_values"] = column ? static_cast<float>(std::min<std::uint32_t>(
                                        schema.values().summary(o.column.table, o.column.column).distinct, 3000))
                                  : -1;
    f["link_table"] = (o.column.table >= 0 && schema.is_link(o.column.table) ? 1.F : 0.F) + (o.beside ? 2.F : 0.F);
}

// How the sentence speaks of its table and of columns of its name.
void set_mentions(const Option& o, const Context& context, OptionDense& f) {
    const auto& a = context.analysis;
    const auto& schema = context.schema;
    int rank = 99;
    for (std::size_t i = 0; i < a.mentioned_tables.size(); ++i)
        if (a.mentioned_tables[i] == o.column.table) rank = static_cast<int>(i);
    int distance = 99;
    for (const auto& mention : a.tables)
        if (mention.table == o.column.table && mention.link > 0.45F)
            distance =
                std::min(distance, mention.begin >= o.begin ? mention.begin - o.begin : o.begin - mention.begin + 1);
    float twins = 0;
    for (const int table : a.mentioned_tables) {
        if (o.column.column < 0 || table == o.column.table) continue;
        const auto& columns = schema.table(table).columns;
        twins += std::any_of(columns.begin(), columns.end(),
                             [&](const auto& other) { return other.name == schema.column(o.column).name; });
    }
    f["table_rank"] = static_cast<float>(rank);
    f["tables_mentioned"] = static_cast<float>(a.mentioned_tables.size());
    f["table_distance"] = static_cast<float>(distance);
    f["times_named"] = static_cast<float>(std::count_if(
        a.columns.begin(), a.columns.end(), [&](const auto& mention) { return mention.column == o.column; }));
    f["column_mentions"] = static_cast<float>(a.columns.size());
    f["twins"] = twins;
}

}  // namespace

void option_features(const Option& option, const Context& context, FeatureSink& sink) {
    OptionSights(option, context, sink).see();
}

OptionDense option_dense(const Option& option, const Context& context, float linear) {
    OptionDense f;
    f["linear"] = linear;
    set_rivals(option, context, f);
    set_span(option, context, f);
    set_column(option, context, f);
    set_mentions(option, context, f);
    assert(f.complete());
    return f;
}

std::optional<float> untaught_score(const Option& option) {
    if (option.expression == Expression::duration) return 2 + 3 * option.link;
    if (option.role == Role::date && option.other.column >= 0 && option.how == 3) return 3 * option.link;
    if (option.role == Role::date) {
        if (option.how != 1) return 2 * option.link;
        const int distance =
            option.operand < option.begin ? option.begin - option.operand : option.operand - option.begin + 2;
        return 1.5F + 2 * option.link - 0.3F * static_cast<float>(distance);
    }
    if (option.untaught) return -2 + 5 * option.link;
    if (option.expression != Expression::column || option.aggregate >= Summary::range) return 2 + 3 * option.link;
    if (option.role == Role::each) return 2 + 3 * option.link;
    if (option.role == Role::compare && option.other.column >= 0 && (option.op == Op::eq || option.op == Op::ne))
        return 2 * option.link;
    if (option.how == order_of_shown) return 1.5F + 2 * option.link;
    return std::nullopt;
}

void score_options(Analysis& analysis, const Context& context, const Model& model) {
    std::vector<Option*> taught;
    std::vector<OptionDense> rows;
    for (auto& option : analysis.options) {
        if (const auto fixed = untaught_score(option)) {
            option.score = *fixed;
            continue;
        }
        FeatureSink sink(model.option);
        option_features(option, context, sink);
        option.score = sink.score();
        if (model.option_forest.trees.empty()) continue;
        taught.push_back(&option);
        rows.push_back(option_dense(option, context, option.score));
    }
    const auto scores = model.option_forest.values(rows);
    for (std::size_t i = 0; i < taught.size(); ++i) taught[i]->score = scores[i];
}

}  // namespace pf::compiler
