#include "compiler/plan/walk.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace pf::compiler::plan {
namespace {

class Fingerprint {
 public:
    explicit Fingerprint(const SchemaIndex& schema) : schema_(schema) {}

    std::uint64_t of(const Query& query) {
        scopes_.push_back(&query);
        Hash hash;
        hash.add(query.select.size());
        for (const auto& shown : query.select) hash.add(of(*shown.term));
        hash.add(static_cast<std::uint64_t>(query.distinct));
        add(hash, query.distinct_on);
        hash.add(query.from.size());
        for (const auto& entry : query.from) add(hash, entry);
        add_conditions(hash, query.where);
        add(hash, query.group);
        add_conditions(hash, query.having);
        add(hash, std::span(query.order));
        hash.add(static_cast<std::uint64_t>(query.limit));
        hash.add(static_cast<std::uint64_t>(query.offset));
        hash.add(static_cast<std::uint64_t>(query.operation));
        scopes_.pop_back();
        if (query.right) hash.add(of(*query.right));
        return hash.value();
    }

 private:
    std::uint64_t of(const Term& term) {
        Hash hash;
        if (term.kind == Term::Kind::call && (term.op == Op::all_of || term.op == Op::during)) {
            add_condition(hash, term);
            return hash.value();
        }
        if (term.kind == Term::Kind::call && term.op == Op::is_true) return of(*term.args[0]);  // prints as that
        add_shape(hash, term);
        if (term.source.table != -1 && term.kind != Term::Kind::aggregate) add(hash, term.source);
        add(hash, term.args);
        hash.add(term.filter ? of(*term.filter) : 0);
        add(hash, term.partition);
        add(hash, term.order);
        if (term.query) hash.add(of(*term.query));
        return hash.value();
    }

    void add(Hash& hash, std::span<const Term* const> list) {
        hash.add(list.size());
        for (const auto* term : list) hash.add(of(*term));
    }
    // A condition that is several counts as those.
    void add_conditions(Hash& hash, std::span<const Term* const> list) {
        for (const auto* term : list) add_condition(hash, *term);
        hash.add(std::string_view("all"));
    }
    void add_condition(Hash& hash, const Term& term) {
        if (term.kind == Term::Kind::call && term.op == Op::all_of) {
            for (const auto* part : term.args) add_condition(hash, *part);
        } else if (term.kind == Term::Kind::call && term.op == Op::during) {
            const std::array from{term.args[0], term.args[1]}, until{term.args[0], term.args[2]};
            hash.add(of(call(Op::ge, from)));
            hash.add(of(call(Op::lt, until)));
        } else {
            hash.add(of(term));
        }
    }
    static Term call(Op op, std::span<const Term* const> args) {
        Term made;
        made.kind = Term::Kind::call;
        made.op = op;
        made.args = args;
        return made;
    }
    // The join of a key counts as the condition that it stands for.
    void add_join(Hash& hash, const FromEntry& entry) {
        for (const auto& [theirs, own] : joined_columns(entry, schema_)) {
            Term left, right;
            left.kind = right.kind = Term::Kind::column;
            left.source = scopes_.back()->from[static_cast<std::size_t>(entry.to)].source;
            left.column = theirs;
            right.source = entry.source;
            right.column = own;
            const std::array sides{static_cast<const Term*>(&left), static_cast<const Term*>(&right)};
            hash.add(of(call(Op::eq, sides)));
        }
        if (entry.on) add_condition(hash, *entry.on);
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
        const auto* query = scopes_.back();  // a derived table does not see the relations beside it
        scopes_.pop_back();
        hash.add(of(*entry.derived));
        scopes_.push_back(query);
    }
    // How many queries further out, and the place in its FROM.
    void add(Hash& hash, Source source) {
        for (std::size_t out = 0; out < scopes_.size(); ++out) {
            const auto& from = scopes_[scopes_.size() - 1 - out]->from;
            const auto found =
                std::find_if(from.begin(), from.end(), [&](const FromEntry& entry) { return entry.source == source; });
            if (found == from.end()) continue;
            hash.add(out << 16 | static_cast<std::uint64_t>(found - from.begin()));
            return;
        }
        hash.add(static_cast<std::uint64_t>(source.table) << 20 ^ static_cast<std::uint64_t>(source.instance));
    }

