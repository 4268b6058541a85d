#include "compiler/print/phrases.hpp"

#include <fmt/format.h>

#include <charconv>

namespace pf::compiler::print {

using namespace plan;

std::string listed(const std::vector<std::string>& parts, std::string_view last_word) {
    std::string made;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i) made += i + 1 == parts.size() ? fmt::format(" {} ", last_word) : ", ";
        made += parts[i];
    }
    return made;
}

int whole_number(std::string_view digits) {
    int made = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), made);
    return made;
}

std::string_view compared(Op op) {
    switch (op) {
        case Op::ne: return "not";
        case Op::lt: return "less than";
        case Op::le: return "at most";
        case Op::gt: return "more than";
        case Op::ge: return "at least";
        default: return "";
    }
}

std::string in_year(Op op, std::string_view year) {
    switch (op) {
        case Op::ne: return fmt::format("not in {}", year);
        case Op::lt: return fmt::format("before {}", year);
        case Op::le: return fmt::format("in {} or before", year);
        case Op::gt: return fmt::format("after {}", year);
        case Op::ge: return fmt::format("in {} or later", year);
        default: return fmt::format("in {}", year);
    }
}

std::string_view joined_by(SetOperation operation) {
    return operation == SetOperation::intersect ? ", and also "
           : operation == SetOperation::except  ? ", but not "
                                                : ", together with ";
}

}  // namespace pf::compiler::print
