#include "model/sentence.hpp"

#include "base/ascii.hpp"
#include "base/unicode.hpp"

namespace pf::model {
namespace {

Result<std::string> one_line(std::string_view text, const Ontology& ontology);
const PredefinedRule* predefined(std::string_view code, const Ontology& ontology);

}  // namespace

Result<std::string> resolve_sentence(std::string_view rule_code, const Ontology& ontology) {
    auto line = one_line(rule_code, ontology);
    if (!line) return line;
    if (const auto* rule = predefined(*line, ontology)) return one_line(rule->sentence, ontology);
    return line;
}

std::optional<std::size_t> offset_in_rule_code(std::string_view rule_code, std::string_view sentence,
                                               std::size_t offset) {
    std::optional<std::size_t> found;
    std::size_t at = 0;
    for (std::size_t i = 0; i < sentence.size();) {
        if (sentence[i] == ' ') {  // one or more blanks of any kind there
            ++i;
            continue;
        }
        const auto wanted = first_character(sentence.substr(i));
        while (at < rule_code.size()) {
            const auto there = first_character(rule_code.substr(at));
            if (!is_blank(there.code) && !is_direction_mark(there.code)) break;
            at += there.bytes;
        }
        if (rule_code.substr(at, wanted.bytes) != sentence.substr(i, wanted.bytes)) return std::nullopt;
        if (offset >= i && offset < i + wanted.bytes) found = at + (offset - i);
        i += wanted.bytes;
        at += wanted.bytes;
    }
    return found;
}

std::string normalise_sentence(std::string_view sentence) {
    const auto end = sentence.find_last_not_of(".!? ");
    sentence = sentence.substr(0, end == sentence.npos ? 0 : end + 1);
    std::string normal;
    bool quoted = false;
    while (!sentence.empty()) {
        const auto character = first_character(sentence);
        if (character.code == '"') quoted = !quoted;
        if (character.valid && !quoted)
            append_utf8(normal, lower_case(character.code));
        else
            normal += sentence.substr(0, character.bytes);
        sentence.remove_prefix(character.bytes);
    }
    return normal;
}

namespace {

Result<std::string> one_line(std::string_view text, const Ontology& ontology) {
    std::string line;
    while (!text.empty()) {
        const auto character = first_character(text);
        if (!character.valid) return make_error(ErrorKind::invalid_request, "The sentence is not UTF-8 text.");
        if (is_control(character.code))
            return make_error(ErrorKind::invalid_request, "The sentence holds a control character.", "Type it anew.");
        if (!is_blank(character.code)) {
            if (!is_direction_mark(character.code)) line += text.substr(0, character.bytes);
        } else if (!line.empty() && line.back() != ' ') {
            line += ' ';
        }
        text.remove_prefix(character.bytes);
    }
    if (!line.empty() && line.back() == ' ') line.pop_back();
    if (line.empty())
        return make_error(ErrorKind::invalid_request, "The sentence is empty.",
                          "Say what to find, for example: Find all " +
                              (ontology.tables.empty() ? "customers" : ontology.tables.front().name));
    return line;
}

const PredefinedRule* predefined(std::string_view code, const Ontology& ontology) {
    for (const auto& rule : ontology.rules)
        if (equal_but_for_case(rule.code, code)) return &rule;
    return nullptr;
}

}  // namespace

}  // namespace pf::model
