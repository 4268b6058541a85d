#include "compiler/infer_keys.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <tuple>
#include <unordered_map>

#include "compiler/key_names.hpp"
#include "compiler/word_class.hpp"
#include "compiler/words.hpp"
#include "model/value_words.hpp"

namespace pf::compiler {
namespace {

using model::Column;
using model::KeyProposal;
using model::KeyProposals;
using model::KeyTarget;
using model::Ontology;
using model::Table;
using model::TypeClass;
using model::ValueIndex;

constexpr std::size_t targets_of_a_table = 6, tables_of_a_name = 8, columns_of_a_name = 12, targets_by_values = 3,
                      targets_guessed_at = 200;
constexpr std::size_t columns_of_a_value = 400;
constexpr int fewest_texts = 3, fewest_numbers = 2;  // that say something of themselves
constexpr double far_numbers = 100;                  // keys from here on are not met by chance, as those from 1 on are
constexpr float sure_of_values = 0.6;                // how far values that cannot be there by chance go without names
constexpr float sure_name = 0.8F, named_after = 0.7F;  // KeyNames::refers, is_own_key
constexpr float fits = 0.5F, fits_elsewhere = 0.9F;    // a name that leaves no need to look further; in another schema
constexpr float least_named = 0.37F;                   // below, names alone cannot come to anything
constexpr float short_cut = 0.8F;                      // past a table that a declared key leads over
constexpr float least_strength = 0.35F;

const Column& column_at(const Ontology& ontology, ColumnId id) { return ontology.at(id.table).at(id.column); }

bool is_number(const Column& column) {
    return column.type_class == TypeClass::integer || column.type_class == TypeClass::number;
}
bool is_plain_text(const Column& column) {
    return column.type == "text" || column.type == "citext" || column.type.starts_with("char") ||
           column.type == "name" || column.type.empty();
}

// Whether PostgreSQL compares the two with =, and it means something.
bool comparable(const Column& a, const Column& b) {
    if (is_number(a) && is_number(b)) return true;
    if (a.type_class != b.type_class) return false;
    if (a.type_class == TypeClass::text) return a.type == b.type || (is_plain_text(a) && is_plain_text(b));
    return a.type_class == TypeClass::uuid;
}

bool holds(const std::vector<int>& columns, int column) {
    return std::find(columns.begin(), columns.end(), column) != columns.end();
}

// The table that a declared key of the column alone refers to; -1 when there is none.
int declared_target(const Table& table, int column) {
    for (const auto& key : table.foreign_keys)
        if (key.columns == std::vector<int>{column}) return key.target_table;
    return -1;
}

// Whether a declared key of several columns leads to `target` already: its table refers on with the same column.
bool leads_on(const Ontology& ontology, ColumnId id, int target) {
    for (const auto& key : ontology.at(id.table).foreign_keys)
        for (std::size_t i = 0; i < key.columns.size() && key.columns.size() > 1; ++i)
            if (key.columns[i] == id.column &&
                (key.target_table == target ||
                 declared_target(ontology.at(key.target_table), key.target_columns[i]) == target))
                return true;
    return false;
}

bool is_only_key(const Table& table, int column) {
    return table.primary_key == std::vector<int>{column} || table.columns[static_cast<std::size_t>(column)].unique;
}

// How likely a value comes to lie among the target's by chance: of whole numbers by how densely they lie, 1 when
// nothing is known.
float chance(const Ontology& ontology, const ValueIndex& values, ColumnId key, double rows) {
    const auto& summary = values.summary(key.table, key.column);
    if (is_number(column_at(ontology, key))) {
        if (std::isnan(summary.low) || summary.low < far_numbers) return 1;
        return static_cast<float>(std::min(1.0, rows / (summary.high + 1)));
    }
    if (column_at(ontology, key).type_class == TypeClass::uuid) return 0;
    std::size_t bytes = 0;
    for (const auto& example : summary.examples) bytes += example.size();
    return summary.examples.empty() || bytes < 3 * summary.examples.size() ? 1.F : 0.05F;
}

// What KeyTarget's and KeyProposal's are made of.
class Proposer {
 public:
    Proposer(const Ontology& ontology, const ValueIndex& values, KeyBounds bounds)
        : ontology_(ontology), values_(values), bounds_(bounds), names_(ontology) {}

