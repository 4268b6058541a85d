#include "pitboss/definitions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/ascii.hpp"
#include "base/utf8.hpp"
#include "model/write_vocabulary.hpp"
#include "pg/pool.hpp"
#include "tools/sql_pitboss.hpp"

namespace pf::pitboss {
namespace {

using model::Definition;

constexpr std::size_t max_name_bytes = 120, max_definition_bytes = 2000;

constexpr sql::Literal list_kept =
    "SELECT name, kind, definition, date_column, description FROM pattern_factory.vocabulary ORDER BY lower(name) "
    "LIMIT 10000";
constexpr sql::Literal list_makers = "SELECT name, made_by, changed_by FROM pattern_factory.vocabulary LIMIT 10000";
constexpr sql::Literal keep_one =
    "INSERT INTO pattern_factory.vocabulary AS known (name, kind, definition, date_column, description, made_by) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (lower(name)) DO UPDATE SET name = excluded.name, kind = "
    "excluded.kind, "
    "definition = excluded.definition, date_column = excluded.date_column, description = excluded.description, "
    "changed_by = coalesce(nullif($6, ''), known.changed_by)";
constexpr sql::Literal remove_one =
    "DELETE FROM pattern_factory.vocabulary WHERE lower(name) = lower($1) RETURNING name";

bool is_kept(const Definition& definition) { return definition.where == kept_place; }

bool same_name(const Definition& one, std::string_view other) { return lower(one.name) == lower(other); }

Result<void> check_texts(Definition& definition) {
    const auto bad = [](std::string message) { return make_error(ErrorKind::invalid_request, std::move(message)); };
    definition.name = std::string(trimmed(definition.name));
    definition.is = std::string(trimmed(definition.is));
    for (const auto* text : {&definition.name, &definition.is, &definition.date, &definition.description})
        if (!is_utf8(*text) || holds_control_characters(*text)) return bad("The fields must be text of one line.");
    if (definition.name.empty() || definition.name.size() > max_name_bytes)
        return bad(fmt::format("name must have 1 to {} bytes.", max_name_bytes));
    if (definition.is.empty()) return bad("is must say what it is, such as sum(orders.total).");
    for (const auto* text : {&definition.is, &definition.date, &definition.description})
        if (text->size() > max_definition_bytes)
            return bad(fmt::format("A field is longer than {} bytes.", max_definition_bytes));
    return {};
}

}  // namespace

Task<Result<std::vector<Definition>>> kept_definitions(pg::Pool& app, Deadline deadline) {
    auto lease = co_await app.acquire(deadline);
    if (!lease) co_return lease.error();
    auto rows = co_await (**lease).query(list_kept, {}, deadline);
    if (!rows) co_return rows.error();
    std::vector<Definition> kept;
    for (int i = 0; i < rows->size(); ++i) {
        Definition made;
        if (!model::read_kind(rows->text(i, 1), made.kind)) continue;
        made.name = rows->text(i, 0);
        made.is = rows->text(i, 2);
        made.date = rows->text(i, 3);
        made.description = rows->text(i, 4);
        made.where = kept_place;
        kept.push_back(std::move(made));
    }
    co_return kept;
}

std::shared_ptr<const model::Snapshot> with_kept(const model::Snapshot& snapshot, std::vector<Definition> kept) {
    auto made = std::make_shared<model::Snapshot>(snapshot);
    auto& definitions = made->ontology.vocabulary.definitions;
    std::erase_if(definitions, is_kept);
    std::move(kept.begin(), kept.end(), std::back_inserter(definitions));
    return made;
}

std::string_view kind_of(const Definition& definition) { return model::to_string(definition.kind); }

bool set_kind(Definition& definition, std::string_view kind) { return model::read_kind(kind, definition.kind); }

std::string Definitions::yaml() const { return model::write_vocabulary(all()); }

std::vector<Definition> Definitions::all() const { return services_.snapshot()->ontology.vocabulary.definitions; }

std::vector<std::string> Definitions::refused() const { return services_.generator->refused(); }

Task<Result<std::vector<WordCount>>> Definitions::unknown(Deadline deadline) {
    auto words = co_await unknown_of_week(*services_.app, deadline);
    if (!words) co_return words.error();
    for (const auto& definition : all()) {
        const auto means = [&](const WordCount& said) {
            return same_name(definition, said.word) ||
                   std::any_of(definition.synonyms.begin(), definition.synonyms.end(),
                               [&](const std::string& synonym) { return lower(synonym) == lower(said.word); });
        };
        std::erase_if(*words, means);
    }
    co_return words;
}

Task<Result<std::map<std::string, Makers>>> Definitions::makers(Deadline deadline) {
    auto lease = co_await services_.app->acquire(deadline);
    if (!lease) co_return lease.error();
    auto rows = co_await (**lease).query(list_makers, {}, deadline);
    if (!rows) co_return rows.error();
    std::map<std::string, Makers> makers;
    for (int i = 0; i < rows->size(); ++i)
        makers.emplace(lower(rows->text(i, 0)), Makers{std::string(rows->text(i, 1)), std::string(rows->text(i, 2))});
    co_return makers;
}

Task<std::vector<DefinitionCandidate>> Definitions::candidates(std::string word) {
    std::vector<DefinitionCandidate> made;
    for (auto& candidate : co_await services_.generator->candidates(std::move(word)))
        made.push_back({std::move(candidate.definition), std::move(candidate.says)});
    co_return made;
}

Task<Result<Definition>> Definitions::keep(Definition definition, std::string by, Deadline deadline) {
    if (auto checked = check_texts(definition); !checked) co_return checked.error();
    definition.where = kept_place;
    const auto snapshot = services_.snapshot();
    std::vector<Definition> kept;
    for (const auto& known : snapshot->ontology.vocabulary.definitions) {
        if (same_name(known, definition.name) && !is_kept(known))
            co_return make_error(ErrorKind::invalid_request,
                                 fmt::format("{} is defined in {}.", known.name, known.where),
                                 "Change it there, or choose another name.");
        if (is_kept(known) && !same_name(known, definition.name)) kept.push_back(known);
    }
    kept.push_back(definition);
    const auto wanted = with_kept(*snapshot, std::move(kept));
    const auto mark = fmt::format("{}: {} is not used: ", kept_place, definition.name);
    for (const auto& entry : co_await services_.generator->refused(wanted))
        if (entry.starts_with(mark))
            co_return make_error(ErrorKind::invalid_request, "This cannot be used: " + entry.substr(mark.size()) + ".",
                                 "Name columns as table.column; see the semantic model's documentation.");
    {
        auto lease = co_await services_.app->acquire(deadline);
        if (!lease) co_return lease.error();
        auto written =
            co_await (**lease).query(keep_one,
                                     pg::params(definition.name, std::string(model::to_string(definition.kind)),
                                                definition.is, definition.date, definition.description, by),
                                     deadline);
        if (!written) co_return written.error();
    }
    if (auto used = co_await use_kept(deadline); !used) co_return used.error();
    co_return definition;
}

Task<Result<void>> Definitions::remove(std::string name, Deadline deadline) {
    {
        auto lease = co_await services_.app->acquire(deadline);
        if (!lease) co_return lease.error();
        auto removed = co_await (**lease).query(remove_one, pg::params(name), deadline);
        if (!removed) co_return removed.error();
        if (removed->empty())
            co_return make_error(ErrorKind::not_found, fmt::format("\"{}\" is not kept.", name.substr(0, 40)),
                                 "What a file defines is changed there.");
    }
    co_return co_await use_kept(deadline);
}

Task<Result<void>> Definitions::use_kept(Deadline deadline) {
    auto kept = co_await kept_definitions(*services_.app, deadline);
    if (!kept) co_return kept.error();
    co_await services_.generator->use(with_kept(*services_.snapshot(), std::move(*kept)));
    co_return Result<void>();
}

}  // namespace pf::pitboss
