#include "constructs.hpp"

#include <algorithm>
#include <cctype>

namespace pf::train {
namespace {

class Text {
 public:
    explicit Text(std::string_view sql) : upper_(sql) {
        for (auto& c : upper_) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    [[nodiscard]] bool has(std::string_view part) const { return upper_.find(part) != std::string::npos; }
    [[nodiscard]] std::size_t count(std::string_view part) const {
        std::size_t made = 0;
        for (auto at = upper_.find(part); at != std::string::npos; at = upper_.find(part, at + part.size())) ++made;
        return made;
    }
    // Columns of the first select list.
    [[nodiscard]] int shown() const {
        const auto end = std::min(upper_.find(" FROM "), upper_.size());
        int depth = 0, columns = 1;
        for (std::size_t i = 0; i < end; ++i) {
            depth += upper_[i] == '(' ? 1 : upper_[i] == ')' ? -1 : 0;
            columns += upper_[i] == ',' && depth == 0;
        }
        return columns;
    }

 private:
    std::string upper_;
};

using Found = std::vector<std::string>;

void add_nesting(const Text& sql, Found& found) {
    for (const char* operation : {"INTERSECT", "EXCEPT", "UNION"})
        if (sql.has(operation)) found.emplace_back(operation);
    const bool set = !found.empty(), not_in = sql.has("NOT IN (SELECT"), derived = sql.has("FROM (SELECT");
    if (not_in) found.emplace_back("not in");
    if (!not_in && sql.has(" IN (SELECT")) found.emplace_back("in");
    if (derived) found.emplace_back("from (select)");
    if (!set && !derived && sql.count("SELECT ") > 1 && !sql.has("IN (SELECT"))
        found.emplace_back("compared with a subquery");
}

void add_clauses(const Text& sql, Found& found) {
    if (sql.has(" HAVING ")) found.emplace_back("having");
    if (sql.has(" GROUP BY ")) found.emplace_back("group by");
    if (sql.has(" ORDER BY ")) found.emplace_back(sql.has(" LIMIT ") ? "top" : "order by");
    if (sql.has(" OR ")) found.emplace_back("or");
    if (sql.has("DISTINCT")) found.emplace_back("distinct");
    if (sql.has("LIKE ")) found.emplace_back("like");
    if (sql.has(" BETWEEN ")) found.emplace_back("between");
}

void add_size(const Text& sql, Found& found) {
    const auto joins = sql.count(" JOIN ");
    if (joins == 1) found.emplace_back("1 join");
    if (joins == 2) found.emplace_back("2 joins");
    if (joins > 2) found.emplace_back("3 or more joins");
    if (joins == 0 && sql.count("SELECT ") == 1) found.emplace_back("one table");
    const int shown = sql.shown();
    found.emplace_back(shown > 3 ? "shows 4 or more" : "shows " + std::to_string(shown));
}

}  // namespace

std::vector<std::string> constructs(std::string_view sql) {
    const Text text(sql);
    Found found;
    add_nesting(text, found);
    add_clauses(text, found);
    add_size(text, found);
    return found;
}

}  // namespace pf::train
