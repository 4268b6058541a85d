#include "tools/prompt_context.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/ascii.hpp"
#include "llm/prompt.hpp"
#include "model/write_vocabulary.hpp"
#include "tools/mend/tokens.hpp"
#include "tools/quoted_data.hpp"
#include "tools/spelled_name.hpp"

namespace pf::tools {
namespace {

using compiler::Relevant;
using model::Column;
using model::ForeignKey;
using model::Ontology;
using model::Table;

constexpr std::size_t max_note_bytes = 240;   // of one description
constexpr std::size_t max_word_bytes = 80;    // of a synonym, a value, a type
constexpr std::size_t max_sql_bytes = 2000;   // of an example or a candidate
constexpr float least_sure_key = 0.5F;        // of keys nobody declared, those that are shown
constexpr std::size_t most_definitions = 20;  // of the vocabulary
constexpr std::size_t most_values = 16;       // found in the sentence
constexpr std::size_t most_examples = 5, most_candidates = 5;
constexpr std::size_t max_wide_columns = 60;  // of a table in a schema that does not fit
constexpr std::size_t last_line_bytes = 64;

// Without its schema where the search path finds this table and no other first.
std::string spelled(const Ontology& ontology, const Table& table) {
    for (const auto& schema : ontology.search_path) {
        if (schema == table.schema) return spelled_name(table.name);
        const bool taken = std::any_of(ontology.tables.begin(), ontology.tables.end(), [&](const Table& other) {
            return other.schema == schema && other.name == table.name;
        });
        if (taken) break;
    }
    return spelled_name(table.schema) + "." + spelled_name(table.name);
}

// The first of them, each in quotes; of values those that can be copied, as SQL writes them.
std::string quoted_words(const std::vector<std::string>& words, std::size_t at_most) {
    std::string list;
    for (std::size_t i = 0; i < words.size() && i < at_most; ++i)
        list += (list.empty() ? "" : ", ") + quoted_line(words[i], max_word_bytes);
    return list;
}
std::string quoted_values(const std::vector<std::string>& values, std::size_t at_most) {
    std::string list;
    for (std::size_t i = 0; i < values.size() && i < at_most; ++i)
        if (is_one_line(values[i], max_word_bytes)) list += (list.empty() ? "" : ", ") + quoted_text(values[i]);
    return list;
}

std::string note(const std::string& description, const std::vector<std::string>& synonyms,
                 const std::vector<std::string>& values) {
    std::string line;
    const auto add = [&line](const std::string& part) { line += (line.empty() ? "" : "; ") + part; };
    if (!description.empty()) add(quoted_line(description, max_note_bytes));
    if (const auto words = quoted_words(synonyms, 8); !words.empty()) add("also called " + words);
    if (const auto list = quoted_values(values, 12); !list.empty()) add("for example " + list);
    return line.empty() ? "" : " -- " + line;
}

bool is_key(const Table& table, int column) {
    const auto holds = [column](const std::vector<int>& indexes) {
        return std::find(indexes.begin(), indexes.end(), column) != indexes.end();
    };
    return holds(table.primary_key) || std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(),
                                                   [&](auto& key) { return holds(key.columns); });
}

std::string names_of(const Table& table, const std::vector<int>& columns) {
    std::string list;
    for (const int column : columns) list += (list.empty() ? "" : ", ") + spelled_name(table.at(column).name);
    return list;
}

// Writes tables; with `relevant`, of a wide one what matters.
class SchemaWriter {
 public:
    SchemaWriter(const Ontology& ontology, bool values, const Relevant* relevant)
        : ontology_(ontology), values_(values), relevant_(relevant) {}

    [[nodiscard]] std::string table(int index) const {
        const auto& table = ontology_.at(index);
        const auto chosen = chosen_columns(index);
        std::string text =
            "CREATE TABLE " + spelled(ontology_, table) + " (" + note(table.description, table.synonyms, {}) + "\n";
        std::size_t left_out = 0;
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const auto& column = table.columns[i];
            if (!chosen[i]) {
                ++left_out;
                continue;
            }
            const bool alone = table.primary_key == std::vector<int>{static_cast<int>(i)};
            text +=
                "  " + spelled_name(column.name) + " " + one_line(column.type, max_word_bytes) +
                (alone ? " PRIMARY KEY" : "") + "," +
                note(column.description, column.synonyms, values_ ? column.sample_values : std::vector<std::string>{}) +
                "\n";
        }
        if (left_out) text += "  -- and " + std::to_string(left_out) + " other columns\n";
        if (table.primary_key.size() > 1) text += "  PRIMARY KEY (" + names_of(table, table.primary_key) + "),\n";
        for (const auto& key : table.foreign_keys) text += reference(table, key);
        return text + ");\n";
    }

