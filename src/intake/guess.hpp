// What type a column has, from all of its cells.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "intake/values.hpp"

namespace pf::intake {

// What was found of a column, and what it was taken for.
struct Guess {
    CellFormat format;
    std::uint64_t filled = 0, missing = 0;
    std::uint64_t marks = 0;         // of the missing: NULL, N/A and their like
    std::vector<std::string> notes;  // why it is not what one might think, for a person
    // "date_order", "decimal", "boolean": what the person should decide, because the cells may be read in two ways.
    // Without an answer a date's order is not taken for granted: the file is not loaded.
    std::string question;
    std::string example;  // the cell that the question is about
};

class Guesser {
 public:
    explicit Guesser(std::string_view name);

    void see(std::string_view text, bool is_text);
    void see_missing() { ++missing_; }

    // `decimal`: what other columns of the file have, where this one does not say; 0 when they do not either.
    [[nodiscard]] Guess guess(char decimal) const;
    // The decimal sign that its numbers can only have; 0 when they do not say.
    [[nodiscard]] char decimal_sign() const;
    [[nodiscard]] std::uint64_t filled() const { return filled_ + marks_; }

 private:
    enum Kind : std::uint8_t { truth = 1, point = 2, comma = 4, moment = 8, clock = 16, anything = 31 };

    void see_truth(std::string_view text);
    void see_number(std::string_view text);
    void see_moment(std::string_view text);
    void keep_as_text(std::string_view text);
    [[nodiscard]] bool guess_moment(Guess& made) const;
    [[nodiscard]] bool guess_number(Guess& made, char decimal) const;

    std::uint8_t kinds_ = anything;
    std::uint64_t filled_ = 0, missing_ = 0, marks_ = 0;
    std::string_view why_text_;  // a note
    std::string text_example_;

    unsigned pairs_ = ~0u;
    bool seen_true_ = false, seen_false_ = false;

    bool whole_by_point_ = true, whole_by_comma_ = true, plain_ = true;
    std::string grouped_;  // a number that point and comma read differently

    bool day_first_ = true, month_first_ = true, has_time_ = false, lacks_time_ = false, has_zone_ = false,
         lacks_zone_ = false;
    bool only_points_ = true;
    std::string either_;  // a date that may be two days
    std::string by_day_, by_month_;
};

}  // namespace pf::intake
