#include "app/semantic_model.hpp"

#include <fmt/format.h>

#include <iterator>

#include "base/embedded.hpp"
#include "base/files.hpp"
#include "catalogue/build_value_index.hpp"
#include "catalogue/check_keys.hpp"
#include "catalogue/load_catalogue.hpp"
#include "catalogue/load_yaml.hpp"
#include "compiler/infer_keys.hpp"

namespace pf::app {
namespace {

constexpr std::size_t max_file_bytes = 1u << 20;

// Rows written are counted by the cumulative statistics (PostgreSQL 15 manual, 28.2); nothing is read of the tables.
constexpr sql::Literal fingerprint =
    "SELECT md5(string_agg(c.oid || ':' || c.relname || ':' || c.relnatts || ':' || c.xmin, ',' ORDER BY c.oid)) "
    "|| ':' || coalesce(sum(pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_tuples_updated(c.oid) + "
    "pg_stat_get_tuples_deleted(c.oid)), 0) "
    "|| (SELECT md5(coalesce(string_agg(oid || ':' || xmin, ',' ORDER BY oid), '')) FROM pg_proc WHERE oid >= 16384) "
    "|| (SELECT md5(coalesce(string_agg(oid || ':' || xmin, ',' ORDER BY oid), '')) FROM pg_rewrite WHERE oid >= "
    "16384) "
    "|| (SELECT md5(coalesce(string_agg(oid || ':' || xmin, ',' ORDER BY oid), '')) FROM pg_policy) "
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema', "
    "'pg_toast', 'rule_views', 'pattern_factory')";

}  // namespace

Result<ModelFile> read_model_file(const Config& config, bool sample) {
    if (config.semantic_model.empty()) {
        if (!sample) return ModelFile{};
        const auto files = embedded_files(Group::model);
        if (files.empty()) return ModelFile{};
        return ModelFile{std::string(files[0].path), std::string(files[0].bytes)};
    }
    auto text = read_file(config.semantic_model, max_file_bytes + 1);
    if (!text)
        return make_error(ErrorKind::invalid_request,
                          fmt::format("{}: the file cannot be read.", config.semantic_model));
    if (text->size() > max_file_bytes)
        return make_error(ErrorKind::invalid_request,
                          fmt::format("{}: the file is larger than 1 MiB.", config.semantic_model));
    return ModelFile{config.semantic_model, std::move(*text)};
}

Task<Result<std::shared_ptr<const model::Snapshot>>> load_semantic_model(pg::Connection& connection,
                                                                         std::vector<std::string> schemas,
                                                                         const ModelFile& file, Deadline deadline,
                                                                         std::vector<std::string> allowed_views,
                                                                         std::string always_schema) {
    auto loaded =
        co_await catalogue::load_guarded_catalogue(connection, std::move(schemas), std::move(allowed_views), deadline);
    if (!loaded) co_return loaded.error();
    auto* const catalogue = &loaded->ontology;
    if (!file.text.empty()) {
        auto laid_over = catalogue::load_yaml(file.text, file.name, *catalogue, always_schema);
        if (!laid_over) co_return laid_over.error();
        *catalogue = std::move(*laid_over);
    }
    auto values = co_await catalogue::build_value_index(connection, *catalogue, {}, deadline);
    if (!values) co_return values.error();
    auto keys = co_await catalogue::check_keys(connection, *catalogue, compiler::propose_keys(*catalogue, *values), {},
                                               deadline);
    if (!keys) co_return keys.error();
    compiler::adopt_keys(*catalogue, *values, *keys);
    co_return model::make_snapshot(std::move(*catalogue), std::move(*values), std::move(loaded->withheld),
                                   std::move(loaded->extension_functions));
}

Task<Result<std::string>> database_fingerprint(pg::Connection& connection, Deadline deadline) {
    auto row = co_await connection.query(fingerprint, {}, deadline);
    if (!row) co_return row.error();
    co_return std::string(row->text(0, 0));
}

}  // namespace pf::app
