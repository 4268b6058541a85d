// QueryCheck: the queries of WITH RECURSIVE. How many rows they make is bounded when they run (bound_text.hpp); here it
// is how large a value can become from step to step: it may be added to, not multiplied.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "sql/query_check.hpp"

namespace pf::sql {

// A query of WITH RECURSIVE; it need not be recursive. `bounded`: what reads it ends it after max_recursive_rows.
Output QueryCheck::common_table(const json::object& node, CommonTable& table, bool bounded, Scope& scope) {
    const auto query = as_node(child(node, "ctequery"));
    const auto around = recursion_;
    recursion_ = {};
    if (query.kind == "SelectStmt" && text(*query.fields, "op") == "SETOP_UNION")
        recursion_ = {query.fields, &table, names(node, "aliascolnames")};
    table.state = CommonTable::State::first_part;
    auto output = select_stmt(child(node, "ctequery"), &scope, "A query in WITH");
    rename(output.columns, names(node, "aliascolnames"));
    recursion_ = around;
    if (table.self_references > 0 && !bounded)
        edits_.push_back(
            {Edit::Kind::bound_recursion, static_cast<std::size_t>(number(node, "location")), std::string(table.name)});
    return output;
}

// The second part of a recursive query. A column that is made anew in each step, like the name of the row that is read,
// carries nothing on: once that is known the part is read again with it, unless another such part is being read.
Output QueryCheck::step(CommonTable& table, const Output& first, const std::vector<std::string_view>& own_names,
                        const json::object& second, Scope& scope) {
    begin_step(table, first);
    rename(table.output.columns, own_names);
    const auto counted = std::tuple(operators_, table_references_, common_table_references_);
    const auto edits = edits_.size();
    const auto unqualified = unqualified_.size();
    auto made = select(second, &scope);
    const auto multiplies = [](const Column& column) { return column.bounds.recursive > 1; };
    const auto fresh = [](const Column& column) { return column.bounds.recursive == 0; };
    if (refusal_ || read_again_ || made.columns.size() != first.columns.size() ||
        std::none_of(made.columns.begin(), made.columns.end(), multiplies) ||
        std::none_of(made.columns.begin(), made.columns.end(), fresh))
        return made;
    for (std::size_t i = 0; i < made.columns.size(); ++i)
        if (fresh(made.columns[i]))
            table.output.columns[i].bounds = either(first.columns[i].bounds, made.columns[i].bounds);
    std::tie(operators_, table_references_, common_table_references_) = counted;
    edits_.resize(edits);
    unqualified_.resize(unqualified);
    table.self_references = 0;
    read_again_ = true;
    made = select(second, &scope);
    read_again_ = false;
    return made;
}

// What the second part sees of the rows that were made: how much of their own a column adds to them is then found in
// what comes out.
void QueryCheck::begin_step(CommonTable& table, const Output& first) {
    table.output = {first.columns, Bulk::reduced, 1};
    for (auto& column : table.output.columns) {
        ValueBounds bounds;
        bounds.recursive = 1;
        bounds.digits = column.bounds.digits;
        bounds.numeric = column.bounds.numeric;
        bounds.far = column.bounds.far;
        column.bounds = bounds;
    }
    table.state = CommonTable::State::step;
}

// The columns of a recursive query after all steps. A column may carry what another had and add to it, so those that
// are carried on are bounded together. The text of a value grows by as much each step: temp_file_limit ends that; a
// UNION keeps its rows in memory, so there it may not.
void QueryCheck::end_step(const CommonTable& table, const Output& first, Output& step, bool all) {
    ValueBounds carried;
    double grown = 0;
    double copied = 0;
    double longer = 0;
    bool moves = false;
    for (std::size_t i = 0; i < step.columns.size(); ++i) {
        carried = either(carried, first.columns[i].bounds);
        const auto& bounds = step.columns[i].bounds;
        if (bounds.recursive == 0) continue;
        if (bounds.recursive > 1)
            return refuse(fmt::format("The column \"{}\" of the recursive query \"{}\" would multiply in each step.",
                                      first.columns[i].name, table.name),
                          "Let each step add to it once.");
        if (!all && (!bounds.numeric || bounds.digits > first.columns[i].bounds.digits) &&
            (bounds.written > 0 || bounds.copies > 0))
            return refuse(fmt::format("The column \"{}\" of the recursive query \"{}\" grows in each step, and UNION "
                                      "keeps all of them in memory.",
                                      first.columns[i].name, table.name),
                          "Use UNION ALL.");
        grown = std::max(grown, bounds.written);
        copied = std::max(copied, bounds.copies);
        longer = std::max(longer, bounds.digits - first.columns[i].bounds.digits);
        moves = moves || bounds.written > 0 || bounds.copies > 0;
    }
    for (std::size_t i = 0; i < step.columns.size(); ++i) {
        auto& bounds = step.columns[i].bounds;
        const bool own = bounds.recursive > 0;
        bounds = either(first.columns[i].bounds, bounds);
        bounds.recursive = 0;
        if (!own) continue;
        bounds.number.reset();
        bounds.written = std::max(carried.written, bounds.written) + likely_depth * grown;
        bounds.copies = std::max(carried.copies, bounds.copies) + likely_depth * copied;
        bounds.digits = std::max(carried.digits, bounds.digits) + likely_depth * longer;
        bounds.far = bounds.far || carried.far || moves;
    }
    step.bulk = std::max({first.bulk, step.bulk, Bulk::reduced});
    step.rows = unknown_rows;
}

}  // namespace pf::sql
