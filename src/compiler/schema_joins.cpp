// The graph of joins: declared foreign keys, and those nobody declared, found by names and by ranges of values.
#include "compiler/schema_parts.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "base/ascii.hpp"
#include "compiler/word_class.hpp"
#include "compiler/words.hpp"

namespace pf::compiler {
namespace {

using W = WordClass;

constexpr std::size_t keys_of_a_name = 8, tables_of_a_name = 6, joins_of_a_pair = 3;
constexpr int tables_searched_by_range = 60;

std::uint64_t pair_key(int a, int b) {
    return (static_cast<std::uint64_t>(std::min(a, b)) << 32) | static_cast<std::uint32_t>(std::max(a, b));
}

// Columns whose equal values mean nothing: two prices, two descriptions.
bool says_no_identity(const std::vector<NameWord>& words) {
    return !words.empty() && is(words.back().stem, W::no_identity);
}

bool same_type_family(const model::Column& a, const model::Column& b) {
    using T = model::TypeClass;
    const auto numeric = [](T t) { return t == T::integer || t == T::number; };
    return a.type_class == b.type_class || (numeric(a.type_class) && numeric(b.type_class));
}

class JoinFinder {
 public:
    explicit JoinFinder(const SchemaIndex& schema) : schema_(schema) {}

    std::vector<JoinEdge> run() {
        add_declared();
        add_by_key_names();
        find_by_shared_names();
        find_by_ranges();
        add_found();
        return std::move(edges_);
    }

 private:
    struct Found {
        float cost;
        ColumnId from, to;
    };

    [[nodiscard]] int columns(int table) const { return static_cast<int>(schema_.table(table).columns.size()); }
    // A view has its rows from tables already: nothing joins it.
    [[nodiscard]] bool is_view(int table) const { return schema_.table(table).is_view; }
    [[nodiscard]] bool joined(int a, int b) const { return joined_.contains(pair_key(a, b)); }

    void add(JoinEdge edge) {
        joined_.insert(pair_key(edge.from, edge.to));
        edges_.push_back(std::move(edge));
    }

    void add_declared() {
        for (int t = 0; t < schema_.tables(); ++t)
            for (const auto& key : schema_.table(t).foreign_keys) {
                if (key.target_table < 0 || key.target_table >= schema_.tables() || key.columns.empty() ||
                    key.columns.size() != key.target_columns.size())
                    continue;
                add({t, key.target_table, key.columns, key.target_columns, 1, false});
            }
    }

    using KeysByName = std::unordered_map<std::string, std::vector<ColumnId>>;
    [[nodiscard]] KeysByName keys_by_name() const {
        KeysByName keys;
        for (int t = 0; t < schema_.tables(); ++t) {
            const int key = schema_.key_column(t);
            if (key < 0 || is_view(t)) continue;
            auto name = lower(schema_.column({t, key}).name);
            if (is(name, W::id)) {
                name.clear();
                for (const auto& word : schema_.words_of({t, -1})) name += word.stem;
                name += "id";
            }
            keys[name].push_back({t, key});
        }
        return keys;
    }

    // What the name of a column may be the name of a key by: "end_station_id" refers to stations as well.
    [[nodiscard]] std::vector<std::string> key_names(ColumnId id) const {
        std::vector<std::string> names{lower(schema_.column(id).name)};
        const auto& words = schema_.words_of(id);
        for (std::size_t from = 0; from < words.size() && (from == 0 || from + 2 <= words.size()); ++from) {
            auto& name = names.emplace_back();
            for (auto k = from; k < words.size(); ++k) name += words[k].stem;
        }
        return names;
    }

    // Keys that nobody declared: a column named like another table's key. Bounded by a table of key names.
    void add_by_key_names() {
        const auto keys = keys_by_name();
        for (int t = 0; t < schema_.tables(); ++t)
            for (int c = 0; c < columns(t); ++c) {
                if (is_view(t) || is(lower(schema_.column({t, c}).name), W::nameless)) continue;
                for (const auto& name : key_names({t, c})) add_by_key_name(keys, name, {t, c});
            }
    }
    void add_by_key_name(const KeysByName& keys, const std::string& name, ColumnId id) {
        const auto found = keys.find(name);
        if (found == keys.end() || found->second.size() > keys_of_a_name) return;
        for (const auto& target : found->second)
            if (target.table != id.table && !joined(id.table, target.table) &&
                same_type_family(schema_.column(id), schema_.column(target)))
                add({id.table, target.table, {id.column}, {target.column}, 1.5F, true});
    }

