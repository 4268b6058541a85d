#include "gold.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "base/ascii.hpp"

namespace pf::train {
namespace {

struct Word {
    enum Kind { name, text, number, symbol, end } kind = end;
    std::string text_;
    bool quoted = false;
};

std::vector<Word> words_of(std::string_view sql) {
    std::vector<Word> words;
    for (std::size_t i = 0; i < sql.size();) {
        const char c = sql[i];
        if (std::isspace(static_cast<unsigned char>(c))) {
            ++i;
        } else if (c == '\'' || c == '"') {
            Word word{c == '"' ? Word::name : Word::text, "", c == '"'};
            for (++i; i < sql.size(); ++i) {
                if (sql[i] == c) {
                    if (i + 1 < sql.size() && sql[i + 1] == c)
                        ++i;
                    else
                        break;
                }
                word.text_ += sql[i];
            }
            ++i;
            words.push_back(std::move(word));
        } else if (std::isdigit(static_cast<unsigned char>(c)) ||
                   (c == '-' && i + 1 < sql.size() && std::isdigit(static_cast<unsigned char>(sql[i + 1])))) {
            auto end = i + 1;
            while (end < sql.size() && (std::isdigit(static_cast<unsigned char>(sql[end])) || sql[end] == '.')) ++end;
            words.push_back({Word::number, std::string(sql.substr(i, end - i))});
            i = end;
        } else if (std::isalpha(static_cast<unsigned char>(c)) || c == '_') {
            auto end = i;
            while (end < sql.size() && (std::isalnum(static_cast<unsigned char>(sql[end])) || sql[end] == '_')) ++end;
            words.push_back({Word::name, std::string(sql.substr(i, end - i))});
            i = end;
        } else {
            std::string symbol(1, c);
            if (i + 1 < sql.size() &&
                (sql.substr(i, 2) == "<>" || sql.substr(i, 2) == ">=" || sql.substr(i, 2) == "<="))
                symbol = sql.substr(i, 2);
            words.push_back({Word::symbol, symbol});
            i += symbol.size();
        }
    }
    words.push_back({});
    return words;
}

struct Fail {};

class Reader {
 public:
    Reader(std::string_view sql, const model::Ontology& ontology) : words_(words_of(sql)), ontology_(ontology) {}

    std::shared_ptr<GoldQuery> read() {
        auto query = this->query();
        if (words_[at_].kind != Word::end) throw Fail{};
        return query;
    }

 private:
    const Word& now() const { return words_[at_]; }
    bool keyword(std::string_view wanted) const {
        return now().kind == Word::name && !now().quoted && equal_but_for_case(now().text_, wanted);
    }
    bool symbol(std::string_view wanted) const { return now().kind == Word::symbol && now().text_ == wanted; }
    bool opens_query() const {
        const auto& next = words_[at_ + 1];
        return symbol("(") && next.kind == Word::name && !next.quoted && equal_but_for_case(next.text_, "SELECT");
    }
    // A name that no clause begins with: an alias without AS.
    bool bare_alias() const {
        constexpr std::array<std::string_view, 16> clauses{"ON",    "JOIN",  "LEFT",   "RIGHT",    "INNER", "CROSS",
                                                           "FULL",  "WHERE", "GROUP",  "HAVING",   "ORDER", "LIMIT",
                                                           "UNION", "USING", "EXCEPT", "INTERSECT"};
        return now().kind == Word::name &&
               std::none_of(clauses.begin(), clauses.end(), [&](std::string_view clause) { return keyword(clause); });
    }
    bool take(std::string_view wanted) {
        if (!keyword(wanted) && !symbol(wanted)) return false;
        ++at_;
        return true;
    }
    void need(std::string_view wanted) {
        if (!take(wanted)) throw Fail{};
    }

    struct Scope {
        GoldQuery* query;
        std::map<std::string, int> aliases;
        Scope* outer;
    };

