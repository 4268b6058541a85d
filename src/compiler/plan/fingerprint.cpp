#include "compiler/plan/fingerprint.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "compiler/join_path.hpp"
#include "compiler/plan/walk.hpp"

namespace pf::compiler::plan {
namespace {

// What two queries may differ in and still be the same.
enum class Sameness : std::uint8_t { sql, result };

struct Place {  // a column of a relation
    Source source;
    int column = -1;
    friend bool operator==(const Place&, const Place&) = default;
    friend auto operator<=>(const Place&, const Place&) = default;
};
Place place_of(const Term& term) { return {term.source, term.column}; }

// The relations of a query whose order says nothing: tables, each joined by keys so that rows without a partner go.
class InnerJoins {
 public:
    // Nothing when the query has other relations.
    static std::optional<InnerJoins> of(const Query& query, const SchemaIndex& schema) {
        for (std::size_t i = 0; i < query.from.size(); ++i) {
            const auto& entry = query.from[i];
            if (entry.derived || entry.optional || entry.on || (i > 0 && entry.edge < 0)) return std::nullopt;
        }
        return InnerJoins(query, schema);
    }

    [[nodiscard]] bool is_idle(std::size_t entry) const { return idle_[entry]; }

    // The one that stands for all columns that the joins make equal.
    [[nodiscard]] Place standing_for(Place place) const {
        const auto found = std::find_if(equal_.begin(), equal_.end(), [&](const std::vector<Place>& set) {
            return std::find(set.begin(), set.end(), place) != set.end();
        });
        if (found == equal_.end()) return place;
        std::optional<Place> least;
        for (const auto& member : *found)
            if (!is_idle_source(member.source) && (!least || member < *least)) least = member;
        return least.value_or(place);
    }

 private:
    InnerJoins(const Query& query, const SchemaIndex& schema)
        : query_(&query), schema_(&schema), idle_(query.from.size(), false) {
        for (const auto& entry : query.from)
            for (const auto& [theirs, own] : joined_columns(entry, schema))
                make_equal({query.from[static_cast<std::size_t>(entry.to)].source, theirs}, {entry.source, own});
        for (std::size_t found = 1; found > 0;) {
            found = 0;
            for (std::size_t i = 0; i < idle_.size(); ++i)
                if (!idle_[i] && leads_nowhere(i)) {
                    idle_[i] = true;
                    ++found;
                }
        }
    }

    void make_equal(Place a, Place b) {
        std::vector<Place> joined{a, b};
        std::erase_if(equal_, [&](const std::vector<Place>& set) {
            const bool meets =
                std::find(set.begin(), set.end(), a) != set.end() || std::find(set.begin(), set.end(), b) != set.end();
            if (meets) joined.insert(joined.end(), set.begin(), set.end());
            return meets;
        });
        equal_.push_back(std::move(joined));
    }

    bool is_idle_source(Source source) const {
        for (std::size_t i = 0; i < idle_.size(); ++i)
            if (query_->from[i].source == source) return idle_[i];
        return false;
    }

    // Whether each row has exactly one partner in the entry, at the end of the joins, and nothing of it but the key is
    // looked at, which the other side has too.
    bool leads_nowhere(std::size_t at) const {
        const auto& entry = query_->from[at];
        int edge = -1, joins = 0;
        for (std::size_t i = 0; i < query_->from.size(); ++i) {
            const auto& other = query_->from[i];
            if (idle_[i] || other.edge < 0) continue;
            if (i != at && other.to != static_cast<int>(at)) continue;
            if (i == at && idle_[static_cast<std::size_t>(other.to)]) continue;
            ++joins;
            edge = other.edge;
        }
        if (joins != 1) return false;
        const auto& key = schema_->edges()[static_cast<std::size_t>(edge)];
        if (key.inferred || key.from == key.to || key.to != entry.source.table) return false;
        for (const int column : key.from_columns)
            if (schema_->column({key.from, column}).nullable) return false;
        bool used = false;
        walk(*query_, Into::subqueries, [&](const Term& term) {
            if (term.source != entry.source || term.kind == Term::Kind::aggregate) return;
            const bool known =
                term.kind == Term::Kind::column &&
                std::find(key.to_columns.begin(), key.to_columns.end(), term.column) != key.to_columns.end();
            used |= !known;
        });
        return !used;
    }

