#include "compiler/plan/terms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace pf::compiler::plan {
namespace {

std::uint64_t bits(auto value) { return static_cast<std::uint64_t>(static_cast<std::int64_t>(value)); }

void add(Hash& hash, const Moment& m) {
    hash.add(bits(m.base) << 56 | bits(m.floor) << 48 | bits(m.shift_unit) << 40 | bits(m.then_unit) << 32 |
             (bits(m.seconds) & 0xFFFFFFFFULL));
    hash.add((bits(m.year) & 0xFFFF) << 32 | (bits(m.month) & 0xFFFF) << 16 | (bits(m.day) & 0xFFFF));
    hash.add((bits(m.shift) & 0xFFFFFFFFULL) << 32 | (bits(m.then) & 0xFFFFFFFFULL));
}

void add(Hash& hash, Source source) { hash.add(bits(source.table) << 20 ^ bits(source.instance)); }

void add(Hash& hash, std::span<const Term* const> terms) {
    hash.add(terms.size());
    for (const auto* term : terms) hash.add(term->hash);
}

void add(Hash& hash, std::span<const OrderKey> keys) {
    hash.add(keys.size());
    for (const auto& key : keys) {
        hash.add(key.term->hash);
        hash.add(bits(key.descending) << 1 | bits(key.nulls));
    }
}

std::uint64_t hash_of(const Term& term) {
    Hash hash;
    add_shape(hash, term);
    add(hash, term.source);
    add(hash, term.args);
    hash.add(term.filter ? term.filter->hash : 0);
    add(hash, term.partition);
    add(hash, term.order);
    if (term.query) hash.add(hash_of(*term.query));
    return hash.value();
}

bool same_terms(std::span<const Term* const> a, std::span<const Term* const> b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Term* x, const Term* y) { return same(*x, *y); });
}
bool same_keys(std::span<const OrderKey> a, std::span<const OrderKey> b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const OrderKey& x, const OrderKey& y) {
        return x.descending == y.descending && x.nulls == y.nulls && same(*x.term, *y.term);
    });
}
bool same_or_null(const Term* a, const Term* b) { return a && b ? same(*a, *b) : a == b; }
bool same_or_null(const Query* a, const Query* b) { return a == b || (a && b && same(*a, *b)); }

bool same_from(const FromEntry& a, const FromEntry& b) {
    return a.source == b.source && a.optional == b.optional && a.edge == b.edge && a.to == b.to &&
           same_or_null(a.on, b.on) && same_or_null(a.derived, b.derived);
}

Term of_kind(Term::Kind kind) {
    Term term;
    term.kind = kind;
    return term;
}

// A quarter has no interval of its own in PostgreSQL.
void months_of_quarters(Unit& unit, std::int32_t& count) {
    if (unit != Unit::quarter) return;
    unit = Unit::month;
    count *= 3;
}

}  // namespace

template <class T>
T* Arena::room(std::size_t count) {
    // NOLINTNEXTLINE(bugprone-sizeof-expression): T may be a pointer
    return static_cast<T*>(memory_.allocate(count * sizeof(T), alignof(T)));
}

std::string_view Arena::keep(std::string_view text) {
    if (text.empty()) return {};
    auto* copy = room<char>(text.size());
    std::memcpy(copy, text.data(), text.size());
    return {copy, text.size()};
}

std::span<const Term* const> Arena::keep(std::span<const Term* const> terms) {
    if (terms.empty()) return {};
    auto* copy = room<const Term*>(terms.size());
    std::copy(terms.begin(), terms.end(), copy);
    return {copy, terms.size()};
}

std::span<const OrderKey> Arena::keep(std::span<const OrderKey> keys) {
    if (keys.empty()) return {};
    auto* copy = room<OrderKey>(keys.size());
    std::uninitialized_copy(keys.begin(), keys.end(), copy);
    return {copy, keys.size()};
}

const Term* Arena::keep(const Term& term) {
    static_assert(std::is_trivially_destructible_v<Term>);
    if (const auto found = known_.find(&term); found != known_.end()) return *found;
    auto* kept = new (room<Term>(1)) Term(term);
    kept->text = keep(term.text);
    kept->args = keep(term.args);
    kept->partition = keep(term.partition);
    kept->order = keep(term.order);
    return *known_.insert(kept).first;
}