    KeyProposals run() {
        find_targets();
        for (int t = 0; t < tables(); ++t)
            for (int c = 0; c < columns(t); ++c)
                if (may_refer({t, c})) propose({t, c});
        return std::move(made_);
    }

 private:
    [[nodiscard]] int tables() const { return static_cast<int>(ontology_.tables.size()); }
    [[nodiscard]] int columns(int table) const { return static_cast<int>(ontology_.at(table).columns.size()); }
    [[nodiscard]] const Column& column(ColumnId id) const { return column_at(ontology_, id); }

    [[nodiscard]] bool has_key_type(ColumnId id) const {
        const auto type = column(id).type_class;
        return type == TypeClass::integer || type == TypeClass::number || type == TypeClass::text ||
               type == TypeClass::uuid;
    }
    // Prose has no examples, or few beside many rows.
    [[nodiscard]] bool is_prose(ColumnId id) const {
        const auto& summary = values_.summary(id.table, id.column);
        return column(id).type_class == TypeClass::text && summary.distinct > 0 && summary.examples.empty();
    }

    void find_targets() {
        for (int t = 0; t < tables(); ++t)
            for (int c = 0; c < columns(t); ++c)
                if (!ontology_.at(t).is_view) ++named_[ontology_.at(t).schema + '.' + column({t, c}).name];
        for (int t = 0; t < tables() && made_.targets.size() < bounds_.targets; ++t) {
            if (ontology_.at(t).is_view) continue;
            const auto begin = made_.targets.size();
            for (int c = 0; c < columns(t) && made_.targets.size() < begin + targets_of_a_table; ++c)
                if (may_be_key({t, c})) add_target({t, c});
        }
    }
    void add_target(ColumnId id) {
        const auto index = static_cast<int>(made_.targets.size());
        made_.targets.push_back({id.table, id.column, is_only_key(ontology_.at(id.table), id.column),
                                 names_.is_own_key(id), names_.is_key_like(id)});
        targets_of_[id.table].push_back(index);
        target_at_[id] = index;
        if (!names_.is_bare(id)) by_name_[ontology_.at(id.table).schema + '.' + names_.squashed(id)].push_back(index);
        if (is_number(column(id))) numbers_.push_back(index);
        if (names_.are_persons(id.table)) persons_.push_back(index);
    }
    [[nodiscard]] bool may_be_key(ColumnId id) const {
        const auto& table = ontology_.at(id.table);
        if (!has_key_type(id) || is_prose(id)) return false;
        if (is_only_key(table, id.column)) return true;
        if (declared_target(table, id.column) >= 0 || names_.is_measure(id) ||
            column(id).type_class == TypeClass::number)
            return false;
        if (holds(table.primary_key, id.column))
            return names_.is_key_like(id) && !names_.is_bare(id) && names_.is_own_key(id) >= named_after;
        return names_.is_own_key(id) > 0 || (names_.is_key_like(id) && table.primary_key.empty()) || id.column == 0 ||
               is_shared(id);
    }
    // Another table has a column of the name, which is no text that names or describes.
    [[nodiscard]] bool is_shared(ColumnId id) const {
        if (names_.is_bare(id) || column(id).type_class == TypeClass::text) return false;
        const auto found = named_.find(ontology_.at(id.table).schema + '.' + column(id).name);
        return found != named_.end() && found->second >= 2 && found->second <= 4;
    }

    [[nodiscard]] bool may_refer(ColumnId id) const {
        const auto& table = ontology_.at(id.table);
        if (table.is_view || column(id).no_key || !has_key_type(id) || is_prose(id) || names_.words(id) == 0)
            return false;
        // A declared key settles it, unless it leads to the column's own table: that may be a slip, if the name says
        // so.
        const int declared = declared_target(table, id.column);
        if (declared >= 0 && declared != id.table) return false;
        return !names_.is_bare(id) && !names_.is_measure(id);
    }

    // Columns of one name name the same tables, and a thousand tables have few names of columns.
    [[nodiscard]] const std::vector<int>& tables_named(ColumnId id) {
        const auto [found, first] = tables_named_.try_emplace(column(id).name);
        if (first) found->second = names_.tables_named(id, tables_of_a_name);
        return found->second;
    }

