#include "sql/pattern_bounds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/ascii.hpp"
#include "base/utf8.hpp"

namespace pf::sql {
namespace {

constexpr int max_groups_deep = 20;
constexpr double max_states = 1'000;

enum class Dialect { regex, similar };

// What a part of a regular expression can match.
struct Part {
    bool nullable = false;   // the empty string
    bool unbounded = false;  // holds *, + or {m,}
    bool anchored = false;   // holds something that stands there once each time: what keeps repetitions apart
    double states = 0;
};

class RegexReader {
 public:
    RegexReader(std::string_view pattern, Dialect dialect) : rest_(pattern), dialect_(dialect) {}

    std::optional<std::string> refusal() {
        skip_options();
        const auto whole = alternatives(0);
        if (reason_.empty() && !rest_.empty()) refuse("its brackets do not match");
        if (reason_.empty() && whole.states > max_states)
            refuse("it is too large when its repetitions are written out");
        if (reason_.empty()) return std::nullopt;
        return reason_;
    }

 private:
    void refuse(std::string_view reason) {
        if (reason_.empty()) reason_ = reason;
        rest_ = {};
    }

    bool take(std::string_view prefix) {
        if (!rest_.starts_with(prefix)) return false;
        rest_.remove_prefix(prefix.size());
        return true;
    }

    // "***=" and "(?q)" change the syntax that follows; "(?i)" does not.
    void skip_options() {
        if (dialect_ == Dialect::similar) return;
        if (rest_.starts_with("***")) return refuse("it begins with ***");
        if (!rest_.starts_with("(?") || rest_.size() < 3 || rest_[2] < 'a' || rest_[2] > 'z') return;
        const auto end = rest_.find(')');
        if (end == std::string_view::npos || refuse_regex_flags(rest_.substr(2, end - 2)))
            return refuse("it begins with options that change its syntax");
        rest_.remove_prefix(end + 1);
    }

    Part alternatives(int depth) {
        if (depth > max_groups_deep) {
            refuse("its groups are nested too deeply");
            return {};
        }
        Part whole = branch(depth);
        while (take("|")) {
            const Part other = branch(depth);
            whole.nullable = whole.nullable || other.nullable;
            whole.anchored = (whole.anchored || !whole.unbounded) && (other.anchored || !other.unbounded);
            whole.unbounded = whole.unbounded || other.unbounded;
            whole.states += other.states;
        }
        return whole;
    }

    Part branch(int depth) {
        Part whole;
        whole.nullable = true;
        while (!rest_.empty() && rest_.front() != '|' && !(rest_.front() == ')' && depth > 0)) {
            const Part next = repeated(atom(depth));
            whole.nullable = whole.nullable && next.nullable;
            whole.unbounded = whole.unbounded || next.unbounded;
            whole.anchored = whole.anchored || next.anchored;
            whole.states += next.states;
        }
        return whole;
    }

    Part atom(int depth) {
        const Part one{false, false, true, 1};
        if (take("(")) {
            const bool around = take("?=") || take("?!") || take("?<=") || take("?<!");
            if (!around && !take("?:") && rest_.starts_with('?')) refuse("it holds an unknown kind of group");
            Part group = alternatives(depth + 1);
            if (!take(")")) refuse("its brackets do not match");
            if (around) group.nullable = true;
            return group;
        }
        if (take("[")) return bracket() ? one : Part{};
        if (take("\\")) return escape();
        const char c = rest_.front();
        rest_.remove_prefix(1);
        if (dialect_ == Dialect::similar) return c == '%' ? Part{true, true, false, 1} : one;
        if (c == '^' || c == '$') return Part{true, false, false, 1};
        return one;
    }

    // "[]abc]", "[^]a]", "[[:alpha:]]": a ] in first place is a member.
    bool bracket() {
        take("^");
        take("]");
        while (!rest_.empty() && rest_.front() != ']') {
            if (take("[:") || take("[.") || take("[=")) {
                const auto end = rest_.find(']');
                if (end == std::string_view::npos) break;
                rest_.remove_prefix(end + 1);
            } else if (take("\\")) {
                if (!rest_.empty()) rest_.remove_prefix(1);
            } else {
                rest_.remove_prefix(1);
            }
        }
        if (!take("]")) refuse("its brackets do not match");
        return reason_.empty();
    }

