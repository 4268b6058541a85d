#include "catalogue/data_section.hpp"

#include <algorithm>
#include <utility>

#include "base/ascii.hpp"
#include "base/near.hpp"
#include "catalogue/catalogue_names.hpp"

namespace pf::catalogue {
namespace {

using model::Ontology;

using Kind = YamlNode::Kind;

class DataReader {
 public:
    DataReader(std::string_view file_name, const Ontology& catalogue)
        : file_(file_name), catalogue_(catalogue), position_(catalogue.tables.size(), -1) {}

    Result<std::vector<TableChoice>> read(const YamlNode& data) {
        if (data.kind != Kind::sequence && data.kind != Kind::mapping)
            return at(data, "DATA must be a list of tables or columns, or a mapping of them");
        if (auto read_all = each(data, [this](auto& key, auto* value) { return entry(key, value); }); !read_all)
            return read_all.error();
        if (choices_.empty()) return at(data, "DATA names no table; leave it out to use all");
        return std::move(choices_);
    }

 private:
    // `use(key, value)` for each entry of a mapping, and for each item of a list: a name, or a mapping with one key.
    template <class Use>
    Result<void> each(const YamlNode& node, Use use) {
        for (std::size_t i = 0; i < node.items.size(); ++i) {
            const auto& item = node.items[i];
            const YamlNode* key = &item;
            const YamlNode* value = nullptr;
            if (node.kind == Kind::mapping) {
                key = &node.keys[i];
                value = &item;
            } else if (item.kind == Kind::mapping && item.keys.size() == 1) {
                key = &item.keys.front();
                value = &item.items.front();
            } else if (item.kind != Kind::scalar) {
                return at(item, "this must be a name, or a name and what is said of it");
            }
            if (auto used = use(*key, value); !used) return used;
        }
        return {};
    }

    Result<void> entry(const YamlNode& key, const YamlNode* value) {
        const auto found = find_name(catalogue_, key.text);
        if (!found) return at(key, found.error().message);
        auto& choice = choice_of(found->table, key.line);
        return found->column < 0 ? table_entry(choice, key, value) : column_entry(choice, found->column, key, value);
    }

    TableChoice& choice_of(int table, int line) {
        int& position = position_[static_cast<std::size_t>(table)];
        if (position < 0) {
            position = static_cast<int>(choices_.size());
            choices_.emplace_back();
            choices_.back().table = table;
            choices_.back().line = line;
        }
        return choices_[static_cast<std::size_t>(position)];
    }

    Result<void> table_entry(TableChoice& choice, const YamlNode& key, const YamlNode* value) {
        if (choice.named)
            return at(key,
                      "the table " + key.text + " is there twice (first in line " + std::to_string(choice.line) + ")");
        choice.named = true;
        choice.all_columns = true;
        if (!value || value->kind == Kind::null) return {};
        if (value->kind == Kind::scalar) return description(*value, choice.description);
        if (value->kind != Kind::mapping)
            return at(*value, "what is said of a table must be its description or a mapping");
        if (auto known = check_keys(*value, file_, {"description", "synonyms", "columns"}); !known) return known;
        if (const auto* said = value->find("description"))
            if (auto read = description(*said, choice.description); !read) return read;
        if (const auto* said = value->find("synonyms"))
            if (auto read = texts(*said, "synonyms", choice.synonyms); !read) return read;
        const auto* columns = value->find("columns");
        if (!columns || columns->kind == Kind::null) return {};
        if (columns->kind == Kind::scalar || columns->items.empty())
            return at(*columns, "columns must be a list of columns or a mapping of them; leave it out for all columns");
        choice.all_columns = false;
        const auto& table = catalogue_.tables[static_cast<std::size_t>(choice.table)];
        return each(*columns, [&](auto& name, auto* said) -> Result<void> {
            const auto column = find_column(table, name.text);
            if (!column) return at(name, column.error().message);
            return column_entry(choice, *column, name, said);
        });
    }