    void propose(ColumnId id) {
        best_.clear();
        const auto& tables = tables_named(id);
        propose_named(id, tables, true);
        const auto schema = ontology_.at(id.table).schema + '.';
        for (std::size_t first = 0; first < names_.words(id); ++first)
            if (const auto found = by_name_.find(schema + names_.squashed(id, first));
                found != by_name_.end() && found->second.size() <= columns_of_a_name)
                for (const int target : found->second) consider(id, target);
        for (const int target : targets_of_[id.table]) consider(id, target);
        if (names_.is_person_role(id))
            for (const int target : persons_) consider(id, target);
        if (column(id).type_class == TypeClass::text) propose_by_texts(id);
        if (is_number(column(id))) propose_by_ranges(id);
        if (std::none_of(best_.begin(), best_.end(), [](const auto& entry) { return entry.second >= fits; }))
            propose_named(id, tables, false);
        const bool key_name = names_.is_key_like(id) || names_.is_person_role(id);
        for (const auto& [target, named] : best_)
            if (made_.keys.size() < bounds_.keys)
                made_.keys.push_back({id.table, id.column, target, named, key_name, names_.is_count(id)});
    }
    // Of its own schema, or of the others: a schema is most often a whole, and what is called alike elsewhere another
    // thing.
    void propose_named(ColumnId id, const std::vector<int>& tables, bool own_schema) {
        own_schema_ = own_schema;
        for (const int table : tables)
            for (const int target : targets_of_[table]) consider(id, target);
        own_schema_ = true;
    }
    // A table's own key, if named after it, refers only to what is named still better.
    [[nodiscard]] bool may_refer_to(ColumnId id, const KeyTarget& key, float named) const {
        if (id == ColumnId{key.table, key.column} || !comparable(column(id), column({key.table, key.column})))
            return false;
        const bool declared = declared_target(ontology_.at(id.table), id.column) >= 0;
        if (declared && (named < 1 || id.table == key.table)) return false;
        if (column(id).type_class == TypeClass::number && named < fits) return false;
        if (!key.declared && named < fits && key.own_name == 0) return false;
        return !is_only_key(ontology_.at(id.table), id.column) || names_.is_own_key(id) < named;
    }
    void consider(ColumnId id, int target, bool by_values = false) {
        const auto& key = made_.targets[static_cast<std::size_t>(target)];
        if ((ontology_.at(id.table).schema == ontology_.at(key.table).schema) != own_schema_) return;
        const float named = names_.refers(id, {key.table, key.column});
        if (!own_schema_ && named < fits_elsewhere) return;
        if ((named >= least_named || by_values) && may_refer_to(id, key, named)) best_[target] = named;
    }
    // Keys among whose values all examples of the column are found.
    void propose_by_texts(ColumnId id) {
        const auto& summary = values_.summary(id.table, id.column);
        if (summary.examples.size() < fewest_texts) return;
        std::map<int, std::size_t> found;
        for (std::size_t i = 0; i < summary.examples.size(); ++i) {
            const auto words = model::value_words(summary.examples[i]);
            std::size_t looked_at = 0;
            for (const auto& entry : values_.matches(words)) {
                if (entry.words != words || ++looked_at > columns_of_a_value) break;
                const auto target = target_at_.find({entry.table, entry.column});
                if (target != target_at_.end() && entry.value == summary.examples[i]) ++found[target->second];
            }
            std::erase_if(found, [&](const auto& entry) { return entry.second < i + 1; });
            if (found.empty()) return;
        }
        std::size_t left = targets_by_values;
        for (const auto& [target, count] : found)
            if (left-- > 0)
                consider(id, target, true);
            else
                break;
    }

    // Keys among which all of the column's lie, the tightest first: those that begin with a large number, and if the
    // name says that it is a key but not of what, any.
    void propose_by_ranges(ColumnId id) {
        const auto& own = values_.summary(id.table, id.column);
        if (!(own.low < own.high) || names_.is_measure(id)) return;
        const bool guess = names_.is_key_like(id) && best_.empty() && numbers_.size() <= targets_guessed_at;
        std::vector<std::pair<double, int>> around;
        for (const int target : numbers_) {
            const auto& key = made_.targets[static_cast<std::size_t>(target)];
            const auto& summary = values_.summary(key.table, key.column);
            const bool far = summary.low >= far_numbers;
            if ((far || guess) && own.low >= summary.low && own.high <= summary.high)
                around.emplace_back(summary.high - summary.low, target);
        }
        std::sort(around.begin(), around.end());
        for (std::size_t i = 0; i < around.size() && i < targets_by_values; ++i) consider(id, around[i].second, true);
    }