    const SchemaIndex& schema_;
    std::vector<const Query*> scopes_;
};

template <class T>
void add_once(std::vector<T>& list, const T& item) {
    if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

// Whether the inner query names one of the sources round it; those that it has itself hide them.
bool looks_out(const Query& inner, std::vector<Source> sources) {
    for (const auto& entry : inner.from)
        if (entry.derived && looks_out(*entry.derived, sources)) return true;
    if (inner.right && looks_out(*inner.right, sources)) return true;
    for (const auto& entry : inner.from) std::erase(sources, entry.source);
    bool found = false;
    walk(inner, Into::this_query, [&](const Term& term) {
        found |= std::find(sources.begin(), sources.end(), term.source) != sources.end();
        if (!found && term.query) found = looks_out(*term.query, sources);
    });
    return found;
}

int depth_below(const Term& term);
int depth_below(const Query& query) {
    int deepest = 0;
    const auto look = [&](const Term& term) {
        deepest = std::max(deepest, depth_below(term));
        return false;
    };
    walk(query, Into::this_query, look);
    for (const auto& entry : query.from)
        if (entry.derived) deepest = std::max(deepest, depth_below(*entry.derived));
    if (query.right) deepest = std::max(deepest, depth_below(*query.right));
    return deepest;
}
int depth_below(const Term& term) {
    int deepest = 0;
    bool self = true;
    const auto look = [&](const Term& part) {
        if (std::exchange(self, false)) return true;
        deepest = std::max(deepest, depth_below(part));
        return false;
    };
    walk(term, Into::this_query, look);
    if (term.query) deepest = std::max(deepest, depth_below(*term.query));
    return deepest + 1;
}

}  // namespace

std::vector<std::pair<int, int>> joined_columns(const FromEntry& entry, const SchemaIndex& schema) {
    if (entry.edge < 0) return {};
    const auto& edge = schema.edges()[static_cast<std::size_t>(entry.edge)];
    // of a table joined to itself the first occurrence is the one that is referred to
    const bool entry_is_from = edge.from == entry.source.table && !(edge.from == edge.to && entry.source.instance == 0);
    const auto& own = entry_is_from ? edge.from_columns : edge.to_columns;
    const auto& theirs = entry_is_from ? edge.to_columns : edge.from_columns;
    std::vector<std::pair<int, int>> pairs;
    for (std::size_t i = 0; i < own.size(); ++i) pairs.emplace_back(theirs[i], own[i]);
    return pairs;
}

std::uint64_t fingerprint(const Query& query, const SchemaIndex& schema) { return Fingerprint(schema).of(query); }

std::vector<int> tables_of(const Query& query, Into into) {
    std::vector<int> tables;
    const auto look = [&](const auto& part) {
        if constexpr (std::is_same_v<std::decay_t<decltype(part)>, Query>) {
            for (const auto& entry : part.from)
                if (entry.source.table >= 0) add_once(tables, entry.source.table);
            for (const auto& source : part.required)
                if (source.table >= 0) add_once(tables, source.table);
        } else {
            if (part.source.table >= 0) add_once(tables, part.source.table);
        }
    };
    walk(query, into, look);
    return tables;
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

std::vector<ColumnId> columns_of(const Query& query, Into into) {
    std::vector<ColumnId> columns;
    walk(query, into, [&](const Term& term) {
        if (term.kind == Term::Kind::column && term.source.table >= 0)
            add_once(columns, ColumnId{term.source.table, term.column});
    });
    return columns;
}

std::vector<ColumnId> names_of(const Query& query) {
    std::vector<ColumnId> names;
    for (const int table : tables_of(query, Into::subqueries)) names.push_back({table, -1});
    const auto columns = columns_of(query, Into::subqueries);
    names.insert(names.end(), columns.begin(), columns.end());
    return names;
}

bool has_aggregate(const Term& term) {
    bool found = false;
    walk(term, Into::this_query, [&](const Term& part) {
        found |= part.kind == Term::Kind::aggregate;
        return part.kind != Term::Kind::window;
    });
    return found;
}

bool has_aggregate(const Query& query) {
    bool found = false;
    walk(query, Into::this_query, [&](const Term& part) {
        found |= part.kind == Term::Kind::aggregate;
        return part.kind != Term::Kind::window;
    });
    return found;
}

bool refers_to(const Query& query, Source source) {
    bool found = false;
    walk(query, Into::subqueries, [&](const Term& term) { found |= term.source == source; });
    return found;
}

bool looked_at_from_inside(const Query& query) {
    std::vector<Source> sources;
    for (const auto& entry : query.from) sources.push_back(entry.source);
    bool found = false;
    walk(query, Into::this_query, [&](const Term& term) {
        if (!found && term.query) found = looks_out(*term.query, sources);
    });
    return found;
}

int depth(const Query& query) { return depth_below(query); }
int depth(const Term& term) { return depth_below(term); }

}  // namespace pf::compiler::plan