    [[nodiscard]] bool may_be_shared(ColumnId id) const {
        const auto& name = schema_.column(id).name;
        const auto& traits = schema_.traits(id);
        const auto& words = schema_.words_of(id);
        if (is_view(id.table) || is(lower(name), W::nameless) || traits.temporal || traits.boolean || name.size() < 4 ||
            says_no_identity(words))
            return false;
        return words.size() >= 2 || traits.key || (!traits.date_like && !traits.naming);
    }

    // Two tables that share the name of a column which is no key anywhere: an id-like one first, a person's or thing's
    // name last.
    void find_by_shared_names() {
        std::unordered_map<std::string, std::vector<ColumnId>> shared;
        for (int t = 0; t < schema_.tables(); ++t)
            for (int c = 0; c < columns(t); ++c)
                if (may_be_shared({t, c})) shared[lower(schema_.column({t, c}).name)].push_back({t, c});
        for (const auto& [name, list] : shared) {
            if (list.size() < 2 || list.size() > tables_of_a_name) continue;
            for (std::size_t i = 0; i < list.size(); ++i)
                for (std::size_t j = i + 1; j < list.size(); ++j) find_pair(list[i], list[j]);
        }
    }
    void find_pair(ColumnId a, ColumnId b) {
        if (a.table == b.table || joined(a.table, b.table) || !same_type_family(schema_.column(a), schema_.column(b)))
            return;
        const auto& traits = schema_.traits(a);
        const float cost = traits.naming ? 3.2F : traits.id_name ? 2.2F : 2.6F;
        found_[pair_key(a.table, b.table)].push_back({cost, a, b});
    }

    // Whether all values of `id` lie among large ones of `key`.
    [[nodiscard]] bool within(ColumnId id, ColumnId key) const {
        const auto &a = schema_.values().summary(id.table, id.column),
                   &b = schema_.values().summary(key.table, key.column);
        return b.low >= 100 && a.low >= b.low && a.high <= b.high && a.low < a.high;
    }

    // A whole number that can only be a key: all of its values lie among large keys of another table.
    void find_by_ranges() {
        if (schema_.tables() > tables_searched_by_range) return;
        for (int t = 0; t < schema_.tables(); ++t)
            for (int c = 0; c < columns(t); ++c) {
                const auto& traits = schema_.traits({t, c});
                if (traits.key || traits.date_like || !traits.number_type || is_view(t) ||
                    says_no_identity(schema_.words_of({t, c})))
                    continue;
                for (int other = 0; other < schema_.tables(); ++other) find_by_range({t, c}, other);
            }
    }
    void find_by_range(ColumnId id, int other) {
        const ColumnId key{other, schema_.key_column(other)};
        if (other == id.table || key.column < 0 || is_view(other) || !schema_.traits(key).number_type ||
            !schema_.traits(key).id_name || !within(id, key))
            return;
        // beside a declared key it is another role of the same table: "president vote", "treasurer vote"
        const auto pair = pair_key(id.table, other);
        found_[pair].push_back({joined_.contains(pair) ? 1.2F : 2.4F, id, key});
    }

    void add_found() {
        for (auto& [key, found] : found_) {
            std::sort(found.begin(), found.end(), [](const Found& x, const Found& y) {
                return x.cost != y.cost ? x.cost < y.cost : x.from < y.from;
            });
            if (found.size() > joins_of_a_pair) found.resize(joins_of_a_pair);
            for (const auto& edge : found)
                add({edge.from.table, edge.to.table, {edge.from.column}, {edge.to.column}, edge.cost, true});
        }
    }

    const SchemaIndex& schema_;
    std::vector<JoinEdge> edges_;
    std::unordered_set<std::uint64_t> joined_;
    std::map<std::uint64_t, std::vector<Found>> found_;  // by tables
};

}  // namespace

std::vector<JoinEdge> find_joins(const SchemaIndex& schema) { return JoinFinder(schema).run(); }

}  // namespace pf::compiler