 private:
    [[nodiscard]] std::string reference(const Table& table, const ForeignKey& key) const {
        if (key.strength < least_sure_key) return {};
        const auto& target = ontology_.at(key.target_table);
        return "  FOREIGN KEY (" + names_of(table, key.columns) + ") REFERENCES " + spelled(ontology_, target) + " (" +
               names_of(target, key.target_columns) + ")," +
               (key.evidence == model::KeyEvidence::declared ? "\n" : "  -- not declared, found in the data\n");
    }
    // The columns of a wide table that are worth the space: keys, those the sentence speaks of, then the first.
    [[nodiscard]] std::vector<char> chosen_columns(int index) const {
        const auto& table = ontology_.at(index);
        std::vector<char> chosen(table.columns.size(), relevant_ ? 0 : 1);
        std::size_t left = relevant_ ? max_wide_columns : 0;
        const auto choose = [&](int column) {
            if (column < 0 || column >= static_cast<int>(chosen.size()) || !left) return;
            if (!std::exchange(chosen[static_cast<std::size_t>(column)], 1)) --left;
        };
        const int count = static_cast<int>(chosen.size());
        for (int i = 0; i < count; ++i)
            if (is_key(table, i)) choose(i);
        if (relevant_) {
            for (const auto& value : relevant_->values)
                if (value.table == index) choose(value.column);
            for (const auto& column : relevant_->columns)
                if (column.table == index) choose(column.column);
        }
        for (int i = 0; i < count; ++i) choose(i);
        return chosen;
    }

    const Ontology& ontology_;
    bool values_;
    const Relevant* relevant_;
};

// Relevant tables in their order, the first ones followed by those their foreign keys reach; then all others.
std::vector<int> order_of(const Ontology& ontology, const Relevant& relevant) {
    constexpr std::size_t most_followed = 8;
    std::vector<int> order;
    std::vector<char> placed(ontology.tables.size(), 0);
    const auto place = [&](int table) {
        if (table >= 0 && table < static_cast<int>(placed.size()) &&
            !std::exchange(placed[static_cast<std::size_t>(table)], 1))
            order.push_back(table);
    };
    for (std::size_t i = 0; i < relevant.tables.size(); ++i) {
        place(relevant.tables[i]);
        if (i >= most_followed) continue;
        for (const auto& key : ontology.at(relevant.tables[i]).foreign_keys)
            if (key.strength >= least_sure_key) place(key.target_table);
    }
    for (std::size_t i = 0; i < placed.size(); ++i) place(static_cast<int>(i));
    return order;
}

// The entries of the vocabulary that the sentence says, as the semantic model's file would have them.
std::string said_words(std::string_view sentence, const Ontology& ontology) {
    const auto text = lower(sentence);
    const auto is_said = [&](const std::string& phrase) { return text.find(lower(phrase)) != std::string::npos; };
    std::vector<model::Definition> said;
    for (const auto& definition : ontology.vocabulary.definitions)
        if (said.size() < most_definitions &&
            (is_said(definition.name) || std::any_of(definition.synonyms.begin(), definition.synonyms.end(), is_said)))
            said.push_back(definition);
    if (said.empty()) return {};
    std::string lines;
    const auto written = model::write_vocabulary(said);
    for (std::size_t begin = 0; begin < written.size();) {
        const auto end = std::min(written.find('\n', begin), written.size());
        auto blanks = written.find_first_not_of(' ', begin);
        blanks = std::min(blanks, end);
        lines += written.substr(begin, blanks - begin) +
                 one_line(std::string_view(written).substr(blanks, end - blanks), max_sql_bytes) + "\n";
        begin = end + 1;
    }
    return "\n# What words of the sentence mean\n\n" + lines;
}

