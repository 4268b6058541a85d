// The golden frames of tests/frames, by name.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace pf::api::testing {

inline std::string read_text(const std::filesystem::path& path) {
    std::ifstream in(path);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

inline std::filesystem::path frames_folder() { return std::filesystem::path(PF_SOURCE_DIR) / "tests" / "frames"; }

inline boost::json::object golden(const std::string& name) {
    return boost::json::parse(read_text(frames_folder() / (name + ".json"))).as_object();
}

// The frame of that file as a client would send it.
inline std::string golden_text(const boost::json::object& file) {
    if (const auto* text = file.if_contains("text")) return std::string(text->as_string());
    return boost::json::serialize(file.at("frame"));
}

inline std::vector<std::string> golden_names() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(frames_folder()))
        if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
    return names;
}

// Numbers compare by value: 12.50 in a frame is 12.5 elsewhere, and 1 is 1.0.
inline bool same_json(const boost::json::value& a, const boost::json::value& b) {
    if (a.is_number() && b.is_number()) return a.to_number<double>() == b.to_number<double>();
    if (a.is_array() && b.is_array()) {
        const auto &x = a.get_array(), &y = b.get_array();
        if (x.size() != y.size()) return false;
        for (std::size_t i = 0; i < x.size(); ++i)
            if (!same_json(x[i], y[i])) return false;
        return true;
    }
    if (a.is_object() && b.is_object()) {
        const auto &x = a.get_object(), &y = b.get_object();
        if (x.size() != y.size()) return false;
        for (const auto& [key, value] : x)
            if (!y.contains(key) || !same_json(value, y.at(key))) return false;
        return true;
    }
    return a == b;
}

}  // namespace pf::api::testing