    Part escape() {
        if (rest_.empty()) return refuse("it ends in a backslash"), Part{};
        const char c = rest_.front();
        rest_.remove_prefix(1);
        if (dialect_ == Dialect::regex && c >= '1' && c <= '9') return refuse("it refers back to a group"), Part{};
        const bool place = std::string_view("AmMyYZ").find(c) != std::string_view::npos;
        return place ? Part{true, false, false, 1} : Part{false, false, true, 1};
    }

    Part repeated(Part part) {
        while (reason_.empty()) {
            double least = 0;
            double most = std::numeric_limits<double>::infinity();
            if (take("*")) {
            } else if (take("+")) {
                least = 1;
            } else if (take("?")) {
                most = 1;
            } else if (!rest_.starts_with("{") || rest_.size() < 2 || rest_[1] < '0' || rest_[1] > '9' ||
                       !bounds(least, most)) {
                return part;
            }
            take("?");  // non-greedy
            const bool unlimited = most == std::numeric_limits<double>::infinity();
            if (most > 1 && part.unbounded && (part.nullable || !part.anchored))
                return refuse("a repeated group in it consists of repetitions"), Part{};
            part.states *= std::max(1.0, unlimited ? least : most);
            part.nullable = part.nullable || least == 0;
            part.unbounded = part.unbounded || unlimited;
            part.anchored = part.anchored && least == most;
        }
        return part;
    }

    // {m}, {m,}, {m,n}; PostgreSQL's own limit is 255.
    bool bounds(double& least, double& most) {
        const auto end = rest_.find('}');
        if (end == std::string_view::npos) return refuse("its brackets do not match"), false;
        const auto inside = rest_.substr(1, end - 1);
        const auto comma = inside.find(',');
        const auto first = count(inside.substr(0, comma));
        if (comma == std::string_view::npos)
            most = first;
        else if (comma + 1 < inside.size())
            most = count(inside.substr(comma + 1));
        least = first;
        if (least > 255 || (most > 255 && comma + 1 != inside.size())) return refuse("it repeats too often"), false;
        rest_.remove_prefix(end + 1);
        return true;
    }

    static double count(std::string_view digits) {
        double value = 0;
        for (const char c : digits) {
            if (c < '0' || c > '9') return 1e9;
            value = value * 10 + (c - '0');
        }
        return digits.empty() ? 1e9 : value;
    }

    std::string_view rest_;
    Dialect dialect_;
    std::string reason_;
};

std::optional<std::string> too_long(std::string_view pattern) {
    if (utf8_length(pattern) <= max_pattern_characters) return std::nullopt;
    return fmt::format("it is longer than {} characters", max_pattern_characters);
}

}  // namespace

std::optional<std::string> refuse_regex(std::string_view pattern) {
    if (auto reason = too_long(pattern)) return reason;
    return RegexReader(pattern, Dialect::regex).refusal();
}

std::optional<std::string> refuse_similar(std::string_view pattern) {
    if (auto reason = too_long(pattern)) return reason;
    return RegexReader(pattern, Dialect::similar).refusal();
}

std::optional<std::string> refuse_regex_flags(std::string_view flags) {
    if (flags.find_first_not_of("cgimnpstw") == std::string_view::npos) return std::nullopt;
    return "its options are not among c, g, i, m, n, p, s, t, w";
}

std::optional<std::string> refuse_like(std::string_view pattern) {
    if (auto reason = too_long(pattern)) return reason;
    if (std::count(pattern.begin(), pattern.end(), '%') > 20) return "it holds more than 20 times %";
    return std::nullopt;
}

std::optional<std::string> refuse_json_path(std::string_view path) {
    if (auto reason = too_long(path)) return reason;
    if (lower(path).find("like_regex") != std::string::npos) return "it holds like_regex";
    return std::nullopt;
}

std::optional<std::string> refuse_format(std::string_view format) {
    if (auto reason = too_long(format)) return reason;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '%') continue;
        if (++i >= format.size() || std::string_view("sIL%").find(format[i]) == std::string_view::npos)
            return "it holds something else than %s, %I, %L and %%";
    }
    return std::nullopt;
}

std::optional<std::string> refuse_headline_options(std::string_view options) {
    if (options.size() <= 100) return std::nullopt;
    return "it is longer than 100 characters";
}

std::optional<std::string> refuse_template(std::string_view format) { return too_long(format); }

}  // namespace pf::sql
