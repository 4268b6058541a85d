#include "intake/guess.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.hpp"

namespace pf::intake {
namespace {

// Columns of digits that are no numbers: nobody adds them up, and a zero in front counts.
constexpr std::string_view digits_kept_as_text[] = {
    "phone", "telephone", "telefon",  "tel", "mobile",       "mobil", "handy", "fax",
    "zip",   "zipcode",   "postcode", "plz", "postal",       "iban",  "bic",   "isbn",
    "ean",   "gtin",      "barcode",  "ssn", "postleitzahl", "vat",   "imei"};

bool names_such_digits(std::string_view name) {
    std::string word;
    const auto known = [&word] {
        return std::find(std::begin(digits_kept_as_text), std::end(digits_kept_as_text), word) !=
               std::end(digits_kept_as_text);
    };
    char before = 0;
    for (const char c : name) {
        const bool upper = c >= 'A' && c <= 'Z', lower_case = c >= 'a' && c <= 'z';
        if (!upper && !lower_case) {
            if (known()) return true;
            word.clear();
        } else {
            if (upper && before >= 'a' && before <= 'z') {
                if (known()) return true;
                word.clear();
            }
            word += lower(c);
        }
        before = c;
    }
    return known();
}

constexpr std::string_view zeros = "Kept as text: a number would lose the zeros in front, as of {}.";
constexpr std::string_view long_digits = "Kept as text: {} has more digits than a number keeps.";
constexpr std::string_view phone = "Kept as text: {} is written like a telephone number.";
constexpr std::string_view by_name = "Kept as text: its name says that its digits are no amount.";

bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string cut(std::string_view text) { return std::string(text.substr(0, std::min<std::size_t>(text.size(), 40))); }

}  // namespace

Guesser::Guesser(std::string_view name) {
    if (!names_such_digits(name)) return;
    kinds_ &= static_cast<std::uint8_t>(~(point | comma));
    why_text_ = by_name;
}

void Guesser::see(std::string_view text, bool is_text) {
    if (kinds_ == 0) {
        ++filled_;
        return;
    }
    text = trimmed(text);
    if (text.empty()) {
        ++missing_;
        return;
    }
    if (is_missing_mark(text)) {
        ++marks_;
        return;
    }
    ++filled_;
    if (is_text) kinds_ &= static_cast<std::uint8_t>(~(truth | point | comma));
    if (kinds_ & truth) see_truth(text);
    if (kinds_ & (point | comma)) see_number(text);
    if (kinds_ & moment) see_moment(text);
    if ((kinds_ & clock) && !is_time(text)) kinds_ &= static_cast<std::uint8_t>(~clock);
}

void Guesser::see_truth(std::string_view text) {
    bool value = false;
    pairs_ &= truth_pairs(text, value);
    if (pairs_ == 0) {
        kinds_ &= static_cast<std::uint8_t>(~truth);
        return;
    }
    (value ? seen_true_ : seen_false_) = true;
}

void Guesser::see_number(std::string_view text) {
    const char first = text[0];
    if (first > '0' && first <= '9' && text.size() <= 18 && all_digits(text)) return;  // both signs read it
    const bool like_number = (first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.' ||
                             first == ',' || first == '\xE2';
    if (!like_number) {
        kinds_ &= static_cast<std::uint8_t>(~(point | comma));
        if (first == '(' && text.find(')') != std::string_view::npos) keep_as_text(text);
        return;
    }
    const auto by_point = kinds_ & point ? read_number(text, '.') : std::nullopt;
    const auto by_comma = kinds_ & comma ? read_number(text, ',') : std::nullopt;
    if (!by_point) kinds_ &= static_cast<std::uint8_t>(~point);
    if (!by_comma) kinds_ &= static_cast<std::uint8_t>(~comma);
    if (!by_point && !by_comma) return keep_as_text(text);
    const auto& number = by_point ? *by_point : *by_comma;
    if (number.digits > 18 && number.whole) return keep_as_text(text);
    if (first == '+' && number.digits >= 7 && number.whole) return keep_as_text(text);
    plain_ = plain_ && number.plain;
    if (by_point) whole_by_point_ = whole_by_point_ && by_point->whole;
    if (by_comma) whole_by_comma_ = whole_by_comma_ && by_comma->whole;
    if (by_point && by_comma && by_point->whole != by_comma->whole && grouped_.empty()) grouped_ = cut(text);
}

// Why digits are no number here; only the first reason counts.
void Guesser::keep_as_text(std::string_view text) {
    kinds_ &= static_cast<std::uint8_t>(~(point | comma));
    if (!why_text_.empty()) return;
    const bool digits = all_digits(text);
    if (digits && text.size() > 1 && text[0] == '0')
        why_text_ = zeros;
    else if (digits)
        why_text_ = long_digits;
    else if (text.find_first_not_of("+0123456789 ()/-.") == std::string_view::npos &&
             (text[0] == '+' || text[0] == '0' || text[0] == '('))
        why_text_ = phone;
    else
        return;
    text_example_ = cut(text);
}

void Guesser::see_moment(std::string_view text) {
    const auto seen = read_moment(text);
    if (!seen) {
        kinds_ &= static_cast<std::uint8_t>(~moment);
        return;
    }
    if (!seen->day_first && by_month_.empty()) by_month_ = cut(text);
    if (!seen->month_first && by_day_.empty()) by_day_ = cut(text);
    day_first_ = day_first_ && seen->day_first;
    month_first_ = month_first_ && seen->month_first;
    (seen->has_time ? has_time_ : lacks_time_) = true;
    if (seen->has_time) (seen->has_zone ? has_zone_ : lacks_zone_) = true;
    if (seen->either) {
        only_points_ = only_points_ && seen->by_points;
        if (either_.empty()) either_ = cut(text);
    }
    if (has_zone_ && (lacks_zone_ || lacks_time_)) kinds_ &= static_cast<std::uint8_t>(~moment);
}

char Guesser::decimal_sign() const {
    if (filled_ == 0 || plain_) return 0;
    if ((kinds_ & (point | comma)) == point) return '.';
    if ((kinds_ & (point | comma)) == comma) return ',';
    return 0;
}

Guess Guesser::guess(char decimal) const {
    Guess made;
    made.filled = filled_;
    made.missing = missing_;
    if (filled_ > 0) {
        bool known = false;
        if ((kinds_ & truth) && pairs_ != 0) {
            // One word alone says little, unless it is "true" or "false" itself.
            known = (pairs_ & plain_truth) != 0 || (seen_true_ && seen_false_);
            if (known) {
                made.format.type = Type::boolean;
                if ((pairs_ & plain_truth) == 0) made.question = "boolean";
            }
        }
        if (!known && (kinds_ & clock)) {
            known = true;
            made.format.type = Type::time;
        }
        known = known || guess_moment(made) || guess_number(made, decimal);
    }
    if (made.format.type == Type::text) {
        made.filled += marks_;  // in a text they are its text
        if (filled_ == 0)
            made.notes.emplace_back("No row has a value here.");
        else if (!why_text_.empty())
            made.notes.push_back(fmt::format(fmt::runtime(why_text_), text_example_));
    } else if (marks_ > 0) {
        made.marks = marks_;
        made.missing += marks_;
        made.notes.push_back(fmt::format("{} cells such as NULL, N/A or - are taken as empty.", marks_));
    }
    return made;
}

bool Guesser::guess_moment(Guess& made) const {
    if (!(kinds_ & moment)) return false;
    if (!day_first_ && !month_first_) {
        made.notes.push_back(fmt::format("Kept as text: {} has the day first, {} the month.", by_day_, by_month_));
        return true;
    }
    made.format.type = !has_time_ ? Type::date : has_zone_ ? Type::timestamptz : Type::timestamp;
    made.format.order = day_first_ ? DateOrder::day_month_year : DateOrder::month_day_year;
    if (day_first_ && month_first_ && !either_.empty() && !only_points_) {
        made.question = "date_order";
        made.example = either_;
    }
    return true;
}

bool Guesser::guess_number(Guess& made, char decimal) const {
    if (!(kinds_ & (point | comma))) return false;
    const bool either = (kinds_ & point) && (kinds_ & comma);
    const char sign = either ? (decimal ? decimal : '.') : (kinds_ & point) ? '.' : ',';
    made.format.decimal = sign;
    if (either && !grouped_.empty() && decimal == 0) {  // "1,234": a thousand by the one sign, a fraction by the other
        made.question = "decimal";
        made.example = grouped_;
    }
    const bool whole = sign == '.' ? whole_by_point_ : whole_by_comma_;
    made.format.type = whole ? Type::bigint : Type::numeric;
    return true;
}

}  // namespace pf::intake
