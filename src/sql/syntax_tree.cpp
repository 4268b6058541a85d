#include "sql/syntax_tree.hpp"

#include <fmt/format.h>
#include <pg_query.h>

#include <utility>

namespace pf::sql {
namespace {

// A level of SQL is two to five levels of JSON; the guard's own limit is 200 levels of SQL.
constexpr std::size_t max_json_depth = 1200;

// libpg_query's results are C structs with a free function each.
template <class Result, void (*release)(Result)>
struct Owned {
    Result result;
    ~Owned() { release(result); }
};
using Parsed = Owned<PgQueryParseResult, pg_query_free_parse_result>;
using ParsedProtobuf = Owned<PgQueryProtobufParseResult, pg_query_free_protobuf_parse_result>;
using Deparsed = Owned<PgQueryDeparseResult, pg_query_free_deparse_result>;

Error syntax_error(const PgQueryError& error) {
    std::string message = error.message ? error.message : "syntax error";
    if (error.cursorpos > 0) message += fmt::format(" (character {})", error.cursorpos);
    return make_error(ErrorKind::invalid_request, "This is not a query PostgreSQL can read: " + message + ".");
}

bool is_position(std::string_view name) { return name == "location" || name == "stmt_location" || name == "stmt_len"; }

json::object::const_iterator next_meaningful(json::object::const_iterator member, const json::object& object) {
    while (member != object.end() && is_position(member->key())) ++member;
    return member;
}

}  // namespace

Result<SyntaxTree> SyntaxTree::parse(const std::string& sql) {
    const Parsed parsed{pg_query_parse(sql.c_str())};
    if (parsed.result.error) return syntax_error(*parsed.result.error);

    const std::string_view source(parsed.result.parse_tree);
    auto memory = std::make_unique<json::monotonic_resource>(4 * source.size() + 1024);
    json::parse_options options;
    options.max_depth = max_json_depth;
    json::error_code failed;
    auto value = json::parse(source, failed, memory.get(), options);
    if (failed == json::error::too_deep)
        return make_error(ErrorKind::forbidden_sql, "The query is nested too deeply.", "Ask for less at once.");
    if (failed || !value.is_object()) return make_error(ErrorKind::invalid_request, "The text holds no query.");
    return SyntaxTree(std::move(memory), std::move(value));
}

Result<std::string> write_out(const std::string& sql) {
    const ParsedProtobuf parsed{pg_query_parse_protobuf(sql.c_str())};
    if (parsed.result.error) return syntax_error(*parsed.result.error);
    const Deparsed written{pg_query_deparse_protobuf(parsed.result.parse_tree)};
    if (written.result.error) return syntax_error(*written.result.error);
    return std::string(written.result.query);
}

bool same_tree(const json::value& a, const json::value& b) {
    if (a.kind() != b.kind()) return false;
    if (const auto* left = a.if_object()) {
        const auto& right = b.get_object();
        // Both were printed by the same function, so their members stand in the same order.
        auto other = next_meaningful(right.begin(), right);
        for (auto member = next_meaningful(left->begin(), *left); member != left->end();
             member = next_meaningful(member + 1, *left)) {
            if (other == right.end() || member->key() != other->key() || !same_tree(member->value(), other->value()))
                return false;
            other = next_meaningful(other + 1, right);
        }
        return other == right.end();
    }
    if (const auto* left = a.if_array()) {
        const auto& right = b.get_array();
        if (left->size() != right.size()) return false;
        for (std::size_t i = 0; i < left->size(); ++i)
            if (!same_tree((*left)[i], right[i])) return false;
        return true;
    }
    return a == b;
}

Node as_node(const json::value& value) {
    const auto* object = value.if_object();
    if (!object || object->size() != 1) return {};
    const auto& member = *object->begin();
    const auto* fields = member.value().if_object();
    return fields ? Node{member.key(), fields} : Node{};
}

const json::value& child(const json::object& node, std::string_view name) {
    static const json::value absent;
    const auto* value = node.if_contains(name);
    return value ? *value : absent;
}

bool has(const json::object& node, std::string_view name) { return node.if_contains(name) != nullptr; }

std::string_view text(const json::object& node, std::string_view name) {
    const auto* value = child(node, name).if_string();
    return value ? std::string_view(*value) : std::string_view();
}

bool flag(const json::object& node, std::string_view name) {
    const auto* value = child(node, name).if_bool();
    return value && *value;
}

std::int64_t number(const json::object& node, std::string_view name) {
    const auto* value = child(node, name).if_int64();
    return value ? *value : 0;
}

const json::array& list(const json::object& node, std::string_view name) {
    static const json::array absent;
    const auto* value = child(node, name).if_array();
    return value ? *value : absent;
}

std::vector<std::string_view> names(const json::object& node, std::string_view name) {
    std::vector<std::string_view> all;
    for (const auto& item : list(node, name)) {
        const auto string = as_node(item);
        all.push_back(string.kind == "String" ? text(*string.fields, "sval") : std::string_view());
    }
    return all;
}

}  // namespace pf::sql
