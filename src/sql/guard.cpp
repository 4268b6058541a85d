// guard(): text → characters → tree → checked tree → written out with every table's schema → checked again.
#include "sql/guard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/utf8.hpp"
#include "sql/bound_text.hpp"
#include "sql/identifier.hpp"
#include "sql/query_check.hpp"
#include "sql/syntax_tree.hpp"

namespace pf::sql {
namespace {

// What 8 MiB of stack was measured to hold (docs/security.md), whatever the policy says.
constexpr std::size_t hard_max_bytes = 16 * 1024;

std::optional<Error> refuse_characters(std::string_view sql, const GuardPolicy& policy) {
    const auto most = std::min(policy.max_bytes, hard_max_bytes);
    if (sql.size() > most)
        return make_error(ErrorKind::invalid_request,
                          fmt::format("The query is {} bytes long; {} is the limit.", sql.size(), most));
    if (!is_utf8(sql)) return make_error(ErrorKind::invalid_request, "The query is not valid UTF-8.");
    if (holds_control_characters(sql))
        return make_error(ErrorKind::invalid_request, "The query holds control characters.");
    return std::nullopt;
}

// `sql` with "schema". before every table that is named without one.
std::string qualified(std::string_view sql, std::vector<QueryCheck::Unqualified> tables) {
    std::sort(tables.begin(), tables.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    std::string text;
    std::size_t done = 0;
    for (const auto& table : tables) {
        text += sql.substr(done, table.at - done);
        text += quote_identifier(table.schema);
        text += '.';
        done = table.at;
    }
    return text += sql.substr(done);
}

Error cannot_be_repeated() {
    return make_error(ErrorKind::forbidden_sql, "The query is written in a way that cannot be repeated exactly.",
                      "Write it more plainly.");
}

std::vector<Edit> brackets_to_keep(const std::vector<Edit>& edits) {
    std::vector<Edit> kept;
    for (const auto& edit : edits)
        if (edit.kind == Edit::Kind::keep_brackets) kept.push_back(edit);
    return kept;
}

// Each edit is made once: what is still wanting then cannot be mended.
enum class Stage { asked, brackets_kept, bounded };

// The text that may run and the relations it reads.
Result<std::pair<std::string, std::vector<std::string>>> guard_at(Stage stage, std::string_view sql,
                                                                  const GuardPolicy& policy) {
    if (auto error = refuse_characters(sql, policy)) return *error;
    const std::string asked(sql);
    const auto asked_tree = SyntaxTree::parse(asked);
    if (!asked_tree) return asked_tree.error();
    QueryCheck asked_check(policy, asked);
    asked_check.statement(asked_tree->root());
    if (asked_check.refusal()) return *asked_check.refusal();
    if (const auto kept = brackets_to_keep(asked_check.edits()); !kept.empty()) {
        if (stage == Stage::bounded || stage == Stage::brackets_kept) return cannot_be_repeated();
        return guard_at(Stage::brackets_kept, bounded(asked, kept), policy);
    }

    const auto meant = qualified(asked, asked_check.unqualified());
    const auto meant_tree = SyntaxTree::parse(meant);
    if (!meant_tree) return meant_tree.error();
    auto written = write_out(meant);
    if (!written) return written.error();

    // What runs is this text, so this text is what is checked; and it must mean what was asked.
    if (auto error = refuse_characters(*written, policy)) return *error;
    const auto written_tree = SyntaxTree::parse(*written);
    if (!written_tree) return written_tree.error();
    QueryCheck written_check(policy, *written);
    written_check.statement(written_tree->root());
    if (written_check.refusal()) return *written_check.refusal();
    if (!written_check.unqualified().empty() || !same_tree(meant_tree->root(), written_tree->root()))
        return cannot_be_repeated();
    if (!written_check.edits().empty()) {
        if (stage == Stage::bounded) return cannot_be_repeated();
        return guard_at(Stage::bounded, bounded(*written, written_check.edits()), policy);
    }
    const auto& relations = written_check.relations();
    return std::pair{std::move(*written), std::vector<std::string>(relations.begin(), relations.end())};
}

}  // namespace

Result<GuardedSql> guard(std::string_view sql, const GuardPolicy& policy) {
    auto made = guard_at(Stage::asked, sql, policy);
    if (!made) return made.error();
    return GuardedSql(std::move(made->first), std::move(made->second));
}

}  // namespace pf::sql
