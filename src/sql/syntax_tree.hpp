// PostgreSQL's own syntax tree of a text (libpg_query), as JSON, and the way back from text to its written-out form.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace pf::sql {

namespace json = boost::json;

class SyntaxTree {
 public:
    // The tree of `sql`. Errors: invalid_request with PostgreSQL's own message, forbidden_sql for a tree nested deeper
    // than any the guard accepts. Needs a stack of 8 MiB for 16 KiB of text (docs/security.md).
    static Result<SyntaxTree> parse(const std::string& sql);

    [[nodiscard]] const json::object& root() const { return root_.get_object(); }

 private:
    SyntaxTree(std::unique_ptr<json::monotonic_resource> memory, json::value root)
        : memory_(std::move(memory)), root_(std::move(root)) {}
    std::unique_ptr<json::monotonic_resource> memory_;  // freed at once: no recursion over a deep tree
    json::value root_;
};

// `sql` parsed and written out again by libpg_query: no comments, no odd quoting. Only for text whose tree has passed
// the guard's limits: this recursion dies of a stack overflow long before the parser does.
Result<std::string> write_out(const std::string& sql);

// Equal trees, wherever in the text their parts stand.
[[nodiscard]] bool same_tree(const json::value& a, const json::value& b);

// A node is an object with one member: its kind. An absent node has an empty kind.
struct Node {
    std::string_view kind;
    const json::object* fields = nullptr;
};

[[nodiscard]] Node as_node(const json::value& value);

// A member of a node: absent members are an empty node, text, list, false or 0, as libpg_query leaves those out.
[[nodiscard]] const json::value& child(const json::object& node, std::string_view name);
[[nodiscard]] bool has(const json::object& node, std::string_view name);
[[nodiscard]] std::string_view text(const json::object& node, std::string_view name);
[[nodiscard]] bool flag(const json::object& node, std::string_view name);
[[nodiscard]] std::int64_t number(const json::object& node, std::string_view name);
[[nodiscard]] const json::array& list(const json::object& node, std::string_view name);

// The strings of a list of String nodes; a node of another kind becomes an empty string.
[[nodiscard]] std::vector<std::string_view> names(const json::object& node, std::string_view name);

}  // namespace pf::sql