const Query* Arena::keep(Query query) { return &queries_.emplace_back(std::move(query)); }

const Term* Terms::make(Term term) const {
    if (term.kind == Term::Kind::moment) term.moment = canonical(term.moment);
    term.hash = hash_of(term);
    return arena_.keep(term);
}

const Term* Terms::column(Source source, int column) const {
    auto& last = arena_.last_column(source, column);
    if (last && last->source == source && last->column == column) return last;
    Term term = of_kind(Term::Kind::column);
    term.source = source;
    term.column = column;
    return last = make(term);
}
const Term* Terms::all(Source source) const {
    Term term = of_kind(Term::Kind::all);
    term.source = source;
    return make(term);
}
const Term* Terms::number(std::string_view digits) const {
    Term term = of_kind(Term::Kind::number);
    term.text = digits;
    return make(term);
}
const Term* Terms::number(std::int64_t value) const { return number(std::string_view(fmt::format("{}", value))); }
const Term* Terms::text(std::string_view text) const {
    Term term = of_kind(Term::Kind::text);
    term.text = text;
    return make(term);
}
const Term* Terms::truth(bool value) const {
    Term term = of_kind(Term::Kind::truth);
    term.negated = !value;
    return make(term);
}
const Term* Terms::null() const { return make(Term{}); }
const Term* Terms::moment(const Moment& moment) const {
    Term term = of_kind(Term::Kind::moment);
    term.moment = moment;
    return make(term);
}

const Term* Terms::call(Op op, std::span<const Term* const> args, Unit unit) const {
    if (op == Op::negation && (args[0]->kind == Term::Kind::within || args[0]->kind == Term::Kind::exists)) {
        Term turned = *args[0];
        turned.negated = !turned.negated;
        return make(turned);
    }
    if (op == Op::negate && args[0]->kind == Term::Kind::number && args[0]->text == "0") return args[0];
    if (op == Op::negate && args[0]->kind == Term::Kind::number)
        return number(args[0]->text.starts_with('-') ? std::string(args[0]->text.substr(1))
                                                     : "-" + std::string(args[0]->text));
    Term term = of_kind(Term::Kind::call);
    term.op = op;
    TermList flat;
    if (op == Op::all_of || op == Op::any_of) {  // "a and (b and c)" is "a and b and c"
        for (const auto* arg : args)
            if (arg->kind == Term::Kind::call && arg->op == op)
                flat.insert(flat.end(), arg->args.begin(), arg->args.end());
            else
                flat.push_back(arg);
        args = flat;
    }
    term.args = args;
    term.unit = unit;
    return make(term);
}
const Term* Terms::cast(const Term* argument, std::string_view type) const {
    Term term = of_kind(Term::Kind::call);
    term.op = Op::cast;
    term.text = type;
    term.args = {&argument, 1};
    return make(term);
}
const Term* Terms::function(std::string_view name, std::span<const Term* const> args) const {
    Term term = of_kind(Term::Kind::call);
    term.op = Op::function;
    term.text = name;
    term.args = args;
    return make(term);
}
const Term* Terms::all_of(std::span<const Term* const> conditions) const {
    if (conditions.empty()) return nullptr;
    return conditions.size() == 1 ? conditions.front() : call(Op::all_of, conditions);
}

const Term* Terms::aggregate(Aggregate aggregate, const Term* argument, bool distinct, const Term* filter) const {
    Term term = of_kind(Term::Kind::aggregate);
    term.aggregate = aggregate;
    if (argument) term.args = {&argument, 1};
    term.distinct = distinct;
    term.filter = filter;
    return make(term);
}
const Term* Terms::count_rows(Source source, const Term* filter) const {
    Term term = of_kind(Term::Kind::aggregate);
    term.aggregate = Aggregate::count;
    term.source = source;
    term.filter = filter;
    return make(term);
}
const Term* Terms::window(WindowFunction function, std::span<const Term* const> args,
                          std::span<const Term* const> partition, std::span<const OrderKey> order) const {
    Term term = of_kind(Term::Kind::window);
    term.window = function;
    term.args = args;
    term.partition = partition;
    term.order = order;
    return make(term);
}

