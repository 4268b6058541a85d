#include "compiler/print/result_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "compiler/plan/shape.hpp"
#include "compiler/plan/walk.hpp"
#include "compiler/print/heads.hpp"
#include "compiler/print/narrator.hpp"
#include "compiler/print/nouns.hpp"
#include "sql/identifier.hpp"

namespace pf::compiler::print {
namespace {

using namespace plan;

// "number of “a b” guests" → number_of_a_b_guests
std::string as_identifier(std::string_view said) {
    std::string made;
    const auto blank = [&] {
        if (!made.empty() && made.back() != '_') made += '_';
    };
    for (std::size_t i = 0; i < said.size(); ++i) {
        const auto c = static_cast<unsigned char>(said[i]);
        if (said.substr(i).starts_with("“") || said.substr(i).starts_with("”")) {
            blank();
            i += std::string_view("“").size() - 1;
        } else if (c >= 0x80U || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')) {
            made += said[i];
        } else if (c >= 'A' && c <= 'Z') {
            made += static_cast<char>(c - 'A' + 'a');
        } else {
            blank();
        }
    }
    while (made.ends_with('_')) made.pop_back();
    return made;
}

// Whole words, if there are several.
std::string shortened(std::string name, std::size_t bytes) {
    if (name.size() <= bytes) return name;
    const auto word = name.rfind('_', bytes);
    return word != std::string::npos && word > bytes / 2 ? name.substr(0, word) : cut_to(std::move(name), bytes);
}

class Namer {
 public:
    Namer(const Query& query, const SchemaIndex& schema) : query_(query), schema_(schema) {
        walk(query, Into::subqueries, Sources{*this});
        for (const auto& shown : query.select)
            if (shown.term->kind == Term::Kind::column) ++plain_[natural_name(*shown.term, {&query_}, schema_)];
    }

    // Empty: PostgreSQL's own name does.
    std::string name(const Shown& shown) {
        const auto& term = *shown.term;
        if (!shown.name.empty()) return unique(std::string(shown.name));
        if (term.kind == Term::Kind::column && !computed(term)) return of_column(term);
        if (term.kind == Term::Kind::all) return "";
        if (plan::counts_rows(term) && query_.group.empty() && query_.select.size() == 1) return "";
        std::string head(head_of(term));
        if (const auto* told = what_is_told(term)) {
            Narrator narrator(schema_, Telling::idioms);
            for (const bool bare : {true, false}) {
                const auto said = as_identifier(narrator.tell_shown(query_, *told, bare));
                if (!said.empty()) head = shortened(said, sql::max_identifier_bytes);
                if (!taken_.contains(head)) break;
            }
        }
        return head.empty() ? head : unique(std::move(head));
    }

 private:
    struct Sources {
        Namer& namer;
        void operator()(const Query& query) const { namer.note_columns(query); }
        void operator()(const Term&) const {}
    };
    void note_columns(const Query& query) {
        for (const auto& entry : query.from) {
            if (entry.derived)
                for (auto& name : column_names(*entry.derived, schema_)) taken_.insert(std::move(name));
            else if (entry.source.table >= 0)
                for (int c = 0; c < schema_.own_columns(entry.source.table); ++c)
                    taken_.insert(schema_.column({entry.source.table, c}).name);
        }
    }

    // Of a derived table, and no column of a table there.
    bool computed(const Term& column) const {
        const Term* term = &column;
        const Query* query = &query_;
        while (term->kind == Term::Kind::column && term->source.table < 0) {
            const auto* entry = find_entry(term->source, {query});
            if (!entry || !entry->derived || static_cast<std::size_t>(term->column) >= entry->derived->select.size())
                return false;
            query = entry->derived;
            term = query->select[static_cast<std::size_t>(term->column)].term;
        }
        return term->kind == Term::Kind::aggregate || (term->kind == Term::Kind::call && head_of(*term).empty());
    }

    // The part of a shown term that its name is of; null where head_of() or PostgreSQL says it as well.
    static const Term* what_is_told(const Term& term) {
        switch (term.kind) {
            case Term::Kind::column:
            case Term::Kind::aggregate: return &term;
            case Term::Kind::call: break;
            default: return nullptr;
        }
        if (const auto view = view_of(term); view && view->aggregate == Summary::share) return &term;
        if (percentage_in(term)) return &term;
        switch (term.op) {
            case Op::coalesce:
            case Op::nullif:
            case Op::round:
            case Op::cast:
            case Op::as_number: return term.args[0]->kind == Term::Kind::column ? nullptr : what_is_told(*term.args[0]);
            case Op::add:
            case Op::subtract:
            case Op::multiply:
            case Op::divide:
            case Op::quotient: return &term;
            default: return nullptr;
        }
    }

    // Two of a name: each with its table's.
    std::string of_column(const Term& term) {
        const auto natural = natural_name(term, {&query_}, schema_);
        if (term.source.table < 0 || plain_[natural] < 2) return "";
        const auto table = as_identifier(singular(schema_.readable({term.source.table, -1})));
        return unique(shortened(table + "_" + natural, sql::max_identifier_bytes));
    }

    std::string unique(std::string name) {
        const auto first = name;
        for (int n = 2; !taken_.insert(name).second; ++n)
            name = cut_to(first, sql::max_identifier_bytes - 1 - std::to_string(n).size()) + fmt::format("_{}", n);
        return name;
    }

    const Query& query_;
    const SchemaIndex& schema_;
    std::set<std::string, std::less<>> taken_;
    std::map<std::string, int> plain_;
};

}  // namespace

Query with_names(const Query& query, const SchemaIndex& schema, Arena& arena) {
    auto made = query;
    Namer namer(query, schema);
    for (auto& shown : made.select) {
        const auto name = namer.name(shown);
        if (!name.empty()) shown.name = arena.keep(name);
    }
    return made;
}

}  // namespace pf::compiler::print