    const Ontology& ontology_;
    const ValueIndex& values_;
    const KeyBounds bounds_;
    const KeyNames names_;
    KeyProposals made_;
    std::map<ColumnId, int> target_at_;
    std::unordered_map<int, std::vector<int>> targets_of_;       // by table
    std::unordered_map<std::string, std::vector<int>> by_name_;  // by schema and all words of the column's name
    std::unordered_map<std::string, int> named_;  // tables that have a column of the name, by schema and name
    std::unordered_map<std::string_view, std::vector<int>> tables_named_;  // by the column's name
    std::vector<int> numbers_, persons_;                                   // targets
    bool own_schema_ = true;
    std::map<int, float> best_;  // of the column at hand: targets and how well the names fit
};

struct Judged {
    const KeyProposal* key;
    float strength;
    model::KeyEvidence evidence;
};

class Judge {
 public:
    Judge(Ontology& ontology, const ValueIndex& values, const KeyProposals& proposals)
        : ontology_(ontology), values_(values), proposals_(proposals) {}

    void run() {
        std::map<ColumnId, std::vector<Judged>> by_column;
        for (const auto& key : proposals_.keys)
            if (const auto judged = judge(key); judged.strength >= least_strength)
                by_column[{key.table, key.column}].push_back(judged);
        for (auto& [column, list] : by_column) keep_best(list);
        drop_mirrored(by_column);
        for (const auto& target : proposals_.targets) note_found_key(target);
        for (const auto& [column, list] : by_column)
            for (const auto& judged : list) adopt(judged);
    }

 private:
    [[nodiscard]] const KeyTarget& target_of(const KeyProposal& key) const {
        return proposals_.targets[static_cast<std::size_t>(key.target)];
    }

    // How much it says that the values are found: nothing when any number would be.
    [[nodiscard]] float worth_of_values(const KeyProposal& key) const {
        const auto& target = target_of(key);
        if (key.sought < (is_number(column_at(ontology_, {key.table, key.column})) ? fewest_numbers : fewest_texts))
            return 0;
        const float by_chance = chance(ontology_, values_, {target.table, target.column}, target.rows);
        if (by_chance > 0.5F) return worth_of_range(key);
        return 1 - std::pow(by_chance, static_cast<float>(std::min(key.sought, 10)));
    }

    // Of numbers from 1 on: little more than a guess when they are as many as the keys are.
    [[nodiscard]] float worth_of_range(const KeyProposal& key) const {
        const auto& target = target_of(key);
        const auto &own = values_.summary(key.table, key.column), &keys = values_.summary(target.table, target.column);
        const bool alike = target.rows >= 20 && key.sought >= 0.5 * target.rows && own.high >= 0.8 * keys.high;
        return alike && key.named == 0 ? 0.75F * static_cast<float>(own.high / keys.high) : 0;
    }

    // Of a target whose values nobody saw only a declaration says that it is a key; else its name must.
    [[nodiscard]] float worth_of_unread(const KeyTarget& target) const {
        if (target.declared) return 1;
        if (target.read && target.rows > 0) return target.unique ? 1.F : 0.F;
        return target.own_name >= named_after ? 0.9F : 0.F;
    }

    // A number that nothing in its name calls a key, or that is in the plural, may count or measure something.
    [[nodiscard]] float worth_of_number(const KeyProposal& key) const {
        const ColumnId id{key.table, key.column};
        if (!is_number(column_at(ontology_, id))) return 1;
        if (key.may_count && worth_of_values(key) == 0) return 0;
        return key.named == 0 && (!key.key_name || key.sought < fewest_texts) ? 0.75F : 1.F;
    }

    // "0" for none, rows that were deleted: more of them where the names are sure.
    static int tolerated(const KeyProposal& key) {
        if (key.named >= sure_name) return key.sought < 3 ? 0 : std::max(1, key.sought / 10);
        return key.sought < 10 ? 0 : std::max(1, key.sought / 20);
    }

