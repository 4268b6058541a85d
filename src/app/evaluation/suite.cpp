#include "app/evaluation/suite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "catalogue/yaml_tree.hpp"

namespace pf::app {
namespace {

using catalogue::YamlNode;
using Kind = YamlNode::Kind;

// JSON as the same tree, so that both kinds of file are read by one reader.
YamlNode tree_of(const boost::json::value& value, int line) {
    YamlNode node;
    node.line = line;
    if (const auto* object = value.if_object()) {
        node.kind = Kind::mapping;
        for (const auto& [key, member] : *object) {
            YamlNode name;
            name.kind = Kind::scalar;
            name.line = line;
            name.text = key;
            node.keys.push_back(std::move(name));
            node.items.push_back(tree_of(member, line));
        }
    } else if (const auto* array = value.if_array()) {
        node.kind = Kind::sequence;
        for (const auto& item : *array) node.items.push_back(tree_of(item, line));
    } else if (!value.is_null()) {
        node.kind = Kind::scalar;
        node.text = value.is_string() ? std::string(value.get_string()) : boost::json::serialize(value);
    }
    return node;
}

Result<YamlNode> tree_of_lines(std::string_view text, std::string_view file_name) {
    YamlNode all;
    all.kind = Kind::sequence;
    for (int line = 1; !text.empty(); ++line) {
        const auto end = text.find('\n');
        const auto one = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (one.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        boost::system::error_code failed;
        const auto value = boost::json::parse(one, failed);
        if (failed) return catalogue::yaml_error(file_name, line, "the line is no JSON");
        all.items.push_back(tree_of(value, line));
    }
    return all;
}

// The fields of one entry, each read once by its kind.
class Entry {
 public:
    Entry(const YamlNode& node, std::string_view file_name) : node_(node), file_name_(file_name) {}

    [[nodiscard]] Error wrong(const YamlNode& at, std::string_view what) const {
        return catalogue::yaml_error(file_name_, at.line, what);
    }
    Result<std::string> text(std::string_view key, std::string_view otherwise) const {
        const auto* value = node_.find(key);
        if (!value) return std::string(otherwise);
        if (value->kind != Kind::scalar) return wrong(*value, fmt::format("{} must be a text", key));
        return value->text;
    }
    Result<bool> flag(std::string_view key) const {
        const auto* value = node_.find(key);
        if (!value) return false;
        if (value->kind != Kind::scalar || (value->text != "true" && value->text != "false"))
            return wrong(*value, fmt::format("{} must be true or false", key));
        return value->text == "true";
    }
    Result<std::optional<double>> share(std::string_view key) const {
        const auto* value = node_.find(key);
        if (!value) return std::optional<double>();
        double number = 0;
        const auto& written = value->text;
        const auto [end, failed] = std::from_chars(written.data(), written.data() + written.size(), number);
        if (value->kind != Kind::scalar || failed != std::errc{} || end != written.data() + written.size() ||
            number < 0 || number > 1)
            return wrong(*value, fmt::format("{} must be a number from 0 to 1", key));
        return std::optional(number);
    }
    Result<std::vector<std::string>> texts(std::string_view key) const {
        std::vector<std::string> made;
        const auto* value = node_.find(key);
        if (!value) return made;
        if (value->kind == Kind::scalar) return std::vector{value->text};
        if (value->kind != Kind::sequence || value->items.empty())
            return wrong(*value, fmt::format("{} must be a text or a list of texts", key));
        for (const auto& item : value->items) {
            if (item.kind != Kind::scalar) return wrong(item, fmt::format("{} holds something that is no text", key));
            made.push_back(item.text);
        }
        return made;
    }
    Result<std::optional<std::vector<Row>>> rows(std::string_view key) const {
        const auto* value = node_.find(key);
        if (!value) return std::optional<std::vector<Row>>();
        if (value->kind != Kind::sequence) return wrong(*value, fmt::format("{} must be a list of rows", key));
        std::vector<Row> made;
        for (const auto& item : value->items) {
            if (item.kind != Kind::sequence) return wrong(item, "a row must be a list of cells");
            auto& row = made.emplace_back();
            for (const auto& cell : item.items) {
                if (cell.kind != Kind::scalar && cell.kind != Kind::null)
                    return wrong(cell, "a cell must be a text, a number or null");
                row.push_back(cell.kind == Kind::null ? Cell() : Cell(cell.text));
            }
        }
        return std::optional(std::move(made));
    }
    Result<void> only(std::initializer_list<std::string_view> known) const {
        for (const auto& key : node_.keys)
            if (std::find(known.begin(), known.end(), key.text) == known.end())
                return wrong(key, fmt::format("{} is unknown here; known are {}", key.text, fmt::join(known, ", ")));
        return {};
    }

 private:
    const YamlNode& node_;
    std::string_view file_name_;
};

Result<Floors> read_floors(const YamlNode& node, std::string_view file_name) {
    if (node.kind != Kind::mapping) return catalogue::yaml_error(file_name, node.line, "floors must be a mapping");
    const Entry entry(node, file_name);
    if (auto known = entry.only({"accuracy", "precision", "coverage"}); !known) return known.error();
    Floors floors;
    for (auto [key, member] : {std::pair("accuracy", &Floors::accuracy), std::pair("precision", &Floors::precision),
                               std::pair("coverage", &Floors::coverage)}) {
        auto share = entry.share(key);
        if (!share) return share.error();
        floors.*member = *share;
    }
    return floors;
}

Result<Question> read_question(const YamlNode& node, std::string_view file_name) {
    const Entry entry(node, file_name);
    if (auto known = entry.only({"sentence", "construct", "ordered", "sql", "rows", "refused"}); !known)
        return known.error();
    Question question;
    question.line = node.line;
    auto sentence = entry.text("sentence", "");
    auto construct = entry.text("construct", question.construct);
    auto ordered = entry.flag("ordered");
    auto sql = entry.texts("sql");
    auto rows = entry.rows("rows");
    auto refused = entry.flag("refused");
    if (!sentence) return sentence.error();
    if (!construct) return construct.error();
    if (!ordered) return ordered.error();
    if (!sql) return sql.error();
    if (!rows) return rows.error();
    if (!refused) return refused.error();
    if (sentence->empty()) return entry.wrong(node, "the question has no sentence");
    if ((!sql->empty()) + rows->has_value() + *refused != 1)
        return entry.wrong(node, "the question must have one of sql, rows and refused: true");
    question.sentence = std::move(*sentence);
    question.construct = std::move(*construct);
    question.ordered = *ordered;
    question.sql = std::move(*sql);
    question.rows = std::move(*rows);
    question.refused = *refused;
    return question;
}

}  // namespace

Result<Suite> read_suite(std::string_view text, const std::string& file_name) {
    const bool yaml = file_name.ends_with(".yaml") || file_name.ends_with(".yml");
    const auto tree = yaml ? catalogue::parse_yaml(text, file_name) : tree_of_lines(text, file_name);
    if (!tree) return tree.error();
    if (tree->kind != Kind::sequence) return catalogue::yaml_error(file_name, tree->line, "the file must be a list");
    Suite suite;
    for (const auto& node : tree->items) {
        if (node.kind != Kind::mapping)
            return catalogue::yaml_error(file_name, node.line, "an entry must be a mapping with a sentence");
        if (const auto* floors = node.find("floors")) {
            if (node.items.size() != 1) return catalogue::yaml_error(file_name, node.line, "floors must stand alone");
            auto read = read_floors(*floors, file_name);
            if (!read) return read.error();
            suite.floors = *read;
            continue;
        }
        auto question = read_question(node, file_name);
        if (!question) return question.error();
        suite.questions.push_back(std::move(*question));
    }
    if (suite.questions.empty()) return catalogue::yaml_error(file_name, 1, "the file has no questions");
    return suite;
}

}  // namespace pf::app