    const Query* query_;
    const SchemaIndex* schema_;
    std::vector<std::vector<Place>> equal_;
    std::vector<bool> idle_;  // by entry of FROM
};

class Fingerprint {
 public:
    Fingerprint(const SchemaIndex& schema, Sameness sameness) : schema_(schema), sameness_(sameness) {}

    std::uint64_t of(const Query& query) {
        scopes_.push_back({&query, by_result() ? InnerJoins::of(query, schema_) : std::nullopt});
        Hash hash;
        add_shown(hash, query);
        hash.add(static_cast<std::uint64_t>(query.distinct));
        add(hash, query.distinct_on);
        add_relations(hash, query);
        add_conditions(hash, query.where);
        add_group(hash, query.group);
        add_conditions(hash, query.having);
        add(hash, std::span(query.order));
        hash.add(static_cast<std::uint64_t>(query.limit));
        hash.add(static_cast<std::uint64_t>(query.offset));
        hash.add(static_cast<std::uint64_t>(query.operation));
        scopes_.pop_back();
        if (query.right) {
            const bool whole = std::exchange(of_whole_, false);
            hash.add(of(*query.right));
            of_whole_ = whole;
        }
        return hash.value();
    }

 private:
    struct Scope {
        const Query* query;
        std::optional<InnerJoins> joins;  // where their order says nothing
    };

    bool by_result() const { return sameness_ == Sameness::result; }

    std::uint64_t of(const Term& term) {
        Hash hash;
        if (term.kind == Term::Kind::call && (term.op == Op::all_of || term.op == Op::during)) {
            std::vector<std::uint64_t> parts;
            collect_condition(parts, term);
            add_set(hash, std::move(parts));
            return hash.value();
        }
        if (term.kind == Term::Kind::call && term.op == Op::is_true) return of(*term.args[0]);  // prints as that
        if (term.kind == Term::Kind::column) return of_column(term);
        if (by_result() && counts_each_row(term)) return of(counted());
        add_shape(hash, term);
        if (term.source.table != -1 && term.kind != Term::Kind::aggregate) add(hash, term.source);
        if (by_result() && (is_call(term, Op::eq) || is_call(term, Op::any_of)))
            add_set(hash, hashes_of(term.args));
        else
            add(hash, term.args);
        hash.add(term.filter ? of(*term.filter) : 0);
        add(hash, term.partition);
        add(hash, term.order);
        if (term.query) {
            const bool whole = std::exchange(of_whole_, false);
            hash.add(of(*term.query));
            of_whole_ = whole;
        }
        return hash.value();
    }

    std::uint64_t of_column(const Term& term) {
        Term standing = term;
        if (const auto* scope = scope_of(term.source); scope && scope->joins) {
            const auto place = scope->joins->standing_for(place_of(term));
            standing.source = place.source;
            standing.column = place.column;
        }
        Hash hash;
        add_shape(hash, standing);
        if (standing.source.table != -1) add(hash, standing.source);
        hash.add(std::string_view("column"));
        return hash.value();
    }

    static const Term& counted() {
        static const Term term = [] {
            Term made;
            made.kind = Term::Kind::aggregate;
            made.aggregate = Aggregate::count;
            return made;
        }();
        return term;
    }

    // A count of different keys of a table whose rows are each there once.
    bool counts_each_row(const Term& term) const {
        if (term.kind != Term::Kind::aggregate || term.aggregate != Aggregate::count || term.args.size() != 1 ||
            term.filter || term.args[0]->kind != Term::Kind::column)
            return false;
        const auto& of = *term.args[0];
        const auto& scope = scopes_.back();
        if (!scope.joins || of.source.table < 0 || of.source.instance != 0 || !is_key({of.source.table, of.column}) ||
            scope_of(of.source) != &scope)
            return false;
        return !term.distinct || !repeats_rows(*scope.query, of.source.table, schema_);
    }

    bool is_key(ColumnId id) const { return schema_.traits(id).primary; }

