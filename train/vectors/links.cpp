// compiler_links: what train/vectors/fit.py fits the trust in word vectors on. For each word of a question that nothing
// else links, and each name of its schema: how near they are, and whether the gold SQL has the name and no other word
// of the question says it.
//   compiler_links --questions FILE … > links.tsv
// Lines: fold, question, token, "vectors" or "phrase", 0 or 1, cosines of both spaces, gaps to the nearest name of
// both. The database comes from the PG* variables.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <set>
#include <string>

#include "compiler/mentions.hpp"
#include "compiler/spelling.hpp"
#include "gold.hpp"
#include "workspace.hpp"

namespace {

using namespace pf;
using namespace pf::train;

// The keys (SchemaIndex::name_vectors) of the names that a gold query has.
class GoldKeys {
 public:
    GoldKeys(const GoldQuery& gold, const compiler::SchemaIndex& schema) : schema_(schema) { add(gold); }
    [[nodiscard]] const std::set<std::string, std::less<>>& all() const { return keys_; }

 private:
    void add(const GoldQuery& query) {
        for (const auto& term : query.select) add(term.column);
        for (const auto& term : query.group) add(term.column);
        for (const auto& [term, descending] : query.order) add(term.column);
        for (const int table : query.tables) add(compiler::ColumnId{table, -1});
        for (const auto* conditions : {&query.where, &query.having})
            for (const auto& condition : *conditions) {
                add(condition.left.column);
                if (condition.subquery) add(*condition.subquery);
            }
        if (query.right) add(*query.right);
        if (query.inner) add(*query.inner);
    }
    void add(compiler::ColumnId id) {
        if (id.table < 0) return;
        std::string joined;
        for (const auto& word : schema_.words_of(id)) {
            keys_.insert(word.stem);
            joined += word.word;
        }
        keys_.insert(compiler::stem(joined));
    }

    const compiler::SchemaIndex& schema_;
    std::set<std::string, std::less<>> keys_;
};

bool linked(const compiler::Token& token, const compiler::SchemaIndex& schema) {
    const auto postings = schema.near_postings(token.stem);
    return std::any_of(postings.begin(), postings.end(),
                       [](const auto& posting) { return posting.quality > compiler::linked_by_letters; });
}

void print_links(const Question& question, std::size_t number, const compiler::SchemaIndex& schema) {
    const auto gold = read_gold(question.gold, schema.ontology());
    if (!gold) return;
    const GoldKeys keys(*gold, schema);
    const auto tokens = compiler::tokenise(question.sentence, compiler::Spelling(schema)).tokens;
    std::set<std::string, std::less<>> said;
    for (const auto& token : tokens) said.insert(token.stem);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const auto word = compiler::meant_by(tokens[i], schema);
        if (word.empty() || linked(tokens[i], schema)) continue;
        for (const auto& name : schema.name_vectors().near(word, schema.name_vectors().size(), 0))
            fmt::print("{}\t{}\t{}\t{}\t{:d}\t{:.3f}\t{:.3f}\t{:.3f}\t{:.3f}\n", question.fold, number, i,
                       compiler::name_of(name.by), keys.all().contains(name.key) && !said.contains(name.key),
                       name.nearness.company, name.nearness.use, name.nearness.company_gap, name.nearness.use_gap);
    }
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<QuestionsFile> files;
    for (int i = 1; i + 1 < argc && std::string_view(argv[i]) == "--questions"; i += 2) files.push_back({argv[i + 1]});
    if (files.empty() || argc != 1 + 2 * static_cast<int>(files.size())) {
        std::cerr << "usage: compiler_links --questions FILE …\n";
        return 2;
    }
    const auto workspace = load_workspace(files, "");
    for (std::size_t i = 0; i < workspace.questions.size(); ++i)
        print_links(workspace.questions[i], i, *workspace.schemas.at(workspace.questions[i].schema));
}
