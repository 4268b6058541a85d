#include "model/write_vocabulary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/ascii.hpp"

namespace pf::model {
namespace {

struct Section {
    Definition::Kind kind;
    std::string_view word, key;
};
constexpr std::array sections{Section{Definition::Kind::metric, "metric", "METRICS"},
                              Section{Definition::Kind::dimension, "dimension", "DIMENSIONS"},
                              Section{Definition::Kind::filter, "filter", "FILTERS"},
                              Section{Definition::Kind::synonym, "synonym", "SYNONYMS"}};

}  // namespace

std::string write_vocabulary(const std::vector<Definition>& definitions, std::string_view mark) {
    std::string made;
    for (const auto& section : sections) {
        bool begun = false;
        for (const auto& definition : definitions) {
            if (definition.kind != section.kind) continue;
            if (!begun) made += fmt::format("{}{}:\n", mark, section.key);
            begun = true;
            made += fmt::format("{}  - {}: {}\n", mark, yaml_scalar(definition.name), yaml_scalar(definition.is));
            if (!definition.date.empty()) made += fmt::format("{}    date: {}\n", mark, yaml_scalar(definition.date));
            if (!definition.synonyms.empty())
                made += fmt::format("{}    synonyms: {}\n", mark, yaml_list(definition.synonyms));
            if (!definition.description.empty())
                made += fmt::format("{}    description: {}\n", mark, yaml_scalar(definition.description));
        }
    }
    return made;
}

std::string yaml_scalar(std::string_view text) {
    const auto plain_character = [](unsigned char c) {
        return std::isalnum(c) || c == '_' || c == ' ' || c == '-' || c == '/';
    };
    const bool plain = !text.empty() && std::isalpha(static_cast<unsigned char>(text.front())) && text.back() != ' ' &&
                       std::all_of(text.begin(), text.end(), plain_character);
    constexpr std::array words{"true", "false", "yes", "no", "on", "off", "null", "y", "n"};
    if (plain && std::find(words.begin(), words.end(), lower(text)) == words.end()) return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            quoted += {'\\', c};
        else if (c == '\n')
            quoted += "\\n";
        else if (c == '\t')
            quoted += "\\t";
        else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            quoted += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        else
            quoted += c;
    }
    return quoted + "\"";
}

std::string yaml_list(const std::vector<std::string>& texts) {
    std::string line = "[";
    for (std::size_t i = 0; i < texts.size(); ++i) line += (i ? ", " : "") + yaml_scalar(texts[i]);
    return line + "]";
}

std::string_view to_string(Definition::Kind kind) { return sections[static_cast<std::size_t>(kind)].word; }

bool read_kind(std::string_view text, Definition::Kind& kind) {
    const auto* found =
        std::find_if(sections.begin(), sections.end(), [text](const auto& s) { return s.word == text; });
    if (found == sections.end()) return false;
    kind = found->kind;
    return true;
}

}  // namespace pf::model
