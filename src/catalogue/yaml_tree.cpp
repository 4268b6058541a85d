#include "catalogue/yaml_tree.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <streambuf>
#include <unordered_set>
#include <utility>

#include "base/utf8.hpp"

namespace pf::catalogue {
namespace {

struct Refused {  // thrown through yaml-cpp by the builder, caught in parse_yaml
    int line;
    std::string what;
};

// Builds the tree from yaml-cpp's events, so that nothing is kept that the model may not hold.
class TreeBuilder final : public YAML::EventHandler {
 public:
    YamlNode take() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
        place({YamlNode::Kind::null, line(mark), {}, {}, {}});
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        throw Refused{line(mark), "aliases (*name) are not allowed; write the text out"};
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, const std::string& value) override {
        check_tag(mark, tag);
        place({YamlNode::Kind::scalar, line(mark), value, {}, {}});
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                         YAML::EmitterStyle::value) override {
        check_tag(mark, tag);
        open({YamlNode::Kind::sequence, line(mark), {}, {}, {}});
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                    YAML::EmitterStyle::value) override {
        check_tag(mark, tag);
        open({YamlNode::Kind::mapping, line(mark), {}, {}, {}});
    }
    void OnMapEnd() override { close(); }

 private:
    struct Open {
        YamlNode node;
        std::unordered_set<std::string> seen;  // a mapping's keys
    };

    static int line(const YAML::Mark& mark) { return mark.line + 1; }

    static void check_tag(const YAML::Mark& mark, const std::string& tag) {
        if (!tag.empty() && tag != "?" && tag != "!") throw Refused{line(mark), "tags (!name) are not allowed"};
    }

    void open(YamlNode node) {
        if (open_.size() >= static_cast<std::size_t>(max_yaml_depth))
            throw Refused{node.line, "this is nested too deeply"};
        if (awaits_key()) throw Refused{node.line, "a key must be plain text"};
        open_.push_back({std::move(node), {}});
    }

    void close() {
        auto done = std::move(open_.back().node);
        open_.pop_back();
        place(std::move(done));
    }

    [[nodiscard]] bool awaits_key() const {
        if (open_.empty()) return false;
        const auto& parent = open_.back().node;
        return parent.kind == YamlNode::Kind::mapping && parent.keys.size() == parent.items.size();
    }

    void place(YamlNode node) {
        if (open_.empty()) {
            root_ = std::move(node);
        } else if (awaits_key()) {
            if (node.kind != YamlNode::Kind::scalar) throw Refused{node.line, "a key must be plain text"};
            if (!open_.back().seen.insert(node.text).second)
                throw Refused{node.line, "the key \"" + node.text + "\" is there twice"};
            open_.back().node.keys.push_back(std::move(node));
        } else {
            open_.back().node.items.push_back(std::move(node));
        }
    }

    YamlNode root_;
    std::vector<Open> open_;
};

struct ViewBuffer : std::streambuf {
    explicit ViewBuffer(std::string_view text) {
        auto* begin = const_cast<char*>(text.data());  // a get area is never written to
        setg(begin, begin, begin + text.size());
    }
};

int line_of(std::string_view text, std::size_t offset) {
    return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

// The first line that is not UTF-8 or holds a control character other than tab and line ends; 0 when there is none.
int first_unreadable_line(std::string_view text) {
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        const auto line = text.substr(begin, end - begin);
        const bool control = std::any_of(line.begin(), line.end(), [](unsigned char c) {
            return (c < 0x20 && c != '\t' && c != '\r') || c == 0x7f;
        });
        if (control || !is_utf8(line)) return line_of(text, begin);
        begin = end + 1;
    }
    return 0;
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (keys[i].text == key) return &items[i];
    return nullptr;
}

Result<YamlNode> parse_yaml(std::string_view text, std::string_view file_name) {
    if (text.size() > max_yaml_bytes) return yaml_error(file_name, 1, "the file is larger than 1 MiB");
    if (const int line = first_unreadable_line(text))
        return yaml_error(file_name, line, "this line is not UTF-8 text or holds control characters");
    try {
        ViewBuffer buffer(text);
        std::istream stream(&buffer);
        YAML::Parser parser(stream);
        TreeBuilder builder;
        if (!parser.HandleNextDocument(builder)) return YamlNode{};
        TreeBuilder second;
        if (parser.HandleNextDocument(second))
            return yaml_error(file_name, 1, "the file holds several documents (---); one is allowed");
        return builder.take();
    } catch (const Refused& refused) {
        return yaml_error(file_name, refused.line, refused.what);
    } catch (const YAML::Exception& exception) {
        return yaml_error(file_name, std::max(exception.mark.line, 0) + 1, "this is not valid YAML: " + exception.msg);
    }
}

Error yaml_error(std::string_view file_name, int line, std::string_view what) {
    return make_error(ErrorKind::invalid_request,
                      std::string(file_name) + ":" + std::to_string(line) + ": " + std::string(what));
}

}  // namespace pf::catalogue