    Result<void> column_entry(TableChoice& choice, int column, const YamlNode& key, const YamlNode* value) {
        auto& said = choice.columns[column];
        if (said.line)
            return at(key,
                      "the column " + key.text + " is there twice (first in line " + std::to_string(said.line) + ")");
        said.line = key.line;
        if (!value || value->kind == Kind::null) return {};
        if (value->kind == Kind::scalar) return description(*value, said.description);
        if (value->kind != Kind::mapping)
            return at(*value, "what is said of a column must be its description or a mapping");
        if (auto known = check_keys(*value, file_, {"description", "synonyms", "values", "references"}); !known)
            return known;
        if (const auto* text = value->find("description"))
            if (auto read = description(*text, said.description); !read) return read;
        if (const auto* list = value->find("synonyms"))
            if (auto read = texts(*list, "synonyms", said.synonyms); !read) return read;
        if (const auto* list = value->find("values"))
            if (auto read = texts(*list, "values", said.values); !read) return read;
        if (const auto* target = value->find("references"))
            if (auto read = references(*target, {choice.table, column}, said.references); !read) return read;
        return {};
    }

    // A column, or a table with a key of one column; nothing: the column refers to none.
    Result<void> references(const YamlNode& node, NamedThing from, std::optional<NamedThing>& into) {
        into = NamedThing{};
        if (node.kind == Kind::null) return {};
        if (node.kind != Kind::scalar) return at(node, "references must be a table or a column, or nothing");
        auto target = find_name(catalogue_, node.text);
        if (!target) return at(node, target.error().message);
        const auto& table = catalogue_.tables[static_cast<std::size_t>(target->table)];
        if (target->column < 0) {
            if (table.primary_key.size() != 1)
                return at(node, "the table " + node.text + " has no key of one column; name the column that is meant");
            target->column = table.primary_key[0];
        }
        const auto type_of = [&](NamedThing thing) {
            const auto& columns = catalogue_.tables[static_cast<std::size_t>(thing.table)].columns;
            const auto type = columns[static_cast<std::size_t>(thing.column)].type_class;
            return type == model::TypeClass::number ? model::TypeClass::integer : type;
        };
        if (type_of(from) != type_of(*target)) return at(node, "the types of the two columns do not fit");
        into = *target;
        return {};
    }

    Result<void> description(const YamlNode& node, std::optional<std::string>& into) {
        if (node.kind == Kind::null) return {};
        auto text = read_line(node, file_, "a description");
        if (!text) return text.error();
        into = std::move(*text);
        return {};
    }

    // A list of texts, or one text. Values are kept as they are, synonyms in one line each.
    Result<void> texts(const YamlNode& node, const std::string& what, std::vector<std::string>& into) {
        if (node.kind == Kind::null) return {};
        if (node.kind == Kind::mapping) return at(node, what + " must be a list");
        const auto one = [&](const YamlNode& item) -> Result<void> {
            auto text = read_line(item, file_, "each of " + what);
            if (!text) return text.error();
            if (what == "values") *text = item.text;
            if (std::find(into.begin(), into.end(), *text) == into.end()) into.push_back(std::move(*text));
            return {};
        };
        if (node.kind == Kind::scalar) return one(node);
        for (const auto& item : node.items)
            if (auto read = one(item); !read) return read;
        return {};
    }

    [[nodiscard]] Error at(const YamlNode& node, std::string_view what) const {
        return yaml_error(file_, node.line, what);
    }

    std::string_view file_;
    const Ontology& catalogue_;
    std::vector<int> position_;  // of each table of the catalogue in choices_, -1: not named
    std::vector<TableChoice> choices_;
};

}  // namespace

Result<std::vector<TableChoice>> read_data(const YamlNode& data, std::string_view file_name,
                                           const Ontology& catalogue) {
    return DataReader(file_name, catalogue).read(data);
}

Result<std::string> read_line(const YamlNode& node, std::string_view file_name, std::string_view what) {
    if (node.kind != Kind::scalar) return yaml_error(file_name, node.line, std::string(what) + " must be a text");
    std::string line;
    for (const char c : trimmed(node.text)) {
        const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
        if (control && !blank)
            return yaml_error(file_name, node.line, std::string(what) + " holds a control character");
        if (!blank)
            line += c;
        else if (line.back() != ' ')
            line += ' ';
    }
    if (line.empty()) return yaml_error(file_name, node.line, std::string(what) + " is empty");
    return line;
}

Result<void> check_keys(const YamlNode& mapping, std::string_view file_name, const std::vector<std::string>& known) {
    for (const auto& key : mapping.keys)
        if (std::find(known.begin(), known.end(), key.text) == known.end())
            return yaml_error(file_name, key.line,
                              "\"" + key.text + "\" is not known here" + suggest_name(key.text, known));
    return {};
}

}  // namespace pf::catalogue