    std::shared_ptr<GoldQuery> query() {
        auto made = std::make_shared<GoldQuery>();
        need("SELECT");
        Scope scope{made.get(), {}, scope_};
        scope_ = &scope;
        made->distinct = take("DISTINCT");
        // the select list needs the tables: read FROM first
        const auto select_at = at_;
        int depth = 0;
        while (now().kind != Word::end && !(depth == 0 && keyword("FROM"))) {
            if (symbol("(")) ++depth;
            if (symbol(")")) --depth;
            ++at_;
        }
        if (now().kind != Word::end) {
            need("FROM");
            from(*made, scope);
        }
        const auto after_from = at_;
        at_ = select_at;
        do {
            made->select.push_back(term());
            if (take("AS")) ++at_;
        } while (take(","));
        at_ = after_from;
        if (take("WHERE")) conditions(made->where);
        if (take("GROUP")) {
            need("BY");
            do made->group.push_back(term());
            while (take(","));
        }
        if (take("HAVING")) conditions(made->having);
        if (take("ORDER")) {
            need("BY");
            do {
                auto key = term();
                bool down = false;
                if (take("DESC"))
                    down = true;
                else
                    take("ASC");
                if (take("NULLS")) ++at_;
                made->order.emplace_back(key, down);
            } while (take(","));
        }
        if (take("LIMIT")) {
            if (now().kind != Word::number) throw Fail{};
            made->limit = std::stol(now().text_);
            ++at_;
        }
        scope_ = scope.outer;
        for (const std::string_view operation : {"INTERSECT", "EXCEPT", "UNION"})
            if (take(operation)) {
                take("ALL");
                made->operation = operation;
                made->right = query();
                break;
            }
        return made;
    }

    void from(GoldQuery& made, Scope& scope) {
        do {
            if (take("(")) {
                made.inner = query();
                need(")");
                if (take("AS")) ++at_;
            } else {
                if (now().kind != Word::name) throw Fail{};
                const auto name = now().text_;
                ++at_;
                int table = -1;
                for (std::size_t t = 0; t < ontology_.tables.size(); ++t)
                    if (ontology_.tables[t].name == name) table = static_cast<int>(t);
                if (table < 0) throw Fail{};
                std::string alias = name;
                if (take("AS") || bare_alias()) {
                    alias = now().text_;
                    ++at_;
                }
                scope.aliases[alias] = table;
                made.tables.push_back(table);
            }
            if (take("ON")) {
                std::vector<GoldCondition> on;
                conditions(on, &made.joined);
            }
            if (take("CROSS") || take("LEFT") || take("INNER")) {
            }
        } while (take("JOIN") || take(","));
    }

    ColumnId column(const std::string& prefix, const std::string& name) const {
        for (auto* scope = scope_; scope; scope = scope->outer) {
            if (!prefix.empty()) {
                const auto found = scope->aliases.find(prefix);
                if (found == scope->aliases.end()) continue;
                if (const auto c = ontology_.tables[static_cast<std::size_t>(found->second)].column(name))
                    return {found->second, *c};
                throw Fail{};
            }
            for (const int table : scope->query->tables)
                if (const auto c = ontology_.tables[static_cast<std::size_t>(table)].column(name)) return {table, *c};
        }
        throw Fail{};
    }

    GoldTerm term() {
        auto made = primary();
        while (symbol("-") || symbol("+") || symbol("/") || symbol("*")) {
            ++at_;
            (void)primary();
        }
        if (now().kind == Word::number && now().text_[0] == '-') ++at_;
        return made;
    }

    GoldTerm primary() {
        if (take("*")) return {};
        if (take("(")) {
            auto inner = term();
            need(")");
            return inner;
        }
        if (now().kind == Word::number || now().kind == Word::text) {
            ++at_;
            return {};
        }
        if (now().kind != Word::name) throw Fail{};
        const auto first = now();
        ++at_;
        if (!first.quoted && take("(")) {
            GoldTerm made;
            if (equal_but_for_case(first.text_, "COUNT"))
                made.aggregate = Aggregate::count;
            else if (equal_but_for_case(first.text_, "SUM"))
                made.aggregate = Aggregate::sum;
            else if (equal_but_for_case(first.text_, "AVG"))
                made.aggregate = Aggregate::avg;
            else if (equal_but_for_case(first.text_, "MIN"))
                made.aggregate = Aggregate::min;
            else if (equal_but_for_case(first.text_, "MAX"))
                made.aggregate = Aggregate::max;
            made.distinct = take("DISTINCT");
            const auto inner = term();
            made.column = inner.column;
            if (made.aggregate == Aggregate::none) made.aggregate = inner.aggregate;
            int depth = 1;
            while (depth > 0 && now().kind != Word::end) {
                if (symbol("(")) ++depth;
                if (symbol(")")) --depth;
                ++at_;
            }
            return made;
        }
        GoldTerm made;
        if (take(".")) {
            if (take("*")) return {};
            made.column = column(first.text_, now().text_);
            ++at_;
        } else {
            made.column = column("", first.text_);
        }
        return made;
    }

