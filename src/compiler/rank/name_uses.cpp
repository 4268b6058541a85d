#include "compiler/rank/name_uses.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "compiler/rank/plan_features.hpp"

namespace pf::compiler {
namespace {

static_assert(shared_from == 1 + role_count && table_used == shared_from + role_count);
constexpr auto use_names = [] {
    std::array<Piece, outside + 1> made;
    made[0] = "-";
    for (const auto& role : role_names) {
        made[use_of(role.role, false)] = role.name;
        made[use_of(role.role, true)] = role.shared;
    }
    made[table_used] = "table";
    made[table_unused] = "table?";
    made[accounted] = "structure";
    made[outside] = ".";
    return made;
}();

// Of a column's name: as many signs as words, "=" said exactly, "1" whole, "2" half of it, "3" less.
constexpr std::array<Piece, 12> how_names{"=", "1", "2", "3", "==", "11", "22", "33", "===", "111", "222", "333"};

bool holds(const std::vector<ColumnId>& list, ColumnId wanted) {
    return std::find(list.begin(), list.end(), wanted) != list.end();
}

}  // namespace

const Piece& use_name(UseRole role) { return use_names[role]; }

template <class Mention, class Target>
std::vector<NameUses::Name> NameUses::longest(const std::vector<Mention>& found, Target target) {
    std::vector<const Mention*> mentions;
    mentions.reserve(found.size());
    for (const auto& mention : found) mentions.push_back(&mention);
    std::stable_sort(mentions.begin(), mentions.end(), [](const auto* a, const auto* b) {
        const auto words_a = a->tokens.count(), words_b = b->tokens.count();
        return words_a != words_b ? words_a > words_b : a->link > b->link;
    });
    std::vector<Name> names;
    TokenSet taken;
    for (const auto* mention : mentions) {
        if ((mention->tokens & taken).none()) {
            taken |= mention->tokens;
            names.push_back({mention->begin, mention->end, mention->tokens, mention->link, 0, {target(*mention)}});
            continue;
        }
        for (auto& name : names)
            if (name.tokens == mention->tokens && std::abs(mention->link - name.link) < 0.01F)
                name.targets.push_back(target(*mention));
    }
    std::sort(names.begin(), names.end(), [](const Name& a, const Name& b) { return a.begin < b.begin; });
    return names;
}

NameUses::NameUses(const Context& context) : context_(context) {
    const auto& a = context.analysis;
    columns_ = longest(a.columns, [](const ColumnMention& m) { return m.column; });
    for (auto& name : columns_) {
        const bool exact = std::any_of(a.columns.begin(), a.columns.end(),
                                       [&](const auto& m) { return m.exact && m.tokens == name.tokens; });
        const auto words = std::min<std::size_t>(name.tokens.count(), 3) - 1;
        const std::size_t link = exact ? 0 : name.link > 0.99F ? 1 : name.link > 0.49F ? 2 : 3;
        name.how = static_cast<std::uint8_t>(words * 4 + link);
    }
    tables_ = longest(a.tables, [](const TableMention& m) { return ColumnId{m.table, -1}; });
}

std::vector<int> NameUses::tables_of(const Plan& plan) {
    std::vector<int> all;
    all_tables(plan.shape, all);
    return all;
}

NameUses::ColumnUse NameUses::column_use(const Plan& plan, const std::vector<UseRole>& of_words,
                                         const Name& name) const {
    ColumnUse made;
    for (const auto* o : plan.chosen) {
        const auto tokens = o->covers | o->shared;
        if ((tokens & name.tokens).none() || (made.role != 0 && made.role < shared_from)) continue;
        made = {use_of(o->role, !holds(name.targets, o->column)), static_cast<std::uint8_t>(o->aggregate), false,
                (name.tokens & ~tokens).none()};
    }
    if (made.role == 0)
        for (int t = name.begin; t < name.end; ++t)
            if (name.tokens.test(static_cast<std::size_t>(t))) made.role = of_words[static_cast<std::size_t>(t)];
    for (const auto& term : plan.shape.select) made.shown |= holds(name.targets, term.column);
    return made;
}

void NameUses::column_features(std::size_t at, const ColumnUse& before, const ColumnUse& now, FeatureSink& sink) const {
    const auto& name = columns_[at];
    const auto &how = how_names[name.how], &role = use_names[now.role];
    const auto& aggregate = names_of(static_cast<Summary>(now.aggregate)).name;
    const Piece shown = now.shown ? Piece("+") : Piece(""), part = now.whole ? Piece("") : Piece("part");
    const auto& previous = context_.word(name.begin - 1);
    sink.add({"m0", how, role, shown, part});
    sink.add({"m1", role, shown, aggregate, previous});
    sink.add({"m2", role, shown, aggregate, context_.word(name.end)});
    sink.add({"m3", role, shown, context_.word(0)});
    sink.add({"m4", how, role, shown, previous});
    if (at == 0) return;
    if (const int behind = columns_[at - 1].end; name.begin - behind <= 2)
        sink.add(
            {"m5", use_names[before.role], before.shown ? Piece("+") : Piece(""), context_.word(behind), role, shown});
}

std::string NameUses::TableUse::text() const {
    std::string made(1, part);
    if (role != 0) made += use_names[role].text;
    for (auto rest = shown; rest != 0; rest = static_cast<std::uint8_t>(rest >> 2)) made += " kn*"[rest & 3];
    if (grouped) made += 'g';
    return made;
}

NameUses::TableUse NameUses::table_use(const Plan& plan, const std::vector<int>& all, const Name& name) const {
    const auto named = [&](int table) { return holds(name.targets, {table, -1}); };
    const auto& from = plan.shape.from;
    TableUse made;
    if (std::any_of(from.begin(), from.end(), [&](const plan::FromEntry& e) { return named(e.source.table); }))
        made.part = named(from.front().source.table) ? '1' : 'j';
    else if (std::any_of(all.begin(), all.end(), named))
        made.part = 'i';
    for (const auto* o : plan.chosen)
        if (((o->covers | o->shared) & name.tokens).any()) {
            made.role = use_of(o->role, false);
            break;
        }
    int bits = 0;
    for (const auto& term : plan.shape.select) {
        if (bits == 6 || !named(term.column.table)) continue;
        const auto* traits = term.column.column < 0 ? nullptr : &context_.schema.traits(term.column);
        const int what = !traits ? 3 : traits->primary ? 1 : traits->naming ? 2 : 0;
        if (what == 0) continue;
        made.shown = static_cast<std::uint8_t>(made.shown | what << bits);
        bits += 2;
    }
    for (const auto& term : plan.shape.group) made.grouped |= named(term.column.table);
    return made;
}

void NameUses::table_features(std::size_t at, const TableUse& before, const TableUse& now, FeatureSink& sink) const {
    const auto& name = tables_[at];
    const auto text = now.text(), text_before = before.text();
    const Piece made(std::string_view{text}), earlier(std::string_view{text_before});
    const auto &previous = context_.word(name.begin - 1), &next = context_.word(name.end);
    sink.add({"t0", made, name.link > 0.99F ? Piece("=") : name.link > 0.49F ? Piece("~") : Piece("?")});
    sink.add({"t1", made, previous});
    sink.add({"t2", made, next});
    sink.add({"t3", made, context_.word(0), context_.word(1)});
    sink.add({"t4", made, previous, next});
    if (at == 0) return;
    sink.add({"t5", earlier, made});
    if (const int behind = tables_[at - 1].end; name.begin - behind <= 2)
        sink.add({"t6", earlier, context_.word(behind), made});
}

Piece NameUses::head(ColumnId column) const {
    if (column.column < 0) return column.table < 0 ? Piece("*") : Piece("row");
    const auto& words = context_.schema.words_of(column);
    return words.empty() ? Piece("?") : Piece(std::string_view(words.back().stem));
}

void NameUses::taken(const Option& option, FeatureSink& sink) const {
    const auto& role = use_names[use_of(option.role, false)];
    const auto name = head(option.column);
    sink.add({"n0", role, name, digits[std::min<std::size_t>(option.how, order_of_shown)]});
    sink.add({"n1", role, name, context_.word(option.begin - 1)});
    sink.add({"n2", role, name, context_.word(option.end)});
    if (option.cue >= 0) sink.add({"n3", role, name, context_.word(option.cue)});
}

void NameUses::shown(const plan::Shape& query, std::size_t at, FeatureSink& sink) const {
    const auto& term = query.select[at];
    const auto& aggregate = names_of(term.aggregate).name;
    const auto name = head(term.column);
    sink.add({"s0", aggregate, name, digits[std::min<std::size_t>(query.select.size(), 6)]});
    sink.add({"s1", aggregate, name, context_.word(0)});
    sink.add({"s2", aggregate, name, context_.word(0), context_.word(1)});
    if (at == 0) return;
    const auto& before = query.select[at - 1];
    sink.add({"s3", names_of(before.aggregate).name, head(before.column), aggregate, name});
}

}  // namespace pf::compiler
