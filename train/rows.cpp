#include "rows.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>

namespace pf::train {
namespace {

constexpr std::uint64_t prime = 1099511628211ULL;
constexpr int most_tried = 720;  // assignments of columns

std::uint64_t hash_of(std::string_view text) {
    PieceHash hash;
    hash.add(text);
    return hash.value();
}

// Tries assignments of the answer's columns to the gold's until the rows are the same.
class Assignment {
 public:
    Assignment(const ResultRows& gold, const ResultRows& answer, bool ordered)
        : gold_(gold),
          answer_(answer),
          ordered_(ordered),
          chosen_(gold.columns.size()),
          used_(answer.columns.size(), 0),
          wanted_(row_hashes(gold, chosen_in_turn())) {}

    bool exists() { return choose(0); }

 private:
    std::vector<std::size_t> chosen_in_turn() const {
        std::vector<std::size_t> turn(gold_.columns.size());
        for (std::size_t i = 0; i < turn.size(); ++i) turn[i] = i;
        return turn;
    }

    std::vector<std::uint64_t> row_hashes(const ResultRows& rows, const std::vector<std::size_t>& columns) const {
        std::vector<std::uint64_t> made;
        for (std::size_t r = 0; r < rows.count; ++r) {
            std::uint64_t state = 7;
            for (const auto c : columns) state = state * prime + hash_of(rows.columns[c][r]);
            made.push_back(state);
        }
        if (!ordered_) std::sort(made.begin(), made.end());
        return made;
    }

    bool choose(std::size_t at) {
        if (at == chosen_.size()) return ++tried_ <= most_tried && row_hashes(answer_, chosen_) == wanted_;
        for (std::size_t j = 0; j < used_.size(); ++j) {
            if (used_[j] || answer_.hashes[j] != gold_.hashes[at] || tried_ > most_tried) continue;
            used_[j] = 1;
            chosen_[at] = j;
            if (choose(at + 1)) return true;
            used_[j] = 0;
        }
        return false;
    }

    const ResultRows& gold_;
    const ResultRows& answer_;
    bool ordered_;
    std::vector<std::size_t> chosen_;
    std::vector<char> used_;
    std::vector<std::uint64_t> wanted_;
    int tried_ = 0;
};

}  // namespace

void ResultRows::add_column(std::vector<std::string> cells) {
    count = cells.size();
    auto sorted = cells;
    std::sort(sorted.begin(), sorted.end());
    std::uint64_t state = 7;
    for (const auto& one : sorted) state = state * prime + hash_of(one);
    hashes.push_back(state);
    columns.push_back(std::move(cells));
}

std::string cell(const char* text, bool number) {
    if (!text) return "\x01null";
    if (!number) return text;
    char printed[40];
    std::snprintf(printed, sizeof printed, "%.6g", std::strtod(text, nullptr));
    return printed;
}

bool same_rows(const ResultRows& gold, const ResultRows& answer, bool ordered, Columns columns) {
    if (gold.count != answer.count) return false;
    if (gold.count == 0) return true;
    const auto wanted = gold.columns.size(), shown = answer.columns.size();
    if (columns == Columns::exact ? shown != wanted : shown < wanted) return false;
    return Assignment(gold, answer, ordered).exists();
}

bool is_ordered(std::string_view sql) {
    constexpr std::string_view wanted = "ORDER BY";
    auto says = [&](std::size_t at) {
        if (sql.size() - at < wanted.size()) return false;
        for (std::size_t i = 0; i < wanted.size(); ++i)
            if (std::toupper(static_cast<unsigned char>(sql[at + i])) != wanted[i]) return false;
        return true;
    };
    int depth = 0;
    bool text = false;
    for (std::size_t i = 0; i < sql.size(); ++i) {
        if (sql[i] == '\'') text = !text;
        if (text) continue;
        if (sql[i] == '(') ++depth;
        if (sql[i] == ')') --depth;
        if (depth == 0 && says(i)) return true;
    }
    return false;
}

void PieceHash::add(std::string_view piece) {
    for (const char c : piece) {
        state_ ^= static_cast<unsigned char>(c);
        state_ *= prime;
    }
    state_ ^= 0xff;
    state_ *= prime;
}

}  // namespace pf::train