// The values that the sentence names, spelled as the data has them; first those in the likelier tables.
std::string said_values(const PromptContext& context) {
    const auto& ontology = context.ontology;
    const auto& tables = context.relevant.tables;
    std::vector<std::pair<std::size_t, std::string>> lines;
    for (const auto& value : context.relevant.values) {
        const auto& table = ontology.at(value.table);
        if (value.column >= static_cast<int>(table.columns.size()) || !is_one_line(value.value, 2 * max_word_bytes))
            continue;
        const auto place = std::find(tables.begin(), tables.end(), value.table) - tables.begin();
        lines.emplace_back(place, "- " + spelled(ontology, table) + "." + spelled_name(table.at(value.column).name) +
                                      " has " + quoted_text(value.value) + "\n");
    }
    std::stable_sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    if (lines.size() > most_values) lines.resize(most_values);
    std::string text;
    for (const auto& [place, line] : lines) text += line;
    return text.empty() ? text : "\n# What the sentence names, as the data has it\n\n" + text;
}

// Whether every text in the SQL stands in the sentence: none of it need come from the data.
bool is_said_in(std::string_view sql, std::string_view sentence) {
    const auto tokens = read_tokens(sql);
    return tokens && std::all_of(tokens->begin(), tokens->end(), [&](const Token& token) {
               if (token.kind != Token::Kind::text) return true;
               std::string_view text = token.value;
               while (text.starts_with('%')) text.remove_prefix(1);
               while (text.ends_with('%')) text.remove_suffix(1);
               return sentence.find(text) != std::string_view::npos;
           });
}

bool may_be_shown(const std::string& sql, std::string_view sentence, bool values) {
    return is_one_line(sql, max_sql_bytes) && (values || is_said_in(sql, sentence));
}

std::string examples_text(const PromptContext& context) {
    std::string text;
    std::size_t count = 0;
    for (const auto& example : context.examples) {
        if (count == most_examples) break;
        if (!may_be_shown(example.sql, example.sentence, context.values)) continue;
        ++count;
        text += "- " + quoted_line(example.sentence, max_note_bytes) + "\n  " + example.sql + "\n";
    }
    return text.empty() ? text : "\n# Sentences like it that were answered before\n\n" + text;
}

std::string candidates_text(const PromptContext& context) {
    std::string text;
    std::size_t count = 0;
    for (const auto& candidate : context.candidates) {
        if (count == most_candidates) break;
        if (!may_be_shown(candidate.sql, context.sentence, context.values)) continue;
        ++count;
        text +=
            fmt::format("{}. {} ({:.0f} % sure)\n   {}\n", count,
                        context.values ? quoted_line(candidate.reading, 2 * max_note_bytes) : std::string("A reading"),
                        100 * candidate.confidence, candidate.sql);
    }
    if (text.empty()) return text;
    return "\n# How another program reads the sentence\n\nIt is not sure. Take one of these if it is what is asked "
           "for, mend "
           "one that nearly is, or write another.\n\n" +
           text;
}

}  // namespace

Result<std::vector<llm::Message>> prompt_messages(const PromptContext& context) {
    auto system = llm::render_prompt("sql_pitboss", prompt_values(context));
    if (!system) return system.error();
    return std::vector<llm::Message>{{"system", std::move(*system)}, {"user", std::string(context.sentence)}};
}

std::map<std::string, std::string> prompt_values(const PromptContext& context) {
    return {{"system", context.ontology.system_prompt},
            {"schema", schema_text(context.ontology, context.relevant, context.values)},
            {"said", said_words(context.sentence, context.ontology) + (context.values ? said_values(context) : "")},
            {"examples", examples_text(context)},
            {"candidates", candidates_text(context)}};
}

std::string schema_text(const Ontology& ontology, const Relevant& relevant, bool values, std::size_t max_bytes) {
    const int count = static_cast<int>(ontology.tables.size());
    std::string whole;
    const SchemaWriter all(ontology, values, nullptr);
    for (int t = 0; t < count && whole.size() <= max_bytes; ++t) whole += all.table(t);
    if (whole.size() <= max_bytes) return whole;

    const SchemaWriter chosen(ontology, values, &relevant);
    std::string text;
    std::size_t left_out = 0;
    for (const auto table : order_of(ontology, relevant)) {
        const bool full = text.size() + last_line_bytes + 40 > max_bytes;  // no table is that short
        const auto next = full ? std::string() : chosen.table(table);
        if (!full && text.size() + next.size() + last_line_bytes <= max_bytes)
            text += next;
        else
            ++left_out;
    }
    return text + "-- " + std::to_string(left_out) + " other tables are left out\n";
}

}  // namespace pf::tools
