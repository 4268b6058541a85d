// Writes what the compiler knows of English from the lists of words/ (their form: words/README.md): the classes as an
// enum and the words as a table. Run at build time; a malformed line, a word twice in a class or a class without a
// source ends the build with the line at fault.
//   word_classes OUTPUT_DIR FILE…     writes word_class.hpp and word_table.cpp
#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct Word {
    std::string text;
    std::string value;  // behind "=", in a class that maps
};

struct Class {
    std::string name, comment, where;
    std::vector<Word> words;
    std::vector<std::string> includes;  // classes whose words belong to it as well
};

[[noreturn]] void fail(const std::string& where, const std::string& what) {
    throw std::runtime_error(where + ": " + what);
}

bool is_name(const std::string& text) {
    return !text.empty() && text[0] >= 'a' && text[0] <= 'z' && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

std::string enumerator(const std::string& word) {
    static const std::set<std::string> keywords{"and",  "case",  "default", "do",    "else",   "for",   "if",
                                                "int",  "long",  "new",     "not",   "or",     "short", "this",
                                                "true", "false", "try",     "while", "double", "float"};
    return keywords.contains(word) ? word + "_" : word;
}

std::vector<std::string> parts_of(const std::string& line) {
    std::istringstream in(line);
    std::vector<std::string> parts;
    for (std::string part; in >> part;) parts.push_back(part);
    return parts;
}

// One file of lists.
class Lists {
 public:
    Lists(const std::string& path, std::vector<Class>& classes) : path_(path), classes_(classes) {}

    void read() {
        std::ifstream file(path_);
        if (!file) fail(path_, "cannot be read");
        for (std::string line; std::getline(file, line);) {
            ++number_;
            if (line.starts_with("#"))
                comment_ += (comment_.empty() ? "//" : "\n//") + line.substr(1);
            else if (line.starts_with("["))
                begin(line);
            else if (!line.empty())
                take(line);
            else if (head_.empty())
                std::swap(head_, comment_);
        }
    }

 private:
    [[nodiscard]] std::string here() const { return path_ + ":" + std::to_string(number_); }

    void begin(const std::string& line) {
        if (!line.ends_with(']')) fail(here(), "a head of a list ends with ]");
        if (comment_.find("Source: ") == std::string::npos && head_.find("Source: ") == std::string::npos)
            fail(here(), "neither the list nor its file says a source");
        auto name = line.substr(1, line.size() - 2);
        each_ = name == "*";
        maps_ = name.ends_with(" =");
        if (maps_) name.resize(name.size() - 2);
        open_ = true;
        if (!each_) add(name);
        comment_.clear();
    }

    void add(const std::string& name) {
        if (!is_name(name)) fail(here(), "'" + name + "' is no name of a class");
        classes_.push_back({enumerator(name), comment_, here(), {}, {}});
    }

    void take(const std::string& line) {
        if (!open_) fail(here(), "words before the first [class]");
        const auto parts = parts_of(line);
        if (maps_) return take_mapping(line, parts);
        for (const auto& part : parts)
            if (each_) {
                add(part);
                classes_.back().words.push_back({part, ""});
            } else if (part.size() > 1 && part[0] == '@') {
                classes_.back().includes.push_back(enumerator(part.substr(1)));
            } else {
                classes_.back().words.push_back({part, ""});
            }
    }

    void take_mapping(const std::string& line, const std::vector<std::string>& parts) {
        const auto sign = line.find(" = ");
        if (sign == std::string::npos || sign == 0) fail(here(), "expected 'words = value'");
        const auto value = line.substr(sign + 3);
        for (const auto& part : parts) {
            if (part == "=") break;
            classes_.back().words.push_back({part, value});
        }
    }

    std::string path_, head_, comment_;
    std::vector<Class>& classes_;
    int number_ = 0;
    bool open_ = false, maps_ = false, each_ = false;
};

class Resolver {
 public:
    explicit Resolver(std::vector<Class>& classes) : classes_(classes) {
        for (auto& one : classes_)
            if (!by_name_.emplace(one.name, &one).second) fail(one.where, "a second class [" + one.name + "]");
    }

    // Puts the words of included classes behind a class's own, and checks that none is there twice.
    void run() {
        for (auto& one : classes_) include(one);
        for (const auto& one : classes_) {
            std::set<std::string> seen;
            for (const auto& word : one.words)
                if (!seen.insert(word.text).second) fail(one.where, "'" + word.text + "' twice in [" + one.name + "]");
            if (one.words.empty()) fail(one.where, "no words in [" + one.name + "]");
        }
    }

 private:
    void include(Class& one) {
        if (one.includes.empty()) return;
        if (!open_.insert(one.name).second) fail(one.where, "[" + one.name + "] includes itself");
        for (const auto& name : one.includes) {
            const auto found = by_name_.find(name);
            if (found == by_name_.end()) fail(one.where, "no class [" + name + "] to include");
            include(*found->second);
            one.words.insert(one.words.end(), found->second->words.begin(), found->second->words.end());
        }
        one.includes.clear();
        open_.erase(one.name);
    }

    std::vector<Class>& classes_;
    std::map<std::string, Class*> by_name_;
    std::set<std::string> open_;
};

std::string quoted(const std::string& text) {
    std::string made = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') made += '\\';
        made += c;
    }
    return made + "\"";
}

std::string header(const std::vector<Class>& classes) {
    std::ostringstream out;
    out << "// Made from words/ at build time. The classes of words the compiler knows.\n#pragma once\n\n"
           "#include <cstddef>\n#include <cstdint>\n\nnamespace pf::compiler {\n\n"
           "enum class WordClass : std::uint16_t {\n";
    for (const auto& one : classes) out << one.comment << (one.comment.empty() ? "" : "\n") << one.name << ",\n";
    out << "};\ninline constexpr std::size_t word_classes = " << classes.size()
        << ";\n\n}  // namespace pf::compiler\n";
    return out.str();
}

std::string table(const std::vector<Class>& classes) {
    std::ostringstream out;
    out << "// Made from words/ at build time.\n#include \"compiler/words.hpp\"\n\nnamespace pf::compiler {\nnamespace "
           "{\n"
           "constexpr WordEntry entries[] = {\n";
    for (const auto& one : classes)
        for (const auto& word : one.words) out << "{" << quoted(word.text) << ", " << quoted(word.value) << "},\n";
    out << "};\nconstexpr std::size_t begins[] = {";
    std::size_t begin = 0;
    for (const auto& one : classes) {
        out << begin << ", ";
        begin += one.words.size();
    }
    out << begin
        << "};\n}  // namespace\n\nstd::span<const WordEntry> words_in(WordClass of) {\n"
           "    const auto at = static_cast<std::size_t>(of);\n"
           "    return std::span(entries).subspan(begins[at], begins[at + 1] - begins[at]);\n}\n\n"
           "}  // namespace pf::compiler\n";
    return out.str();
}

// A file that would be the same keeps its time, so that nothing is compiled anew.
void write(const std::string& path, const std::string& text) {
    std::ifstream old(path, std::ios::binary);
    std::ostringstream had;
    had << old.rdbuf();
    if (old && had.str() == text) return;
    std::ofstream(path, std::ios::binary) << text;
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc < 3) fail("usage", "word_classes OUTPUT_DIR FILE…");
    std::vector<Class> classes;
    for (int i = 2; i < argc; ++i) Lists(argv[i], classes).read();
    Resolver(classes).run();
    const std::string directory = argv[1];
    write(directory + "/word_class.hpp", header(classes));
    write(directory + "/word_table.cpp", table(classes));
    return 0;
} catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
}