    void conditions(std::vector<GoldCondition>& list, std::vector<std::pair<ColumnId, ColumnId>>* joined = nullptr) {
        do {
            if (symbol("(") && !opens_query()) {
                // a bracketed group of conditions, or a bracketed term
                const auto before = at_;
                try {
                    ++at_;
                    std::vector<GoldCondition> inner;
                    conditions(inner, joined);
                    need(")");
                    list.insert(list.end(), inner.begin(), inner.end());
                    continue;
                } catch (const Fail&) {
                    at_ = before;
                }
            }
            GoldCondition made;
            made.negated = take("NOT");
            made.left = term();
            if (take("NOT")) made.negated = true;
            if (take("IS")) {
                made.op = take("NOT") ? Op::not_null : Op::is_null;
                need("NULL");
                list.push_back(made);
                continue;
            }
            if (take("BETWEEN")) {
                made.op = Op::between;
                made.value = literal(made);
                need("AND");
                made.value2 = literal(made);
                list.push_back(made);
                continue;
            }
            if (take("IN")) {
                need("(");
                made.membership = true;
                made.subquery = query();
                need(")");
                list.push_back(made);
                continue;
            }
            if (take("ILIKE") || take("LIKE"))
                made.op = Op::contains;
            else if (take("="))
                made.op = Op::eq;
            else if (take("<>"))
                made.op = Op::ne;
            else if (take(">="))
                made.op = Op::ge;
            else if (take("<="))
                made.op = Op::le;
            else if (take(">"))
                made.op = Op::gt;
            else if (take("<"))
                made.op = Op::lt;
            else
                throw Fail{};
            if (opens_query()) {
                ++at_;
                made.subquery = query();
                need(")");
            } else if (now().kind == Word::text || now().kind == Word::number) {
                made.value = now().text_;
                ++at_;
            } else {
                const auto right = term();
                if (joined && made.op == Op::eq) joined->emplace_back(made.left.column, right.column);
            }
            if (made.op == Op::contains) {
                const bool front = made.value.starts_with("%"), back = made.value.ends_with("%");
                if (front) made.value.erase(0, 1);
                if (back && !made.value.empty()) made.value.pop_back();
                made.op = made.negated    ? Op::not_contains
                          : front && back ? Op::contains
                          : front         ? Op::ends
                          : back          ? Op::starts
                                          : Op::eq;
            }
            list.push_back(made);
        } while (take("AND") || take("OR"));
    }

    std::string literal(GoldCondition& made) {
        if (now().kind == Word::text || now().kind == Word::number) return words_[at_++].text_;
        if (take("(")) {
            made.subquery = query();
            need(")");
            return "";
        }
        throw Fail{};
    }

    std::vector<Word> words_;
    std::size_t at_ = 0;
    Scope* scope_ = nullptr;
    const model::Ontology& ontology_;
};

}  // namespace

std::shared_ptr<GoldQuery> read_gold(std::string_view sql, const model::Ontology& ontology) {
    try {
        return Reader(sql, ontology).read();
    } catch (const Fail&) {
        return nullptr;
    }
}

std::shared_ptr<GoldQuery> read_gold(const std::vector<std::string>& golds, const model::Ontology& ontology) {
    for (const auto& sql : golds)
        if (auto gold = read_gold(sql, ontology)) return gold;
    return nullptr;
}

}  // namespace pf::train