    void add(Hash& hash, std::span<const Term* const> list) {
        hash.add(list.size());
        for (const auto* term : list) hash.add(of(*term));
    }
    std::vector<std::uint64_t> hashes_of(std::span<const Term* const> list) {
        std::vector<std::uint64_t> hashes;
        for (const auto* term : list) hashes.push_back(of(*term));
        return hashes;
    }
    // In their order where that counts; else as a set.
    void add_set(Hash& hash, std::vector<std::uint64_t> hashes) const {
        if (by_result()) {
            std::sort(hashes.begin(), hashes.end());
            hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
        }
        for (const auto part : hashes) hash.add(part);
        hash.add(std::string_view("all"));
    }

    // The columns of the whole result may stand in any order; those that another query looks at by their place may not.
    void add_shown(Hash& hash, const Query& query) {
        std::vector<std::uint64_t> shown;
        for (const auto& column : query.select) shown.push_back(of(*column.term));
        if (by_result() && of_whole_ && scopes_.size() == 1 && query.operation == SetOperation::none)
            std::sort(shown.begin(), shown.end());
        hash.add(shown.size());
        for (const auto part : shown) hash.add(part);
    }

    // Without what follows from a key among the groups.
    void add_group(Hash& hash, std::span<const Term* const> group) {
        const auto& joins = scopes_.back().joins;
        if (!joins) {
            add(hash, group);
            return;
        }
        std::vector<Source> known;
        for (const auto* term : group)
            for (const auto& entry : scopes_.back().query->from)
                if (term->kind == Term::Kind::column && entry.source.table >= 0)
                    if (const int key = schema_.key_column(entry.source.table);
                        key >= 0 && is_key({entry.source.table, key}) &&
                        joins->standing_for({entry.source, key}) == joins->standing_for(place_of(*term)))
                        known.push_back(entry.source);
        std::vector<std::uint64_t> kept;
        for (const auto* term : group) {
            const bool follows = term->kind == Term::Kind::column && term->source.table >= 0 &&
                                 !is_key({term->source.table, term->column}) &&
                                 std::find(known.begin(), known.end(), term->source) != known.end() &&
                                 joins->standing_for(place_of(*term)) == place_of(*term);
            if (!follows) kept.push_back(of(*term));
        }
        add_set(hash, std::move(kept));
    }

    // A condition that is several counts as those.
    void add_conditions(Hash& hash, std::span<const Term* const> list) {
        std::vector<std::uint64_t> parts;
        for (const auto* term : list) collect_condition(parts, *term);
        add_set(hash, std::move(parts));
    }
    void collect_condition(std::vector<std::uint64_t>& parts, const Term& term) {
        if (term.kind == Term::Kind::call && term.op == Op::all_of) {
            for (const auto* part : term.args) collect_condition(parts, *part);
        } else if (term.kind == Term::Kind::call && term.op == Op::during) {
            const std::array from{term.args[0], term.args[1]}, until{term.args[0], term.args[2]};
            parts.push_back(of(call(Op::ge, from)));
            parts.push_back(of(call(Op::lt, until)));
        } else {
            parts.push_back(of(term));
        }
    }
    static Term call(Op op, std::span<const Term* const> args) {
        Term made;
        made.kind = Term::Kind::call;
        made.op = op;
        made.args = args;
        return made;
    }

