#include "catalogue/vocabulary_sections.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "catalogue/data_section.hpp"

namespace pf::catalogue {
namespace {

using model::Definition;
using model::Vocabulary;
using Kind = YamlNode::Kind;

constexpr std::size_t max_name_bytes = 120;
constexpr std::size_t max_sql_bytes = 2000;

struct Section {
    std::string_view key;
    Definition::Kind kind;
};
constexpr std::array sections{
    Section{"METRICS", Definition::Kind::metric}, Section{"DIMENSIONS", Definition::Kind::dimension},
    Section{"FILTERS", Definition::Kind::filter}, Section{"SYNONYMS", Definition::Kind::synonym}};

Result<void> read_section(const YamlNode& node, const Section& section, std::string_view file_name,
                          Vocabulary& vocabulary);
Result<Definition> read_entry(const YamlNode& name, const YamlNode& value, Definition::Kind kind,
                              std::string_view file_name);

}  // namespace

Result<Vocabulary> read_vocabulary(const YamlNode& file, std::string_view file_name) {
    Vocabulary vocabulary;
    for (const auto& section : sections)
        if (const auto* node = file.find(section.key); node && node->kind != Kind::null)
            if (auto read = read_section(*node, section, file_name, vocabulary); !read) return read.error();
    return vocabulary;
}

namespace {

void take(Result<Definition> entry, Vocabulary& vocabulary) {
    if (entry)
        vocabulary.definitions.push_back(std::move(*entry));
    else
        vocabulary.refused.push_back(entry.error().message);
}

// "- revenue: sum(payment.amount)", with "synonyms: …" and the like below it or not, and "- {name: revenue, is: …}"
void read_item(const YamlNode& item, Definition::Kind kind, std::string_view file_name, Vocabulary& vocabulary) {
    if (item.kind != Kind::mapping) {
        vocabulary.refused.push_back(yaml_error(file_name, item.line, "an entry reads \"name: what it is\"").message);
        return;
    }
    if (const auto* name = item.find("name")) return take(read_entry(*name, item, kind, file_name), vocabulary);
    if (item.items.size() <= 1) {
        if (!item.items.empty()) take(read_entry(item.keys[0], item.items[0], kind, file_name), vocabulary);
        return;
    }
    auto members = item;
    members.keys[0].text = "is";
    take(read_entry(item.keys[0], members, kind, file_name), vocabulary);
}

Result<void> read_section(const YamlNode& node, const Section& section, std::string_view file_name,
                          Vocabulary& vocabulary) {
    if (node.kind == Kind::scalar)
        return yaml_error(file_name, node.line, fmt::format("{} must be a list or a mapping", section.key));
    for (std::size_t i = 0; i < node.items.size(); ++i)
        if (node.kind == Kind::sequence)
            read_item(node.items[i], section.kind, file_name, vocabulary);
        else
            take(read_entry(node.keys[i], node.items[i], section.kind, file_name), vocabulary);
    return {};
}

Result<std::string> read_text(const YamlNode& node, std::string_view file_name, std::string_view what,
                              std::size_t most) {
    auto text = read_line(node, file_name, what);
    if (text && text->size() > most)
        return yaml_error(file_name, node.line, fmt::format("{} is longer than {} bytes", what, most));
    return text;
}

Result<void> read_words(const YamlNode& node, std::string_view file_name, std::vector<std::string>& words) {
    const auto add = [&](const YamlNode& item) -> Result<void> {
        auto word = read_text(item, file_name, "a synonym", max_name_bytes);
        if (!word) return word.error();
        words.push_back(std::move(*word));
        return {};
    };
    if (node.kind != Kind::sequence) return add(node);
    for (const auto& item : node.items)
        if (auto added = add(item); !added) return added;
    return {};
}

Result<void> read_members(const YamlNode& value, std::string_view file_name, Definition& made) {
    auto known = std::vector<std::string>{"name", "is", "synonyms", "description"};
    if (made.kind == Definition::Kind::metric) known.emplace_back("date");
    if (auto checked = check_keys(value, file_name, known); !checked) return checked;
    const auto read = [&](std::string_view key, std::string& text) -> Result<void> {
        const auto* node = value.find(key);
        if (!node || node->kind == Kind::null) return {};
        auto line = read_text(*node, file_name, key, max_sql_bytes);
        if (!line) return line.error();
        text = std::move(*line);
        return {};
    };
    for (const auto& [key, text] :
         {std::pair{"is", &made.is}, {"date", &made.date}, {"description", &made.description}})
        if (auto done = read(key, *text); !done) return done;
    const auto* synonyms = value.find("synonyms");
    return synonyms && synonyms->kind != Kind::null ? read_words(*synonyms, file_name, made.synonyms) : Result<void>{};
}

Result<Definition> read_entry(const YamlNode& name, const YamlNode& value, Definition::Kind kind,
                              std::string_view file_name) {
    Definition made{.kind = kind, .name = {}, .is = {}};
    made.where = fmt::format("{}:{}", file_name, name.line);
    auto said = read_text(name, file_name, "a name", max_name_bytes);
    if (!said) return said.error();
    made.name = std::move(*said);
    if (value.kind == Kind::mapping) {
        if (auto read = read_members(value, file_name, made); !read) return read.error();
    } else if (value.kind != Kind::null) {
        auto is = read_text(value, file_name, made.name, max_sql_bytes);
        if (!is) return is.error();
        made.is = std::move(*is);
    }
    if (made.is.empty()) return yaml_error(file_name, name.line, fmt::format("{} does not say what it is", made.name));
    return made;
}

}  // namespace

}  // namespace pf::catalogue
