#include "sql/bound_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/ascii.hpp"
#include "sql/identifier.hpp"

namespace pf::sql {
namespace {

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
}

// Reads SQL that the parser has read: names, quoted names and texts, and anything else a character at a time, between
// blanks and comments (manual, 4.1).
class Reader {
 public:
    Reader(std::string_view sql, std::size_t at) : sql_(sql), at_(std::min(at, sql.size())) { skip_blanks(); }

    [[nodiscard]] std::size_t at() const { return at_; }
    [[nodiscard]] bool done() const { return at_ >= sql_.size(); }

    // One token; the blanks behind it are skipped.
    std::string_view next() {
        const auto start = at_;
        if (sql_[at_] == '\'' || sql_[at_] == '"')
            quoted(sql_[at_], false);
        else if ((sql_[at_] == 'E' || sql_[at_] == 'e') && at_ + 1 < sql_.size() && sql_[at_ + 1] == '\'')
            ++at_, quoted('\'', true);
        else if (sql_[at_] == '$')
            dollars();
        else if (is_name_character(sql_[at_]))
            while (!done() && is_name_character(sql_[at_])) ++at_;
        else
            ++at_;
        const auto token = sql_.substr(start, at_ - start);
        end_ = at_;
        skip_blanks();
        return token;
    }
    // Where the last token ended.
    [[nodiscard]] std::size_t end() const { return end_; }

    // Takes the token if it comes next.
    bool take(std::string_view wanted) {
        const auto before = *this;
        if (!done() && next() == wanted) return true;
        *this = before;
        return false;
    }

    // From behind an open bracket to the comma or the closing bracket of its level, or with `commas` false to that
    // bracket. The position of it.
    std::optional<std::size_t> close(bool commas) {
        for (int depth = 0; !done();) {
            const auto before = at_;
            const auto token = next();
            if (depth == 0 && (token == ")" || (commas && token == ","))) return before;
            if (token == "(" || token == "[") ++depth;
            if (token == ")" || token == "]") --depth;
        }
        return std::nullopt;
    }

 private:
    void skip_blanks() {
        while (!done()) {
            const auto rest = sql_.substr(at_);
            if (rest.starts_with("--"))
                at_ += std::min(rest.find('\n'), rest.size());
            else if (rest.starts_with("/*"))
                skip_comment();
            else if (std::string_view(" \t\r\n\f\v").find(rest[0]) != std::string_view::npos)
                ++at_;
            else
                return;
        }
    }

    void skip_comment() {
        int depth = 0;
        do {
            const auto rest = sql_.substr(at_);
            if (rest.starts_with("/*"))
                ++depth, at_ += 2;
            else if (rest.starts_with("*/"))
                --depth, at_ += 2;
            else
                ++at_;
        } while (depth > 0 && !done());
    }

    // $tag$ … $tag$
    void dollars() {
        const auto tag_end = sql_.find('$', at_ + 1);
        if (tag_end == std::string_view::npos) return void(++at_);
        const auto tag = sql_.substr(at_, tag_end - at_ + 1);
        const auto end = sql_.find(tag, tag_end + 1);
        at_ = end == std::string_view::npos ? sql_.size() : end + tag.size();
    }

    void quoted(char quote, bool escapes) {
        for (++at_; !done(); ++at_) {
            if (escapes && sql_[at_] == '\\') {
                ++at_;
            } else if (sql_[at_] == quote) {
                if (at_ + 1 >= sql_.size() || sql_[at_ + 1] != quote) break;
                ++at_;
            }
        }
        if (!done()) ++at_;
    }