const Term* Terms::scalar(const Query* query) const {
    Term term = of_kind(Term::Kind::scalar);
    term.query = query;
    return make(term);
}
const Term* Terms::exists(const Query* query, bool negated) const {
    Term term = of_kind(Term::Kind::exists);
    term.negated = negated;
    term.query = query;
    return make(term);
}
const Term* Terms::within(const Term* argument, const Query* query, bool negated) const {
    Term term = of_kind(Term::Kind::within);
    term.negated = negated;
    term.args = {&argument, 1};
    term.query = query;
    return make(term);
}

Moment canonical(Moment m) {
    if (m.base != Moment::Base::date && m.base != Moment::Base::latest) m.year = m.month = m.day = 0;
    if (m.base != Moment::Base::date) m.seconds = 0;
    if (m.base == Moment::Base::now && m.floor >= Unit::day) m.base = Moment::Base::today;
    if (m.floor == Unit::day && m.base != Moment::Base::now) {
        m.floor = Unit::none;
        m.seconds = 0;
    }
    months_of_quarters(m.shift_unit, m.shift);
    months_of_quarters(m.then_unit, m.then);
    if (!m.shift) {
        m.shift = std::exchange(m.then, 0);
        m.shift_unit = std::exchange(m.then_unit, Unit::none);
    }
    if (!m.shift) m.shift_unit = Unit::none;
    if (!m.then) m.then_unit = Unit::none;
    return m;
}

std::uint64_t hash_of(const Query& query) {
    Hash hash;
    hash.add(query.select.size());
    for (const auto& shown : query.select) {
        hash.add(shown.term->hash);
        hash.add(shown.name);
    }
    hash.add(bits(query.distinct));
    add(hash, query.distinct_on);
    for (const auto& source : query.required) add(hash, source);
    for (const auto& entry : query.from) {
        add(hash, entry.source);
        hash.add(bits(entry.edge + 1) << 16 | bits(entry.to + 1) << 1 | bits(entry.optional));
        hash.add(entry.on ? entry.on->hash : 0);
        if (entry.derived) hash.add(hash_of(*entry.derived));
    }
    for (const auto* list : {&query.where, &query.group, &query.having}) add(hash, *list);
    add(hash, query.order);
    hash.add(bits(query.limit));
    hash.add(bits(query.offset));
    hash.add(bits(query.operation));
    if (query.right) hash.add(hash_of(*query.right));
    return hash.value();
}

void add_shape(Hash& hash, const Term& t) {
    hash.add(bits(t.kind) << 56 | bits(t.op) << 48 | bits(t.aggregate) << 40 | bits(t.window) << 32 |
             bits(t.unit) << 24 | bits(t.distinct) << 16 | bits(t.negated) << 8 | bits(t.running));
    hash.add(bits(t.column + 1));
    hash.add(t.text);
    if (t.kind == Term::Kind::moment) add(hash, t.moment);
}

bool same(const Term& a, const Term& b) {
    if (&a == &b) return true;
    return a.hash == b.hash && a.kind == b.kind && a.op == b.op && a.aggregate == b.aggregate && a.window == b.window &&
           a.unit == b.unit && a.distinct == b.distinct && a.negated == b.negated && a.running == b.running &&
           a.source == b.source && a.column == b.column && a.text == b.text && a.moment == b.moment &&
           same_terms(a.args, b.args) && same_or_null(a.filter, b.filter) && same_terms(a.partition, b.partition) &&
           same_keys(a.order, b.order) && same_or_null(a.query, b.query);
}

bool same(const Query& a, const Query& b) {
    const auto same_shown = [](const Shown& x, const Shown& y) { return x.name == y.name && same(*x.term, *y.term); };
    return std::equal(a.select.begin(), a.select.end(), b.select.begin(), b.select.end(), same_shown) &&
           a.distinct == b.distinct && same_terms(a.distinct_on, b.distinct_on) && a.required == b.required &&
           std::equal(a.from.begin(), a.from.end(), b.from.begin(), b.from.end(), same_from) &&
           same_terms(a.where, b.where) && same_terms(a.group, b.group) && same_terms(a.having, b.having) &&
           same_keys(a.order, b.order) && a.limit == b.limit && a.offset == b.offset && a.operation == b.operation &&
           same_or_null(a.right, b.right);
}

}  // namespace pf::compiler::plan
