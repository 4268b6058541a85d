#include "api/error_fields.hpp"

#include "base/utf8.hpp"

namespace pf::api {

void write_unknown_words(JsonWriter& json, const std::vector<UnknownWord>& words) {
    if (words.empty()) return;
    json.key("unknown").begin_array();
    for (const auto& word : words) json.string(word.word);
    json.end_array().key("unknown_words").begin_array();
    for (const auto& word : words) write_unknown_word(json, word);
    json.end_array();
}

void write_unknown_word(JsonWriter& json, const UnknownWord& word) {
    json.begin_object().member("word", word.word);
    if (word.offset) {
        json.member("offset", static_cast<std::int64_t>(*word.offset));
        json.member("length", static_cast<std::int64_t>(utf16_length(word.word)));
    }
    json.key("suggestions").begin_array();
    for (const auto& name : word.suggestions) json.string(name);
    json.end_array().end_object();
}

}  // namespace pf::api