    std::string_view sql_;
    std::size_t at_;
    std::size_t end_ = 0;
};

struct Insertion {
    std::size_t at;
    std::string text;
};

// No row at OFFSET: no limit. Else a cast that fails and says why; concat() is not folded before there is a row.
std::string limit_of(const std::string& name) {
    return fmt::format(
        "SELECT * FROM {0} LIMIT (SELECT concat('a recursive query makes more than {1} rows')::int FROM "
        "(SELECT 1 FROM {0} OFFSET {1}) more)",
        name, max_recursive_rows);
}

// Where the bracket opens that is closed right before `at`.
std::optional<std::size_t> bracket_before(std::string_view sql, std::size_t at) {
    std::vector<std::size_t> open;
    std::optional<std::size_t> closed;
    for (Reader reader(sql, 0); !reader.done() && reader.at() < at;) {
        const auto start = reader.at();
        const auto token = reader.next();
        closed.reset();
        if (token == "(") open.push_back(start);
        if (token != ")" || open.empty()) continue;
        closed = open.back();
        open.pop_back();
    }
    return closed;
}

// (…)::type, (…) AT TIME ZONE, CAST(… AS type)
void keep_brackets(std::string_view sql, const Edit& edit, std::vector<Insertion>& made) {
    if (Reader cast(sql, edit.at); !cast.done() && lower(cast.next()) == "cast") {
        if (!cast.take("(")) return;
        const auto start = cast.at();
        for (int depth = 0; !cast.done();) {
            const auto before = cast.at();
            const auto token = cast.next();
            if (depth == 0 && lower(token) == "as") {
                made.push_back({start, "COALESCE("});
                made.push_back({before, ") "});
                return;
            }
            depth += token == "(" || token == "[" ? 1 : token == ")" || token == "]" ? -1 : 0;
        }
        return;
    }
    if (const auto open = bracket_before(sql, edit.at)) made.push_back({*open, " COALESCE"});
}

void bound_length(Reader call, const Edit& edit, std::vector<Insertion>& made) {
    while (!call.done())
        if (call.next() == "(") break;
    if (call.done() || !call.close(true)) return;
    const auto start = call.at();
    const auto end = call.close(true);
    if (!end) return;
    made.push_back({start, "LEAST("});
    made.push_back({*end, fmt::format(", {})", edit.text)});
}

// name (columns) AS [[NOT] MATERIALIZED] (query). PostgreSQL computes a recursive query once, whoever reads it, and
// what stands around it should be no less: hence MATERIALIZED.
void bound_recursion(Reader query, const Edit& edit, std::vector<Insertion>& made) {
    const auto start = query.at();
    if (query.done()) return;
    query.next();
    if (query.take("(") && !query.close(false)) return;
    if (!query.take("AS")) return;
    query.take("NOT");
    query.take("MATERIALIZED");
    if (!query.take("(") || !query.close(false)) return;
    const auto name = quote_identifier(edit.text);
    made.push_back({start, fmt::format("{} AS MATERIALIZED (WITH RECURSIVE ", name)});
    made.push_back({query.end(), fmt::format(" {})", limit_of(name))});
}

}  // namespace

std::string bounded(std::string_view sql, const std::vector<Edit>& edits) {
    std::vector<Insertion> made;
    // What stands further out was found later, and of two at one place it comes first.
    for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit) switch (edit->kind) {
            case Edit::Kind::bound_length: bound_length(Reader(sql, edit->at), *edit, made); break;
            case Edit::Kind::bound_recursion: bound_recursion(Reader(sql, edit->at), *edit, made); break;
            case Edit::Kind::keep_brackets: keep_brackets(sql, *edit, made); break;
            case Edit::Kind::name_schema: made.push_back({edit->at, quote_identifier(edit->text) + "."}); break;
        }
    std::stable_sort(made.begin(), made.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    std::string text;
    std::size_t done = 0;
    for (const auto& insertion : made) {
        const auto at = std::min(insertion.at, sql.size());
        text += sql.substr(done, at - done);
        text += insertion.text;
        done = at;
    }
    return text += sql.substr(done);
}

bool is_bounded_recursion(const json::object& select, std::string_view name) {
    if (as_node(child(select, "limitCount")).kind != "SubLink") return false;
    const auto model = SyntaxTree::parse(limit_of(quote_identifier(name)));
    if (!model) return false;
    const auto& statements = list(model->root(), "stmts");
    const auto* statement = statements.empty() ? nullptr : statements[0].if_object();
    const auto expected = statement ? as_node(child(*statement, "stmt")) : Node{};
    if (!expected.fields || select.size() != expected.fields->size() + 1) return false;
    return std::all_of(select.begin(), select.end(), [&](const auto& member) {
        const auto* same = expected.fields->if_contains(member.key());
        return member.key() == "withClause" || (same && same_tree(member.value(), *same));
    });
}

}  // namespace pf::sql