    // A column that is called its table's key but has its values more than once, as where a team has a row for each
    // year.
    [[nodiscard]] float worth_of_repeated(const KeyProposal& key) const {
        const auto& target = target_of(key);
        return target.own_name >= named_after && key.named >= sure_name ? 0.45F : 0.F;
    }

    [[nodiscard]] Judged judge(const KeyProposal& key) const {
        const auto& target = target_of(key);
        const bool unread = !key.read || key.sought == 0 || target.rows == 0;
        if (unread) {
            return {&key, 0.7F * key.named * worth_of_unread(target), model::KeyEvidence::names};
        }
        if (key.missing > tolerated(key)) return {&key, 0, model::KeyEvidence::contents};
        float strength = 1 - (1 - 0.95F * key.named) * (1 - sure_of_values * worth_of_values(key));
        if (key.missing > 0)
            strength *= 0.9F * static_cast<float>(key.sought - key.missing) / static_cast<float>(key.sought);
        if (!target.unique) strength *= worth_of_repeated(key);
        if (leads_on(ontology_, {key.table, key.column}, target.table)) strength = std::min(strength, short_cut);
        return {&key, strength * worth_of_number(key), model::KeyEvidence::contents};
    }

    [[nodiscard]] bool before(const Judged& a, const Judged& b) const {
        const auto rank = [&](const Judged& judged) {
            const auto& target = target_of(*judged.key);
            return std::tuple(-judged.strength, !target.declared, -target.rows, judged.key->target);
        };
        return rank(a) < rank(b);
    }
    // One target for a column. Several tables that fit equally are parts of one thing, or one of them is meant: none is
    // sure.
    void keep_best(std::vector<Judged>& list) const {
        std::sort(list.begin(), list.end(), [this](const Judged& a, const Judged& b) { return before(a, b); });
        const auto best = list.front().strength;
        std::erase_if(list, [&](const Judged& judged) {
            return judged.strength < best - 0.01F ||
                   (judged.key != list.front().key &&
                    target_of(*judged.key).table == target_of(*list.front().key).table);
        });
        if (list.size() > 3) list.resize(3);
        if (list.size() > 1)
            for (auto& judged : list) judged.strength *= 0.6F;
    }
    // Of two columns that refer to each other one does.
    void drop_mirrored(std::map<ColumnId, std::vector<Judged>>& by_column) const {
        for (auto& [column, list] : by_column)
            std::erase_if(list, [&](const Judged& judged) {
                const auto& target = target_of(*judged.key);
                const auto back = by_column.find({target.table, target.column});
                return back != by_column.end() &&
                       std::any_of(back->second.begin(), back->second.end(), [&](const Judged& other) {
                           const auto& its = target_of(*other.key);
                           return ColumnId{its.table, its.column} == column && before(other, judged);
                       });
            });
    }

    // The first unique column that is named as a key wins.
    void note_found_key(const KeyTarget& target) {
        auto& table = ontology_.tables[static_cast<std::size_t>(target.table)];
        const bool has_one =
            !table.primary_key.empty() ||
            std::any_of(table.columns.begin(), table.columns.end(), [](const Column& column) { return column.unique; });
        if (has_one || !target.read || !target.unique || target.rows < 2) return;
        const float worth = target.own_name + (target.key_name ? 1.F : 0.F);
        auto& best = best_key_[target.table];
        if (table.found_key >= 0 && worth <= best) return;
        table.found_key = target.column;
        best = worth;
    }

    void adopt(const Judged& judged) {
        const auto& target = target_of(*judged.key);
        ontology_.tables[static_cast<std::size_t>(judged.key->table)].foreign_keys.push_back(
            {{judged.key->column}, target.table, {target.column}, judged.evidence, judged.strength});
    }

    Ontology& ontology_;
    const ValueIndex& values_;
    const KeyProposals& proposals_;
    std::unordered_map<int, float> best_key_;  // by table, how well its found key is named
};

}  // namespace

KeyProposals propose_keys(const Ontology& ontology, const ValueIndex& values, KeyBounds bounds) {
    return Proposer(ontology, values, bounds).run();
}

void adopt_keys(Ontology& ontology, const ValueIndex& values, const KeyProposals& proposals) {
    Judge(ontology, values, proposals).run();
}

}  // namespace pf::compiler
