#include "model/meaning_key.hpp"

#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "model/write_vocabulary.hpp"

namespace pf::model {
namespace {

// Texts with their lengths, so that no two lists read alike.
class Writer {
 public:
    Writer& add(std::string_view one) {
        text_ += std::to_string(one.size());
        text_ += ':';
        text_ += one;
        return *this;
    }
    Writer& add(const std::vector<std::string>& list) {
        text_ += std::to_string(list.size()) + "[";
        for (const auto& one : list) add(one);
        return *this;
    }
    Writer& add(const std::vector<int>& list) {
        for (const int one : list) text_ += std::to_string(one) + ",";
        text_ += ';';
        return *this;
    }
    [[nodiscard]] const std::string& text() const { return text_; }

 private:
    std::string text_;
};

}  // namespace

std::string meaning_key(const Ontology& ontology) {
    Writer writer;
    writer.add(ontology.search_path);
    for (const auto& table : ontology.tables) {
        writer.add(table.schema).add(table.name).add(table.description).add(table.synonyms).add(table.primary_key);
        for (const auto& column : table.columns)
            writer.add(column.name).add(column.type).add(column.description).add(column.synonyms);
        for (const auto& key : table.foreign_keys)
            writer.add(key.columns).add(std::to_string(key.target_table)).add(key.target_columns);
    }
    writer.add(write_vocabulary(ontology.vocabulary.definitions));
    return sha256_hex(writer.text());
}

}  // namespace pf::model