    void add_relations(Hash& hash, const Query& query) {
        const auto& joins = scopes_.back().joins;
        if (!joins) {
            hash.add(query.from.size());
            for (const auto& entry : query.from) add(hash, entry);
            return;
        }
        std::vector<std::uint64_t> parts;
        for (std::size_t i = 0; i < query.from.size(); ++i) {
            const auto& entry = query.from[i];
            if (joins->is_idle(i)) continue;
            Hash of_table;
            add(of_table, entry.source);
            parts.push_back(of_table.value());
            if (entry.to >= 0 && !joins->is_idle(static_cast<std::size_t>(entry.to)))
                for (const auto& sides : joins_of(entry)) parts.push_back(sides);
        }
        add_set(hash, std::move(parts));
    }
    // Of each pair of columns, whichever side is which.
    std::vector<std::uint64_t> joins_of(const FromEntry& entry) const {
        std::vector<std::uint64_t> made;
        for (const auto& [theirs, own] : joined_columns(entry, schema_)) {
            std::array sides{Place{scopes_.back().query->from[static_cast<std::size_t>(entry.to)].source, theirs},
                             Place{entry.source, own}};
            std::sort(sides.begin(), sides.end());
            Hash hash;
            for (const auto& side : sides) {
                hash.add(static_cast<std::uint64_t>(side.source.table) << 20 ^
                         static_cast<std::uint64_t>(side.source.instance));
                hash.add(static_cast<std::uint64_t>(side.column));
            }
            made.push_back(hash.value());
        }
        return made;
    }
    // The join of a key counts as the condition that it stands for.
    void add_join(Hash& hash, const FromEntry& entry) {
        for (const auto& [theirs, own] : joined_columns(entry, schema_)) {
            Term left, right;
            left.kind = right.kind = Term::Kind::column;
            left.source = scopes_.back().query->from[static_cast<std::size_t>(entry.to)].source;
            left.column = theirs;
            right.source = entry.source;
            right.column = own;
            const std::array sides{static_cast<const Term*>(&left), static_cast<const Term*>(&right)};
            hash.add(of(call(Op::eq, sides)));
        }
        std::vector<std::uint64_t> parts;
        if (entry.on) collect_condition(parts, *entry.on);
        for (const auto part : parts) hash.add(part);
        hash.add(std::string_view("joined"));
    }
    void add(Hash& hash, std::span<const OrderKey> keys) {
        hash.add(keys.size());
        for (const auto& key : keys) {
            hash.add(of(*key.term));
            hash.add(static_cast<std::uint64_t>(key.descending) << 1 | static_cast<std::uint64_t>(key.nulls));
        }
    }
    void add(Hash& hash, const FromEntry& entry) {
        hash.add(static_cast<std::uint64_t>(entry.source.table + 2));
        hash.add(static_cast<std::uint64_t>(entry.optional));
        add_join(hash, entry);
        if (!entry.derived) return;
        auto scope = std::move(scopes_.back());  // a derived table does not see the relations beside it
        scopes_.pop_back();
        const bool whole = std::exchange(of_whole_, false);
        hash.add(of(*entry.derived));
        of_whole_ = whole;
        scopes_.push_back(std::move(scope));
    }

    const Scope* scope_of(Source source) const {
        for (std::size_t out = 0; out < scopes_.size(); ++out) {
            const auto& scope = scopes_[scopes_.size() - 1 - out];
            for (const auto& entry : scope.query->from)
                if (entry.source == source) return &scope;
        }
        return nullptr;
    }
    // How many queries further out, and the place in its FROM, or which table where their order says nothing.
    void add(Hash& hash, Source source) const {
        const auto number =
            static_cast<std::uint64_t>(source.table) << 20 ^ static_cast<std::uint64_t>(source.instance);
        for (std::size_t out = 0; out < scopes_.size(); ++out) {
            const auto& scope = scopes_[scopes_.size() - 1 - out];
            const auto& from = scope.query->from;
            const auto found =
                std::find_if(from.begin(), from.end(), [&](const FromEntry& entry) { return entry.source == source; });
            if (found == from.end()) continue;
            if (scope.joins)
                hash.add(out << 40 ^ number);
            else
                hash.add(out << 16 | static_cast<std::uint64_t>(found - from.begin()));
            return;
        }
        hash.add(number);
    }

    const SchemaIndex& schema_;
    const Sameness sameness_;
    bool of_whole_ = true;  // and not of a part of another query
    std::vector<Scope> scopes_;
};

}  // namespace

std::uint64_t fingerprint(const Query& query, const SchemaIndex& schema) {
    return Fingerprint(schema, Sameness::sql).of(query);
}

std::uint64_t fingerprint_of_rows(const Query& query, const SchemaIndex& schema) {
    auto rows = query;
    rows.select.clear();
    rows.group.clear();
    rows.distinct = false;
    Query right;
    if (rows.right) {
        right = *rows.right;
        right.select.clear();
        rows.right = &right;
    }
    const bool counted = rows.from.size() == 1 && rows.from.front().derived;
    if (!counted) return fingerprint(rows, schema);
    Hash hash;
    hash.add(fingerprint_of_rows(*rows.from.front().derived, schema));
    rows.from.front().derived = nullptr;
    hash.add(fingerprint(rows, schema));
    return hash.value();
}

std::uint64_t fingerprint_of_result(const Query& query, const SchemaIndex& schema) {
    return Fingerprint(schema, Sameness::result).of(query);
}

}  // namespace pf::compiler::plan
