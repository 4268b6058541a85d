#include "api/said_words.hpp"

namespace pf::api {

void write_said_words(JsonWriter& json, const std::vector<pitboss::SaidWord>& words) {
    if (words.empty()) return;
    json.key("words").begin_array();
    for (const auto& word : words) {
        json.begin_object().member("offset", static_cast<std::int64_t>(word.offset));
        json.member("length", static_cast<std::int64_t>(word.length)).member("role", word.role);
        if (!word.table.empty()) json.member("table", word.table);
        if (!word.column.empty()) json.member("column", word.column);
        if (!word.value.empty()) json.member("value", word.value);
        if (word.assumed) json.key("assumed").boolean(true);
        json.end_object();
    }
    json.end_array();
}

}  // namespace pf::api
