// "pairs of guests with the same pattern": a self join over what two rows share.
#include "compiler/completion.hpp"

namespace pf::compiler {
namespace {

// A column of a row against the same column of the other row.
Condition compared_rows(ColumnId column, Op op) {
    Condition made;
    made.kind = Condition::Kind::terms;
    made.op = op;
    made.left = made.right = plain_term(column);
    made.right.instance = 1;
    return made;
}

}  // namespace

bool complete_pairs(const Analysis& analysis, const SchemaIndex& schema, const JoinCosts& costs,
                    std::vector<Plan>& plans) {
    const auto& tokens = analysis.sentence.tokens;
    int pairs = -1, same = -1;
    for (int i = 0; i < static_cast<int>(tokens.size()); ++i) {
        const auto& word = tokens[static_cast<std::size_t>(i)].word;
        if (word == "pairs" || word == "pair") pairs = i;
        if (word == "same" && pairs >= 0 && same < 0) same = i;
    }
    if (pairs < 0 || same < 0) return false;
    for (const auto& of : analysis.tables) {
        if (of.begin <= pairs || of.begin - pairs > 3 || of.link < 0.9F) continue;
        const int key = schema.key_column(of.table);
        if (key < 0) continue;
        // what they share: another table over a link table, or a column of their own table
        Plan plan;
        auto& from = plan.query.from;
        from.push_back({of.table, 0, -1, -1});
        std::vector<Term> shown;
        int end = -1;
        for (const auto& shared : analysis.tables) {
            if (shared.begin <= same || shared.begin - same > 2 || shared.link < 0.9F || shared.table == of.table)
                continue;
            const auto path = shortest_path({of.table}, shared.table, schema, costs);
            if (path.empty() || path.size() > 2) continue;
            int at = 0, table = of.table;
            for (const int e : path) {
                const auto& edge = schema.edges()[static_cast<std::size_t>(e)];
                table = edge.from == table ? edge.to : edge.from;
                from.push_back({table, 0, e, at});
                at = static_cast<int>(from.size()) - 1;
            }
            for (std::size_t k = path.size(); k-- > 0;) {  // and back to the other one
                const auto& edge = schema.edges()[static_cast<std::size_t>(path[k])];
                table = edge.from == table ? edge.to : edge.from;
                from.push_back({table, 1, path[k], at});
                at = static_cast<int>(from.size()) - 1;
            }
            for (const int column : schema.naming_columns(shared.table))
                shown.push_back(plain_term({shared.table, column}));
            end = shared.end;
            break;
        }
        for (const auto& shared : analysis.columns) {
            if (end >= 0) break;
            if (shared.begin <= same || shared.begin - same > 2 || !shared.exact || shared.column.table != of.table)
                continue;
            from.push_back({of.table, 1, -1, 0});
            plan.query.where.push_back(compared_rows(shared.column, Op::eq));
            shown.push_back(plain_term(shared.column));
            end = shared.end;
        }
        if (end < 0) continue;
        for (const int instance : {0, 1})
            for (const int column : schema.naming_columns(of.table)) {
                auto term = plain_term({of.table, column});
                term.instance = instance;
                plan.query.select.push_back(term);
            }
        plan.query.select.insert(plan.query.select.end(), shown.begin(), shown.end());
        plan.query.where.push_back(compared_rows({of.table, key}, Op::lt));
        plan.moves = self_pairs;
        for (std::size_t t = 0; t < tokens.size(); ++t) plan.covered.set(t, static_cast<int>(t) <= end);
        plans.push_back(std::move(plan));
        return true;
    }
    return false;
}

}  // namespace pf::compiler
